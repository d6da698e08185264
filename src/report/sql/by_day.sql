-- SPDX-License-Identifier: MIT
keyed AS NOT MATERIALIZED (
  SELECT f.*, f.day + :shift AS group_key FROM fact AS f
)
