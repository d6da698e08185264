-- SPDX-License-Identifier: MIT
-- One row for each day of the period, also for a day of which no TLS report tells.
WITH RECURSIVE calendar(day) AS (
  SELECT :since
  UNION ALL
  SELECT day + 1 FROM calendar WHERE day + 1 < :until
)
SELECT calendar.day, coalesce(t.sessions, 0) AS sessions, coalesce(t.sessions_failed, 0) AS sessions_failed,
       coalesce(t.reports, 0) AS reports
FROM calendar
     LEFT JOIN (SELECT day, total(sessions_ok + sessions_failed) AS sessions, total(sessions_failed) AS sessions_failed,
                       count(DISTINCT report) AS reports
                FROM tls_part GROUP BY day) AS t ON t.day = calendar.day
