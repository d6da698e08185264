/* SPDX-License-Identifier: MIT */
/*
 * shape: the question as it is asked, after the options that change its columns: --by, --compare and, for `spf`,
 * --resolve.
 */
#ifndef DMARCSTAT_REPORT_SHAPE_H
#define DMARCSTAT_REPORT_SHAPE_H

#include "report/question.h"

/* The question that it was made of and the grouping are not copied. */
#define SHAPE_BEFORE "_before" /* ends the keys of figures of the period before */
#define SHAPE_CHANGE "_change" /* and of what was added since then */

struct shape {
  struct question question; /* to be asked and printed in place of the other */
  GArray *columns;          /* its columns, ended; NULL when they are the question's own */
  GStringChunk *texts;
};

/* Without such options, a copy of the question. Clear it after everything that was made with it. */
void shape_make(struct shape *shape, const struct question *question, const struct filter *filter);
void shape_clear(struct shape *shape);

#endif
