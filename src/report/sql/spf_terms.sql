-- SPDX-License-Identifier: MIT
-- One row for each term, in the order of evaluation, and one for mail for which none decides.
SELECT l.record AS spf_domain,
       CASE WHEN l.term IS NOT NULL THEN iif(l.level > 0, '└' || substr('────────────', 1, l.level) || ' ', '') || l.term
            WHEN l.result = 'none' THEN '(no SPF record)' WHEN l.result = 'permerror' THEN '(the record ends in an error)'
            WHEN l.result = 'temperror' THEN '(DNS gives no answer)' ELSE '(no term matches)' END AS term,
       l.path, l.level, l.result, l.messages, l.addresses, l.passed AS spf_pass, l.lookups,
       CASE WHEN NOT l.reached THEN 'never looked at' WHEN l.used THEN 'used' ELSE 'unused' END AS use, l.lost, l.won,
       CASE WHEN NOT l.reached AND l.own THEN '`all` decides before it; leave it out'
            WHEN NOT l.used AND l.own AND l.parent_used AND w.known AND ltrim(l.term, '+-~?') <> 'all'
            THEN printf('nobody used it in %s%s; it may go, unless something that sends seldom needs it',
                        (SELECT iif(days = 1, 'a day', days || ' days') FROM spf_span),
                        iif(l.lookups > 0, printf(', and it costs %d of 10 lookups', l.lookups), ''))
            WHEN l.result = 'permerror' THEN 'receivers give up: dmarcstat check says why'
            WHEN l.result = 'temperror' THEN 'ask again later'
            WHEN l.result = 'none' AND l.passed = 0 THEN 'if nothing sends with it in the envelope, publish "v=spf1 -all"'
            WHEN l.lost > 0 AND l.level = 0
            THEN printf('%d messages passed by the reports and would not now: see whether the record lost a sender', l.lost)
            WHEN l.won > 0 AND l.level = 0
            THEN printf('%d messages did not pass by the reports and would now: it is new, or receivers could not look it up',
                        l.won)
            END AS advice,
       l.number, l.below, l.place
FROM spf_line AS l LEFT JOIN spf_whole AS w ON w.record = l.record
