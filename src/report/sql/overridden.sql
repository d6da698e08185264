-- SPDX-License-Identifier: MIT
-- For the sentence above the overrides: a message with several reasons counts once.
SELECT total(overridden) AS overridden, total(messages) AS messages FROM fact
