-- SPDX-License-Identifier: MIT
-- Reporters that used to report, and have been silent for three times as long as was usual, and three days at least.
reporter_sums AS MATERIALIZED (
  SELECT r.reporter, min(r.first_day) AS first_day, max(r.first_day + r.days - 1) AS last_day,
         count(DISTINCT r.first_day) AS days, total(iif(r.first_day >= :turn, r.messages, 0)) AS messages,
         total(iif(r.first_day >= :turn, r.dmarc_pass, 0)) AS dmarc_pass,
         total(iif(r.first_day < :turn AND r.first_day >= 2 * :turn - :until, r.messages, 0)) AS messages_before,
         total(iif(r.first_day < :turn AND r.first_day >= 2 * :turn - :until, r.dmarc_pass, 0)) AS pass_before
  FROM period_report AS p CROSS JOIN report AS r ON r.id = p.id
  GROUP BY r.reporter
),
reporter_changes AS NOT MATERIALIZED (
  SELECT 'reporter silent' AS kind, n.text AS what, s.last_day AS day, s.messages_before, s.messages, s.pass_before,
         s.dmarc_pass, s.gap
  FROM (SELECT *, (last_day - first_day + days - 2) / (days - 1) AS gap FROM reporter_sums WHERE days >= 7) AS s
       CROSS JOIN end_of_data AS e JOIN name AS n ON n.id = s.reporter
  WHERE e.day - s.last_day > max(3, 3 * s.gap) AND s.last_day + max(3, 3 * s.gap) >= :turn
)
