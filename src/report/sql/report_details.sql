-- SPDX-License-Identifier: MIT
-- Everything of one report but its records. What the report does not hold is NULL.
SELECT r.id, r.report_id, domain.text AS domain, reporter.text AS reporter, r.begin, r.end,
       r.records, r.messages, r.dmarc_pass, r.dkim_aligned, r.spf_aligned,
       p.word AS p, sp.word AS sp, np.word AS np, adkim.word AS adkim, aspf.word AS aspf, policy.pct, policy.fo,
       policy.testing, discovery.word AS discovery_method, policy.raw AS policy_raw,
       email.text AS email, contact.text AS extra_contact_info, generator.text AS generator, r.version,
       namespace.text AS namespace, coalesce(r.errors, '[]') AS errors,
       (SELECT json_group_array(json_object('code', code.text, 'text', w.text, 'times', w.times))
        FROM warning AS w CROSS JOIN name AS code ON code.id = w.code WHERE w.report = r.id) AS warnings,
       mail_from.text AS mail_from, r.subject, r.message_id, t.word AS trust, r.origin, r.nesting, r.received
FROM report AS r
     JOIN name AS domain ON domain.id = r.domain
     JOIN name AS reporter ON reporter.id = r.reporter
     JOIN policy ON policy.id = r.policy
     JOIN trust_word AS t ON t.value = r.trust
     LEFT JOIN policy_word AS p ON p.value = policy.p AND p.value <> 0
     LEFT JOIN policy_word AS sp ON sp.value = policy.sp AND sp.value <> 0
     LEFT JOIN policy_word AS np ON np.value = policy.np AND np.value <> 0
     LEFT JOIN alignment_mode_word AS adkim ON adkim.value = policy.adkim AND adkim.value <> 0
     LEFT JOIN alignment_mode_word AS aspf ON aspf.value = policy.aspf AND aspf.value <> 0
     LEFT JOIN discovery_method_word AS discovery
            ON discovery.value = policy.discovery_method AND discovery.value <> 0
     LEFT JOIN name AS email ON email.id = r.email
     LEFT JOIN name AS contact ON contact.id = r.contact
     LEFT JOIN name AS generator ON generator.id = r.generator
     LEFT JOIN name AS namespace ON namespace.id = r.namespace
     LEFT JOIN name AS mail_from ON mail_from.id = r.mail_from
WHERE r.id = :report
