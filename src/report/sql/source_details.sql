-- SPDX-License-Identifier: MIT
-- The sums of one source over all that is asked for, and what its class is told from.
SELECT total(messages) AS messages, total(dmarc_pass) AS dmarc_pass, total(both_aligned) AS both_aligned,
       total(dkim_aligned) AS dkim_aligned, total(spf_aligned) AS spf_aligned, total(dkim_pass) AS dkim_pass,
       total(spf_pass) AS spf_pass, total(overridden) AS overridden, count(DISTINCT day) AS days,
       :until - :since AS period_days,
       (SELECT total(messages) FROM domain_mail) AS domain_messages, total(quarantine) AS quarantine, total(reject) AS reject,
       count(DISTINCT source) AS sources, min(day) AS first_seen, max(day) AS last_seen
FROM fact
