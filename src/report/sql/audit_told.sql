-- SPDX-License-Identifier: MIT
-- What a reporter says of an identity under a policy, once for all records that are alike. Of the days of the period
-- that a record is spread over, it is counted on the first.
told AS MATERIALIZED (
  SELECT r.reporter, r.policy, m.identity, m.dkim, m.spf, total(m.messages) AS messages,
         total(m.day = max(r.first_day, :since)) AS records
  FROM mail AS m CROSS JOIN report AS r
  WHERE r.id = m.report
  GROUP BY r.reporter, r.policy, m.identity, m.dkim, m.spf
),
claimed(identity) AS MATERIALIZED (
  SELECT DISTINCT identity FROM told
)
