-- SPDX-License-Identifier: MIT
-- What `check --store` found, by check of a domain. A row lasts for as long as the same is found, so that the rows of a
-- check are the history of what changed; the newest says how it stands.
CREATE TABLE domain_check (
  id      INTEGER PRIMARY KEY,
  domain  TEXT NOT NULL,     -- in A-labels and lower case
  name    TEXT NOT NULL,     -- of the check: spf, dkim, dmarc, tls, ...
  since   INTEGER NOT NULL,  -- UTC seconds: when this was found first
  checked INTEGER NOT NULL,  -- UTC seconds: when it was found last
  result  TEXT NOT NULL,     -- ok, note, warning, error, unknown
  details TEXT NOT NULL      -- JSON: what `check --format json` has under "checks"
) STRICT;
CREATE INDEX domain_check_by_domain ON domain_check (domain, name, id);
