-- SPDX-License-Identifier: MIT
-- One row for each group with mail. A source is of a class by all of its mail, whatever group that is in.
SELECT group_key, count(DISTINCT nullif(source, x'')) AS sources, total(messages) AS messages, total(dmarc_pass) AS dmarc_pass,
       total(dkim_pass) AS dkim_pass, total(dkim_aligned) AS dkim_aligned, total(spf_pass) AS spf_pass,
       total(spf_aligned) AS spf_aligned, total(messages) - total(quarantine) - total(reject) AS none,
       total(quarantine) AS quarantine, total(reject) AS reject, min(day) AS first_seen, max(day) AS last_seen
FROM keyed
WHERE :class IS NULL OR (domain, source) IN (SELECT domain, source FROM judged WHERE class = :class)
GROUP BY group_key
HAVING :failing = 0 OR total(messages) > total(dmarc_pass)
