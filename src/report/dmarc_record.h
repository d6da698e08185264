/* SPDX-License-Identifier: MIT */
/*
 * dmarc_record: a DMARC policy record as it stands in DNS, read strictly.
 *
 * The syntax is that of RFC 9989 section 4.8, tag lists that of RFC 6376 section 3.2. A mail receiver passes over what
 * it cannot read; here somebody is about to publish the record, so the first error refuses it. Only tags that RFC 9989
 * does not know are passed over, as it asks. The text may be hostile.
 */
#ifndef DMARCSTAT_REPORT_DMARC_RECORD_H
#define DMARCSTAT_REPORT_DMARC_RECORD_H

#include "schema/report.h"

struct dmarc_record {
  enum policy p, sp, np;           /* POLICY_ABSENT: not in the record */
  enum alignment_mode adkim, aspf; /* MODE_ABSENT likewise, which means relaxed */
  bool testing;                    /* t=y */
  GString *ignored;                /* names of tags that were passed over, "pct, rf"; NULL when there are none */
};

/*
 * Frees with dmarc_record_clear(), also after a fault. FAULT_USAGE tells at which character (from 1), what is wrong and
 * which rule says so.
 */
bool dmarc_record_parse(const char *text, struct dmarc_record *record, GError **error);
void dmarc_record_clear(struct dmarc_record *record);

/*
 * What is asked for mail that fails: p for the policy domain itself; else sp, or p without sp. One level lower with t=y
 * (RFC 9989 section 4.7). POLICY_NONE, POLICY_QUARANTINE or POLICY_REJECT; an absent p is none.
 */
enum policy dmarc_record_policy(const struct dmarc_record *record, bool subdomain);

/* "v=DMARC1; p=reject; adkim=s" of what is not absent. Caller frees. */
char *dmarc_record_text(const struct dmarc_record *record);

#endif
