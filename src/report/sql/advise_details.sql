-- SPDX-License-Identifier: MIT
-- What is known of the domain beside its mail: the newest published policy, and who reports.
SELECT (SELECT word FROM policy_word WHERE value = p.p) AS p, (SELECT word FROM policy_word WHERE value = p.sp) AS sp,
       iif(p.adkim = 2, 's', 'r') AS adkim, iif(p.aspf = 2, 's', 'r') AS aspf, p.pct, p.testing,
       (SELECT count(DISTINCT first_day) FROM report AS r
        WHERE r.domain = :domain AND r.begin >= :since * 86400 AND r.begin < :until * 86400) AS days_reported,
       (SELECT count(DISTINCT reporter) FROM period_report) AS reporters,
       -- who reported much and has been silent for a week
       (SELECT json_group_array(text || ' since ' || date((last + 1) * 86400, 'unixepoch'))
        FROM (SELECT n.text, max(r.first_day) AS last
              FROM report AS r JOIN name AS n ON n.id = r.reporter
              WHERE r.domain = :domain AND r.begin >= :since * 86400 AND r.begin < :until * 86400
              GROUP BY r.reporter
              HAVING count(DISTINCT r.first_day) >= 5 AND max(r.first_day) < :until - 8
              ORDER BY total(r.messages) DESC LIMIT 5)) AS silent
FROM report AS newest JOIN policy AS p ON p.id = newest.policy
WHERE newest.domain = :domain AND newest.begin < :until * 86400
ORDER BY newest.begin DESC, newest.end DESC
LIMIT 1
