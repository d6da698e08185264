-- SPDX-License-Identifier: MIT
-- One row for each policy domain, also for one without mail in the period.
SELECT n.text AS domain, coalesce(f.messages, 0) AS messages, coalesce(f.dmarc_pass, 0) AS dmarc_pass,
       coalesce(f.dkim_aligned, 0) AS dkim_aligned, coalesce(f.spf_aligned, 0) AS spf_aligned,
       coalesce(f.dkim_pass, 0) AS dkim_pass, coalesce(f.spf_pass, 0) AS spf_pass,
       coalesce(f.messages - f.quarantine - f.reject, 0) AS none, coalesce(f.quarantine, 0) AS quarantine,
       coalesce(f.reject, 0) AS reject, f.first_seen, f.last_seen,
       (SELECT 'p=' || coalesce(json_extract(p.raw, '$.p'), w.word)
               || CASE WHEN p.sp NOT IN (0, p.p) THEN ' sp=' || coalesce(json_extract(p.raw, '$.sp'), v.word) ELSE '' END
               || CASE WHEN p.pct < 100 THEN ' pct=' || p.pct ELSE '' END
               || CASE WHEN p.testing = 'y' THEN ' t=y' ELSE '' END
        FROM report AS newest JOIN policy AS p ON p.id = newest.policy
             JOIN policy_word AS w ON w.value = p.p JOIN policy_word AS v ON v.value = p.sp
        WHERE newest.domain = scope.domain AND newest.begin < :until * 86400
        ORDER BY newest.begin DESC, newest.end DESC LIMIT 1) AS policy_published,
       coalesce(told.reports, 0) AS reports, coalesce(told.reporters, 0) AS reporters
FROM scope
     JOIN name AS n ON n.id = scope.domain
     LEFT JOIN (SELECT domain, total(messages) AS messages, total(dmarc_pass) AS dmarc_pass,
                       total(dkim_aligned) AS dkim_aligned, total(spf_aligned) AS spf_aligned, total(dkim_pass) AS dkim_pass,
                       total(spf_pass) AS spf_pass, total(quarantine) AS quarantine, total(reject) AS reject,
                       min(day) AS first_seen, max(day) AS last_seen
                FROM fact GROUP BY domain) AS f ON f.domain = scope.domain
     LEFT JOIN (SELECT domain, count(*) AS reports, count(DISTINCT reporter) AS reporters
                FROM period_report GROUP BY domain) AS told ON told.domain = scope.domain
WHERE :failing = 0 OR f.messages > f.dmarc_pass
