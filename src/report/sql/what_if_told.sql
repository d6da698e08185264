-- SPDX-License-Identifier: MIT
-- Mail of a source that is the same in all that alignment and policies ask for, as one row.
told AS MATERIALIZED (
  SELECT m.domain, r.policy, m.source, m.identity, m.dkim, m.spf, m.disposition AS disposed,
         m.override_set IS NOT NULL AS overridden, total(m.messages) AS messages, min(m.day) AS first_seen,
         max(m.day) AS last_seen
  FROM mail AS m CROSS JOIN report AS r
  WHERE m.messages > 0 AND r.id = m.report
  GROUP BY m.domain, r.policy, m.source, m.identity, m.dkim, m.spf, m.disposition, m.override_set IS NOT NULL
),
claimed(identity) AS MATERIALIZED (
  SELECT DISTINCT identity FROM told
)
