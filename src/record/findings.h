/* SPDX-License-Identifier: MIT */
/*
 * findings: what is to be said about the text of a record, each with its place and the rule that says so.
 *
 * A reader of records goes on after an error as the RFC of the record says, so that a linter sees all of them; whoever
 * takes no record with an error asks findings_fault().
 */
#ifndef DMARCSTAT_RECORD_FINDINGS_H
#define DMARCSTAT_RECORD_FINDINGS_H

#include <glib.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

enum finding_severity {
  FINDING_ERROR,   /* breaks the standard: receivers ignore the tag, or the whole record */
  FINDING_WARNING, /* is read, but hardly as it was meant: unknown or historic tags, what has no effect */
  FINDING_NOTE,    /* worth knowing */
};

struct finding {
  enum finding_severity severity;
  size_t at;        /* byte of the record's text, from 0 */
  char *text;       /* what is wrong, printable, no capital and no full stop: "p is 'rejct'; it may be none, ..." */
  const char *rule; /* "RFC 9989 section 4.8"; a constant */
};

/* Of struct finding, in the order in which they were found; owns them. Freed with g_ptr_array_unref(). */
GPtrArray *findings_new(void);

/* Returns false, so that a reader can `return findings_add(...)`. What is hostile in the text is shown by span_shown().
 */
bool findings_add(GPtrArray *findings, enum finding_severity severity, size_t at, const char *rule, const char *format,
                  ...) G_GNUC_PRINTF(5, 6);

void findings_add_va(GPtrArray *findings, enum finding_severity severity, size_t at, const char *rule,
                     const char *format, va_list arguments) G_GNUC_PRINTF(5, 0);

bool findings_have_error(const GPtrArray *findings);

/* The first error as FAULT_USAGE, "NAME: at character 12, TEXT (RULE)."; true when there is none. */
bool findings_fault(const GPtrArray *findings, const char *name, GError **error);

#endif
