-- SPDX-License-Identifier: MIT
-- The addresses behind the rows that are shown.
answer AS (
  SELECT p.*,
         (SELECT json_group_array(address(source))
          FROM (SELECT m.source
                FROM spf_matched AS m
                WHERE m.record = p.spf_domain AND m.place = p.place
                ORDER BY m.lost + m.won DESC, m.messages DESC, m.source
                LIMIT 10)) AS sources
  FROM picked AS p
)
