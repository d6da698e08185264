-- SPDX-License-Identifier: MIT
-- One row for each reporter, kind of disagreement and cause.
WITH part AS MATERIALIZED (
  SELECT report, source, counts, messages, identity, reporter, 'dkim' AS mechanism, dkim AS said,
         dkim_computed AS computed, adkim AS mode, iif(dkim = 2, json_extract(raw, '$.dkim'), NULL) AS raw
  FROM disputed_mail
  WHERE (dkim = 1) <> dkim_computed
  UNION ALL
  SELECT report, source, counts, messages, identity, reporter, 'spf', spf, spf_computed, aspf,
         iif(spf = 2, json_extract(raw, '$.spf'), NULL)
  FROM disputed_mail
  WHERE (spf = 1) <> spf_computed
),
-- What was seen of the mechanism, in one shape for both.
seen AS MATERIALIZED (
  SELECT identity, 'dkim' AS mechanism, seq, result, 1 AS scope, domain, nearness, 1 AS counts FROM dkim_seen
  UNION ALL
  SELECT identity, 'spf', seq, result, scope, domain, nearness, counts FROM spf_seen
),
-- Each way to disagree of each identity, with the facts that tell its cause. `near` is what would have been enough.
way AS MATERIALIZED (
  SELECT w.*, f.text AS header_from, e.text AS envelope_from,
         aligns(e.text, f.text, w.mode = 2) AS envelope_aligned,
         (SELECT count(*) FROM seen AS s WHERE s.identity = w.identity AND s.mechanism = w.mechanism) AS results
  FROM (SELECT DISTINCT identity, mechanism, said, computed, mode, raw, iif(mode = 2, 2, 1) AS near FROM part) AS w
       CROSS JOIN identity AS i
       LEFT JOIN name AS f ON f.id = i.header_from LEFT JOIN name AS e ON e.id = i.envelope_from
  WHERE i.id = w.identity
),
-- The same with the results laid beside: does one of them pass or not, align or not, count or not.
facts AS MATERIALIZED (
  SELECT w.identity, w.mechanism, w.said, w.computed, w.mode, w.raw,
         total(s.result = 1 AND s.counts AND s.nearness = 1) > 0 AS organisation_passed,
         total(s.result = 1 AND s.counts AND s.nearness = 2) > 0 AS same_passed,
         total(s.result = 1 AND s.scope <> 2 AND s.counts AND s.nearness >= w.near) > 0 AS mail_from_passed,
         total(s.result = 1 AND NOT s.counts AND s.nearness >= w.near AND s.scope = 2) > 0 AS helo_passed,
         total(s.result = 1 AND NOT s.counts AND s.nearness >= w.near AND s.scope = 3) > 0 AS odd_scope_passed,
         total(s.result = 0 AND s.nearness >= w.near) > 0 AS odd_aligned,
         min(iif(s.result <> 1 AND s.nearness >= w.near, s.result, NULL)) AS not_passed,
         total(s.result = 1 AND coalesce(s.domain, '') = '') > 0 AS nameless_passed,
         total(s.result = 1) > 0 AS other_passed,
         total(s.result = 1 AND (substr(w.header_from, -length(s.domain) - 1) = '.' || s.domain
                                 OR substr(s.domain, -length(w.header_from) - 1) = '.' || w.header_from)) > 0
           AS related_passed,
         total(s.result = 1 AND s.counts AND s.nearness >= w.near AND s.scope = 0
               AND w.envelope_from <> '' AND s.domain <> w.envelope_from) > 0 AS scope_untold,
         total(s.result = 1 AND s.counts AND s.nearness >= w.near AND s.scope = 2) > 0 AS helo_counted,
         w.results, w.header_from, w.envelope_from, w.envelope_aligned
  FROM way AS w LEFT JOIN seen AS s ON s.identity = w.identity AND s.mechanism = w.mechanism
  GROUP BY w.identity, w.mechanism, w.said, w.computed, w.mode, w.raw
),
reason AS MATERIALIZED (
  SELECT identity, mechanism, said, computed, mode, raw,
         CASE
           WHEN coalesce(header_from, '') = '' THEN 'the record has no header_from'
           WHEN said = 2 AND raw IS NULL THEN 'policy_evaluated has no ' || upper(mechanism) || ' result'
           WHEN said = 2 THEN 'policy_evaluated has an odd word: ''' || substr(raw, 1, 20) || ''''
           WHEN computed AND helo_counted AND NOT mail_from_passed
             THEN 'only HELO passed, and there is no envelope_from'
           WHEN computed AND scope_untold
             THEN 'no scope, and the SPF domain differs from envelope_from: it may be that of HELO'
           WHEN computed AND mode = 3 AND NOT same_passed
             THEN 'the published a' || mechanism || ' is an odd word, taken as relaxed'
           WHEN computed AND NOT same_passed
             THEN 'passed for the same organisation only, which is enough as a' || mechanism
                  || iif(mode = 1, ' is r', ' is not given')
           WHEN computed AND not_passed IS NOT NULL
             THEN 'the aligned domain is reported both as pass and as ' || n.word
           WHEN computed AND results > 1 THEN 'one of several results is an aligned pass'
           WHEN computed THEN 'the only result is an aligned pass'
           WHEN results = 0 THEN 'no ' || upper(mechanism) || ' result was reported'
           WHEN mode = 2 AND organisation_passed
             THEN 'passed for the same organisation only, while a' || mechanism || ' is s'
           WHEN helo_passed THEN 'only HELO passed, which does not count'
           WHEN odd_scope_passed THEN 'what passed has an odd scope'
           WHEN odd_aligned THEN 'the result of the aligned domain is an odd word'
           WHEN not_passed IS NOT NULL THEN 'the aligned domain is reported as ' || n.word
           WHEN nameless_passed THEN 'what passed is reported without its domain'
           WHEN mechanism = 'spf' AND envelope_aligned THEN 'the SPF domain differs from envelope_from, which is aligned'
           WHEN related_passed THEN 'the domain that passed and header_from share a public suffix only'
           WHEN other_passed AND mechanism = 'dkim'
             THEN 'signatures of other organisations passed, and no aligned one is reported'
           WHEN other_passed THEN 'SPF passed for another organisation only'
           ELSE 'no reported ' || upper(mechanism) || ' result is a pass'
         END AS cause
  FROM facts LEFT JOIN auth_result_word AS n ON n.value = facts.not_passed
)
SELECT n.text AS reporter,
       p.mechanism || ' said ' || CASE p.said WHEN 0 THEN 'fail' WHEN 1 THEN 'pass' ELSE 'neither' END || ', computes '
         || iif(p.computed, 'pass', 'fail') AS kind,
       reason.cause, total(p.messages) AS messages, total(p.counts) AS records,
       count(DISTINCT p.report) AS reports, p.report AS report, p.source AS source_ip, max(p.messages) AS largest,
       p.reporter AS reporter_id
FROM part AS p
     JOIN reason ON reason.identity = p.identity AND reason.mechanism = p.mechanism AND reason.said = p.said
                AND reason.computed = p.computed AND reason.mode = p.mode AND reason.raw IS p.raw
     JOIN name AS n ON n.id = p.reporter
GROUP BY p.reporter, p.mechanism, p.said, p.computed, reason.cause
