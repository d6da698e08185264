-- SPDX-License-Identifier: MIT
-- What alerts have been raised and not cleared, by rule ([alert NAME]) and by what each is about.
CREATE TABLE alert (
  rule            TEXT NOT NULL,
  subject         TEXT NOT NULL,      -- the same for as long as it lasts
  state           TEXT NOT NULL,      -- when it changes, the alert is told again
  domain          TEXT NOT NULL,      -- policy domain; '' when it is about none
  text            TEXT NOT NULL,      -- one sentence
  raised          INTEGER NOT NULL,   -- UTC seconds
  day             INTEGER NOT NULL,   -- what it is measured by afterwards: a day since 1970-01-01,
  pass_before     INTEGER NOT NULL,   -- or messages that passed DMARC,
  messages_before INTEGER NOT NULL,   -- of these, before it was raised
  PRIMARY KEY (rule, subject)
) STRICT, WITHOUT ROWID;
-- What is still to be delivered; gone once it has been.
CREATE TABLE alert_message (
  id       INTEGER PRIMARY KEY,
  rule     TEXT NOT NULL,
  way      TEXT NOT NULL,             -- mail, webhook, command
  event    TEXT NOT NULL,             -- JSON, as a webhook gets it
  created  INTEGER NOT NULL,          -- UTC seconds
  due      INTEGER NOT NULL,          -- UTC seconds: not before
  attempts INTEGER NOT NULL,          -- that failed
  claimed  INTEGER NOT NULL           -- UTC seconds: since when somebody is delivering it; 0: nobody is
) STRICT;
