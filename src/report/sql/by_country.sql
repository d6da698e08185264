-- SPDX-License-Identifier: MIT
-- Worked out once for each address.
keys(source, group_key) AS MATERIALIZED (
  SELECT u.source, coalesce(s.country, 'unknown')
  FROM (SELECT DISTINCT source FROM fact) AS u LEFT JOIN source AS s ON s.address = u.source
),
keyed AS NOT MATERIALIZED (
  SELECT f.*, k.group_key FROM fact AS f JOIN keys AS k ON k.source = f.source
)
