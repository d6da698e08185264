-- SPDX-License-Identifier: MIT
-- 1970-01-01 was a Thursday.
keyed AS NOT MATERIALIZED (
  SELECT f.*, (f.day + :shift) - (f.day + :shift + 3) % 7 AS group_key FROM fact AS f
)
