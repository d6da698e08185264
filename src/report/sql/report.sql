-- SPDX-License-Identifier: MIT
-- The records of one report, each with all that authentication said.
SELECT c.seq, c.source AS source_ip, c.count AS messages, disposed.word AS disposition, dkim.word AS dkim,
       spf.word AS spf,
       (SELECT text FROM name WHERE id = i.header_from) AS header_from,
       (SELECT text FROM name WHERE id = i.envelope_from) AS envelope_from,
       (SELECT text FROM name WHERE id = c.envelope_to) AS envelope_to,
       (SELECT json_group_array(json_object('result', w.word, 'domain', domain.text, 'selector', selector.text,
                                            'raw', k.raw, 'human_result', k.human_result))
        FROM dkim_result AS k CROSS JOIN auth_result_word AS w ON w.value = k.result
             LEFT JOIN name AS domain ON domain.id = k.domain LEFT JOIN name AS selector ON selector.id = k.selector
        WHERE k.identity = i.id) AS dkim_results,
       (SELECT json_group_array(json_object('result', w.word, 'domain', domain.text, 'scope', v.word,
                                            'raw', k.raw, 'scope_raw', k.scope_raw, 'human_result', k.human_result))
        FROM spf_result AS k CROSS JOIN auth_result_word AS w ON w.value = k.result
             LEFT JOIN spf_scope_word AS v ON v.value = k.scope AND v.value <> 0
             LEFT JOIN name AS domain ON domain.id = k.domain
        WHERE k.identity = i.id) AS spf_results,
       (SELECT json_group_array(json_object('type', w.word, 'raw', o.raw, 'comment', o.comment))
        FROM override AS o CROSS JOIN override_type_word AS w ON w.value = o.type
        WHERE o.override_set = c.override_set) AS overrides,
       c.raw
FROM record AS c CROSS JOIN identity AS i
     JOIN disposition_word AS disposed ON disposed.value = c.disposition
     JOIN alignment_result_word AS dkim ON dkim.value = c.dkim
     JOIN alignment_result_word AS spf ON spf.value = c.spf
WHERE c.report = :report AND i.id = c.identity AND (:failing = 0 OR (c.dkim <> 1 AND c.spf <> 1 AND c.count > 0))
