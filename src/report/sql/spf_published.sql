-- SPDX-License-Identifier: MIT
-- The terms of the records that DNS has (:spf_terms), and the one that decides for each address (:spf_pairs), as
-- ask_spf.c writes them.
spf_term AS MATERIALIZED (
  SELECT value ->> 'record' AS record, value ->> 'place' AS place, value ->> 'parent' AS parent,
         value ->> 'level' AS level, value ->> 'term' AS term, value ->> 'path' AS path,
         value ->> 'lookups' AS lookups, value ->> 'result' AS result, value ->> 'reached' AS reached,
         organisation(value ->> 'where') = organisation(value ->> 'record') AS own, key AS number
  FROM json_each(:spf_terms)
),
spf_hex AS MATERIALIZED (
  SELECT record, source, hex(source) AS hex, messages, passed, refused FROM spf_sent
),
-- `lost` passed, by the reports, and would not now; `won` did not, and would. A failure of DNS tells neither.
spf_now AS MATERIALIZED (
  SELECT s.record, s.source, s.messages, s.passed, v.value ->> 'result' AS result, v.value -> 'places' AS places,
         iif(v.value ->> 'result' IN ('pass', 'temperror'), 0, s.passed) AS lost,
         iif(v.value ->> 'result' = 'pass', s.refused, 0) AS won
  FROM json_each(:spf_pairs) AS v JOIN spf_hex AS s ON s.record = v.value ->> 'record' AND s.hex = v.value ->> 'source'
),
-- What each term stands for, also by what it leads to. The place of mail for which no term decides is the result.
spf_matched AS MATERIALIZED (
  SELECT n.record, p.value AS place, n.source, n.messages, n.passed, n.lost, n.won
  FROM spf_now AS n, json_each(n.places) AS p
  UNION ALL
  SELECT record, result, source, messages, passed, lost, won FROM spf_now WHERE places = '[]'
),
spf_used AS MATERIALIZED (
  SELECT record, place, count(*) AS addresses, total(messages) AS messages, total(passed) AS passed, total(lost) AS lost,
         total(won) AS won
  FROM spf_matched
  GROUP BY record, place
),
spf_span AS MATERIALIZED (
  SELECT max(last_seen) - min(first_seen) + 1 AS days FROM spf_mail
),
-- Whether all mail of a record was looked at to its end, so that a term which nobody used is told from one which might
-- have been.
spf_whole AS MATERIALIZED (
  SELECT record, total(passed) > 0 AND total(result IN ('temperror', 'permerror')) = 0 AND :spf_left = 0
                   AND :by_record = 0 AND :failing = 0 AND :reporter IS NULL AND :trust IS NULL AS known
  FROM spf_now
  GROUP BY record
),
spf_line AS MATERIALIZED (
  SELECT t.record, t.place, t.number, 0 AS below, t.level, t.term, t.path, t.lookups, t.result, t.reached, t.own,
         u.record IS NOT NULL AS used, t.parent < 0 OR p.record IS NOT NULL AS parent_used,
         coalesce(u.addresses, 0) AS addresses, coalesce(u.messages, 0) AS messages, coalesce(u.passed, 0) AS passed,
         coalesce(u.lost, 0) AS lost, coalesce(u.won, 0) AS won
  FROM spf_term AS t LEFT JOIN spf_used AS u ON u.record = t.record AND u.place = t.place
       LEFT JOIN spf_used AS p ON p.record = t.record AND p.place = t.parent
  WHERE t.place IS NOT NULL
  UNION ALL
  -- No term decides.
  SELECT o.record, o.result, o.number, 1, 0, NULL, NULL, NULL, o.result, 1, 1, 1, 1, coalesce(u.addresses, 0),
         coalesce(u.messages, 0), coalesce(u.passed, 0), coalesce(u.lost, 0), coalesce(u.won, 0)
  FROM (SELECT record, result, max(number) AS number
        FROM (SELECT record, result, number FROM spf_term WHERE place IS NULL
              UNION ALL
              SELECT n.record, n.result, (SELECT max(number) FROM spf_term AS t WHERE t.record = n.record)
              FROM spf_now AS n
              WHERE n.places = '[]')
        GROUP BY record, result) AS o
       LEFT JOIN spf_used AS u ON u.record = o.record AND u.place = o.result
)
