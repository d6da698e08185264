-- SPDX-License-Identifier: MIT
-- Mail as it was and as it would be under another record. What a mechanism says is changed only where the other record
-- changes it: where a reporter disagrees with its own results, it is believed as in every other question. Policies are
-- those that hold for the From domain: p for the policy domain, sp below it; what sampling (pct) made of them is not
-- known, so then any other disposition than before counts as a change. Whether the record or the tree walk
-- changes alignment is seen against the Public Suffix List, also of reporters that walk the tree themselves: what DNS
-- had at the time is not known.
modes AS NOT MATERIALIZED (
  SELECT id AS policy, iif(adkim = 2, 2, 1) AS dkim, iif(aspf = 2, 2, 1) AS spf,
         CASE WHEN pct < 100 THEN -1 WHEN p IN (2, 3) THEN p - coalesce(testing = 'y' COLLATE NOCASE, 0) ELSE 1 END AS own,
         CASE WHEN pct < 100 THEN -1 WHEN iif(sp IN (0, 4), p, sp) IN (2, 3)
              THEN iif(sp IN (0, 4), p, sp) - coalesce(testing = 'y' COLLATE NOCASE, 0) ELSE 1 END AS below
  FROM policy
),
weighed AS NOT MATERIALIZED (
  SELECT t.*, iif(t.disposed IN (2, 3), t.disposed, 1) AS disposition, (t.dkim = 1 OR t.spf = 1) AS passes,
         iif((a.dkim_walked >= :record_dkim) = (a.dkim >= o.dkim), t.dkim = 1,
             a.dkim_walked >= :record_dkim)
           OR iif((a.spf_walked >= :record_spf) = (a.spf >= o.spf), t.spf = 1,
                  a.spf_walked >= :record_spf) AS would_pass,
         iif(coalesce(i.header_from, t.domain) = t.domain, o.own, o.below) AS asked,
         iif(coalesce(i.header_from, t.domain) = t.domain, :record_own, :record_below) AS would_ask
  FROM told AS t CROSS JOIN modes AS o CROSS JOIN identity AS i CROSS JOIN reckoned AS a
  WHERE o.policy = t.policy AND i.id = t.identity AND a.identity = t.identity
),
-- would_meet: 1, nothing is done; 2, quarantine; 3, reject.
fate AS MATERIALIZED (
  SELECT *, CASE WHEN passes AND would_pass THEN disposition
                 WHEN would_pass THEN 1
                 WHEN passes OR asked <> would_ask THEN would_ask
                 ELSE disposition END AS would_meet
  FROM weighed
),
changed AS NOT MATERIALIZED (
  SELECT *
  FROM fate
  WHERE passes <> would_pass OR (NOT passes AND disposition <> would_meet)
)
