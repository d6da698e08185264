-- SPDX-License-Identifier: MIT
-- How far each folder of each mailbox has been read (schema/mailbox.h).
CREATE TABLE mailbox (
  id          INTEGER PRIMARY KEY,
  account     TEXT NOT NULL,      -- "user@host"
  folder      TEXT NOT NULL,
  uidvalidity INTEGER NOT NULL,
  last_uid    INTEGER NOT NULL,
  at          INTEGER NOT NULL,   -- UTC seconds: when it was read last
  UNIQUE (account, folder)
) STRICT;

CREATE TABLE mailbox_exception (
  mailbox INTEGER NOT NULL REFERENCES mailbox ON DELETE CASCADE,
  uid     INTEGER NOT NULL,
  again   INTEGER NOT NULL,
  PRIMARY KEY (mailbox, uid)
) STRICT, WITHOUT ROWID;
