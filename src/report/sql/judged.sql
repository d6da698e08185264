-- SPDX-License-Identifier: MIT
-- What each source is to each policy domain.
judged AS MATERIALIZED (
  SELECT domain, source,
         source_class(total(messages), total(dmarc_pass), total(both_aligned), total(dkim_aligned), total(spf_aligned),
                      total(dkim_pass), total(spf_pass), total(overridden), count(DISTINCT day), :until - :since,
                      (SELECT messages FROM domain_mail AS whole WHERE whole.domain = fact.domain)) AS class
  FROM fact
  GROUP BY domain, source
)
