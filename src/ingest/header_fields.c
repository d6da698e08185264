/* SPDX-License-Identifier: MIT */
#include "ingest/header_fields.h"
#include <string.h>

void header_fields_begin(struct header_fields *fields, void (*each)(void *user, GString *field), void *user,
                         bool stops) {
  *fields = (struct header_fields){
      .each = each, .user = user, .stops = stops, .at_line_start = true, .field = g_string_new(NULL)};
}

static void give(struct header_fields *fields) {
  if (fields->field->len > 0)
    fields->each(fields->user, fields->field);
  g_string_truncate(fields->field, 0);
}

static void add(struct header_fields *fields, const char *text, size_t length) {
  const size_t room = FIELDS_VALUE_MOST - MIN(fields->field->len, FIELDS_VALUE_MOST);
  g_string_append_len(fields->field, text, (gssize)MIN(length, room));
}

/* A piece of a line, up to its end or that of the bytes. */
static void take_line(struct header_fields *fields, const char *line, size_t length, bool whole) {
  if (whole && length > 0 && line[length - 1] == '\r')
    length--;
  const bool folded = length > 0 && (*line == ' ' || *line == '\t');
  if (fields->at_line_start && length == 0 && whole) {
    fields->ended = fields->stops && fields->field->len > 0;
    return;
  }
  if (fields->at_line_start && !folded)
    give(fields);
  add(fields, line, length);
}

bool header_fields_push(struct header_fields *fields, const uint8_t *bytes, size_t length) {
  while (length > 0 && !fields->ended) {
    const uint8_t *newline = memchr(bytes, '\n', length);
    const size_t taken = newline ? (size_t)(newline - bytes) : length;
    take_line(fields, (const char *)bytes, taken, newline != NULL);
    fields->at_line_start = newline != NULL;
    bytes += taken + (newline ? 1 : 0);
    length -= taken + (newline ? 1 : 0);
  }
  return !fields->ended;
}

void header_fields_end(struct header_fields *fields) {
  give(fields);
  g_string_free(fields->field, TRUE);
}

const char *header_fields_value(const char *field, const char *name) {
  const size_t length = strlen(name);
  if (g_ascii_strncasecmp(field, name, length) != 0)
    return NULL;
  field += length;
  field += strspn(field, " \t");
  if (*field++ != ':')
    return NULL;
  return field + strspn(field, " \t");
}
