/* SPDX-License-Identifier: MIT */
/*
 * layout: which columns of an answer are shown on a terminal, and how wide. Widths are terminal columns.
 */
#ifndef DMARCSTAT_REPORT_LAYOUT_H
#define DMARCSTAT_REPORT_LAYOUT_H

#include "report/question.h"

#define LAYOUT_GAP 2  /* between columns */
#define LAYOUT_BAR 20 /* of COLUMN_BAR */

struct layout {
  unsigned int n;
  struct layout_column {
    unsigned int column; /* of the table */
    size_t width;
    bool right;
  } * columns;
  uint64_t bar_top; /* the largest number that a bar stands for */
};

/*
 * With `width` > 0, columns are left out until the rest fits, the highest priority number first, when texts are
 * narrowed to what is enough to tell them apart; then the widest texts are narrowed as far as they must. With 0
 * everything is shown in full. Free with layout_clear.
 */
struct layout layout_make(const struct answer *answer, unsigned int width);
void layout_clear(struct layout *layout);

/* What a cell shows. Caller frees. */
char *layout_words(const struct layout *layout, const struct table *table, size_t row, unsigned int column);

/* `text` (safe, one line) with its middle replaced by an ellipsis when it is wider than `width`. Caller frees. */
char *layout_cut(const char *text, size_t width);

#endif
