-- SPDX-License-Identifier: MIT
answer AS (
  SELECT p.*,
         (SELECT total(c.count) FROM record AS c WHERE c.report = p.id AND c.disposition = 2) AS quarantine,
         (SELECT total(c.count) FROM record AS c WHERE c.report = p.id AND c.disposition = 3) AS reject,
         (SELECT count(*) FROM warning AS w WHERE w.report = p.id) AS warnings
  FROM picked AS p
)
