/* SPDX-License-Identifier: MIT */
/*
 * html_answer: an answer's table, facts and steps as markup, for `--format html` and for pages.
 */
#ifndef DMARCSTAT_REPORT_HTML_ANSWER_H
#define DMARCSTAT_REPORT_HTML_ANSWER_H

#include "report/html.h"
#include "report/question.h"

/* How a table is to look. Zeroed is fine. */
struct html_table {
  const char *caption;      /* NULL: the question's summary */
  const char *const *leave; /* keys of columns that are not shown; NULL ends */
  /* Where a cell leads; NULL: nowhere. The writer frees it. */
  struct url *(*link)(void *user, const struct answer *answer, size_t row, unsigned int column);
  /* Where the heading of a column leads, which is the table in another order; likewise. */
  struct url *(*order)(void *user, const struct answer *answer, unsigned int column);
  void *user;
};

/*
 * The rows that are there, then those that the limit left out in one, and the sum of all. Columns carry the classes p1
 * to p3 by their priority, so that a style sheet can drop the least important on a narrow screen. Nothing when there
 * are no rows.
 */
void html_table(struct html *html, const struct answer *answer, const struct html_table *look);

/* answer->details, as far as there is something to say, but for the keys in `leave`. */
void html_details(struct html *html, const struct table *details, const char *const *leave);

/* A command line, which is not broken inside of a word unless that is long. */
void html_command(struct html *html, const char *line);

/* Around a table that may be too wide: it scrolls, also by keyboard. `label` says what it is. */
void html_scroll_begin(struct html *html, const char *label);
void html_scroll_end(struct html *html);

/* What to do, in order; nothing when there is nothing to do. */
void html_steps(struct html *html, const struct answer *answer);

/* `class` of a word that is a verdict ("good", "bad", "odd"), or NULL. Not a copy. */
const char *html_verdict(const char *words);

#endif
