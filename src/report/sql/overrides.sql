-- SPDX-License-Identifier: MIT
-- One row for each type of reason that a reporter gave for mail of a policy domain. Several reasons of one type in a
-- record count once.
WITH excused AS MATERIALIZED (
  SELECT m.domain, r.reporter, m.override_set, m.source, total(m.messages) AS messages,
         total(iif(m.dkim = 1 OR m.spf = 1, m.messages, 0)) AS dmarc_pass, min(m.day) AS first_seen,
         max(m.day) AS last_seen
  FROM mail AS m CROSS JOIN report AS r
  WHERE m.override_set IS NOT NULL AND m.messages > 0 AND r.id = m.report
  GROUP BY m.override_set, m.source, r.reporter, m.domain
),
reason AS MATERIALIZED (
  SELECT DISTINCT e.override_set, o.type, nullif(o.comment, '') AS comment, nullif(o.raw, '') AS raw
  FROM (SELECT DISTINCT override_set FROM excused) AS e CROSS JOIN override AS o
  WHERE o.override_set = e.override_set
),
-- The comment that was given most often, before none; with it the word that stood there, when it is none of the
-- standard.
said AS MATERIALIZED (
  SELECT e.domain, e.reporter, o.type, o.comment, o.raw,
         row_number() OVER (PARTITION BY e.domain, e.reporter, o.type
                            ORDER BY o.comment IS NULL, total(e.messages) DESC, o.comment, o.raw) AS place
  FROM excused AS e JOIN reason AS o ON o.override_set = e.override_set
  GROUP BY e.domain, e.reporter, o.type, o.comment, o.raw
)
SELECT p.text AS reporter, n.text AS domain, w.word AS type, s.comment, s.raw, t.messages, t.dmarc_pass, t.sources,
       t.first_seen, t.last_seen
FROM (SELECT e.domain, e.reporter, o.type, total(e.messages) AS messages, total(e.dmarc_pass) AS dmarc_pass,
             count(DISTINCT e.source) AS sources, min(e.first_seen) AS first_seen, max(e.last_seen) AS last_seen
      FROM excused AS e JOIN (SELECT DISTINCT override_set, type FROM reason) AS o ON o.override_set = e.override_set
      GROUP BY e.domain, e.reporter, o.type
      HAVING :failing = 0 OR total(e.messages) > total(e.dmarc_pass)) AS t
     JOIN said AS s ON s.domain = t.domain AND s.reporter = t.reporter AND s.type = t.type AND s.place = 1
     JOIN name AS n ON n.id = t.domain
     JOIN name AS p ON p.id = t.reporter
     JOIN override_type_word AS w ON w.value = t.type
