/* SPDX-License-Identifier: MIT */
#include "store/query.h"
#include "store/store_parts.h"

struct query {
  struct store *store;
  sqlite3_stmt *statement;
};

struct query *query_open(struct store *store, const char *sql, GError **error) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) != SQLITE_OK) {
    store_fault(store, error);
    return NULL;
  }
  struct query *query = g_new(struct query, 1);
  *query = (struct query){store, statement};
  return query;
}

void query_close(struct query *query) {
  if (!query)
    return;
  sqlite3_finalize(query->statement);
  g_free(query);
}

/* 0, which SQLite binds nothing to, when the text does not use it. */
static int number_of(const struct query *query, const char *name) {
  return sqlite3_bind_parameter_index(query->statement, name);
}

void query_bind_int(struct query *query, const char *name, int64_t value) {
  sqlite3_bind_int64(query->statement, number_of(query, name), value);
}

void query_bind_text(struct query *query, const char *name, const char *value) {
  sqlite3_bind_text(query->statement, number_of(query, name), value, -1, SQLITE_TRANSIENT);
}

void query_bind_blob(struct query *query, const char *name, const void *bytes, size_t length) {
  sqlite3_bind_blob64(query->statement, number_of(query, name), bytes, length, SQLITE_TRANSIENT);
}

int query_step(struct query *query, GError **error) {
  switch (sqlite3_step(query->statement)) {
  case SQLITE_ROW:
    return 1;
  case SQLITE_DONE:
    return 0;
  default:
    store_fault(query->store, error);
    return -1;
  }
}

int query_columns(struct query *query) {
  return sqlite3_column_count(query->statement);
}

const char *query_column_name(struct query *query, int column) {
  return sqlite3_column_name(query->statement, column);
}

enum query_type query_type(struct query *query, int column) {
  switch (sqlite3_column_type(query->statement, column)) {
  case SQLITE_INTEGER:
    return QUERY_INT;
  case SQLITE_FLOAT:
    return QUERY_REAL;
  case SQLITE_TEXT:
    return QUERY_TEXT;
  case SQLITE_BLOB:
    return QUERY_BLOB;
  default:
    return QUERY_NULL;
  }
}

int64_t query_int(struct query *query, int column) {
  return sqlite3_column_int64(query->statement, column);
}

double query_real(struct query *query, int column) {
  return sqlite3_column_double(query->statement, column);
}

const char *query_text(struct query *query, int column) {
  return (const char *)sqlite3_column_text(query->statement, column);
}

const uint8_t *query_blob(struct query *query, int column, size_t *length) {
  const uint8_t *bytes = sqlite3_column_blob(query->statement, column);
  *length = (size_t)sqlite3_column_bytes(query->statement, column);
  return bytes;
}
