/* SPDX-License-Identifier: MIT */
/*
 * span: a stretch of a record's text, which is not copied and may be hostile. Its place is its distance from the
 * beginning of the text, in bytes.
 */
#ifndef DMARCSTAT_RECORD_SPAN_H
#define DMARCSTAT_RECORD_SPAN_H

#include <stdbool.h>
#include <stddef.h>

struct span {
  const char *at; /* NULL: not there */
  size_t length;
};

/* Without the blanks (space and tab) at both ends. */
struct span span_trimmed(struct span span);

/* The literals of the grammars are the same in either case (RFC 5234 section 2.3). */
bool span_says(struct span span, const char *word);

/* But for some, which are given byte by byte (%s of RFC 7405). */
bool span_is(struct span span, const char *word);

/* As a fault or a finding shows it: printable, and at most 40 bytes of it. Caller frees. */
char *span_shown(struct span span);

#endif
