-- SPDX-License-Identifier: MIT
-- The key figures of all mail that the filter lets through.
SELECT total(messages) AS messages, total(dmarc_pass) AS dmarc_pass, total(dkim_aligned) AS dkim_aligned,
       total(spf_aligned) AS spf_aligned, total(quarantine) AS quarantine, total(reject) AS reject,
       total(overridden) AS overridden, count(DISTINCT nullif(source, x'')) AS sources,
       count(DISTINCT iif(messages > dmarc_pass, nullif(source, x''), NULL)) AS failing_sources,
       (SELECT count(*) FROM period_report) AS reports,
       (SELECT count(DISTINCT reporter) FROM period_report) AS reporters
FROM fact
