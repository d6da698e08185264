-- SPDX-License-Identifier: MIT
-- Everything of one failure report. What it does not hold is NULL.
SELECT f.id, domain.text AS domain, f.source AS source_ip, coalesce(known.service, known.name) AS name, f.arrived,
       f.incidents, coalesce(f.raw ->> 'auth_failure', failed.word) AS auth_failure,
       coalesce(f.raw ->> 'delivery_result', delivery.word) AS delivery_result, header_from.text AS header_from,
       f.original_mail_from, f.original_rcpt_to, f.original_envelope_id, f.message_id, dkim_domain.text AS dkim_domain,
       f.dkim_identity, dkim_selector.text AS dkim_selector, f.spf_dns, f.identity_alignment, f.authentication_results,
       reporter.text AS reporter, mta.text AS reporting_mta, agent.text AS user_agent, f.subject,
       f.mail_message_id, t.word AS trust, f.sample, f.warnings, f.origin, f.nesting, f.received
FROM failure AS f
     JOIN name AS domain ON domain.id = f.domain
     JOIN name AS reporter ON reporter.id = f.reporter
     JOIN auth_failure_word AS failed ON failed.value = f.auth_failure
     JOIN delivery_result_word AS delivery ON delivery.value = f.delivery_result
     JOIN trust_word AS t ON t.value = f.trust
     LEFT JOIN name AS header_from ON header_from.id = f.header_from
     LEFT JOIN name AS dkim_domain ON dkim_domain.id = f.dkim_domain
     LEFT JOIN name AS dkim_selector ON dkim_selector.id = f.dkim_selector
     LEFT JOIN name AS mta ON mta.id = f.reporting_mta
     LEFT JOIN name AS agent ON agent.id = f.user_agent
     LEFT JOIN source AS known ON known.address = f.source
WHERE f.id = :report
