-- SPDX-License-Identifier: MIT
-- fact from the records, for what the daily roll-up cannot answer: the filters by reporter, trust and disposition, the
-- groups by reporter and header_from.
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
         iif(m.override_set IS NOT NULL, m.messages, 0) AS overridden,
         m.reporter, i.header_from
  FROM mail AS m CROSS JOIN identity AS i
  WHERE i.id = m.identity AND m.messages > 0
)
