/* SPDX-License-Identifier: MIT */
/* CSV (RFC 4180, but lines end in LF) and tab-separated values. NULL is an empty cell. */
#include "base/text.h"
#include "report/print.h"
#include "report/value.h"
#include <string.h>

/* A spreadsheet takes a cell that begins like this for a formula; an apostrophe in front makes it text. */
static bool starts_formula(const char *text) {
  return *text && strchr("=+-@\t\r\n", *text);
}

/* Text from a report: safe on a terminal, but tabs and newlines stay or become `tab` and `newline`. */
static void append_safe(GString *safe, const char *text, const char *tab, const char *newline) {
  if (starts_formula(text))
    g_string_append_c(safe, '\'');
  while (*text) {
    size_t length = strcspn(text, "\t\n");
    g_autofree char *part = text_printable_bytes(text, length);
    g_string_append(safe, part);
    text += length;
    if (*text)
      g_string_append(safe, *text++ == '\t' ? tab : newline);
  }
}

static void append_csv(GString *line, const char *text) {
  g_autoptr(GString) safe = g_string_new(NULL);
  append_safe(safe, text, "\t", "\n");
  size_t length = safe->len;
  if (length == 0 || (!strpbrk(safe->str, ",\"\n\t'") && safe->str[0] != ' ' && safe->str[length - 1] != ' ')) {
    g_string_append(line, safe->str);
    return;
  }
  g_string_replace(safe, "\"", "\"\"", 0);
  g_string_append_printf(line, "\"%s\"", safe->str);
}

static void append_tsv(GString *line, const char *text) {
  g_autoptr(GString) escaped = g_string_new(text);
  g_string_replace(escaped, "\\", "\\\\", 0);
  append_safe(line, escaped->str, "\\t", "\\n");
}

static void print_rows(const struct answer *answer, char separator, void (*append)(GString *, const char *),
                       FILE *out) {
  const struct table *table = answer->table;
  g_autoptr(GString) line = g_string_new(NULL);
  for (unsigned int i = 0; i < table->n_columns; i++)
    if (print_has_data(&table->columns[i]))
      g_string_append_printf(line, "%s%c", table->columns[i].key, separator);
  for (size_t row = 0;; row++) {
    line->str[line->len - 1] = '\n'; /* instead of the last separator */
    fwrite(line->str, 1, line->len, out);
    if (row == table_rows(table))
      return;
    g_string_truncate(line, 0);
    for (unsigned int i = 0; i < table->n_columns; i++) {
      if (!print_has_data(&table->columns[i]))
        continue;
      g_autofree char *value = value_data(table, row, i);
      if (table_cell(table, row, i)->kind == CELL_INT)
        g_string_append(line, value);
      else
        append(line, value);
      g_string_append_c(line, separator);
    }
  }
}

void print_csv(const struct answer *answer, const struct print_options *options, FILE *out) {
  (void)options;
  print_rows(answer, ',', append_csv, out);
}
void print_tsv(const struct answer *answer, const struct print_options *options, FILE *out) {
  (void)options;
  print_rows(answer, '\t', append_tsv, out);
}
