-- SPDX-License-Identifier: MIT
-- Where policy_evaluated says another thing than follows from the authentication results of the same record and the
-- modes of the same report. What policy_evaluated leaves out, or says in an odd word, is no pass.
disputed AS MATERIALIZED (
  SELECT t.*, p.adkim, p.aspf, a.dkim >= iif(p.adkim = 2, 2, 1) AS dkim_computed,
         a.spf >= iif(p.aspf = 2, 2, 1) AS spf_computed
  FROM told AS t CROSS JOIN policy AS p CROSS JOIN alignment AS a
  WHERE p.id = t.policy AND a.identity = t.identity
    AND ((t.dkim = 1) <> (a.dkim >= iif(p.adkim = 2, 2, 1)) OR (t.spf = 1) <> (a.spf >= iif(p.aspf = 2, 2, 1)))
),
-- The records of that. `raw` has the words of policy_evaluated that are neither pass nor fail.
disputed_mail AS MATERIALIZED (
  SELECT m.report, m.source, m.messages, m.day = max(r.first_day, :since) AS counts, d.*,
         iif(m.dkim = 2 OR m.spf = 2, (SELECT c.raw FROM record AS c WHERE c.report = m.report AND c.seq = m.seq), NULL)
           AS raw
  FROM mail AS m CROSS JOIN report AS r
       CROSS JOIN (SELECT reporter, policy, identity, dkim, spf, adkim, aspf, dkim_computed, spf_computed
                   FROM disputed) AS d
  WHERE m.identity IN (SELECT identity FROM disputed) AND r.id = m.report
    AND d.identity = m.identity AND d.reporter = r.reporter AND d.policy = r.policy AND d.dkim = m.dkim AND d.spf = m.spf
)
