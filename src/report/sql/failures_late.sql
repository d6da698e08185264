-- SPDX-License-Identifier: MIT
-- Who the source is, and what the aggregate reports tell of it on that day and the days beside it.
answer AS (
  SELECT p.*, coalesce(known.service, known.name) AS name,
         (SELECT total(d.messages)
          FROM domains CROSS JOIN daily AS d
          WHERE d.domain = domains.id AND d.day IN (p.day - 1, p.day, p.day + 1) AND d.source = p.source_ip
            AND length(p.source_ip) > 0) AS reported
  FROM picked AS p LEFT JOIN source AS known ON known.address = p.source_ip
)
