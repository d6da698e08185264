-- SPDX-License-Identifier: MIT
-- What is known of a source address beyond the reports: its name, whose service it is, where it is. Made by enrich, and
-- only ever joined to rows that are shown.
CREATE TABLE source (
  address  BLOB PRIMARY KEY,            -- 4 or 16 bytes
  name     TEXT,                        -- by DNS, confirmed: its addresses have this one among them
  ptr      TEXT,                        -- by DNS, claimed and not confirmed
  service  TEXT,                        -- of the sender catalogue
  kind     TEXT,
  country  TEXT,                        -- two letters, ISO 3166
  asn      INTEGER,                     -- number of the autonomous system
  as_name  TEXT,
  resolved INTEGER NOT NULL,            -- UTC seconds: when it was looked up
  failed   INTEGER NOT NULL DEFAULT 0   -- 1: DNS gave no answer; tried again soon
) STRICT, WITHOUT ROWID;
