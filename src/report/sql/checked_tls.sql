-- SPDX-License-Identifier: MIT
-- What the newest stored checks of a domain found that has to do with TLS; of what its servers do only what alarms.
SELECT kept.name, kept.checked, f.value ->> 'result', f.value ->> 'subject', f.value ->> 'text', f.value ->> 'evidence',
       f.value ->> 'advice'
FROM domain_check AS kept
     CROSS JOIN json_each(iif(json_valid(kept.details), kept.details, '{}'), '$.findings') AS f
WHERE kept.domain = lower(:domain) AND kept.name IN ('mta-sts', 'tls-rpt', 'dane', 'tls')
  AND kept.id = (SELECT max(newer.id) FROM domain_check AS newer
                 WHERE newer.domain = kept.domain AND newer.name = kept.name)
  AND (kept.name <> 'tls' OR f.value ->> 'result' IN ('warning', 'error', 'unknown'))
ORDER BY CASE kept.name WHEN 'mta-sts' THEN 1 WHEN 'tls-rpt' THEN 2 WHEN 'dane' THEN 3 ELSE 4 END, f.key
LIMIT 100
