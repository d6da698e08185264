-- SPDX-License-Identifier: MIT
-- What is known of the sources that are asked for.
source_here AS MATERIALIZED (
  SELECT DISTINCT address, name, ptr, service, known_by, country, asn, as_name
  FROM (SELECT DISTINCT source FROM fact) AS sent JOIN source ON source.address = sent.source
),
-- Identities of the failing mail.
failed_here AS MATERIALIZED (
  SELECT identity, total(messages) AS messages FROM mail WHERE dkim <> 1 AND spf <> 1 AND messages > 0 GROUP BY identity
)
