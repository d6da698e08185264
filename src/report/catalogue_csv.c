/* SPDX-License-Identifier: MIT */
#include "report/catalogue_csv.h"
#include "base/fault.h"
#include <string.h>

#define HEADER "service,kind,names,dkim,envelope,networks"

bool catalogue_csv_fault(const struct catalogue_row *row, GError **error, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *sentence = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  return fault(error, FAULT_CONFIG, "%s:%u: %s", row->file, row->line, sentence);
}

/* One cell, in quotes or not, into `cell`. *at is then at the comma or the end. */
static bool take_cell(const struct catalogue_row *row, const char **at, GString *cell, GError **error) {
  const char *from = *at;
  g_string_truncate(cell, 0);
  if (*from != '"') {
    *at = from + strcspn(from, ",");
    g_string_append_len(cell, from, *at - from);
    return !strchr(cell->str, '"') ||
           catalogue_csv_fault(row, error, "a quotation mark in a cell that has none around it");
  }
  for (from++; *from && (*from != '"' || from[1] == '"'); from++) {
    g_string_append_c(cell, *from);
    from += *from == '"';
  }
  if (!*from)
    return catalogue_csv_fault(row, error, "a quotation mark is missing at the end of a cell");
  *at = ++from;
  return !*from || *from == ',' || catalogue_csv_fault(row, error, "something is behind the quotation mark of a cell");
}

/* NULL with *error. */
static GStrv split(const struct catalogue_row *row, const char *line, GError **error) {
  g_autoptr(GStrvBuilder) cells = g_strv_builder_new();
  g_autoptr(GString) cell = g_string_new(NULL);
  for (const char *at = line;; at++) {
    if (!take_cell(row, &at, cell, error))
      return NULL;
    g_strv_builder_add(cells, g_strstrip(cell->str));
    if (!*at)
      return g_strv_builder_end(cells);
  }
}

static bool read_row(struct catalogue_row *row, const char *line,
                     bool (*each)(void *user, const struct catalogue_row *row, GError **error), void *user,
                     GError **error) {
  g_auto(GStrv) cells = split(row, line, error);
  if (!cells)
    return false;
  const guint n = g_strv_length(cells);
  row->cells = cells;
  return n == CATALOGUE_COLUMNS
             ? each(user, row, error)
             : catalogue_csv_fault(row, error, "it has %u cells and not the %d of the header", n, CATALOGUE_COLUMNS);
}

bool catalogue_csv_read(const char *file, const char *text,
                        bool (*each)(void *user, const struct catalogue_row *row, GError **error), void *user,
                        GError **error) {
  static const char mark[] = "\xef\xbb\xbf"; /* which some editors put in front */
  struct catalogue_row row = {.file = file};
  bool headed = false;
  if (g_str_has_prefix(text, mark))
    text += strlen(mark);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line; line++) {
    row.line++;
    g_strchomp(*line);
    if (!**line || **line == '#')
      continue;
    if (headed && !read_row(&row, *line, each, user, error))
      return false;
    if (!headed && strcmp(*line, HEADER) != 0)
      return catalogue_csv_fault(&row, error, "the first line must be " HEADER);
    headed = true;
  }
  row.line = MAX(row.line, 1);
  return headed || catalogue_csv_fault(&row, error, "the first line must be " HEADER);
}
