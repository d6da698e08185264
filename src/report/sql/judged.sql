-- SPDX-License-Identifier: MIT
-- What each source is to each policy domain.
judged AS MATERIALIZED (
  SELECT domain, source, rule_class({source_rule.sql}) AS class
  FROM fact
  GROUP BY domain, source
)
