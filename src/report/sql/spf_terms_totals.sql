-- SPDX-License-Identifier: MIT
-- For the sentence above the answer.
SELECT (SELECT count(DISTINCT record) FROM spf_line) AS records,
       (SELECT count(*) FROM spf_line WHERE term IS NOT NULL) AS terms,
       (SELECT count(*) FROM spf_line WHERE term IS NOT NULL AND NOT used) AS unused,
       total(lost) AS lost, total(won) AS won
FROM spf_now
