/* SPDX-License-Identifier: MIT */
#include "store/query.h"
#include "store/store_parts.h"

/* Reading a long text costs more than many an answer, and pages ask the same again and again. */
#define IDLE_MOST 64

struct query {
  struct store *store;
  sqlite3_stmt *statement;
};

static sqlite3_stmt *prepare(struct store *store, const char *sql, GError **error) {
  gpointer text, idle;
  if (store->idle && g_hash_table_steal_extended(store->idle, sql, &text, &idle)) {
    g_free(text);
    return idle;
  }
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) == SQLITE_OK)
    return statement;
  store_fault(store, error);
  return NULL;
}

struct query *query_open(struct store *store, const char *sql, GError **error) {
  sqlite3_stmt *statement = prepare(store, sql, error);
  if (!statement)
    return NULL;
  struct query *query = g_new(struct query, 1);
  *query = (struct query){store, statement};
  return query;
}

static void finalize(gpointer statement) {
  sqlite3_finalize(statement);
}

/* Values are let go of, as they may be large. */
static void put_aside(struct store *store, sqlite3_stmt *statement) {
  if (!store->idle)
    store->idle = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, finalize);
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  if (g_hash_table_size(store->idle) < IDLE_MOST)
    g_hash_table_replace(store->idle, g_strdup(sqlite3_sql(statement)), statement);
  else
    sqlite3_finalize(statement);
}

void query_close(struct query *query) {
  if (!query)
    return;
  put_aside(query->store, query->statement);
  g_free(query);
}

void store_forget_queries(struct store *store) {
  g_clear_pointer(&store->idle, g_hash_table_unref);
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

bool query_number(struct store *store, const char *sql, int64_t *number, GError **error) {
  sqlite3_stmt *statement = NULL;
  const bool good =
      sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW;
  if (good)
    *number = sqlite3_column_int64(statement, 0);
  else
    store_fault(store, error);
  sqlite3_finalize(statement);
  return good;
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
