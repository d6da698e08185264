-- SPDX-License-Identifier: MIT
-- From domains and selectors that were not there before :turn. They are in the records only.
identity_sums AS MATERIALIZED (
  SELECT domain, identity, total(iif(day >= :turn, messages, 0)) AS messages,
         total(iif(day >= :turn AND (dkim = 1 OR spf = 1), messages, 0)) AS dmarc_pass, min(day) AS first_day
  FROM mail
  WHERE messages > 0
  GROUP BY domain, identity
),
name_changes AS NOT MATERIALIZED (
  SELECT 'new subdomain' AS kind, s.domain, n.text AS what, s.first_day AS day, s.messages, s.dmarc_pass
  FROM (SELECT t.domain, i.header_from, min(t.first_day) AS first_day, total(t.messages) AS messages,
               total(t.dmarc_pass) AS dmarc_pass
        FROM identity_sums AS t JOIN identity AS i ON i.id = t.identity
        WHERE i.header_from <> t.domain
        GROUP BY t.domain, i.header_from) AS s
       JOIN domain_sums AS whole ON whole.domain = s.domain JOIN name AS n ON n.id = s.header_from
  WHERE whole.old AND s.first_day >= :turn AND s.messages >= 10
  UNION ALL
  SELECT 'new selector', s.domain, v.text || '._domainkey.' || k.text, s.first_day, s.messages, s.dmarc_pass
  FROM (SELECT t.domain, k.domain AS dkim_domain, k.selector, min(t.first_day) AS first_day,
               total(t.messages) AS messages, total(t.dmarc_pass) AS dmarc_pass
        FROM identity_sums AS t CROSS JOIN dkim_result AS k ON k.identity = t.identity
        WHERE k.result = 1
          AND NOT EXISTS (SELECT 1
                          FROM dkim_result AS o
                          WHERE o.identity = k.identity AND o.seq < k.seq AND o.result = 1 AND o.domain IS k.domain
                            AND o.selector IS k.selector)
        GROUP BY t.domain, k.domain, k.selector) AS s
       JOIN domain_sums AS whole ON whole.domain = s.domain JOIN name AS n ON n.id = s.domain
       JOIN name AS k ON k.id = s.dkim_domain JOIN name AS v ON v.id = s.selector
  WHERE whole.old AND s.first_day >= :turn AND s.messages >= 10 AND v.text <> '' AND aligns(k.text, n.text, 0)
)
