-- SPDX-License-Identifier: MIT
-- One row for each organisation that sent TLS reports.
SELECT n.text AS reporter, t.*
FROM (SELECT reporter AS reporter_id, count(DISTINCT report) AS reports,
             count(DISTINCT iif(trust = 0, report, NULL)) AS unverified,
             total(sessions_ok + sessions_failed) AS sessions, total(sessions_failed) AS sessions_failed,
             count(DISTINCT domain) AS domains, min(day) AS first_seen, max(day) AS last_seen
      FROM tls_part
      GROUP BY reporter) AS t
     JOIN name AS n ON n.id = t.reporter_id
