-- SPDX-License-Identifier: MIT
-- For the tree walk: what passed, beside the From domain that it is held against, with most mail first.
SELECT s.domain, f.text AS header_from, total(t.messages) AS messages
FROM (SELECT identity, domain FROM dkim_seen WHERE result = 1 AND nearness < 2
      UNION
      SELECT identity, domain FROM spf_seen WHERE result = 1 AND counts AND nearness < 2) AS s
     JOIN told AS t ON t.identity = s.identity
     JOIN identity AS i ON i.id = s.identity
     JOIN name AS f ON f.id = i.header_from
WHERE s.domain <> ''
GROUP BY s.domain, f.text
ORDER BY total(t.messages) DESC, s.domain, f.text
