-- SPDX-License-Identifier: MIT
-- One row for each reporter. A report that lies whole in the period brings its own sums; of one that reaches over its
-- edge, and when a filter asks for records, the records are counted.
WITH part AS (
  SELECT p.id AS report, r.records, r.messages, r.dmarc_pass, r.first_day AS first_seen, r.first_day + r.days - 1 AS last_seen
  FROM period_report AS p CROSS JOIN report AS r ON r.id = p.id
  WHERE :by_record = 0 AND r.first_day >= :since AND r.first_day + r.days <= :until
  UNION ALL
  SELECT m.report, count(DISTINCT m.seq), total(m.messages), total(iif(m.dkim = 1 OR m.spf = 1, m.messages, 0)),
         min(m.day), max(m.day)
  FROM mail_of_more_days AS m CROSS JOIN report AS r ON r.id = m.report
  WHERE :by_record = 0 AND (r.first_day < :since OR r.first_day + r.days > :until)
  GROUP BY m.report
  UNION ALL
  SELECT m.report, count(DISTINCT m.seq), total(m.messages), total(iif(m.dkim = 1 OR m.spf = 1, m.messages, 0)),
         min(m.day), max(m.day)
  FROM mail AS m
  WHERE :by_record = 1
  GROUP BY m.report
)
SELECT n.text AS reporter, t.reports, t.records, t.messages, t.dmarc_pass, t.first_seen, t.last_seen, t.warnings
FROM (SELECT r.reporter, count(*) AS reports, total(part.records) AS records, total(part.messages) AS messages,
             total(part.dmarc_pass) AS dmarc_pass, min(part.first_seen) AS first_seen, max(part.last_seen) AS last_seen,
             total((SELECT count(*) FROM warning AS w WHERE w.report = part.report)) AS warnings
      FROM part CROSS JOIN report AS r ON r.id = part.report
      GROUP BY r.reporter
      HAVING :failing = 0 OR total(part.messages) > total(part.dmarc_pass)) AS t
     JOIN name AS n ON n.id = t.reporter
