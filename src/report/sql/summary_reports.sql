-- SPDX-License-Identifier: MIT
-- For the sentence above the summary: a reporter that reports on several domains counts once.
SELECT count(*) AS reports, count(DISTINCT reporter) AS reporters FROM period_report
