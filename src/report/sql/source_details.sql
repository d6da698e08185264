-- SPDX-License-Identifier: MIT
-- The sums of one source over all that is asked for, what its class is told from, and what is known of it.
SELECT total(messages) AS messages, total(dmarc_pass) AS dmarc_pass, total(both_aligned) AS both_aligned,
       total(dkim_aligned) AS dkim_aligned, total(spf_aligned) AS spf_aligned, total(dkim_pass) AS dkim_pass,
       total(spf_pass) AS spf_pass, total(overridden) AS overridden, count(DISTINCT day) AS days,
       :until - :since AS period_days,
       (SELECT total(messages) FROM domain_mail) AS domain_messages, total(quarantine) AS quarantine, total(reject) AS reject,
       count(DISTINCT source) AS sources, min(day) AS first_seen, max(day) AS last_seen,
       (SELECT json_group_array(name) FROM (SELECT DISTINCT name FROM source_here WHERE name IS NOT NULL ORDER BY 1 LIMIT 10))
         AS names,
       (SELECT json_group_array(ptr) FROM (SELECT DISTINCT ptr FROM source_here WHERE ptr IS NOT NULL ORDER BY 1 LIMIT 10))
         AS claimed_names,
       (SELECT json_group_array(service) FROM (SELECT DISTINCT service FROM source_here WHERE service IS NOT NULL ORDER BY 1))
         AS services,
       (SELECT json_group_array(how)
        FROM (SELECT DISTINCT CASE known_by WHEN 'dkim' THEN 'its DKIM signature' WHEN 'envelope' THEN 'its envelope domain'
                                            WHEN 'network' THEN 'its network' ELSE 'its name' END AS how
              FROM source_here WHERE service IS NOT NULL AND known_by IS NOT NULL ORDER BY 1)) AS known_by,
       (SELECT json_group_array(network)
        FROM (SELECT DISTINCT 'AS' || asn || coalesce(' ' || as_name, '') AS network FROM source_here WHERE asn IS NOT NULL
              ORDER BY 1 LIMIT 10)) AS networks,
       (SELECT json_group_array(country) FROM (SELECT DISTINCT country FROM source_here WHERE country IS NOT NULL ORDER BY 1))
         AS countries,
       (SELECT w.word -- of several only when all are the same
        FROM (SELECT min(known) AS least, max(known) AS most
              FROM (SELECT {source_known.sql} AS known
                    FROM (SELECT DISTINCT domain, source FROM fact) AS sent JOIN own_domain AS own ON own.domain = sent.domain
                         LEFT JOIN source AS known_source ON known_source.address = sent.source))
             JOIN class_known_word AS w ON w.value = most
        WHERE least = most AND most > 0) AS known_as,
       (SELECT json_group_array(text)
        FROM (SELECT n.text
              FROM failed_here AS f JOIN dkim_result AS k ON k.identity = f.identity JOIN name AS n ON n.id = k.domain
              WHERE k.result = 1
              GROUP BY n.id ORDER BY total(f.messages) DESC, n.text LIMIT 3)) AS dkim_passed_for,
       (SELECT json_group_array(text)
        FROM (SELECT n.text
              FROM failed_here AS f JOIN spf_result AS k ON k.identity = f.identity JOIN name AS n ON n.id = k.domain
              WHERE k.result = 1
              GROUP BY n.id ORDER BY total(f.messages) DESC, n.text LIMIT 3)) AS spf_passed_for
FROM fact
