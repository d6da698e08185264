-- SPDX-License-Identifier: MIT
-- One row for each policy that reporters saw at a policy domain.
WITH seen AS MATERIALIZED (
  SELECT r.domain, r.policy, r.reporter, count(*) AS reports, min(r.begin) AS begins, max(r.begin) AS ends,
         min(max(r.first_day, :since)) AS first_seen, max(min(r.first_day + r.days, :until) - 1) AS last_seen
  FROM period_report AS p CROSS JOIN report AS r ON r.id = p.id
  GROUP BY r.domain, r.policy, r.reporter
),
told AS MATERIALIZED (
  SELECT r.domain, r.policy, r.reporter, total(part.messages) AS messages
  FROM period_part AS part CROSS JOIN report AS r ON r.id = part.report
  GROUP BY r.domain, r.policy, r.reporter
),
by_reporter AS MATERIALIZED (
  SELECT s.domain, m.same, s.reporter, sum(s.reports) AS reports, min(s.begins) AS begins, max(s.ends) AS ends,
         min(s.first_seen) AS first_seen, max(s.last_seen) AS last_seen, total(t.messages) AS messages
  FROM seen AS s JOIN meant AS m ON m.id = s.policy
       LEFT JOIN told AS t ON t.domain = s.domain AND t.policy = s.policy AND t.reporter = s.reporter
  GROUP BY s.domain, m.same, s.reporter
),
-- When the first reporter went over from a policy to another.
left_behind AS MATERIALIZED (
  SELECT old.domain, old.same, min(new.begins) AS at
  FROM by_reporter AS old JOIN by_reporter AS new ON new.domain = old.domain AND new.reporter = old.reporter
  WHERE new.same <> old.same AND new.begins > old.ends
  GROUP BY old.domain, old.same
)
SELECT n.text AS domain, t.first_seen, t.last_seen, m.p, m.sp, m.np, m.adkim, m.aspf, m.pct, m.fo, m.testing,
       (SELECT json_group_array(discovery)
        FROM (SELECT DISTINCT w.discovery
              FROM seen AS s CROSS JOIN meant AS w
              WHERE s.domain = t.domain AND w.id = s.policy AND w.same = t.same AND w.discovery IS NOT NULL
              ORDER BY w.discovery)) AS discovery,
       t.reports, t.reporters, t.messages,
       (SELECT json_group_array(text)
        FROM (SELECT name.text
              FROM left_behind AS l CROSS JOIN by_reporter AS b CROSS JOIN name
              WHERE l.domain = t.domain AND l.same = t.same AND b.domain = t.domain AND b.same = t.same
                AND b.ends > l.at + 86400 AND name.id = b.reporter
              ORDER BY b.ends DESC, name.text
              LIMIT 20)) AS late_reporters
FROM (SELECT domain, same, sum(reports) AS reports, count(*) AS reporters, total(messages) AS messages,
             min(first_seen) AS first_seen, max(last_seen) AS last_seen
      FROM by_reporter
      GROUP BY domain, same) AS t
     JOIN meant AS m ON m.id = t.same
     JOIN name AS n ON n.id = t.domain
