-- SPDX-License-Identifier: MIT
-- The newest stored check of a domain in a row, when there is one, with :tls of what has to do with TLS only: its day,
-- its result, and how many findings are so bad as that, with the first of them.
WITH newest AS MATERIALIZED (
  SELECT kept.checked, iif(json_valid(kept.details), kept.details, '{}') AS details,
         CASE kept.result WHEN 'error' THEN 4 WHEN 'unknown' THEN 3 WHEN 'warning' THEN 2 WHEN 'note' THEN 1 ELSE 0 END
           AS badness
  FROM domain_check AS kept
  WHERE kept.domain = lower(:domain) AND (:tls = 0 OR kept.name IN ('mta-sts', 'tls-rpt', 'dane', 'tls'))
    AND kept.id = (SELECT max(newer.id) FROM domain_check AS newer
                   WHERE newer.domain = kept.domain AND newer.name = kept.name)
),
worst AS MATERIALIZED (
  SELECT max(checked) / 86400 AS day, max(badness) AS badness,
         CASE max(badness) WHEN 4 THEN 'error' WHEN 3 THEN 'unknown' WHEN 2 THEN 'warning' WHEN 1 THEN 'note' ELSE 'ok' END
           AS result
  FROM newest
),
found AS MATERIALIZED (
  SELECT DISTINCT (f.value ->> 'rule') || ' at ' || (f.value ->> 'subject') AS told
  FROM worst CROSS JOIN newest CROSS JOIN json_each(newest.details, '$.findings') AS f
  WHERE worst.badness >= 2 AND f.value ->> 'result' = worst.result
)
SELECT day, result, (SELECT count(*) FROM found),
       (SELECT group_concat(told, ', ') FROM (SELECT told FROM found ORDER BY told LIMIT 3))
FROM worst
WHERE day IS NOT NULL
