-- SPDX-License-Identifier: MIT
-- The policies that the reports of the period saw. Reporters differ in writing down what a record leaves out, so the
-- defaults are filled in (RFC 9989 section 4.7 and, for pct, RFC 7489 section 6.3), and policies that then say the same
-- are one.
written AS MATERIALIZED (
  SELECT y.id, coalesce(json_extract(y.raw, '$.p'), p.word) AS p,
         nullif(coalesce(json_extract(y.raw, '$.sp'), nullif(sp.word, '-')), '') AS sp,
         nullif(coalesce(json_extract(y.raw, '$.np'), nullif(np.word, '-')), '') AS np,
         coalesce(nullif(coalesce(json_extract(y.raw, '$.adkim'), nullif(adkim.word, '-')), ''), 'r') AS adkim,
         coalesce(nullif(coalesce(json_extract(y.raw, '$.aspf'), nullif(aspf.word, '-')), ''), 'r') AS aspf,
         coalesce(y.pct, 100) AS pct, coalesce(nullif(lower(y.fo), ''), '0') AS fo,
         coalesce(nullif(lower(y.testing), ''), 'n') AS testing,
         nullif(coalesce(json_extract(y.raw, '$.discovery_method'), nullif(discovery.word, '-')), '') AS discovery
  FROM (SELECT DISTINCT r.policy FROM period_report AS p CROSS JOIN report AS r ON r.id = p.id) AS s
       CROSS JOIN policy AS y ON y.id = s.policy
       JOIN policy_word AS p ON p.value = y.p
       JOIN policy_word AS sp ON sp.value = y.sp
       JOIN policy_word AS np ON np.value = y.np
       JOIN alignment_mode_word AS adkim ON adkim.value = y.adkim
       JOIN alignment_mode_word AS aspf ON aspf.value = y.aspf
       JOIN discovery_method_word AS discovery ON discovery.value = y.discovery_method
),
-- Policies that say the same go under the number of the first.
meant AS MATERIALIZED (
  SELECT id, min(id) OVER (PARTITION BY p, sp, np, adkim, aspf, pct, fo, testing) AS same, p, sp, np, adkim, aspf, pct,
         fo, testing, discovery
  FROM (SELECT id, p, coalesce(sp, p) AS sp, coalesce(np, sp, p) AS np, adkim, aspf, pct, fo, testing, discovery
        FROM written)
)
