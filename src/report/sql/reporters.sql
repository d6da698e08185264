-- SPDX-License-Identifier: MIT
-- One row for each reporter.
SELECT n.text AS reporter, t.reports, t.records, t.messages, t.dmarc_pass, t.first_seen, t.last_seen, t.warnings
FROM (SELECT r.reporter, count(*) AS reports, total(part.records) AS records, total(part.messages) AS messages,
             total(part.dmarc_pass) AS dmarc_pass, min(part.first_seen) AS first_seen, max(part.last_seen) AS last_seen,
             total((SELECT count(*) FROM warning AS w WHERE w.report = part.report)) AS warnings
      FROM period_part AS part CROSS JOIN report AS r ON r.id = part.report
      GROUP BY r.reporter
      HAVING :failing = 0 OR total(part.messages) > total(part.dmarc_pass)) AS t
     JOIN name AS n ON n.id = t.reporter
