/* SPDX-License-Identifier: MIT */
#include "exchange/import_line.h"
#include "base/fault.h"
#include "base/text.h"
#include "exchange/export.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define READ_AT_ONCE (256u << 10)

struct import_lines {
  int fd;
  const char *name;
  GByteArray *buffer;
  size_t at;       /* in the buffer: what is before has been handed out */
  uint64_t number; /* of the line that was handed out last */
  uint64_t position;
  bool ended;
};

struct import_lines *import_lines_new(int fd, const char *name) {
  struct import_lines *lines = g_new0(struct import_lines, 1);
  lines->fd = fd;
  lines->name = name;
  lines->buffer = g_byte_array_new();
  return lines;
}

void import_lines_free(struct import_lines *lines) {
  g_byte_array_unref(lines->buffer);
  g_free(lines);
}

uint64_t import_lines_position(const struct import_lines *lines) {
  return lines->position;
}

bool import_lines_fault(const struct import_lines *lines, GError **error, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *what = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  return fault(error, FAULT_DATA, "%s, line %" G_GUINT64_FORMAT ": %s", lines->name, lines->number, what);
}

/* -- bytes --------------------------------------------------------------------------------------------------------- */

static bool read_more(struct import_lines *lines, GError **error) {
  g_byte_array_remove_range(lines->buffer, 0, (guint)lines->at);
  lines->at = 0;
  const guint kept = lines->buffer->len;
  g_byte_array_set_size(lines->buffer, kept + READ_AT_ONCE);
  const ssize_t got = TEMP_FAILURE_RETRY(read(lines->fd, lines->buffer->data + kept, READ_AT_ONCE));
  g_byte_array_set_size(lines->buffer, kept + (guint)MAX(got, 0));
  lines->position += (uint64_t)MAX(got, 0);
  lines->ended = got == 0;
  return got >= 0 || fault(error, FAULT_IO, "%s cannot be read: %s", lines->name, g_strerror(errno));
}

/* The next line without its end; *line is NULL at the end of the file. False with *error. */
static bool next_bytes(struct import_lines *lines, const char **line, size_t *length, GError **error) {
  const uint8_t *end = NULL;
  size_t looked = 0;
  for (;;) {
    const size_t left = lines->buffer->len - lines->at;
    if (left > looked)
      end = memchr(lines->buffer->data + lines->at + looked, '\n', left - looked);
    looked = left;
    if (end || lines->ended || looked > IMPORT_LINE_MOST)
      break;
    if (!read_more(lines, error))
      return false;
  }
  lines->number++;
  *length = end ? (size_t)(end - (lines->buffer->data + lines->at)) : looked;
  if (*length > IMPORT_LINE_MOST)
    return import_lines_fault(lines, error, "it is longer than any line of an export");
  *line = looked > 0 ? (const char *)lines->buffer->data + lines->at : NULL;
  lines->at += *length + (end ? 1 : 0);
  return true;
}

/* -- what it is ---------------------------------------------------------------------------------------------------- */

static bool begins(const struct import_lines *lines, const char *with) {
  return lines->buffer->len >= strlen(with) && memcmp(lines->buffer->data, with, strlen(with)) == 0;
}

bool import_lines_begin(struct import_lines *lines, GError **error) {
  while (lines->buffer->len < sizeof EXPORT_CSV_FIRST + sizeof EXPORT_NDJSON_FIRST && !lines->ended)
    if (!read_more(lines, error))
      return false;
  if (begins(lines, EXPORT_NDJSON_FIRST))
    return true;
  if (begins(lines, EXPORT_CSV_FIRST))
    return fault(error, FAULT_DATA,
                 "%s is an export as CSV, which lacks too much to be read back; export with --format ndjson",
                 lines->name);
  return fault(error, FAULT_DATA,
               "%s is no export of dmarcstat; `dmarcstat ingest` takes reports and the mail they came in", lines->name);
}

/* -- lines --------------------------------------------------------------------------------------------------------- */

/* A bound of what the parser will make of it, without parsing. */
static size_t count_values(const char *line, size_t length) {
  size_t values = 0;
  bool quoted = false;
  for (size_t i = 0; i < length; i++) {
    if (quoted && line[i] == '\\')
      i++;
    else if (line[i] == '"')
      quoted = !quoted;
    else if (!quoted && (line[i] == ',' || line[i] == ':' || line[i] == '[' || line[i] == '{'))
      values++;
  }
  return values;
}

json_t *import_lines_next(struct import_lines *lines, GError **error) {
  const char *line;
  size_t length;
  if (!next_bytes(lines, &line, &length, error))
    return NULL;
  if (!line) {
    import_lines_fault(lines, error, "the file ends before the export does; it was cut off");
    return NULL;
  }
  if (count_values(line, length) > IMPORT_VALUES_MOST) {
    import_lines_fault(lines, error, "it holds more values than any line of an export");
    return NULL;
  }
  json_error_t trouble;
  json_t *object = json_loadb(line, length, JSON_REJECT_DUPLICATES, &trouble);
  if (!object) {
    g_autofree char *shown = text_printable(trouble.text);
    import_lines_fault(lines, error, "it is no JSON: %s (at byte %d)%s", shown, trouble.position,
                       lines->ended && lines->at == lines->buffer->len ? "; the file may have been cut off" : "");
  }
  return object;
}

bool import_lines_at_end(struct import_lines *lines, GError **error) {
  const char *line;
  size_t length;
  if (!next_bytes(lines, &line, &length, error))
    return false;
  return !line || import_lines_fault(lines, error, "there is something behind the end of the export");
}
