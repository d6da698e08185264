-- SPDX-License-Identifier: MIT
-- One row for each change, with what it means.
SELECT CASE WHEN c.kind IN ('pass rate fell', 'policy changed') OR (c.kind = 'new sender' AND c.dmarc_pass * 2 < c.messages)
            THEN 'high'
            WHEN c.kind = 'sender gone' AND c.dmarc_pass + c.pass_before = 0 THEN 'low'
            WHEN c.kind IN ('sender gone', 'reporter silent', 'new domain', 'new subdomain') THEN 'medium'
            ELSE 'low' END AS importance,
       c.kind, n.text AS domain, c.what, c.day, c.messages_before, c.messages, c.pass_before, c.dmarc_pass, c.meaning
FROM (SELECT kind, domain, what, day, messages_before, messages, pass_before, dmarc_pass,
             CASE kind
             WHEN 'new sender'
             THEN CASE WHEN dmarc_pass * 20 >= messages * 19 THEN 'it passes: fine, when you know who it is'
                       WHEN dmarc_pass > 0 THEN 'part of it fails: see why before the policy is tightened'
                       WHEN some_pass * 2 >= messages
                       THEN 'it passes for another domain only: a service of yours must sign with yours; a forwarder or stranger need not concern you'
                       ELSE 'nothing of it passes: forged, unless a service of yours is not set up yet' END
             WHEN 'sender gone'
             THEN iif(dmarc_pass + pass_before = 0, 'nothing of it passed: a forger that gave up, or a service that was mended',
                      'it sent regularly and stopped: if you did not end it, mail may not be going out')
             WHEN 'pass rate fell' THEN 'a key, an SPF record or the service changed: mend it, as failing mail is what a policy hits'
             WHEN 'pass rate rose' THEN 'what was mended works, or other mail comes from it than before'
             ELSE 'reports about this domain come since that day' END AS meaning
      FROM sender_changes
      UNION ALL
      SELECT kind, domain, what, day, 0, messages, 0, dmarc_pass,
             CASE WHEN kind = 'new selector' THEN 'another key signs as your domain: fine, when it is yours; else revoke it'
                  WHEN dmarc_pass * 2 >= messages THEN 'a new name in From that passes: fine, when it is yours'
                  ELSE 'a new name in From that hardly passes: forged, or not set up; sp or np decides over it' END
      FROM name_changes
      UNION ALL
      SELECT kind, domain, what, day, NULL, 0, NULL, NULL,
             iif(reporters = 1, '1 reporter has', reporters || ' reporters have')
               || ' seen it: if you did not change it, somebody else did'
      FROM policy_changes
      UNION ALL
      SELECT kind, NULL, what, day, messages_before, messages, pass_before, dmarc_pass,
             iif(gap = 1, 'it reported daily', 'it reported about every ' || gap || ' days')
               || ': what it sees is missing from all answers since'
      FROM reporter_changes) AS c
     LEFT JOIN name AS n ON n.id = c.domain
