-- SPDX-License-Identifier: MIT
-- The newest policy that a reporter found for the domain, up to the end of the period.
SELECT p.p, p.sp, p.np, p.adkim, p.aspf
FROM report AS newest JOIN policy AS p ON p.id = newest.policy
WHERE newest.domain = :domain AND newest.begin < :until * 86400
ORDER BY newest.begin DESC, newest.end DESC
LIMIT 1
