-- SPDX-License-Identifier: MIT
-- One row for each DKIM domain and selector that signed mail of a policy domain. Several signatures of a message with
-- the same domain and selector count once, and as passed when one of them passed.
WITH sent AS MATERIALIZED (
  SELECT m.domain, m.identity, total(m.messages) AS messages, total(iif(m.dkim = 1, m.messages, 0)) AS dkim_aligned,
         total(iif(m.dkim = 1 OR m.spf = 1, m.messages, 0)) AS dmarc_pass, min(m.day) AS first_seen,
         max(m.day) AS last_seen
  FROM mail AS m
  WHERE m.messages > 0
  GROUP BY m.identity, m.domain
),
unnamed(id) AS (
  SELECT id FROM name WHERE text = ''
),
signed AS MATERIALIZED (
  SELECT s.identity, iif(k.domain IN unnamed, NULL, k.domain) AS dkim_domain,
         iif(k.selector IN unnamed, NULL, k.selector) AS selector, max(k.result = 1) AS pass
  FROM (SELECT DISTINCT identity FROM sent) AS s CROSS JOIN dkim_result AS k
  WHERE k.identity = s.identity
  GROUP BY 1, 2, 3
)
SELECT d.text AS dkim_domain, v.text AS selector, n.text AS domain, t.messages, t.pass, t.dkim_aligned, t.dmarc_pass,
       t.first_seen, t.last_seen
FROM (SELECT s.domain, k.dkim_domain, k.selector, total(s.messages) AS messages,
             total(iif(k.pass, s.messages, 0)) AS pass, total(s.dkim_aligned) AS dkim_aligned,
             total(s.dmarc_pass) AS dmarc_pass, min(s.first_seen) AS first_seen, max(s.last_seen) AS last_seen
      FROM sent AS s JOIN signed AS k ON k.identity = s.identity
      GROUP BY s.domain, k.dkim_domain, k.selector
      HAVING :failing = 0 OR total(s.messages) > total(s.dmarc_pass)) AS t
     JOIN name AS n ON n.id = t.domain
     LEFT JOIN name AS d ON d.id = t.dkim_domain
     LEFT JOIN name AS v ON v.id = t.selector
