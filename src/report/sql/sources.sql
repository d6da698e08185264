-- SPDX-License-Identifier: MIT
-- One row for each source address of each policy domain.
SELECT f.source AS source_ip, n.text AS domain, f.messages, w.word AS class, f.rule, f.dmarc_pass, f.dkim_pass, f.dkim_aligned,
       f.spf_pass, f.spf_aligned, f.messages - f.quarantine - f.reject AS none, f.quarantine, f.reject, f.first_seen,
       f.last_seen
FROM (SELECT domain, source, total(messages) AS messages, total(dmarc_pass) AS dmarc_pass, total(dkim_pass) AS dkim_pass,
             total(dkim_aligned) AS dkim_aligned, total(spf_pass) AS spf_pass, total(spf_aligned) AS spf_aligned,
             total(quarantine) AS quarantine, total(reject) AS reject, min(day) AS first_seen, max(day) AS last_seen,
             {source_rule.sql} AS rule
      FROM fact
      GROUP BY domain, source
      HAVING :failing = 0 OR total(messages) > total(dmarc_pass)) AS f
     JOIN name AS n ON n.id = f.domain
     JOIN source_class_word AS w ON w.value = rule_class(f.rule)
WHERE :class IS NULL OR w.value = :class
