/* SPDX-License-Identifier: MIT */
/*
 * JSON and one JSON object a line. Everything beyond ASCII is written as \u escapes: that loses nothing, and no control
 * or bidirectional character reaches a terminal.
 */
#include "base/text.h"
#include "report/grouping.h"
#include "report/print.h"
#include "report/value.h"

#define FLAGS (JSON_COMPACT | JSON_ENSURE_ASCII)

static json_t *row_object(const struct table *table, size_t row) {
  json_t *object = json_object();
  for (unsigned int i = 0; i < table->n_columns; i++)
    if (print_has_data(&table->columns[i]))
      json_object_set_new(object, table->columns[i].key, value_json(table, row, i));
  return object;
}

static void print_member(const char *key, json_t *value, FILE *out) {
  fprintf(out, "\"%s\":", key);
  json_dumpf(value, out, FLAGS | JSON_ENCODE_ANY);
  json_decref(value);
}

static void print_day(const char *key, int32_t day, FILE *out) {
  g_autofree char *text = text_day((int64_t)day * PERIOD_DAY_SECONDS);
  print_member(key, json_string(text), out);
}

/* Row by row, so that a large answer is not held a second time. */
static void print_rows(const struct answer *answer, const char *between, FILE *out) {
  for (size_t row = 0; row < table_rows(answer->table); row++) {
    if (row > 0)
      fputs(between, out);
    json_t *object = row_object(answer->table, row);
    json_dumpf(object, out, FLAGS);
    json_decref(object);
  }
}

void print_json(const struct answer *answer, const struct print_options *options, FILE *out) {
  (void)options;
  const struct table *details = answer->details;
  fputc('{', out);
  print_member("question", json_string(answer->question->id), out);
  if (answer->filter.by) {
    fputc(',', out);
    print_member("by", json_string(answer->filter.by->id), out);
  }
  fputc(',', out);
  print_day("since", answer->filter.period.since, out);
  fputc(',', out);
  print_day("until", answer->filter.period.until - 1, out); /* the last day that is in it */
  if (answer->filter.compare) {
    fputc(',', out);
    print_day("since_before", answer->before.period.since, out);
    fputc(',', out);
    print_day("until_before", answer->before.period.until - 1, out);
  }
  for (unsigned int i = 0; details && table_rows(details) > 0 && i < details->n_columns; i++) {
    fputc(',', out);
    print_member(details->columns[i].key, value_json(details, 0, i), out);
  }
  fputc(',', out);
  print_member("more", json_integer((json_int_t)(answer->rows - table_rows(answer->table))), out);
  if (answer->steps) {
    json_t *steps = json_array();
    for (guint i = 0; i < answer->steps->len; i++)
      json_array_append_new(steps, json_string(g_ptr_array_index(answer->steps, i)));
    fputc(',', out);
    print_member("steps", steps, out);
  }
  fputs(",\"rows\":[", out);
  print_rows(answer, ",\n", out);
  fputs("]}\n", out);
}

void print_ndjson(const struct answer *answer, const struct print_options *options, FILE *out) {
  (void)options;
  print_rows(answer, "\n", out);
  if (table_rows(answer->table) > 0)
    fputc('\n', out);
}
