-- SPDX-License-Identifier: MIT
-- TLS reports (schema/tls_report.h) and failure reports (schema/failure_report.h). `warnings` is a JSON array of
-- {"code", "text", "times"}.

CREATE TABLE tls_report (
  id              INTEGER PRIMARY KEY,
  domain          INTEGER NOT NULL REFERENCES name,  -- of the first policy; '' when there is none
  begin           INTEGER NOT NULL,
  end             INTEGER NOT NULL,
  reporter        INTEGER NOT NULL REFERENCES name,  -- organization-name
  report_id       TEXT NOT NULL,
  day             INTEGER NOT NULL,                  -- UTC day of begin
  sessions_ok     INTEGER NOT NULL,                  -- sums over its policies
  sessions_failed INTEGER NOT NULL,
  contact         INTEGER REFERENCES name,
  mail_from       INTEGER REFERENCES name,
  subject         TEXT,
  message_id      TEXT,
  trust           INTEGER NOT NULL,
  warnings        TEXT NOT NULL,
  origin          TEXT NOT NULL,
  nesting         TEXT NOT NULL,
  received        INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX tls_report_identity ON tls_report (domain, begin, end, reporter, report_id);
CREATE INDEX tls_report_day ON tls_report (day);

CREATE TABLE tls_policy (
  report          INTEGER NOT NULL REFERENCES tls_report ON DELETE CASCADE,
  seq             INTEGER NOT NULL,
  domain          INTEGER NOT NULL REFERENCES name,  -- policy-domain; '' when nobody names it
  type            INTEGER NOT NULL,
  raw             TEXT,                              -- of type, when it is no word of the standard
  policy          INTEGER REFERENCES name,           -- policy-string, a line each
  mx              INTEGER REFERENCES name,           -- mx-host, a line each
  sessions_ok     INTEGER NOT NULL,
  sessions_failed INTEGER NOT NULL,
  PRIMARY KEY (report, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE tls_failure (
  report        INTEGER NOT NULL REFERENCES tls_report ON DELETE CASCADE,
  seq           INTEGER NOT NULL,
  policy        INTEGER NOT NULL,                    -- seq of its policy
  result        INTEGER NOT NULL,
  raw           TEXT,                                -- JSON {"result_type":..,"sending_mta_ip":..,"receiving_ip":..}
  sending       BLOB NOT NULL,                       -- x'' when the report gave no usable address
  receiving     BLOB NOT NULL,
  mx            INTEGER REFERENCES name,             -- receiving-mx-hostname
  helo          INTEGER REFERENCES name,
  reason_code   INTEGER REFERENCES name,
  information   INTEGER REFERENCES name,
  sessions      INTEGER NOT NULL,
  PRIMARY KEY (report, seq)
) STRICT, WITHOUT ROWID;

-- What local parts of addresses are hashed with (store/privacy.h); of this database alone.
CREATE TABLE privacy (
  key BLOB NOT NULL
) STRICT;
INSERT INTO privacy (key) VALUES (randomblob(32));

-- One message that failed. The local parts of all addresses in it are hashed.
CREATE TABLE failure (
  id                     INTEGER PRIMARY KEY,
  digest                 BLOB NOT NULL UNIQUE,       -- keyed, over the whole report as it came: what comes again is known
  domain                 INTEGER NOT NULL REFERENCES name,  -- Reported-Domain, else of the From; '' for neither
  day                    INTEGER NOT NULL,           -- UTC day of arrived, else of received
  source                 BLOB NOT NULL,              -- x'' when the report gave no usable address
  arrived                INTEGER,                    -- UTC seconds; NULL: nobody says
  incidents              INTEGER NOT NULL,
  auth_failure           INTEGER NOT NULL,
  delivery_result        INTEGER NOT NULL,
  raw                    TEXT,                       -- JSON {"source_ip":..,"auth_failure":..,"delivery_result":..}
  reporter               INTEGER NOT NULL REFERENCES name,  -- domain of the mail's From, else Reporting-MTA; ''
  header_from            INTEGER REFERENCES name,
  original_mail_from     TEXT,
  original_rcpt_to       TEXT,
  original_envelope_id   TEXT,
  message_id             TEXT,
  dkim_domain            INTEGER REFERENCES name,
  dkim_identity          TEXT,
  dkim_selector          INTEGER REFERENCES name,
  spf_dns                TEXT,
  identity_alignment     TEXT,
  authentication_results TEXT,                       -- a line each
  user_agent             INTEGER REFERENCES name,
  reporting_mta          INTEGER REFERENCES name,
  sample                 TEXT,                       -- header of the message, as keep_failure_samples wants it
  subject                TEXT,                       -- of the report's mail
  mail_message_id        TEXT,
  trust                  INTEGER NOT NULL,
  warnings               TEXT NOT NULL,
  origin                 TEXT NOT NULL,
  nesting                TEXT NOT NULL,
  received               INTEGER NOT NULL
) STRICT;
CREATE INDEX failure_day ON failure (day);
CREATE INDEX failure_source ON failure (source);
