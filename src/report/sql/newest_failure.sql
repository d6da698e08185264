-- SPDX-License-Identifier: MIT
-- The newest day with a failure report, not later than :latest.
SELECT max(day) FROM failure WHERE day <= :latest
