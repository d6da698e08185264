-- SPDX-License-Identifier: MIT
-- One row for each source and change.
SELECT f.source AS source_ip,
       iif(f.passes, 'passes, would ', 'fails, would ')
         || CASE WHEN f.would_pass THEN 'pass' WHEN f.would_meet = 3 THEN 'be rejected'
                 WHEN f.would_meet = 2 THEN 'be quarantined' WHEN f.passes THEN 'fail' ELSE 'be let through' END AS change,
       f.messages, f.none, f.quarantine, f.reject, w.word AS would_meet, f.overridden, f.first_seen, f.last_seen,
       iif(f.passes, 0, iif(f.would_pass, 2, 1)) AS place, f.passes, f.would_pass, f.would_meet AS meets
FROM (SELECT source, passes, would_pass, would_meet, total(messages) AS messages,
             total(iif(disposition = 1, messages, 0)) AS none, total(iif(disposition = 2, messages, 0)) AS quarantine,
             total(iif(disposition = 3, messages, 0)) AS reject,
             total(iif(overridden, messages, 0)) AS overridden, min(first_seen) AS first_seen,
             max(last_seen) AS last_seen
      FROM changed
      GROUP BY source, passes, would_pass, would_meet) AS f
     JOIN disposition_word AS w ON w.value = f.would_meet
