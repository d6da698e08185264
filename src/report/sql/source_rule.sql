-- SPDX-License-Identifier: MIT
-- The rule of report/class.c that fits a source, for the rows of fact of one domain and source.
source_rule(total(messages), total(dmarc_pass), total(both_aligned), total(dkim_aligned), total(spf_aligned),
            total(dkim_pass), total(spf_pass), total(overridden), count(DISTINCT day), :until - :since,
            (SELECT messages FROM domain_mail AS whole WHERE whole.domain = fact.domain),
            (SELECT {source_known.sql}
             FROM source AS known_source JOIN own_domain AS own ON own.domain = fact.domain
             WHERE known_source.address = fact.source))
