/* SPDX-License-Identifier: MIT */
/*
 * dmarc_record: a DMARC policy record as it stands in DNS, RFC 9989 sections 4.7 and 4.8.
 *
 * Read as a mail receiver reads it: what breaks the grammar is left out, unknown tags are passed over, and only without
 * "v=DMARC1" at the beginning it is no record at all. What somebody who publishes it should know is in the findings.
 * Tags that RFC 7489 had (pct, rf, ri) are kept and have no effect. The text may be hostile.
 */
#ifndef DMARCSTAT_RECORD_DMARC_RECORD_H
#define DMARCSTAT_RECORD_DMARC_RECORD_H

#include "record/tag_list.h"
#include "schema/report.h"

enum dmarc_tag {
  DMARC_TAG_V,
  DMARC_TAG_P,
  DMARC_TAG_SP,
  DMARC_TAG_NP,
  DMARC_TAG_ADKIM,
  DMARC_TAG_ASPF,
  DMARC_TAG_T,
  DMARC_TAG_PSD,
  DMARC_TAG_FO,
  DMARC_TAG_RUA,
  DMARC_TAG_RUF,
  DMARC_TAG_PCT, /* historic from here on */
  DMARC_TAG_RF,
  DMARC_TAG_RI,
  DMARC_TAGS
};

enum dmarc_psd { DMARC_PSD_UNKNOWN, DMARC_PSD_YES, DMARC_PSD_NO }; /* u, y, n */

struct dmarc_record {
  bool valid;                      /* it begins with v=DMARC1 */
  enum policy p, sp, np;           /* POLICY_ABSENT: not in the record, or with an error */
  enum alignment_mode adkim, aspf; /* MODE_ABSENT likewise, which means relaxed */
  bool testing;                    /* t=y */
  enum dmarc_psd psd;
  GPtrArray *rua, *ruf;        /* of char *, the URIs that are good, without obsolete sizes; NULL when there is none */
  GString *ignored;            /* names of tags that were passed over, "pct, rf"; NULL when there are none */
  char *text;                  /* the whole record, which `tags` point into */
  struct tag tags[DMARC_TAGS]; /* as they stand there, whether good or not; name.at is NULL when it is not there */
  GPtrArray *findings;         /* record/findings.h */
};

/* Frees with dmarc_record_clear(). */
void dmarc_record_parse(const char *text, struct dmarc_record *record);
void dmarc_record_clear(struct dmarc_record *record);

/*
 * What is asked for mail that fails: p for the policy domain itself; else sp, or p without sp. One level lower with t=y
 * (RFC 9989 section 4.7). POLICY_NONE, POLICY_QUARANTINE or POLICY_REJECT; an absent p is none.
 */
enum policy dmarc_record_policy(const struct dmarc_record *record, bool subdomain);

/* "v=DMARC1; p=reject; adkim=s" of what is not absent. Caller frees. */
char *dmarc_record_text(const struct dmarc_record *record);

#endif
