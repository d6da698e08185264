/* SPDX-License-Identifier: MIT */
#include "report/print.h"
#include "base/fault.h"
#include "base/text.h"
#include <errno.h>
#include <string.h>

/* In the order of enum format. */
static const struct {
  const char *name, *ending;
  void (*print)(const struct answer *answer, const struct print_options *options, FILE *out);
} formats[] = {
    [FORMAT_TEXT] = {"text", ".txt", print_text},
    [FORMAT_CSV] = {"csv", ".csv", print_csv},
    [FORMAT_TSV] = {"tsv", ".tsv", print_tsv},
    [FORMAT_JSON] = {"json", ".json", print_json},
    [FORMAT_NDJSON] = {"ndjson", ".ndjson", print_ndjson},
    [FORMAT_MARKDOWN] = {"markdown", ".md", print_markdown},
    [FORMAT_HTML] = {"html", ".html", print_html},
};
G_STATIC_ASSERT(G_N_ELEMENTS(formats) == FORMAT_MAX);

const char *format_name(enum format format) {
  return formats[format].name;
}

bool format_parse(const char *name, enum format *format, GError **error) {
  const char *names[FORMAT_MAX + 1] = {0};
  for (unsigned int i = 0; i < FORMAT_MAX; i++) {
    names[i] = formats[i].name;
    if (g_str_equal(name, names[i])) {
      *format = (enum format)i;
      return true;
    }
  }
  g_autofree char *shown = text_printable(name), *all = g_strjoinv(", ", (char **)(gpointer)names);
  const char *nearest = text_nearest(name, names);
  if (nearest)
    return fault(error, FAULT_USAGE, "--format: there is no format '%s'; did you mean %s?", shown, nearest);
  return fault(error, FAULT_USAGE, "--format: there is no format '%s'. Try %s.", shown, all);
}

bool format_of_ending(const char *path, enum format *format) {
  g_autofree char *lower = g_ascii_strdown(path, -1);
  for (unsigned int i = 0; i < FORMAT_MAX; i++)
    if (g_str_has_suffix(lower, formats[i].ending)) {
      *format = (enum format)i;
      return true;
    }
  return false;
}

/* "a, b or c" */
static char *listed(bool endings) {
  GString *all = g_string_new(NULL);
  for (unsigned int i = 0; i < FORMAT_MAX; i++)
    g_string_append_printf(all, "%s%s",
                           i == 0               ? ""
                           : i + 1 < FORMAT_MAX ? ", "
                                                : " or ",
                           endings ? formats[i].ending : formats[i].name);
  return g_string_free(all, FALSE);
}

char *format_names(void) {
  return listed(false);
}

char *format_endings(void) {
  return listed(true);
}

bool print_has_data(const struct column *column) {
  return column->type != COLUMN_BAR && column->type != COLUMN_DRAWING;
}

bool print_is_shown(const struct answer *answer, unsigned int column) {
  return !answer->table->columns[column].data_only && !(answer->hidden >> column & 1);
}

char *print_more(const struct answer *answer) {
  uint64_t shown = table_rows(answer->table);
  if (answer->rows <= shown)
    return NULL;
  g_autofree char *rows = text_plural(answer->rows - shown, answer->question->row_one, answer->question->row_many);
  char *gap = strchr(rows, ' ');
  return g_strdup_printf("%.*s more%s", (int)(gap - rows), rows, gap);
}

uint64_t print_more_messages(const struct answer *answer) {
  uint64_t shown = 0;
  for (size_t row = 0; row < table_rows(answer->table); row++)
    shown += (uint64_t)table_int(answer->table, row, "messages");
  return answer->messages > shown ? answer->messages - shown : 0;
}

bool answer_print(const struct answer *answer, const struct print_options *options, FILE *out, GError **error) {
  errno = 0;
  formats[options->format].print(answer, options, out);
  if (fflush(out) == 0 && !ferror(out))
    return true;
  return fault(error, FAULT_IO, "the answer could not be written: %s.", g_strerror(errno ? errno : EIO));
}
