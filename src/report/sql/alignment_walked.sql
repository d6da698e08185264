-- SPDX-License-Identifier: MIT
-- Alignment once more, with organisational domains by the DNS tree walk (RFC 9989 section 4.10.2), as far as :walked
-- has them: a JSON object of name and organisational domain. Where it has not, and when it is NULL, alignment holds.
walked(name, organisation) AS MATERIALIZED (
  SELECT key, value FROM json_each(:walked)
),
walked_alignment AS MATERIALIZED (
  SELECT identity, max(iif(mechanism = 'dkim', nearness, 0)) AS dkim, max(iif(mechanism = 'spf', nearness, 0)) AS spf
  FROM (SELECT s.mechanism, s.identity,
               iif(w.name IS NULL OR v.name IS NULL OR s.nearness = 2, s.nearness,
                   w.organisation = v.organisation) AS nearness
        FROM (SELECT 'dkim' AS mechanism, identity, domain, nearness
              FROM dkim_seen
              WHERE :walked IS NOT NULL AND result = 1
              UNION ALL
              SELECT 'spf', identity, domain, nearness
              FROM spf_seen
              WHERE :walked IS NOT NULL AND result = 1 AND counts) AS s
             JOIN identity AS i ON i.id = s.identity
             LEFT JOIN name AS f ON f.id = i.header_from
             LEFT JOIN walked AS w ON w.name = s.domain
             LEFT JOIN walked AS v ON v.name = f.text)
  GROUP BY identity
),
-- By the Public Suffix List, and as --treewalk asks.
reckoned AS MATERIALIZED (
  SELECT p.identity, p.dkim, p.spf, coalesce(w.dkim, p.dkim) AS dkim_walked, coalesce(w.spf, p.spf) AS spf_walked
  FROM alignment AS p LEFT JOIN walked_alignment AS w ON w.identity = p.identity
)
