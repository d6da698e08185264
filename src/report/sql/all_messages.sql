-- SPDX-License-Identifier: MIT
-- For the sentence above an answer that shows only some of the mail.
SELECT total(messages) AS messages FROM fact
