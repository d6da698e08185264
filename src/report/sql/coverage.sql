-- SPDX-License-Identifier: MIT
-- One row for each reporter. `covered` and `first_day` are for coverage_late.sql.
WITH told AS MATERIALIZED (
  SELECT r.id, r.reporter, r.first_day, r.days
  FROM period_report AS p CROSS JOIN report AS r ON r.id = p.id
),
covered AS MATERIALIZED (
  SELECT reporter, first_day AS day FROM told WHERE days = 1
  UNION
  SELECT t.reporter, t.first_day + s.i
  FROM told AS t CROSS JOIN spread AS s
  WHERE t.days > 1 AND s.i < t.days AND t.first_day + s.i >= :since AND t.first_day + s.i < :until
),
-- The newest day that anybody told of, up to the end of the period.
end_of_data(day) AS MATERIALIZED (
  SELECT min(:until - 1, max(day))
  FROM (SELECT (SELECT max(day) FROM daily WHERE domain = scope.domain AND day < :until) AS day FROM scope
        UNION ALL
        SELECT (SELECT max(begin) FROM report WHERE domain = scope.domain AND begin < :until * 86400) / 86400 FROM scope
        UNION ALL
        SELECT max(day) FROM covered)
)
SELECT n.text AS reporter, seen.reporter AS reporter_id, t.reports, t.messages, seen.days_reported,
       end_of_data.day - seen.first_day + 1 - seen.days_reported AS days_missed, seen.last_seen,
       end_of_data.day - seen.last_seen AS silent_days, seen.first_day, end_of_data.day AS newest_day, seen.covered
FROM (SELECT reporter, count(*) AS days_reported, min(day) AS first_day, max(day) AS last_seen,
             json_group_array(day) AS covered
      FROM covered
      GROUP BY reporter) AS seen
     CROSS JOIN end_of_data
     JOIN (SELECT told.reporter, count(*) AS reports, total(part.messages) AS messages
           FROM told LEFT JOIN period_part AS part ON part.report = told.id
           GROUP BY told.reporter) AS t ON t.reporter = seen.reporter
     JOIN name AS n ON n.id = seen.reporter
