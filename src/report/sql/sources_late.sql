-- SPDX-License-Identifier: MIT
-- What is known of the sources that are shown beyond the reports.
answer AS (
  SELECT p.*, coalesce(known.service, known.name) AS name, known.service, known.country, known.asn,
         (SELECT word FROM source_rule_word WHERE value = p.rule) AS reason
  FROM picked AS p LEFT JOIN source AS known ON known.address = p.source_ip
)
