-- SPDX-License-Identifier: MIT
-- For the sentence above the answer: all records that were looked at, their reporters, and what disagrees.
SELECT (SELECT total(records) FROM told) AS records, (SELECT count(DISTINCT reporter) FROM told) AS reporters,
       (SELECT total(records) FROM disputed) AS disagreeing
