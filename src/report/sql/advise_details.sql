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
              ORDER BY total(r.messages) DESC LIMIT 5)) AS silent,
       -- the newest stored check of the records, each with what is wrong
       (SELECT max(kept.checked) / 86400
        FROM name AS n CROSS JOIN domain_check AS kept
        WHERE n.id = :domain AND kept.domain = lower(n.text) AND kept.name IN ('dmarc', 'spf', 'dkim')) AS checked,
       (SELECT json_group_array(told)
        FROM (SELECT (f.value ->> 'subject') || ': ' || (f.value ->> 'text') AS told
              FROM name AS n CROSS JOIN domain_check AS kept CROSS JOIN json_each(iif(json_valid(kept.details), kept.details, '{}'), '$.findings') AS f
              WHERE n.id = :domain AND kept.domain = lower(n.text) AND kept.name IN ('dmarc', 'spf', 'dkim')
                AND kept.id = (SELECT max(id) FROM domain_check AS newer
                               WHERE newer.domain = kept.domain AND newer.name = kept.name)
                AND (f.value ->> 'result' = 'error'
                     OR (f.value ->> 'result' = 'warning' AND f.value ->> 'rule' IN ('dkim-key-short', 'dkim-revoked')))
              ORDER BY f.value ->> 'result', kept.id, f.id)) AS check_errors
FROM report AS newest JOIN policy AS p ON p.id = newest.policy
WHERE newest.domain = :domain AND newest.begin < :until * 86400
ORDER BY newest.begin DESC, newest.end DESC
LIMIT 1
