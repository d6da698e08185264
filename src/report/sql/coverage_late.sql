-- SPDX-License-Identifier: MIT
-- The days of the reporters that are shown. From the first of all of them on, in at most 42
-- characters: of a longer time each stands for several days.
calendar(day) AS (
  SELECT min(first_day) FROM picked
  UNION ALL
  SELECT day + 1 FROM calendar WHERE day < (SELECT max(newest_day) FROM picked)
),
span(first, step) AS MATERIALIZED (
  SELECT min(first_day), (max(newest_day) - min(first_day) + 42) / 42 FROM picked
),
covered AS MATERIALIZED (
  SELECT p.reporter_id, j.value AS day
  FROM picked AS p CROSS JOIN json_each(p.covered) AS j
),
expected AS MATERIALIZED (
  SELECT p.reporter_id, a.day, v.day IS NOT NULL AS told, (a.day - span.first) / span.step AS place
  FROM picked AS p CROSS JOIN span CROSS JOIN calendar AS a
       LEFT JOIN covered AS v ON v.reporter_id = p.reporter_id AND v.day = a.day
  WHERE a.day >= p.first_day AND a.day <= p.newest_day
),
drawn AS MATERIALIZED (
  SELECT reporter_id, min(place) AS place, group_concat(mark, '') AS marks
  FROM (SELECT reporter_id, place,
               CASE total(told) WHEN count(*) THEN '▇' WHEN 0 THEN '·' ELSE '▄' END AS mark
        FROM expected
        GROUP BY reporter_id, place
        ORDER BY reporter_id, place)
  GROUP BY reporter_id
),
gap AS MATERIALIZED (
  SELECT reporter_id, json_group_array(day) AS days
  FROM (SELECT reporter_id, date(day * 86400, 'unixepoch') AS day
        FROM expected
        WHERE NOT told
        ORDER BY reporter_id, expected.day)
  GROUP BY reporter_id
),
answer AS (
  SELECT p.*, printf('%*s', d.place, '') || d.marks AS calendar, coalesce(g.days, '[]') AS missing
  FROM picked AS p
       LEFT JOIN drawn AS d ON d.reporter_id = p.reporter_id
       LEFT JOIN gap AS g ON g.reporter_id = p.reporter_id
)
