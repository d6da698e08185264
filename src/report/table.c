/* SPDX-License-Identifier: MIT */
#include "report/table.h"
#include <string.h>

struct table *table_new(const struct column *columns) {
  struct table *table = g_new0(struct table, 1);
  table->columns = columns;
  while (columns[table->n_columns].key)
    table->n_columns++;
  table->cells = g_array_new(FALSE, TRUE, sizeof(struct cell));
  table->strings = g_string_chunk_new(4096);
  return table;
}

void table_free(struct table *table) {
  if (!table)
    return;
  g_array_unref(table->cells);
  g_string_chunk_free(table->strings);
  g_free(table);
}

size_t table_rows(const struct table *table) {
  return table->cells->len / table->n_columns;
}

const struct cell *table_cell(const struct table *table, size_t row, unsigned int column) {
  return &g_array_index(table->cells, struct cell, row * table->n_columns + column);
}

static void add(struct table *table, struct cell cell) {
  g_array_append_val(table->cells, cell);
}

void table_add_null(struct table *table) {
  add(table, (struct cell){.kind = CELL_NULL});
}

void table_add_int(struct table *table, int64_t number) {
  add(table, (struct cell){.kind = CELL_INT, .number = number});
}

void table_add_text(struct table *table, const char *text) {
  if (!text) {
    table_add_null(table);
    return;
  }
  const char *copy = g_string_chunk_insert_const(table->strings, text);
  add(table, (struct cell){.kind = CELL_TEXT, .text = copy, .length = (uint32_t)strlen(text)});
}

void table_add_blob(struct table *table, const void *bytes, size_t length) {
  const char *copy = g_string_chunk_insert_len(table->strings, bytes ? bytes : "", (gssize)length);
  add(table, (struct cell){.kind = CELL_BLOB, .text = copy, .length = (uint32_t)length});
}

int table_column(const struct table *table, const char *key) {
  for (unsigned int i = 0; i < table->n_columns; i++)
    if (g_str_equal(table->columns[i].key, key))
      return (int)i;
  return -1;
}

static const struct cell *find(const struct table *table, size_t row, const char *key) {
  int column = table_column(table, key);
  return column < 0 ? NULL : table_cell(table, row, (unsigned int)column);
}

int64_t table_int(const struct table *table, size_t row, const char *key) {
  const struct cell *cell = find(table, row, key);
  return cell && cell->kind == CELL_INT ? cell->number : 0;
}

const char *table_text(const struct table *table, size_t row, const char *key) {
  const struct cell *cell = find(table, row, key);
  return cell && cell->kind == CELL_TEXT ? cell->text : NULL;
}
