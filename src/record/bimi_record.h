/* SPDX-License-Identifier: MIT */
/*
 * bimi_record: the TXT record at default._bimi of a domain, by draft-brand-indicators-for-message-identification. Only
 * its syntax: the image is not fetched. The text may be hostile.
 */
#ifndef DMARCSTAT_RECORD_BIMI_RECORD_H
#define DMARCSTAT_RECORD_BIMI_RECORD_H

#include <glib.h>
#include <stdbool.h>

struct bimi_record {
  bool valid;          /* without an error */
  bool declines;       /* "l=; a=": the domain wants no image shown */
  char *l, *a;         /* the image, and the evidence document for it; NULL or "" when there is none */
  GPtrArray *findings; /* record/findings.h */
};

/* Whether it counts as one at all. */
bool bimi_record_is(const char *text);

/* Frees with bimi_record_clear(). */
void bimi_record_parse(const char *text, struct bimi_record *record);
void bimi_record_clear(struct bimi_record *record);

#endif
