/* SPDX-License-Identifier: MIT */
/* A GitHub-flavoured Markdown table, to be put into tickets and wikis. */
#include "base/text.h"
#include "report/markdown.h"
#include "report/print.h"
#include "report/value.h"
#include <string.h>

static void print_line(const char *text, FILE *out) {
  g_autofree char *safe = text_printable(text);
  markdown_text(safe, out);
  fputs("\n", out);
}

static bool in_markdown(const struct answer *answer, unsigned int column) {
  return print_is_shown(answer, column) && print_has_data(&answer->table->columns[column]);
}

static void print_heading(const struct answer *answer, FILE *out) {
  const struct table *table = answer->table;
  for (unsigned int i = 0; i < table->n_columns; i++) {
    const struct column *column = &table->columns[i];
    if (in_markdown(answer, i))
      fprintf(out, "| %s%s%s ", column->label, column->note ? " " : "", column->note ? column->note : "");
  }
  fputs("|\n", out);
  for (unsigned int i = 0; i < table->n_columns; i++)
    if (in_markdown(answer, i))
      fputs(value_is_figure(&table->columns[i]) ? "| ---: " : "| --- ", out);
  fputs("|\n", out);
}

static void print_table(const struct answer *answer, FILE *out) {
  const struct table *table = answer->table;
  print_heading(answer, out);
  for (size_t row = 0; row < table_rows(table); row++) {
    for (unsigned int i = 0; i < table->n_columns; i++) {
      if (!in_markdown(answer, i))
        continue;
      g_autofree char *words = value_words(table, row, i);
      fputs("| ", out);
      markdown_text(words, out);
      fputc(' ', out);
    }
    fputs("|\n", out);
  }
}

static void print_details(const struct table *details, FILE *out) {
  if (!details || table_rows(details) == 0)
    return;
  for (unsigned int i = 0; i < details->n_columns; i++) {
    g_autofree char *words = value_words(details, 0, i);
    if (g_str_equal(words, "-"))
      continue;
    fprintf(out, "- **%s**: ", details->columns[i].label);
    markdown_text(words, out);
    fputc('\n', out);
  }
  fputc('\n', out);
}

static void print_steps(const struct answer *answer, FILE *out) {
  for (guint i = 0; answer->steps && i < answer->steps->len; i++) {
    fprintf(out, "%s%u. ", i == 0 ? "\n" : "", i + 1);
    print_line(g_ptr_array_index(answer->steps, i), out);
  }
}

void print_markdown(const struct answer *answer, const struct print_options *options, FILE *out) {
  (void)options;
  print_line(answer->sentence, out);
  if (table_rows(answer->table) == 0 && !answer->details)
    return;
  fputc('\n', out);
  if (!answer->question->details_below)
    print_details(answer->details, out);
  print_table(answer, out);
  if (answer->question->details_below) {
    fputc('\n', out);
    print_details(answer->details, out);
  }
  print_steps(answer, out);
  g_autofree char *more = print_more(answer);
  if (more) {
    g_autofree char *messages = text_count(print_more_messages(answer));
    fprintf(out, "\n%s (messages: %s)\n", more, messages);
  }
}
