-- SPDX-License-Identifier: MIT
keyed AS NOT MATERIALIZED (
  SELECT f.*, n.text AS group_key FROM fact AS f JOIN name AS n ON n.id = f.reporter
)
