/* SPDX-License-Identifier: MIT */
/* Prepared statements, and what SQLite says in words. */
#include "base/fault.h"
#include "base/text.h"
#include "store/store_parts.h"
#include <string.h>

bool store_fault(const struct store *store, GError **error) {
  g_autofree char *path = text_printable(store->path);
  switch (sqlite3_errcode(store->db) & 0xff) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return fault(error, FAULT_TRY_LATER, "%s: another program has been writing to it for a minute; try again later",
                 path);
  case SQLITE_INTERRUPT:
    return fault(error, FAULT_TRY_LATER,
                 "this takes longer than the %u seconds it may; ask for less, such as a shorter period or one domain",
                 store->seconds);
  case SQLITE_FULL:
    return fault(error, FAULT_TRY_LATER,
                 "%s: the disk is full; nothing of the last batch was stored: make room and run the same again", path);
  case SQLITE_CORRUPT:
    return fault(error, FAULT_CONFIG, "%s: the database is damaged; bring it back from a backup", path);
  case SQLITE_NOTADB:
    return fault(error, FAULT_CONFIG, "%s is no database of dmarcstat; name another one with --db", path);
  case SQLITE_PERM:
  case SQLITE_READONLY:
    return fault(error, FAULT_REFUSED, "%s: no permission to write to the database and its folder", path);
  case SQLITE_CANTOPEN:
    return fault(error, store->writable ? FAULT_CANNOT_CREATE : FAULT_REFUSED, "%s: the database cannot be opened: %s",
                 path, sqlite3_errmsg(store->db));
  case SQLITE_NOMEM:
    return fault(error, FAULT_TRY_LATER, "%s: not enough memory", path);
  case SQLITE_IOERR:
    return fault(error, FAULT_IO, "%s: reading or writing the database failed: %s", path, sqlite3_errmsg(store->db));
  default:
    return fault(error, FAULT_SOFTWARE, "%s: the database does not take a statement: %s", path,
                 sqlite3_errmsg(store->db));
  }
}

bool store_execute(struct store *store, const char *sql, GError **error) {
  return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK || store_fault(store, error);
}

sqlite3_stmt *store_prepare(struct store *store, const char *sql, GError **error) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) == SQLITE_OK)
    return statement;
  store_fault(store, error);
  return NULL;
}

sqlite3_stmt *store_prepared(struct store *store, enum statement which, const char *sql, GError **error) {
  sqlite3_stmt **statement = &store->statements[which];
  if (!*statement && sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL) != SQLITE_OK) {
    store_fault(store, error);
    return NULL;
  }
  return *statement;
}

void store_bind_text(sqlite3_stmt *statement, int number, const char *text) {
  sqlite3_bind_text(statement, number, text, -1, SQLITE_STATIC);
}

void store_bind_id(sqlite3_stmt *statement, int number, int64_t id) {
  if (id == 0)
    sqlite3_bind_null(statement, number);
  else
    sqlite3_bind_int64(statement, number, id);
}

struct source_address store_address(sqlite3_stmt *statement, int column) {
  struct source_address address = {0};
  const void *bytes = sqlite3_column_blob(statement, column);
  const int length = sqlite3_column_bytes(statement, column);
  if (length == 4 || length == 16) {
    address.length = (uint8_t)length;
    memcpy(address.bytes, bytes, address.length);
  }
  return address;
}

bool store_run(struct store *store, sqlite3_stmt *statement, GError **error) {
  const bool good = sqlite3_step(statement) == SQLITE_DONE;
  if (!good)
    store_fault(store, error);
  sqlite3_reset(statement);
  return good;
}

bool store_find(struct store *store, sqlite3_stmt *statement, int64_t *id, GError **error) {
  const int step = sqlite3_step(statement);
  *id = step == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
  const bool good = step == SQLITE_ROW || step == SQLITE_DONE;
  if (!good)
    store_fault(store, error);
  sqlite3_reset(statement);
  return good;
}
