-- SPDX-License-Identifier: MIT
-- One row for each day of the period, also for a day without mail.
WITH RECURSIVE calendar(day) AS (
  SELECT :since
  UNION ALL
  SELECT day + 1 FROM calendar WHERE day + 1 < :until
)
SELECT calendar.day + :shift AS day, coalesce(f.messages, 0) AS messages, coalesce(f.dmarc_pass, 0) AS dmarc_pass,
       coalesce(f.dkim_aligned, 0) AS dkim_aligned, coalesce(f.spf_aligned, 0) AS spf_aligned,
       coalesce(f.dkim_pass, 0) AS dkim_pass, coalesce(f.spf_pass, 0) AS spf_pass,
       coalesce(f.messages - f.quarantine - f.reject, 0) AS none, coalesce(f.quarantine, 0) AS quarantine,
       coalesce(f.reject, 0) AS reject
FROM calendar
     LEFT JOIN (SELECT day, total(messages) AS messages, total(dmarc_pass) AS dmarc_pass, total(dkim_aligned) AS dkim_aligned,
                       total(spf_aligned) AS spf_aligned, total(dkim_pass) AS dkim_pass, total(spf_pass) AS spf_pass,
                       total(quarantine) AS quarantine, total(reject) AS reject
                FROM fact GROUP BY day) AS f ON f.day = calendar.day
WHERE :failing = 0 OR f.messages > f.dmarc_pass
