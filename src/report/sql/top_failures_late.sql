-- SPDX-License-Identifier: MIT
-- What the records say of the sources that are shown: one pass over the failing records of the period.
failed AS MATERIALIZED (
  SELECT m.source, m.domain, m.identity, total(m.messages) AS messages,
         total(iif(m.disposition = 2, m.messages, 0)) AS quarantine,
         total(iif(m.disposition = 3, m.messages, 0)) AS reject
  FROM mail AS m
  WHERE m.dkim <> 1 AND m.spf <> 1 AND m.messages > 0
    AND (m.source, m.domain) IN (SELECT source_ip, domain_id FROM picked)
  GROUP BY m.source, m.domain, m.identity
),
-- All mail of these sources, also what passed.
sent AS MATERIALIZED (
  SELECT source, domain, total(messages) AS total,
         {source_rule.sql} AS rule
  FROM fact
  WHERE (source, domain) IN (SELECT source_ip, domain_id FROM picked)
  GROUP BY source, domain
),
disposed AS MATERIALIZED (
  SELECT source, domain, total(messages) - total(quarantine) - total(reject) AS none, total(quarantine) AS quarantine,
         total(reject) AS reject
  FROM failed
  GROUP BY source, domain
),
-- Of a message's SPF results the one that passed, else the first; of all messages of a source the most frequent.
spf_seen AS MATERIALIZED (
  SELECT f.source, f.domain, k.result, k.domain AS spf_domain,
         row_number() OVER (PARTITION BY f.source, f.domain
                            ORDER BY total(f.messages) DESC, k.result, k.domain) AS place
  FROM failed AS f JOIN spf_result AS k
    ON k.identity = f.identity
   AND k.seq = (SELECT seq FROM spf_result WHERE identity = f.identity ORDER BY result = 1 DESC, seq LIMIT 1)
  GROUP BY f.source, f.domain, k.result, k.domain
),
answer AS (
  SELECT p.*, t.total, (SELECT word FROM source_class_word WHERE t.rule IS NOT NULL AND value = rule_class(t.rule)) AS class,
         (SELECT word FROM source_rule_word WHERE value = t.rule) AS reason,
         (SELECT n.text
          FROM failed AS f JOIN identity AS i ON i.id = f.identity JOIN name AS n ON n.id = i.header_from
          WHERE f.source = p.source_ip AND f.domain = p.domain_id
          GROUP BY n.id
          ORDER BY total(f.messages) DESC, n.text
          LIMIT 1) AS header_from,
         (SELECT json_group_array(text)
          FROM (SELECT n.text
                FROM failed AS f JOIN dkim_result AS k ON k.identity = f.identity JOIN name AS n ON n.id = k.domain
                WHERE f.source = p.source_ip AND f.domain = p.domain_id AND k.result = 1
                GROUP BY n.id
                ORDER BY total(f.messages) DESC, n.text
                LIMIT 10)) AS dkim_passed_for,
         w.word AS spf_result, spf_name.text AS spf_domain, how.none, how.quarantine, how.reject,
         coalesce(known.service, known.name) AS name, known.service, known.country, known.asn
  FROM picked AS p
       LEFT JOIN sent AS t ON t.source = p.source_ip AND t.domain = p.domain_id
       LEFT JOIN disposed AS how ON how.source = p.source_ip AND how.domain = p.domain_id
       LEFT JOIN spf_seen AS s ON s.source = p.source_ip AND s.domain = p.domain_id AND s.place = 1
       LEFT JOIN auth_result_word AS w ON w.value = s.result
       LEFT JOIN name AS spf_name ON spf_name.id = s.spf_domain
       LEFT JOIN source AS known ON known.address = p.source_ip
)
