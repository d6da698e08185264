-- SPDX-License-Identifier: MIT
-- One row for each change, with what it means.
SELECT CASE WHEN t.kind = 'new sender' AND t.dmarc_pass = 0 AND t.days < 5 THEN 'low'
            WHEN t.kind IN ('pass rate fell', 'policy changed')
              OR (t.kind = 'new sender' AND t.dmarc_pass * 2 < t.messages) THEN 'high'
            WHEN t.kind = 'sender gone' AND t.dmarc_pass + t.pass_before = 0 THEN 'low'
            WHEN t.kind IN ('sender gone', 'reporter silent', 'new domain', 'new subdomain') THEN 'medium'
            ELSE 'low' END AS importance,
       t.kind, n.text AS domain, t.what, t.day, t.messages_before, t.messages, t.pass_before, t.dmarc_pass, t.meaning
FROM (SELECT kind, domain, what, day, messages_before, messages, pass_before, dmarc_pass, days,
             CASE kind
             WHEN 'new sender'
             THEN CASE WHEN dmarc_pass * 20 >= messages * 19 THEN 'it passes: fine, when you know who it is'
                       WHEN dmarc_pass * 2 >= messages THEN 'part of it fails: see why before the policy is tightened'
                       WHEN dmarc_pass > 0
                       THEN 'most of it fails: see whether it is a service of yours that is not set up'
                       WHEN days >= 5
                       THEN 'it sends regularly and passes for another domain only: '
                              || 'if it is a service of yours, have it sign with your domain'
                       WHEN days IS NOT NULL
                       THEN 'it passes for another domain only: a forwarder or a stranger, as far as can be told'
                       ELSE 'nothing of it passes: forged, unless a service of yours is not set up yet' END
             WHEN 'sender gone'
             THEN iif(dmarc_pass + pass_before = 0, 'nothing of it passed: most likely a forger that gave up',
                      'it sent regularly and stopped: if you did not end it, mail may not be going out')
             WHEN 'pass rate fell'
             THEN 'a key, an SPF record or the service changed: mend it, as failing mail is what a policy hits'
             WHEN 'pass rate rose' THEN 'what was mended works, or other mail comes from it than before'
             ELSE 'reports about this domain come since that day' END AS meaning
      FROM sender_changes
      UNION ALL
      SELECT kind, domain, what, day, 0, messages, 0, dmarc_pass, NULL,
             CASE WHEN kind = 'new selector'
                  THEN 'another key signs as your domain: fine, when it is yours; else revoke it'
                  WHEN dmarc_pass * 2 >= messages THEN 'a new name in From that passes: fine, when it is yours'
                  ELSE 'a new name in From that hardly passes: forged, or not set up; sp or np decides over it' END
      FROM name_changes
      UNION ALL
      SELECT kind, domain, what, day, NULL, 0, NULL, NULL, NULL,
             iif(reporters = 1, '1 reporter has', reporters || ' reporters have')
               || ' seen it: if you did not change it, somebody else did'
      FROM policy_changes
      UNION ALL
      SELECT kind, NULL, what, day, messages_before, messages, pass_before, dmarc_pass, NULL,
             iif(gap = 1, 'it reported daily', 'it reported about every ' || gap || ' days')
               || ': what it sees is missing from all answers since'
      FROM reporter_changes) AS t
     LEFT JOIN name AS n ON n.id = t.domain
UNION ALL
SELECT t.importance, t.kind, n.text, t.what, t.day, NULL, 0, NULL, NULL, t.meaning
FROM check_changes AS t JOIN name AS n ON n.id = t.domain
