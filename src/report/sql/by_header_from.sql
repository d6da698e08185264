-- SPDX-License-Identifier: MIT
keyed AS NOT MATERIALIZED (
  SELECT f.*, coalesce(n.text, 'unknown') AS group_key FROM fact AS f LEFT JOIN name AS n ON n.id = f.header_from
)
