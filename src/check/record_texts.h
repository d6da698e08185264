/* SPDX-License-Identifier: MIT */
/* record_texts: records of one kind that are TXT at one name, where there must be exactly one. */
#ifndef DMARCSTAT_CHECK_RECORD_TEXTS_H
#define DMARCSTAT_CHECK_RECORD_TEXTS_H

#include "check/check.h"

struct record_kind {
  const char *prefix;           /* of the name: "_mta-sts" */
  const char *rule;             /* of findings, "mta-sts": "mta-sts-missing", "mta-sts-multiple", "mta-sts-no-answer" */
  const char *reference;        /* "RFC 8461 section 3.1" */
  bool (*is)(const char *text); /* others at that name are discarded */
  const char *missing, *advice; /* what it means that there is none, and what to publish */
};

/*
 * The one record; NULL when there is none, several, or no answer, which is said then. *name is where it is; both are
 * the caller's to free.
 */
char *record_text_find(struct check_context *context, const struct record_kind *kind, char **name);

/* Findings about the text of a record (record/findings.h), with their places; for a file also by line. */
void record_text_tell(struct check_context *context, const struct record_kind *kind, const char *subject,
                      const char *text, size_t length, const GPtrArray *findings);

#endif
