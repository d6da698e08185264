-- SPDX-License-Identifier: MIT
-- The newest day with mail, or with a report when there is none, not later than :latest.
SELECT max(day)
FROM (SELECT (SELECT max(day) FROM daily WHERE domain = scope.domain AND day <= :latest) AS day
      FROM scope
      UNION ALL
      SELECT (SELECT max(begin) FROM report WHERE domain = scope.domain AND begin < (:latest + 1) * 86400) / 86400
      FROM scope)
