-- SPDX-License-Identifier: MIT
-- One row for each domain and what senders went by.
SELECT n.text AS domain, t.*
FROM (SELECT domain AS domain_id, policy_type, total(sessions_ok + sessions_failed) AS sessions,
             total(sessions_failed) AS sessions_failed, count(DISTINCT report) AS reports,
             count(DISTINCT iif(sessions_failed > 0, reporter, NULL)) AS failing_reporters,
             count(DISTINCT reporter) AS reporters, min(day) AS first_seen, max(day) AS last_seen
      FROM tls_part
      GROUP BY domain, policy_type) AS t
     JOIN name AS n ON n.id = t.domain_id
