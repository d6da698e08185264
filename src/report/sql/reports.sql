-- SPDX-License-Identifier: MIT
-- One row for each report, with the sums of the whole report.
SELECT r.id, r.begin, r.end, domain.text AS domain, reporter.text AS reporter, r.report_id, r.records, r.messages,
       r.dmarc_pass, t.word AS trust
FROM period_report AS p CROSS JOIN report AS r ON r.id = p.id
     JOIN name AS domain ON domain.id = r.domain
     JOIN name AS reporter ON reporter.id = r.reporter
     JOIN trust_word AS t ON t.value = r.trust
WHERE :failing = 0 OR r.messages > r.dmarc_pass
