-- SPDX-License-Identifier: MIT
-- The reports by domain, first day and length, also those about TLS.
SELECT n.text, r.first_day, r.days, count(*), min(r.id), max(r.id), sum(r.id), max(r.received)
FROM (SELECT 0 AS about, domain, first_day, days, id, received FROM report
      UNION ALL
      SELECT 1, domain, day, 1, id, received FROM tls_report) AS r JOIN name AS n ON n.id = r.domain
GROUP BY r.about, r.domain, r.first_day, r.days
ORDER BY r.about, r.domain, r.first_day, r.days
