-- SPDX-License-Identifier: MIT
-- A reporter's report that saw another policy than the one before it. Two reporters that do so are a change, or the
-- only one; not, when as many go the other way: then they only differ. It is one of the period when half of them saw it
-- there first, and has the day of the first.
policy_steps AS MATERIALIZED (
  SELECT r.domain, r.reporter, r.first_day, m.same,
         lag(m.same) OVER (PARTITION BY r.domain, r.reporter ORDER BY r.begin, r.id) AS was
  FROM period_report AS p CROSS JOIN report AS r ON r.id = p.id JOIN meant AS m ON m.id = r.policy
),
policy_turns AS MATERIALIZED (
  SELECT domain, was, same, min(day) AS day, count(*) AS reporters, sum(day >= :turn) AS lately
  FROM (SELECT domain, reporter, was, same, min(first_day) AS day
        FROM policy_steps
        WHERE was <> same
        GROUP BY domain, reporter, was, same)
  GROUP BY domain, was, same
),
policy_changes AS NOT MATERIALIZED (
  SELECT 'policy changed' AS kind, t.domain, t.day, t.reporters,
         trim(iif(a.p <> b.p, 'p=' || b.p || ' (was ' || a.p || ') ', '')
              || iif(a.sp <> b.sp AND (a.sp <> a.p OR b.sp <> b.p), 'sp=' || b.sp || ' (was ' || a.sp || ') ', '')
              || iif(a.np <> b.np AND (a.np <> a.sp OR b.np <> b.sp), 'np=' || b.np || ' (was ' || a.np || ') ', '')
              || iif(a.adkim <> b.adkim, 'adkim=' || b.adkim || ' (was ' || a.adkim || ') ', '')
              || iif(a.aspf <> b.aspf, 'aspf=' || b.aspf || ' (was ' || a.aspf || ') ', '')
              || iif(a.pct <> b.pct, 'pct=' || b.pct || ' (was ' || a.pct || ') ', '')
              || iif(a.testing <> b.testing, 't=' || b.testing || ' (was ' || a.testing || ') ', '')
              || iif(a.fo <> b.fo, 'fo=' || b.fo || ' (was ' || a.fo || ') ', '')) AS what
  FROM policy_turns AS t JOIN meant AS a ON a.id = t.was JOIN meant AS b ON b.id = t.same
  WHERE t.lately * 2 >= t.reporters
    AND t.reporters >= (SELECT min(2, count(DISTINCT s.reporter)) FROM policy_steps AS s WHERE s.domain = t.domain)
    AND t.reporters > coalesce((SELECT back.reporters
                                FROM policy_turns AS back
                                WHERE back.domain = t.domain AND back.was = t.same AND back.same = t.was), 0)
)
