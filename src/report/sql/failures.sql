-- SPDX-License-Identifier: MIT
-- One row for each failure report.
SELECT f.id, f.day, f.arrived, domain.text AS domain, f.source AS source_ip, header_from.text AS header_from,
       coalesce(f.raw ->> 'auth_failure', failed.word) AS auth_failure,
       coalesce(f.raw ->> 'delivery_result', delivery.word) AS delivery_result, f.incidents AS messages,
       reporter.text AS reporter, dkim_domain.text AS dkim_domain, dkim_selector.text AS dkim_selector, t.word AS trust
FROM failure AS f
     JOIN name AS domain ON domain.id = f.domain
     JOIN name AS reporter ON reporter.id = f.reporter
     JOIN auth_failure_word AS failed ON failed.value = f.auth_failure
     JOIN delivery_result_word AS delivery ON delivery.value = f.delivery_result
     JOIN trust_word AS t ON t.value = f.trust
     LEFT JOIN name AS header_from ON header_from.id = f.header_from
     LEFT JOIN name AS dkim_domain ON dkim_domain.id = f.dkim_domain
     LEFT JOIN name AS dkim_selector ON dkim_selector.id = f.dkim_selector
WHERE f.day >= :since AND f.day < :until
  AND (:domain IS NULL OR f.domain = :domain)
  AND (:reporter IS NULL OR f.reporter IN wanted_reporter)
  AND (:trust IS NULL OR f.trust = :trust OR (:trust = 2 AND f.trust = 3))
  AND (:source_first IS NULL
       OR (f.source BETWEEN :source_first AND :source_last AND length(f.source) = length(:source_first)))
  AND (:source_name IS NULL OR f.source IN wanted_source)
