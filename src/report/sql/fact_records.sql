-- SPDX-License-Identifier: MIT
-- fact from the records, for the filters that the daily roll-up cannot answer: reporter, trust and disposition.
fact AS NOT MATERIALIZED (
  SELECT m.domain, m.day, m.source, m.messages,
         iif(m.dkim = 1 OR m.spf = 1, m.messages, 0) AS dmarc_pass,
         iif(m.dkim = 1 AND m.spf = 1, m.messages, 0) AS both_aligned,
         iif(m.dkim = 1, m.messages, 0) AS dkim_aligned,
         iif(m.spf = 1, m.messages, 0) AS spf_aligned,
         iif(i.dkim_pass, m.messages, 0) AS dkim_pass,
         iif(i.spf_pass, m.messages, 0) AS spf_pass,
         iif(m.disposition = 2, m.messages, 0) AS quarantine,
         iif(m.disposition = 3, m.messages, 0) AS reject,
         iif(m.override_set IS NOT NULL, m.messages, 0) AS overridden
  FROM mail AS m CROSS JOIN identity AS i
  WHERE i.id = m.identity AND m.messages > 0
)
