/* SPDX-License-Identifier: MIT */
#include "report/shape.h"
#include "report/grouping.h"

static const char *joined(struct shape *shape, const char *text, const char *end) {
  g_autofree char *whole = g_strconcat(text, end, NULL);
  return g_string_chunk_insert_const(shape->texts, whole);
}

/* People see those of the two that all others are parts of. */
static void compare(struct shape *shape, const struct column *column) {
  const bool shown = g_str_equal(column->key, "messages");
  struct column before = *column, change = *column;
  before.key = joined(shape, column->key, SHAPE_BEFORE);
  before.whole = column->whole ? joined(shape, column->whole, SHAPE_BEFORE) : NULL;
  before.meaning = joined(shape, column->meaning, ", in the period before");
  before.data_only = !shown && !g_str_equal(column->key, "dmarc_pass");
  before.note = "before";
  change.key = joined(shape, column->key, SHAPE_CHANGE);
  change.whole = NULL;
  change.meaning = "what was added to this number since then";
  change.type = COLUMN_CHANGE;
  change.data_only = !shown;
  change.note = "change";
  change.priority = before.priority = MAX(column->priority, 1);
  g_array_append_val(shape->columns, before);
  g_array_append_val(shape->columns, change);
}

static void add_columns(struct shape *shape, const struct column *columns, bool compared) {
  for (; columns->key; columns++) {
    g_array_append_vals(shape->columns, columns, 1);
    if (compared && !columns->late && (columns->type == COLUMN_COUNT || columns->type == COLUMN_SHARE))
      compare(shape, columns);
  }
}

/* What the groups need stands between what the question stands on and the groups themselves. */
static void gather(struct shape *shape, const struct grouping *by) {
  struct question *question = &shape->question;
  const struct question_groups *groups = question->groups;
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
  question->keys[0] = by->id;
  question->keys[1] = NULL;
}

void shape_make(struct shape *shape, const struct question *question, const struct filter *filter) {
  if (filter->evaluator && question->evaluated)
    question = question->evaluated;
  const struct grouping *by = question->groups ? filter->by : NULL;
  const bool compared = filter->compare && (question->takes & TAKES_COMPARE);
  *shape = (struct shape){.question = *question};
  if (!by && !compared)
    return;
  shape->columns = g_array_new(TRUE, TRUE, sizeof(struct column));
  shape->texts = g_string_chunk_new(1024);
  if (by)
    g_array_append_vals(shape->columns, &by->column, 1);
  add_columns(shape, by ? question->groups->columns : question->columns, compared);
  if (by)
    gather(shape, by);
  shape->question.columns = (const struct column *)shape->columns->data;
}

void shape_clear(struct shape *shape) {
  g_clear_pointer(&shape->columns, g_array_unref);
  g_clear_pointer(&shape->texts, g_string_chunk_free);
}
