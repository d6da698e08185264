-- SPDX-License-Identifier: MIT
-- Who the changed mail of the sources that are shown claims to be, and for whom it passes.
answer AS (
  SELECT p.*,
         (SELECT n.text
          FROM changed AS f JOIN identity AS i ON i.id = f.identity JOIN name AS n ON n.id = i.header_from
          WHERE f.source = p.source_ip AND f.passes = p.passes AND f.would_pass = p.would_pass AND f.would_meet = p.meets
          GROUP BY n.id
          ORDER BY total(f.messages) DESC, n.text
          LIMIT 1) AS header_from,
         (SELECT json_group_array(domain)
          FROM (SELECT s.domain
                FROM changed AS f JOIN dkim_seen AS s ON s.identity = f.identity
                WHERE f.source = p.source_ip AND f.passes = p.passes AND f.would_pass = p.would_pass
                  AND f.would_meet = p.meets AND s.result = 1 AND s.domain <> ''
                GROUP BY s.domain
                ORDER BY total(f.messages) DESC, s.domain
                LIMIT 10)) AS dkim_passed_for,
         (SELECT json_group_array(domain)
          FROM (SELECT s.domain
                FROM changed AS f JOIN spf_seen AS s ON s.identity = f.identity
                WHERE f.source = p.source_ip AND f.passes = p.passes AND f.would_pass = p.would_pass
                  AND f.would_meet = p.meets AND s.result = 1 AND s.counts AND s.domain <> ''
                GROUP BY s.domain
                ORDER BY total(f.messages) DESC, s.domain
                LIMIT 10)) AS spf_passed_for
  FROM picked AS p
)
