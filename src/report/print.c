/* SPDX-License-Identifier: MIT */
#include "report/print.h"
#include "base/fault.h"
#include "base/text.h"
#include <errno.h>
#include <string.h>

static const char *const formats[] = {"text", "csv", "tsv", "json", "ndjson", "markdown", NULL};

bool format_parse(const char *name, enum format *format, GError **error) {
  for (unsigned int i = 0; formats[i]; i++)
    if (g_str_equal(name, formats[i])) {
      *format = (enum format)i;
      return true;
    }
  g_autofree char *shown = text_printable(name), *all = g_strjoinv(", ", (char **)formats);
  const char *nearest = text_nearest(name, formats);
  if (nearest)
    return fault(error, FAULT_USAGE, "--format: there is no format '%s'; did you mean %s?", shown, nearest);
  return fault(error, FAULT_USAGE, "--format: there is no format '%s'. Try %s.", shown, all);
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
  switch (options->format) {
  case FORMAT_CSV:
    print_csv(answer, out);
    break;
  case FORMAT_TSV:
    print_tsv(answer, out);
    break;
  case FORMAT_JSON:
    print_json(answer, out);
    break;
  case FORMAT_NDJSON:
    print_ndjson(answer, out);
    break;
  case FORMAT_MARKDOWN:
    print_markdown(answer, out);
    break;
  default:
    print_text(answer, options, out);
  }
  if (fflush(out) == 0 && !ferror(out))
    return true;
  return fault(error, FAULT_IO, "the answer could not be written: %s.", g_strerror(errno ? errno : EIO));
}
