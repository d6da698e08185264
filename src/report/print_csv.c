/* SPDX-License-Identifier: MIT */
/* CSV (RFC 4180, but lines end in LF) and tab-separated values. NULL is an empty cell. */
#include "base/csv.h"
#include "report/print.h"
#include "report/value.h"

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
  print_rows(answer, ',', csv_append, out);
}
void print_tsv(const struct answer *answer, const struct print_options *options, FILE *out) {
  (void)options;
  print_rows(answer, '\t', csv_append_tsv, out);
}
