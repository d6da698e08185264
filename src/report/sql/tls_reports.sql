-- SPDX-License-Identifier: MIT
-- One row for each TLS report, with the sums of the whole report.
SELECT r.id, r.begin, r.end, domain.text AS domain, reporter.text AS reporter, r.report_id,
       (SELECT count(*) FROM tls_policy AS p WHERE p.report = r.id) AS policies,
       r.sessions_ok + r.sessions_failed AS sessions, r.sessions_failed, json_array_length(r.warnings) AS warnings,
       t.word AS trust
FROM tls_report AS r
     JOIN name AS domain ON domain.id = r.domain
     JOIN name AS reporter ON reporter.id = r.reporter
     JOIN trust_word AS t ON t.value = r.trust
WHERE r.day >= :since AND r.day < :until
  AND (:domain IS NULL OR r.id IN (SELECT report FROM tls_policy WHERE domain = :domain))
  AND (:reporter IS NULL OR r.reporter IN wanted_reporter)
  AND (:trust IS NULL OR r.trust = :trust OR (:trust = 2 AND r.trust = 3))
