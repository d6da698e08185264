/* SPDX-License-Identifier: MIT */
#include "report/html_answer.h"
#include "report/html_document.h"
#include "report/print.h"

/* What the headings mean, which a program would find in the help. */
static void write_legend(struct html *html, const struct answer *answer) {
  html_element(html, "h2", NULL, "What the columns say");
  html_open_class(html, "dl", "legend");
  for (unsigned int i = 0; i < answer->table->n_columns; i++) {
    const struct column *column = &answer->table->columns[i];
    if (!print_is_shown(answer, i) || !*column->label)
      continue;
    html_open(html, "dt");
    html_printf(html, "%s%s%s", column->label, column->note ? " " : "", column->note ? column->note : "");
    html_close(html, "dt");
    html_element(html, "dd", NULL, column->meaning);
  }
  html_close(html, "dl");
}

static void write_answer(struct html *html, const struct answer *answer) {
  html_element(html, "h1", NULL, answer->question->title);
  html_element(html, "p", "lede", answer->sentence);
  if (!answer->question->details_below)
    html_details(html, answer->details, NULL);
  html_table(html, answer, &(struct html_table){0});
  if (answer->question->details_below)
    html_details(html, answer->details, NULL);
  html_steps(html, answer);
  if (answer->next)
    html_element(html, "p", "next", answer->next);
  if (table_rows(answer->table) > 0)
    write_legend(html, answer);
}

void print_html(const struct answer *answer, const struct print_options *options, FILE *out) {
  (void)options;
  g_autofree char *title = g_strdup_printf("%s: DMARC", answer->question->title);
  struct html *html = html_document_begin(out, title);
  write_answer(html, answer);
  html_document_end(html);
}
