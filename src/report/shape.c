/* SPDX-License-Identifier: MIT */
#include "report/shape.h"
#include "report/grouping.h"

static void add_columns(GArray *all, const struct column *columns) {
  for (; columns->key; columns++)
    g_array_append_vals(all, columns, 1);
}

/* What the groups need stands between what the question stands on and the groups themselves. */
static void gather(struct shape *shape, const struct grouping *by) {
  struct question *question = &shape->question;
  const struct question_groups *groups = question->groups;
  g_array_append_vals(shape->columns, &by->column, 1);
  add_columns(shape->columns, groups->columns);
  question->sql = groups->sql;
  question->late_sql = question->details_sql = NULL;
  question->stands_on[0] = "judged.sql";
  question->stands_on[1] = by->sql;
  question->stands_on[2] = NULL;
  question->order = by->order;
  question->default_limit = 0;
  question->row_one = by->row_one;
  question->row_many = by->row_many;
  question->sentence = groups->sentence;
  question->next = groups->next;
}

void shape_make(struct shape *shape, const struct question *question, const struct filter *filter) {
  *shape = (struct shape){.question = *question};
  if (!filter->by || !question->groups)
    return;
  shape->columns = g_array_new(TRUE, TRUE, sizeof(struct column));
  gather(shape, filter->by);
  shape->question.columns = (const struct column *)shape->columns->data;
}

void shape_clear(struct shape *shape) {
  g_clear_pointer(&shape->columns, g_array_unref);
}
