-- SPDX-License-Identifier: MIT
-- All messages of the reporters that are shown.
answer AS (
  SELECT p.*, p.messages AS share,
         (SELECT total(t.messages) FROM told AS t WHERE t.reporter = p.reporter_id) AS total
  FROM picked AS p
)
