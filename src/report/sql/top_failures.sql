-- SPDX-License-Identifier: MIT
-- Sources with mail that failed DMARC; `messages` is what failed.
SELECT f.source AS source_ip, f.domain AS domain_id, n.text AS domain, f.messages, f.first_seen, f.last_seen
FROM (SELECT domain, source, total(messages - dmarc_pass) AS messages, min(day) AS first_seen, max(day) AS last_seen
      FROM fact
      WHERE messages > dmarc_pass
      GROUP BY domain, source) AS f
     JOIN name AS n ON n.id = f.domain
