/* SPDX-License-Identifier: MIT */
/* mta_sts_record: the TXT record at _mta-sts of a domain, RFC 8461 section 3.1. The text may be hostile. */
#ifndef DMARCSTAT_RECORD_MTA_STS_RECORD_H
#define DMARCSTAT_RECORD_MTA_STS_RECORD_H

#include <glib.h>
#include <stdbool.h>

struct mta_sts_record {
  bool valid;          /* senders take it; there is an id then */
  char *id;            /* NULL: none that is good */
  GPtrArray *findings; /* record/findings.h */
};

/* Whether it counts as one at all: others at that name are discarded. */
bool mta_sts_record_is(const char *text);

/* Frees with mta_sts_record_clear(). */
void mta_sts_record_parse(const char *text, struct mta_sts_record *record);
void mta_sts_record_clear(struct mta_sts_record *record);

#endif
