-- SPDX-License-Identifier: MIT
-- For the evaluation of SPF: each domain with the addresses that used it, those with most mail first; NULL for none.
SELECT o.record, s.source
FROM spf_own AS o
     LEFT JOIN (SELECT record, total(messages) AS messages FROM spf_sent GROUP BY record) AS t ON t.record = o.record
     LEFT JOIN spf_sent AS s ON s.record = o.record
ORDER BY t.messages DESC, o.record, s.passed DESC, s.messages DESC, s.source
