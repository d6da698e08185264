/* SPDX-License-Identifier: MIT */
/*
 * shape: the question as it is asked, after the options that change its columns: --by and --compare.
 */
#ifndef DMARCSTAT_REPORT_SHAPE_H
#define DMARCSTAT_REPORT_SHAPE_H

#include "report/question.h"

/* Keeps the question that it was made of, the grouping and all texts alive by not copying them. */
struct shape {
  struct question question; /* to be asked and printed in place of the other */
  GArray *columns;          /* its columns, ended; NULL when they are the question's own */
};

/* Without such options, a copy of the question. Clear it after everything that was made with it. */
void shape_make(struct shape *shape, const struct question *question, const struct filter *filter);
void shape_clear(struct shape *shape);

#endif
