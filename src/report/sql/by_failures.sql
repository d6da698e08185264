-- SPDX-License-Identifier: MIT
-- One row for each group with mail that failed DMARC; `messages` is what failed.
SELECT group_key, count(DISTINCT iif(messages > dmarc_pass, nullif(source, x''), NULL)) AS sources,
       total(messages - dmarc_pass) AS messages, total(messages) AS total,
       min(iif(messages > dmarc_pass, day, NULL)) AS first_seen, max(iif(messages > dmarc_pass, day, NULL)) AS last_seen
FROM keyed
GROUP BY group_key
HAVING total(messages) > total(dmarc_pass)
