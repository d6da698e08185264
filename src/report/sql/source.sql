-- SPDX-License-Identifier: MIT
-- What one source sent: a row for each kind of message, by who it claimed to be and what authentication said of it.
WITH part AS MATERIALIZED (
  SELECT m.domain, m.identity, m.dkim, m.spf, m.disposition, m.override_set IS NOT NULL AS overridden,
         total(m.messages) AS messages, min(m.day) AS first_seen, max(m.day) AS last_seen
  FROM mail AS m
  WHERE m.messages > 0 AND (:failing = 0 OR (m.dkim <> 1 AND m.spf <> 1))
  GROUP BY m.domain, m.identity, m.dkim, m.spf, m.disposition, m.override_set IS NOT NULL
),
-- Selectors and human words make many of one kind.
said AS MATERIALIZED (
  SELECT i.id, i.header_from,
         (SELECT json_group_array(w.word || ' for ' || coalesce(n.text, 'nobody'))
          FROM dkim_result AS d JOIN auth_result_word AS w ON w.value = d.result LEFT JOIN name AS n ON n.id = d.domain
          WHERE d.identity = i.id) AS dkim_results,
         (SELECT json_group_array(w.word || ' for ' || coalesce(n.text, 'nobody'))
          FROM spf_result AS s JOIN auth_result_word AS w ON w.value = s.result LEFT JOIN name AS n ON n.id = s.domain
          WHERE s.identity = i.id) AS spf_results
  FROM (SELECT DISTINCT identity FROM part) AS used JOIN identity AS i ON i.id = used.identity
)
SELECT domain.text AS domain, header_from.text AS header_from, total(p.messages) AS messages,
       total(iif(p.dkim = 1 OR p.spf = 1, p.messages, 0)) AS dmarc_pass, dkim.word AS dkim, said.dkim_results,
       spf.word AS spf, said.spf_results, disposed.word AS disposition, iif(p.overridden, 'yes', NULL) AS overridden,
       min(p.first_seen) AS first_seen, max(p.last_seen) AS last_seen
FROM part AS p
     JOIN said ON said.id = p.identity
     JOIN name AS domain ON domain.id = p.domain
     LEFT JOIN name AS header_from ON header_from.id = said.header_from
     JOIN alignment_result_word AS dkim ON dkim.value = p.dkim
     JOIN alignment_result_word AS spf ON spf.value = p.spf
     JOIN disposition_word AS disposed ON disposed.value = p.disposition
GROUP BY p.domain, said.header_from, p.dkim, said.dkim_results, p.spf, said.spf_results, p.disposition, p.overridden
