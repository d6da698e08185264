-- SPDX-License-Identifier: MIT
-- One row for each domain, scope and result of SPF for mail of a policy domain. A result without a scope is about the
-- envelope sender. The same result twice in a record counts once.
WITH sent AS MATERIALIZED (
  SELECT m.domain, m.identity, m.source, total(m.messages) AS messages,
         total(iif(m.spf = 1, m.messages, 0)) AS spf_aligned,
         total(iif(m.dkim = 1 OR m.spf = 1, m.messages, 0)) AS dmarc_pass, min(m.day) AS first_seen,
         max(m.day) AS last_seen
  FROM mail AS m
  WHERE m.messages > 0
  GROUP BY m.identity, m.source, m.domain
),
checked AS MATERIALIZED (
  SELECT DISTINCT s.identity, iif(k.domain IN (SELECT id FROM name WHERE text = ''), NULL, k.domain) AS spf_domain,
                  iif(k.scope = 0, 1, k.scope) AS scope, k.result
  FROM (SELECT DISTINCT identity FROM sent) AS s CROSS JOIN spf_result AS k
  WHERE k.identity = s.identity
)
SELECT d.text AS spf_domain, v.word AS scope, w.word AS result, n.text AS domain, t.messages, t.spf_aligned,
       t.dmarc_pass, t.sources, t.first_seen, t.last_seen
FROM (SELECT s.domain, c.spf_domain, c.scope, c.result, total(s.messages) AS messages,
             total(s.spf_aligned) AS spf_aligned, total(s.dmarc_pass) AS dmarc_pass,
             count(DISTINCT s.source) AS sources, min(s.first_seen) AS first_seen, max(s.last_seen) AS last_seen
      FROM sent AS s JOIN checked AS c ON c.identity = s.identity
      GROUP BY s.domain, c.spf_domain, c.scope, c.result
      HAVING :failing = 0 OR total(s.messages) > total(s.dmarc_pass)) AS t
     JOIN name AS n ON n.id = t.domain
     JOIN auth_result_word AS w ON w.value = t.result
     JOIN spf_scope_word AS v ON v.value = t.scope
     LEFT JOIN name AS d ON d.id = t.spf_domain
