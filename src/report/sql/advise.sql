-- SPDX-License-Identifier: MIT
-- The mail of a domain by what its sources are: a row for each class, but one for each sender that can be named.
WITH each_source AS MATERIALIZED (
  SELECT source, total(messages) AS messages, total(dmarc_pass) AS dmarc_pass, total(dkim_aligned) AS dkim_aligned,
         total(spf_aligned) AS spf_aligned,
         rule_class({source_rule.sql}) AS class
  FROM fact
  GROUP BY source
),
-- What the failing mail of misconfigured sources passes for.
passes_for AS MATERIALIZED (
  SELECT m.source, organisation(n.text) AS organisation, total(m.messages) AS messages
  FROM mail AS m
       JOIN dkim_result AS d ON d.identity = m.identity AND d.result = 1
       JOIN name AS n ON n.id = d.domain
  WHERE m.dkim <> 1 AND m.spf <> 1 AND m.source IN (SELECT source FROM each_source WHERE class = 2)
  GROUP BY m.source, organisation(n.text)
  UNION ALL
  SELECT m.source, organisation(n.text), total(m.messages) / 1000 -- only when DKIM passes for nobody
  FROM mail AS m
       JOIN spf_result AS s ON s.identity = m.identity AND s.result = 1
       JOIN name AS n ON n.id = s.domain
  WHERE m.dkim <> 1 AND m.spf <> 1 AND m.source IN (SELECT source FROM each_source WHERE class = 2)
  GROUP BY m.source, organisation(n.text)
),
named AS MATERIALIZED (
  SELECT e.*,
         CASE WHEN e.class = 2
              THEN (SELECT p.organisation FROM passes_for AS p WHERE p.source = e.source
                    ORDER BY p.messages DESC, p.organisation LIMIT 1)
              WHEN e.class = 1 AND e.dkim_aligned * 10 < e.messages THEN 'SPF only'
         END AS passes_as
  FROM each_source AS e
)
SELECT w.word AS class, n.passes_as, count(*) AS sources, total(n.messages) AS messages,
       total(n.messages - n.dmarc_pass) AS failing, total(n.dmarc_pass - n.dkim_aligned) AS spf_only,
       (SELECT json_group_array(address(source))
        FROM (SELECT o.source FROM named AS o WHERE o.class = n.class AND o.passes_as IS n.passes_as
              ORDER BY o.messages DESC, o.source LIMIT 5)) AS largest
FROM named AS n
     JOIN source_class_word AS w ON w.value = n.class
GROUP BY n.class, n.passes_as
