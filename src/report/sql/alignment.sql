-- SPDX-License-Identifier: MIT
-- The rule of alignment (RFC 9989 section 4.4, RFC 7489 section 3.1), worked out once for each combination of
-- identifiers and authentication results, whatever the number of records: for those of claimed(identity).
-- `nearness` of a domain to header_from: 2, it is the same; 1, it is of the same organisation; 0, neither. Strict
-- alignment asks for 2, relaxed alignment for 1.
dkim_seen AS MATERIALIZED (
  SELECT k.identity, k.seq, k.result, d.text AS domain, aligns(d.text, f.text, 0) + aligns(d.text, f.text, 1) AS nearness
  FROM claimed CROSS JOIN identity AS i CROSS JOIN dkim_result AS k
       LEFT JOIN name AS d ON d.id = k.domain LEFT JOIN name AS f ON f.id = i.header_from
  WHERE i.id = claimed.identity AND k.identity = i.id
),
-- `counts`: the result is about the MAIL FROM identity, the only one that DMARC looks at. That of mail without an
-- envelope sender is made of the HELO name (RFC 7208 section 2.4), so HELO counts when nothing speaks of another.
spf_seen AS MATERIALIZED (
  SELECT k.identity, k.seq, k.result, k.scope, d.text AS domain,
         aligns(d.text, f.text, 0) + aligns(d.text, f.text, 1) AS nearness,
         k.scope IN (0, 1)
         OR (k.scope = 2 AND coalesce(e.text, '') = ''
             AND NOT EXISTS (SELECT 1 FROM spf_result AS o WHERE o.identity = k.identity AND o.scope IN (0, 1))) AS counts
  FROM claimed CROSS JOIN identity AS i CROSS JOIN spf_result AS k
       LEFT JOIN name AS d ON d.id = k.domain LEFT JOIN name AS f ON f.id = i.header_from
       LEFT JOIN name AS e ON e.id = i.envelope_from
  WHERE i.id = claimed.identity AND k.identity = i.id
),
-- The nearest domain that passed, of each mechanism; one signature is enough.
alignment AS MATERIALIZED (
  SELECT identity, max(dkim) AS dkim, max(spf) AS spf
  FROM (SELECT identity, 0 AS dkim, 0 AS spf FROM claimed
        UNION ALL
        SELECT identity, nearness, 0 FROM dkim_seen WHERE result = 1
        UNION ALL
        SELECT identity, 0, nearness FROM spf_seen WHERE result = 1 AND counts)
  GROUP BY identity
)
