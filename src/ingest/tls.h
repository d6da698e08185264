/* SPDX-License-Identifier: MIT */
/*
 * tls: SMTP TLS reports (RFC 8460 section 4.4) out of JSON. Private to tls*.c and dispatch.c.
 *
 *   tls.c         collects the text, up to the cap `json`, and tells the reports in it
 *   tls_report.c  the members of a report
 *   tls_parts.c   its policies and failures
 *   tls_members.c texts, words and numbers of members, with their warnings
 *
 * As with aggregate reports, what the world breaks (VIOLATIONS.md) is mended where the meaning is beyond doubt, and
 * each mending is a warning.
 */
#ifndef DMARCSTAT_INGEST_TLS_H
#define DMARCSTAT_INGEST_TLS_H

#include "ingest/aggregate_warnings.h"
#include "ingest/layers.h"
#include "ingest/tls_values.h"
#include "schema/tls_report.h"
#include <jansson.h>

/* What is read of one report. */
struct tls_reading {
  const struct content *content;
  struct tls_report report;
  GStringChunk *texts;
  GString *scratch;
  GArray *policies, *failures; /* struct tls_policy, struct tls_failure */
  struct aggregate_warnings warnings;
  char *refusal; /* why it cannot be taken; NULL */
};

void tls_reading_begin(struct tls_reading *reading, const struct content *content);
void tls_reading_end(struct tls_reading *reading);

/* Reads one object. False: it cannot be taken, see `refusal`; or it is no TLS report at all, without one. */
bool tls_reading_take(struct tls_reading *reading, const json_t *object);

/* -- tls_parts.c --------------------------------------------------------------------------------------------------- */

void tls_take_policies(struct tls_reading *reading, const json_t *object);

/* -- tls_members.c ------------------------------------------------------------------------------------------------- */

/* A warning about a member: code `kind` and path, words "path what" and, where there is one, the value. */
void tls_warn(struct tls_reading *reading, const char *kind, const char *path, const char *what, const char *value);

/* The member `key`, or NULL when there is none or it is null. `path` names it in warnings; NULL: may be missing. */
const json_t *tls_member(struct tls_reading *reading, const json_t *object, const char *key, const char *path);

/* Its text, cleaned, living as long as the reading; NULL when there is none. A number is its digits. */
const char *tls_text(struct tls_reading *reading, const json_t *object, const char *key, const char *path);

/* The same for an array of texts, or one text: lines. */
const char *tls_lines(struct tls_reading *reading, const json_t *object, const char *key, const char *path,
                      bool odd_text);

/* A copy of cleaned text that lives as long as the reading. */
const char *tls_keep(struct tls_reading *reading, const char *text);

uint64_t tls_count(struct tls_reading *reading, const json_t *object, const char *key, const char *path);
struct token tls_token(struct tls_reading *reading, const json_t *object, const char *key, const char *path,
                       const struct value_words *words);
/* What is no address goes to *raw. */
struct source_address tls_address(struct tls_reading *reading, const json_t *object, const char *key, const char *path,
                                  const char **raw);

#endif
