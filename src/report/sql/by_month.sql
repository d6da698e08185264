-- SPDX-License-Identifier: MIT
keyed AS NOT MATERIALIZED (
  SELECT f.*, strftime('%Y-%m', (f.day + :shift) * 86400, 'unixepoch') AS group_key FROM fact AS f
)
