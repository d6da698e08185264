-- SPDX-License-Identifier: MIT
-- The first schema. Integers stand for the enumerations of schema/report.h; addresses are blobs of 4 or 16 bytes; times
-- are UTC seconds; days are days since 1970-01-01. What repeats is interned once and referred to.

-- Every repeated text: domains, selectors, organisations, comments.
CREATE TABLE name (
  id   INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

-- A published policy as reporters saw it, RFC 9990 section 3.1.1.5. `digest` is SHA-256 (16 bytes of it) over all fields.
CREATE TABLE policy (
  id               INTEGER PRIMARY KEY,
  digest           BLOB NOT NULL UNIQUE,
  p                INTEGER NOT NULL,
  sp               INTEGER NOT NULL,
  np               INTEGER NOT NULL,
  adkim            INTEGER NOT NULL,
  aspf             INTEGER NOT NULL,
  discovery_method INTEGER NOT NULL,
  pct              INTEGER,          -- NULL: absent
  fo               TEXT,
  testing          TEXT,
  raw              TEXT              -- JSON {"p":"..."}: tokens that were not canonical words; NULL: none
) STRICT;

CREATE TABLE report (
  id           INTEGER PRIMARY KEY,
  domain       INTEGER NOT NULL REFERENCES name,   -- policy_published/domain
  begin        INTEGER NOT NULL,
  end          INTEGER NOT NULL,
  reporter     INTEGER NOT NULL REFERENCES name,   -- org_name
  report_id    TEXT NOT NULL,
  first_day    INTEGER NOT NULL,                   -- the days its messages are spread over
  days         INTEGER NOT NULL,
  policy       INTEGER NOT NULL REFERENCES policy,
  records      INTEGER NOT NULL,
  messages     INTEGER NOT NULL,
  dmarc_pass   INTEGER NOT NULL,
  dkim_aligned INTEGER NOT NULL,
  spf_aligned  INTEGER NOT NULL,
  email        INTEGER REFERENCES name,
  contact      INTEGER REFERENCES name,            -- extra_contact_info
  generator    INTEGER REFERENCES name,
  version      TEXT,
  namespace    INTEGER REFERENCES name,
  errors       TEXT,                               -- JSON array of report_metadata/error; NULL: none
  mail_from    INTEGER REFERENCES name,
  subject      TEXT,
  message_id   TEXT,
  origin       TEXT NOT NULL,                      -- which file or message it came from
  nesting      TEXT NOT NULL,                      -- how it was packed
  received     INTEGER NOT NULL
) STRICT;
-- identity of a report, and the way to a domain's reports of some days
CREATE UNIQUE INDEX report_identity ON report (domain, begin, end, reporter, report_id);
-- the few reports that last longer than a day, which may reach into a period that they do not begin in
CREATE INDEX report_long ON report (domain, begin) WHERE days > 1;

CREATE TABLE warning (
  report INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,
  seq    INTEGER NOT NULL,
  code   INTEGER NOT NULL REFERENCES name,
  text   TEXT NOT NULL,
  times  INTEGER NOT NULL,
  PRIMARY KEY (report, seq)
) STRICT, WITHOUT ROWID;

-- Who a message claimed to be and what authentication said: (header_from, envelope_from, auth_results) repeat endlessly,
-- so each combination is one row. envelope_to is no part of it: it varies with each recipient. `digest` is SHA-256 (16
-- bytes of it) over all its fields and results.
CREATE TABLE identity (
  id            INTEGER PRIMARY KEY,
  digest        BLOB NOT NULL UNIQUE,
  header_from   INTEGER REFERENCES name,
  envelope_from INTEGER REFERENCES name,
  dkim_pass     INTEGER NOT NULL,  -- 1: at least one auth_results/dkim says pass, aligned or not
  spf_pass      INTEGER NOT NULL   -- the same for spf
) STRICT;

CREATE TABLE dkim_result (
  identity     INTEGER NOT NULL REFERENCES identity ON DELETE CASCADE,
  seq          INTEGER NOT NULL,
  domain       INTEGER REFERENCES name,
  selector     INTEGER REFERENCES name,
  result       INTEGER NOT NULL,
  raw          TEXT,
  human_result TEXT,
  PRIMARY KEY (identity, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE spf_result (
  identity     INTEGER NOT NULL REFERENCES identity ON DELETE CASCADE,
  seq          INTEGER NOT NULL,
  domain       INTEGER REFERENCES name,
  scope        INTEGER NOT NULL,
  result       INTEGER NOT NULL,
  raw          TEXT,               -- of result
  scope_raw    TEXT,
  human_result TEXT,
  PRIMARY KEY (identity, seq)
) STRICT, WITHOUT ROWID;

-- The override reasons of a record, each combination once.
CREATE TABLE override_set (
  id     INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE
) STRICT;
CREATE TABLE override (
  override_set INTEGER NOT NULL REFERENCES override_set ON DELETE CASCADE,
  seq          INTEGER NOT NULL,
  type         INTEGER NOT NULL,
  raw          TEXT,
  comment      TEXT,
  PRIMARY KEY (override_set, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
  report       INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,
  seq          INTEGER NOT NULL,
  source       BLOB NOT NULL,      -- x'' when the report gave no usable address
  count        INTEGER NOT NULL,
  disposition  INTEGER NOT NULL,
  dkim         INTEGER NOT NULL,   -- policy_evaluated: 1 is pass, 0 fail, 2 neither
  spf          INTEGER NOT NULL,
  identity     INTEGER NOT NULL REFERENCES identity,
  override_set INTEGER REFERENCES override_set,
  envelope_to  INTEGER REFERENCES name,
  raw          TEXT,               -- JSON {"source_ip":..,"disposition":..,"dkim":..,"spf":..} where not canonical
  PRIMARY KEY (report, seq)
) STRICT, WITHOUT ROWID;

-- Kept in the same transaction as the records: messages per policy domain, UTC day and source address. A report that
-- spans several days is spread over them in whole messages (report_day_share), so sums agree with the records.
CREATE TABLE daily (
  domain       INTEGER NOT NULL REFERENCES name,
  day          INTEGER NOT NULL,
  source       BLOB NOT NULL,
  messages     INTEGER NOT NULL,
  dmarc_pass   INTEGER NOT NULL,   -- DKIM or SPF aligned
  both_aligned INTEGER NOT NULL,
  dkim_aligned INTEGER NOT NULL,
  spf_aligned  INTEGER NOT NULL,
  dkim_pass    INTEGER NOT NULL,   -- raw results, aligned or not
  spf_pass     INTEGER NOT NULL,
  quarantine   INTEGER NOT NULL,
  reject       INTEGER NOT NULL,
  overridden   INTEGER NOT NULL,   -- with at least one override reason
  PRIMARY KEY (domain, day, source)
) STRICT, WITHOUT ROWID;

-- What could not be taken, with its reason and its bytes, until a newer version can or the owner drops it.
CREATE TABLE quarantine (
  id      INTEGER PRIMARY KEY,
  digest  BLOB NOT NULL UNIQUE,    -- SHA-256 of the original bytes; of origin and size when they are not kept
  at      INTEGER NOT NULL,
  origin  TEXT NOT NULL,
  reason  TEXT NOT NULL,
  nesting TEXT NOT NULL,
  size    INTEGER NOT NULL,
  bytes   BLOB                     -- NULL: too large to keep
) STRICT;

CREATE TABLE run (
  id          INTEGER PRIMARY KEY,
  started     INTEGER NOT NULL,
  finished    INTEGER NOT NULL,
  command     TEXT NOT NULL,
  items       INTEGER NOT NULL,
  reports     INTEGER NOT NULL,
  records     INTEGER NOT NULL,
  duplicates  INTEGER NOT NULL,
  not_reports INTEGER NOT NULL,
  rejected    INTEGER NOT NULL,
  unreadable  INTEGER NOT NULL
) STRICT;
