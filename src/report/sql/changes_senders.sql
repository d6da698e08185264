-- SPDX-License-Identifier: MIT
-- Who sends, before and since :turn. The facts begin as long before it as a question looks back; figures `_before` are
-- those of as many days before :turn as there are after it.
source_sums AS MATERIALIZED (
  SELECT domain, source, total(iif(day >= :turn, messages, 0)) AS messages,
         total(iif(day >= :turn, dmarc_pass, 0)) AS dmarc_pass,
         total(iif(day >= :turn, max(dkim_pass, spf_pass), 0)) AS some_pass,
         total(iif(day < :turn AND day >= 2 * :turn - :until, messages, 0)) AS messages_before,
         total(iif(day < :turn AND day >= 2 * :turn - :until, dmarc_pass, 0)) AS pass_before,
         total(messages) AS all_messages, min(day) AS first_day, max(day) AS last_day, count(DISTINCT day) AS days
  FROM fact
  GROUP BY domain, source
),
end_of_data(day) AS MATERIALIZED (
  SELECT max(last_day) FROM source_sums
),
-- `old`: there is a week at least from before to compare with.
domain_sums AS MATERIALIZED (
  SELECT domain, total(messages) AS messages, total(dmarc_pass) AS dmarc_pass, total(all_messages) AS all_messages,
         min(first_day) AS first_day, min(first_day) + 7 <= :turn AS old
  FROM source_sums
  GROUP BY domain
),
-- Addresses of a known sender are one: that it sends from one more is no news.
senders AS MATERIALIZED (
  SELECT u.domain, coalesce(s.service, organisation(s.name), s.name, address(u.source)) AS what,
         total(u.messages) AS messages, total(u.dmarc_pass) AS dmarc_pass, total(u.some_pass) AS some_pass,
         total(u.messages_before) AS messages_before, total(u.pass_before) AS pass_before,
         total(u.all_messages) AS all_messages, min(u.first_day) AS first_day, max(u.last_day) AS last_day,
         max(u.days) AS days
  FROM source_sums AS u LEFT JOIN source AS s ON s.address = u.source
  WHERE length(u.source) > 0
  GROUP BY u.domain, 2
),
-- `forged`: as far as can be told.
new_senders AS MATERIALIZED (
  SELECT s.*, s.dmarc_pass = 0 AND s.some_pass * 2 < s.messages AS forged
  FROM senders AS s JOIN domain_sums AS whole ON whole.domain = s.domain
  WHERE whole.old AND s.first_day >= :turn AND s.messages >= 20 AND s.messages * 1000 >= whole.messages
),
-- Something that came on most days, every few days, ... and has been away for three times as long as was usual, and
-- `patience` at least, is gone since it began to be so.
sender_changes AS NOT MATERIALIZED (
  SELECT 'new sender' AS kind, domain, what, first_day AS day, messages_before, messages, pass_before, dmarc_pass,
         days
  FROM new_senders
  WHERE NOT forged
  UNION ALL
  -- A wave of forged mail comes from hundreds of addresses, and is one change.
  SELECT 'new sender', n.domain,
         iif(count(*) = 1, '', count(*) || ' senders, most from ')
           || (SELECT largest.what
               FROM new_senders AS largest
               WHERE largest.domain = n.domain AND largest.forged
               ORDER BY largest.messages DESC, largest.what
               LIMIT 1),
         min(n.first_day), 0, total(n.messages), 0, 0, NULL
  FROM new_senders AS n
  WHERE n.forged
  GROUP BY n.domain
  UNION ALL
  SELECT 'sender gone', s.domain, s.what, s.last_day, s.messages_before, s.messages, s.pass_before, s.dmarc_pass, NULL
  FROM (SELECT *, max(7, 3 * (last_day - first_day + days - 2) / (days - 1)) AS patience
        FROM senders
        WHERE days >= 5) AS s
       JOIN domain_sums AS whole ON whole.domain = s.domain CROSS JOIN end_of_data AS e
  WHERE s.first_day < :turn AND s.all_messages >= 20 AND s.all_messages * 1000 >= whole.all_messages
    AND e.day - s.last_day > s.patience AND s.last_day + s.patience >= :turn
  UNION ALL
  SELECT iif(s.changed < 0, 'pass rate fell', 'pass rate rose'), s.domain, s.what, :turn, s.messages_before, s.messages,
         s.pass_before, s.dmarc_pass, NULL
  FROM (SELECT *, rate_change(pass_before, messages_before, dmarc_pass, messages) AS changed
        FROM senders
        WHERE messages >= 50 AND messages_before >= 50) AS s
  WHERE s.changed <> 0
  UNION ALL
  SELECT 'new domain', whole.domain, n.text, whole.first_day, 0, whole.messages, 0, whole.dmarc_pass, NULL
  FROM domain_sums AS whole JOIN name AS n ON n.id = whole.domain
  WHERE whole.first_day >= :turn
    AND EXISTS (SELECT 1
                FROM domains AS other
                WHERE (SELECT min(begin) FROM report WHERE domain = other.id) < :turn * 86400)
)
