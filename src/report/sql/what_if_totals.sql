-- SPDX-License-Identifier: MIT
-- For the sentence above the answer: all mail of the domain, what changes, and what is and would be done to it.
SELECT total(messages) AS messages, total(iif(passes AND NOT would_pass, messages, 0)) AS lost,
       total(iif(would_pass AND NOT passes, messages, 0)) AS won,
       total(iif(disposition = 2, messages, 0)) AS quarantine, total(iif(would_meet = 2, messages, 0)) AS would_quarantine,
       total(iif(disposition = 3, messages, 0)) AS reject, total(iif(would_meet = 3, messages, 0)) AS would_reject
FROM fate
