-- SPDX-License-Identifier: MIT
-- What `check --store` found differently than the time before, beside the mail of the 14 days on either side. A check
-- without answers is passed over, and so is what was not looked at, or not known, on one of the two sides.
check_rows AS MATERIALIZED (
  SELECT scope.domain, kept.id, kept.name, kept.since / 86400 AS day, kept.details,
         lag(kept.details) OVER by_check AS was, lag(kept.checked) OVER by_check AS seen
  FROM scope CROSS JOIN name AS n CROSS JOIN domain_check AS kept
  WHERE n.id = scope.domain AND kept.domain = lower(n.text) AND kept.result <> 'unknown' AND json_valid(kept.details)
  WINDOW by_check AS (PARTITION BY kept.domain, kept.name ORDER BY kept.id)
),
check_turns AS MATERIALIZED (
  SELECT * FROM check_rows WHERE was IS NOT NULL AND day >= :turn AND day < :until
),
check_findings AS MATERIALIZED (
  SELECT t.id, 1 AS now, f.value ->> 'subject' AS subject, f.value ->> 'rule' AS rule, f.value ->> 'result' AS result,
         f.value ->> 'text' AS text, f.value ->> 'evidence' AS evidence
  FROM check_turns AS t CROSS JOIN json_each(t.details, '$.findings') AS f
  UNION ALL
  SELECT t.id, 0, f.value ->> 'subject', f.value ->> 'rule', f.value ->> 'result', f.value ->> 'text',
         f.value ->> 'evidence'
  FROM check_turns AS t CROSS JOIN json_each(t.was, '$.findings') AS f
),
check_records AS MATERIALIZED (
  SELECT id, now, subject, max(evidence) AS text, iif(length(max(evidence)) > 200, substr(max(evidence), 1, 200) || '...',
         max(evidence)) AS shown
  FROM check_findings
  WHERE evidence IS NOT NULL
    AND rule IN ('dmarc-record', 'spf-record', 'dkim-key', 'dkim-key-short', 'dkim-key-too-short', 'dkim-revoked',
                 'mta-sts-record', 'tls-rpt-record', 'bimi-record', 'bimi-declined')
  GROUP BY id, now, subject
),
check_news AS NOT MATERIALIZED (
  SELECT id, 'finding appeared' AS kind, rule || ' at ' || subject AS what, min(text) AS told,
         iif(max(result = 'error'), 'high', 'medium') AS importance
  FROM check_findings AS one
  WHERE now AND result IN ('warning', 'error')
    AND NOT EXISTS (SELECT 1 FROM check_findings AS other
                    WHERE other.id = one.id AND NOT other.now AND other.subject = one.subject
                      AND (other.rule = one.rule OR other.result = 'unknown'))
  GROUP BY id, rule, subject
  UNION ALL
  SELECT id, 'finding gone', rule || ' at ' || subject, 'no longer so: ' || min(text), 'low'
  FROM check_findings AS one
  WHERE NOT now AND result IN ('warning', 'error')
    AND EXISTS (SELECT 1 FROM check_findings AS other
                WHERE other.id = one.id AND other.now AND other.subject = one.subject)
    AND NOT EXISTS (SELECT 1 FROM check_findings AS other
                    WHERE other.id = one.id AND other.now AND other.subject = one.subject
                      AND (other.rule = one.rule OR other.result = 'unknown'))
  GROUP BY id, rule, subject
  UNION ALL
  SELECT late.id, 'record changed', late.subject || ': ' || late.shown || ' (was ' || early.shown || ')',
         'another text is published', 'medium'
  FROM check_records AS late JOIN check_records AS early ON early.id = late.id AND early.subject = late.subject
  WHERE late.now AND NOT early.now AND late.text <> early.text
),
check_mail AS MATERIALIZED (
  SELECT t.id, total(iif(f.day < t.day, f.messages, 0)) AS messages_before,
         total(iif(f.day < t.day, f.dmarc_pass, 0)) AS pass_before,
         total(iif(f.day >= t.day, f.messages, 0)) AS messages, total(iif(f.day >= t.day, f.dmarc_pass, 0)) AS dmarc_pass
  FROM check_turns AS t LEFT JOIN fact AS f ON f.domain = t.domain AND f.day >= t.day - 14 AND f.day < t.day + 14
  GROUP BY t.id
),
-- As text_share() writes them.
check_shares AS NOT MATERIALIZED (
  SELECT id, CASE pass_before WHEN 0 THEN '0' WHEN messages_before THEN '100'
             ELSE printf('%.1f', max(0.1, min(99.9, 100 * pass_before / messages_before))) END AS before,
         CASE dmarc_pass WHEN 0 THEN '0' WHEN messages THEN '100'
         ELSE printf('%.1f', max(0.1, min(99.9, 100 * dmarc_pass / messages))) END AS since
  FROM check_mail
),
check_changes AS NOT MATERIALIZED (
  SELECT iif(c.kind <> 'finding gone' AND rate_change(m.pass_before, m.messages_before, m.dmarc_pass, m.messages) < 0,
             'high', c.importance)
           AS importance,
         c.kind, t.domain, c.what, t.day,
         c.told || '; changed since the check of ' || date(t.seen, 'unixepoch')
           || iif(m.messages_before > 0 AND m.messages > 0,
                  printf('; %s %% of %,d messages passed DMARC in the 14 days before, %s %% of %,d since',
                         s.before, m.messages_before, s.since, m.messages),
                  '; no mail to compare it with') AS meaning
  FROM check_news AS c JOIN check_turns AS t ON t.id = c.id JOIN check_mail AS m ON m.id = c.id
       JOIN check_shares AS s ON s.id = c.id
)
