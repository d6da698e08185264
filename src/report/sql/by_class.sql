-- SPDX-License-Identifier: MIT
keyed AS NOT MATERIALIZED (
  SELECT f.*, w.word AS group_key
  FROM fact AS f
       JOIN judged AS j ON j.domain = f.domain AND j.source = f.source
       JOIN source_class_word AS w ON w.value = j.class
)
