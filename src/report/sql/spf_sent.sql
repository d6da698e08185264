-- SPDX-License-Identifier: MIT
-- Mail by the domain of the envelope sender that SPF was asked about, and source; of those domains whose record is that
-- of the owner: the policy domains, and domains of their organisations for which SPF passed at least once. A result
-- without a scope is about the envelope sender. `passed` and `refused` are messages by what reports say that SPF said;
-- what is neither had no answer from DNS.
spf_mail AS MATERIALIZED (
  SELECT m.domain, m.identity, m.source, total(m.messages) AS messages, min(m.day) AS first_seen,
         max(m.day) AS last_seen
  FROM mail AS m
  WHERE m.messages > 0 AND (:failing = 0 OR (m.dkim <> 1 AND m.spf <> 1))
  GROUP BY m.domain, m.identity, m.source
),
spf_asked AS MATERIALIZED (
  SELECT s.identity, k.domain, max(k.result = 1) AS passed, max(k.result IN (2, 3, 4, 5, 7)) AS refused
  FROM (SELECT DISTINCT identity FROM spf_mail) AS s CROSS JOIN spf_result AS k
  WHERE k.identity = s.identity AND k.scope IN (0, 1)
  GROUP BY s.identity, k.domain
),
spf_by_domain AS MATERIALIZED (
  SELECT a.domain AS spf_domain, m.domain, m.source, total(m.messages) AS messages,
         total(iif(a.passed, m.messages, 0)) AS passed, total(iif(a.refused AND NOT a.passed, m.messages, 0)) AS refused
  FROM spf_mail AS m CROSS JOIN spf_asked AS a
  WHERE a.identity = m.identity
  GROUP BY a.domain, m.domain, m.source
),
spf_own(domain, record) AS MATERIALIZED (
  SELECT n.id, n.text FROM name AS n WHERE n.id IN (SELECT domain FROM spf_mail)
  UNION
  SELECT d.id, d.text
  FROM (SELECT DISTINCT spf_domain, domain FROM spf_by_domain WHERE passed > 0) AS s
       JOIN name AS d ON d.id = s.spf_domain JOIN name AS p ON p.id = s.domain
  WHERE aligns(d.text, p.text, 0)
),
spf_sent AS MATERIALIZED (
  SELECT o.record, s.source, total(s.messages) AS messages, total(s.passed) AS passed, total(s.refused) AS refused
  FROM spf_by_domain AS s JOIN spf_own AS o ON o.domain = s.spf_domain
  GROUP BY o.record, s.source
)
