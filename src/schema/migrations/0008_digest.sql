-- SPDX-License-Identifier: MIT
-- Which digests were mailed: a row for each period and domain, so that none is mailed twice.
CREATE TABLE digest (
  every     TEXT NOT NULL,      -- day or week
  first_day INTEGER NOT NULL,   -- of its period: days since 1970-01-01
  domain    TEXT NOT NULL,      -- policy domain; '' when it is about all
  claimed   INTEGER NOT NULL,   -- UTC seconds: since when somebody is sending it; 0: nobody is
  sent      INTEGER,            -- UTC seconds: when it was accepted; NULL: not yet
  PRIMARY KEY (every, first_day, domain)
) STRICT, WITHOUT ROWID;
