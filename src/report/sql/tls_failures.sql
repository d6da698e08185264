-- SPDX-License-Identifier: MIT
-- One row for each way to fail, of each domain, mail server and sender.
SELECT t.result_type, meaning.word AS meaning, t.sessions, n.text AS domain, t.policy_type, mx.text AS mx,
       t.sending AS sending_mta_ip, t.receiving AS receiving_ip, t.reporters, t.first_seen, t.last_seen, t.reasons
FROM (SELECT coalesce(f.raw ->> 'result_type', w.word) AS result_type, f.result, total(f.sessions) AS sessions,
             p.domain, p.policy_type, f.mx, f.sending, f.receiving, count(DISTINCT p.reporter) AS reporters,
             min(p.day) AS first_seen, max(p.day) AS last_seen,
             json_group_array(DISTINCT coalesce(reason.text, information.text))
               FILTER (WHERE coalesce(reason.text, information.text) IS NOT NULL) AS reasons
      FROM tls_part AS p CROSS JOIN tls_failure AS f ON f.report = p.report AND f.policy = p.seq
           JOIN tls_result_type_word AS w ON w.value = f.result
           LEFT JOIN name AS reason ON reason.id = f.reason_code
           LEFT JOIN name AS information ON information.id = f.information
      GROUP BY p.domain, p.policy_type, f.result, coalesce(f.raw ->> 'result_type', ''), f.mx, f.sending, f.receiving)
     AS t
     JOIN name AS n ON n.id = t.domain
     JOIN tls_advice_meaning AS meaning ON meaning.value = t.result
     LEFT JOIN name AS mx ON mx.id = t.mx
