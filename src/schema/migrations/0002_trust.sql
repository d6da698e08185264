-- SPDX-License-Identifier: MIT
-- How far the mail that a report came in can be believed: enum trust of schema/report.h. Reports from before are 0,
-- unverified: nobody looked.
ALTER TABLE report ADD COLUMN trust INTEGER NOT NULL DEFAULT 0;
