/* SPDX-License-Identifier: MIT */
/*
 * header_fields: header fields (RFC 5322 section 2.2) as a stream, unfolded, one after the other; hostile.
 */
#ifndef DMARCSTAT_INGEST_HEADER_FIELDS_H
#define DMARCSTAT_INGEST_HEADER_FIELDS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FIELDS_VALUE_MOST 16384 /* bytes of a field; what is longer is cut */

struct header_fields {
  /* A field, without its line end: "Name: value". */
  void (*each)(void *user, GString *field);
  void *user;
  bool stops; /* an empty line ends them, as in a mail */
  bool ended;
  bool at_line_start;
  GString *field;
};

void header_fields_begin(struct header_fields *fields, void (*each)(void *user, GString *field), void *user,
                         bool stops);

/* False: they have ended. */
bool header_fields_push(struct header_fields *fields, const uint8_t *bytes, size_t length);

/* Gives the last one, and frees. */
void header_fields_end(struct header_fields *fields);

/* Where the value of a field begins, when it is called `name` (any case); NULL when it is another. */
const char *header_fields_value(const char *field, const char *name);

#endif
