-- SPDX-License-Identifier: MIT
-- What every question stands on: the policy domains asked for, and the reports and mail of the period.
-- :domain, :reporter, :trust, :source_first .. :source_last, :source_name and :disposition are NULL when they narrow
-- nothing; :by_record is 1 when one of the last three is there. :trust = 2, authenticated, takes in 3, verified.
-- Messages are added up with total(), not sum(): reports can claim so many that sum() fails with an overflow.

-- All policy domains that have a report, found by jumping through the index.
domains(id) AS (
  SELECT min(domain) FROM report
  UNION ALL
  SELECT (SELECT min(domain) FROM report WHERE domain > domains.id) FROM domains WHERE id IS NOT NULL
),
scope(domain) AS (
  SELECT id FROM domains WHERE :domain IS NULL AND id IS NOT NULL
  UNION ALL
  SELECT :domain WHERE :domain IS NOT NULL
),
wanted_reporter(id) AS (
  SELECT id FROM name WHERE text = :reporter COLLATE NOCASE
),

-- The addresses of a service, of a host by its confirmed name, or of all hosts of an organisational domain.
wanted_source(address) AS (
  SELECT address
  FROM source
  WHERE service = :source_name COLLATE NOCASE OR name = :source_name COLLATE NOCASE
        OR (name LIKE '%.' || :source_name AND organisation(name) = lower(:source_name))
),

-- Indexes of the days of a report, as many as REPORT_MAX_DAYS.
spread(i) AS (
  SELECT 0
  UNION ALL
  SELECT i + 1 FROM spread WHERE i + 1 < 400
),

-- Records of the reports that last one day, which nearly all do. CROSS JOIN keeps the order: domain, report, record.
mail_of_one_day AS NOT MATERIALIZED (
  SELECT c.report, c.seq, r.domain, r.first_day AS day, c.source, c.count AS messages, c.disposition, c.dkim, c.spf,
         c.identity, c.override_set, r.reporter
  FROM scope CROSS JOIN report AS r CROSS JOIN record AS c
  WHERE r.domain = scope.domain AND r.begin >= :since * 86400 AND r.begin < :until * 86400 AND r.days = 1
    AND (:reporter IS NULL OR r.reporter IN wanted_reporter)
    AND (:trust IS NULL OR r.trust = :trust OR (:trust = 2 AND r.trust = 3))
    AND c.report = r.id
    AND (:disposition IS NULL OR c.disposition = :disposition OR (:disposition = 1 AND c.disposition = 0))
    AND (:source_first IS NULL
         OR (c.source BETWEEN :source_first AND :source_last AND length(c.source) = length(:source_first)))
    AND (:source_name IS NULL OR c.source IN wanted_source)
),
-- Records of longer reports, spread over their days in whole messages as report_day_share() does it.
mail_of_more_days AS NOT MATERIALIZED (
  SELECT c.report, c.seq, r.domain, r.first_day + s.i AS day, c.source,
         c.count * (s.i + 1) / r.days - c.count * s.i / r.days AS messages, c.disposition, c.dkim, c.spf,
         c.identity, c.override_set, r.reporter
  FROM scope CROSS JOIN report AS r INDEXED BY report_long CROSS JOIN record AS c CROSS JOIN spread AS s
  WHERE r.domain = scope.domain AND r.begin >= (:since - 400) * 86400 AND r.begin < :until * 86400 AND r.days > 1
    AND (:reporter IS NULL OR r.reporter IN wanted_reporter)
    AND (:trust IS NULL OR r.trust = :trust OR (:trust = 2 AND r.trust = 3))
    AND c.report = r.id
    AND (:disposition IS NULL OR c.disposition = :disposition OR (:disposition = 1 AND c.disposition = 0))
    AND (:source_first IS NULL
         OR (c.source BETWEEN :source_first AND :source_last AND length(c.source) = length(:source_first)))
    AND (:source_name IS NULL OR c.source IN wanted_source)
    AND s.i < r.days AND r.first_day + s.i >= :since AND r.first_day + s.i < :until
),
mail AS NOT MATERIALIZED (
  SELECT * FROM mail_of_one_day
  UNION ALL
  SELECT * FROM mail_of_more_days
),

-- Reports with at least one day in the period; when a filter asks for records, only those that hold one.
period_report AS NOT MATERIALIZED (
  SELECT r.id, r.domain, r.reporter
  FROM scope CROSS JOIN report AS r
  WHERE r.domain = scope.domain AND r.begin >= :since * 86400 AND r.begin < :until * 86400
    AND (:reporter IS NULL OR r.reporter IN wanted_reporter)
    AND (:trust IS NULL OR r.trust = :trust OR (:trust = 2 AND r.trust = 3))
    AND (:by_record = 0 OR r.id IN (SELECT report FROM mail))
  UNION ALL
  SELECT r.id, r.domain, r.reporter
  FROM scope CROSS JOIN report AS r INDEXED BY report_long
  WHERE r.domain = scope.domain AND r.days > 1 AND r.begin >= (:since - 400) * 86400 AND r.begin < :since * 86400
    AND r.first_day + r.days > :since
    AND (:reporter IS NULL OR r.reporter IN wanted_reporter)
    AND (:trust IS NULL OR r.trust = :trust OR (:trust = 2 AND r.trust = 3))
    AND (:by_record = 0 OR r.id IN (SELECT report FROM mail))
),

-- All mail of each policy domain, whatever else is filtered: what the mail of one source is measured against.
domain_mail AS MATERIALIZED (
  SELECT r.domain, total(r.messages) AS messages
  FROM scope CROSS JOIN report AS r
  WHERE r.domain = scope.domain AND r.begin >= :since * 86400 AND r.begin < :until * 86400
  GROUP BY r.domain
),

-- The organisational domain of each policy domain.
own_domain AS MATERIALIZED (
  SELECT scope.domain, organisation(n.text) AS organisation FROM scope JOIN name AS n ON n.id = scope.domain
),

-- What the reports of the period say of it. One that lies whole in it brings its own sums; of one that reaches over its
-- edge, and when a filter asks for records, the records are counted.
period_part AS NOT MATERIALIZED (
  SELECT p.id AS report, r.records, r.messages, r.dmarc_pass, r.first_day AS first_seen,
         r.first_day + r.days - 1 AS last_seen
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
