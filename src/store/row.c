/* SPDX-License-Identifier: MIT */
#include "store/row.h"

int64_t row_int(struct row *row) {
  return sqlite3_column_int64(row->statement, row->column++);
}

static const char *kept(const struct row *row, const char *text) {
  return text ? g_string_chunk_insert(row->texts, text) : NULL;
}

const char *row_text(struct row *row) {
  return kept(row, (const char *)sqlite3_column_text(row->statement, row->column++));
}

struct token row_token(struct row *row) {
  return (struct token){.value = (uint8_t)row_int(row)};
}

struct source_address row_address(struct row *row) {
  return store_address(row->statement, row->column++);
}

json_t *row_json(struct row *row) {
  const char *text = (const char *)sqlite3_column_text(row->statement, row->column++);
  return text ? json_loads(text, 0, NULL) : NULL;
}

const char *row_raw_text(const struct row *row, const json_t *raw, const char *key) {
  return kept(row, json_string_value(json_object_get(raw, key)));
}

/* "" for what is no text, which only somebody else can have written. */
static const char *needed_text(const struct row *row, const json_t *object, const char *key) {
  const char *text = row_raw_text(row, object, key);
  return text ? text : "";
}

uint32_t row_warnings(struct row *row, struct warning *warnings) {
  json_t *list = row_json(row);
  const uint32_t n = (uint32_t)MIN(json_array_size(list), REPORT_MAX_WARNINGS);
  for (unsigned int i = 0; i < n; i++) {
    const json_t *one = json_array_get(list, i);
    warnings[i].code = needed_text(row, one, "code");
    warnings[i].text = needed_text(row, one, "text");
    warnings[i].times = (uint32_t)json_integer_value(json_object_get(one, "times"));
  }
  json_decref(list);
  return n;
}
