-- SPDX-License-Identifier: MIT
-- What the aggregate reports tell of the same source, on the day of the failure and the days beside it.
SELECT d.day, domain.text AS domain, d.messages, d.dmarc_pass, d.dkim_aligned, d.spf_aligned, d.quarantine, d.reject
FROM failure AS f CROSS JOIN domains CROSS JOIN daily AS d
     JOIN name AS domain ON domain.id = d.domain
WHERE f.id = :report AND length(f.source) > 0
  AND d.domain = domains.id AND d.day IN (f.day - 1, f.day, f.day + 1) AND d.source = f.source
