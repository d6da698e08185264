/* SPDX-License-Identifier: MIT */
/*
 * failure: reports about one message that failed (RFC 6591, RFC 9991). Private to failure*.c, dispatch.c and mime.c.
 *
 * What a mail holds of one lies in two of its parts: the fields of the report, and the message that failed or its
 * header. So it is kept in the content until the mail ends: mime.c opens the second part as failure_sample_new(), and
 * tells what there is with failure_tell(). Fields in a file of their own are told at once.
 *
 *   failure.c         the layers, and the telling
 *   failure_report.c  fields to values
 *   failure_prose.c   reports in words alone
 */
#ifndef DMARCSTAT_INGEST_FAILURE_H
#define DMARCSTAT_INGEST_FAILURE_H

#include "ingest/aggregate_warnings.h"
#include "ingest/header_fields.h"
#include "ingest/layers.h"
#include "schema/failure_report.h"

/* What has been read of one. */
struct failure {
  struct failure_report report;
  GStringChunk *texts;
  GString *results; /* Authentication-Results, a line each */
  GString *sample;
  char *nesting;
  bool prose;      /* it is in words alone: told only when the mail holds no other report */
  bool has_sample; /* the message that failed has been looked for */
  struct aggregate_warnings warnings;
};

struct failure *failure_start(const struct content *content);
void failure_free(struct failure *failure); /* NULL is fine */

/* Puts it into the content; takes it over. One that waits there already is told, or forgotten when it is prose. */
void failure_wait(struct content *content, struct failure *failure);

/* -- failure_report.c ---------------------------------------------------------------------------------------------- */

/* A field of the report; changed in place. */
void failure_take_field(struct failure *failure, GString *field);

/* A field of the message that failed; changed in place. */
void failure_take_sample_field(struct failure *failure, GString *field);

/* Completes the values that follow from others. */
void failure_complete(struct failure *failure, const struct content *content);

/* Seconds of a date in a mail (RFC 5322 section 3.3) or ISO 8601. */
bool failure_date(const char *text, int64_t *seconds);

/* -- failure_prose.c ----------------------------------------------------------------------------------------------- */

/* NULL when the text is none. */
struct failure *failure_of_prose(const struct content *content, const char *text);

#endif
