/* SPDX-License-Identifier: MIT */
/*
 * The schema of the file. The table `migration` says which of the numbered files (schema/migrations.h) were run on it,
 * with the hash of their text; a database that says something else than this program knows is refused, never mended.
 */
#include "base/fault.h"
#include "base/period.h"
#include "base/text.h"
#include "schema/migrations.h"
#include "store/query.h"
#include "store/store_parts.h"
#include <string.h>

#define APPLICATION_ID 0x646d7374 /* "dmst", in the header of the file */

/* Nothing is in it, and no program says in its header that it is its. */
static bool is_empty_file(struct store *store, bool *empty, GError **error) {
  int64_t used = 0;
  if (!query_number(store,
                    "SELECT EXISTS (SELECT 1 FROM sqlite_schema) OR"
                    " (SELECT application_id FROM pragma_application_id) <> 0",
                    &used, error))
    return false;
  *empty = !used;
  return true;
}

static bool is_ours(struct store *store, GError **error) {
  int64_t id = 0;
  if (!query_number(store, "PRAGMA application_id", &id, error))
    return false;
  g_autofree char *path = text_printable(store->path);
  return id == APPLICATION_ID ||
         fault(error, FAULT_CONFIG, "%s is a database of another program; name another one with --db", path);
}

/* Compares one row of the table `migration` with what this program knows. */
static bool check_applied(const struct store *store, int64_t number, const char *hash, GError **error) {
  g_autofree char *path = text_printable(store->path);
  for (const struct migration *known = migrations(); known->number; known++)
    if (known->number == number)
      return g_strcmp0(known->hash, hash) == 0 ||
             fault(error, FAULT_CONFIG,
                   "%s: its schema was changed by something else than dmarcstat (migration %s); bring it back from a "
                   "backup",
                   path, known->name);
  return fault(error, FAULT_CONFIG,
               "%s was made by a newer version of dmarcstat; use that one, or name another database with --db", path);
}

/* The number of the newest migration that the file has; all of them checked. */
static bool applied(struct store *store, int64_t *newest, GError **error) {
  sqlite3_stmt *statement = NULL;
  *newest = 0;
  if (sqlite3_prepare_v2(store->db, "SELECT number, hash FROM migration ORDER BY number", -1, &statement, NULL) !=
      SQLITE_OK)
    return store_fault(store, error);
  int step;
  bool good = true;
  while (good && (step = sqlite3_step(statement)) == SQLITE_ROW) {
    *newest = sqlite3_column_int64(statement, 0);
    good = check_applied(store, *newest, (const char *)sqlite3_column_text(statement, 1), error);
  }
  if (good && step != SQLITE_DONE)
    good = store_fault(store, error);
  sqlite3_finalize(statement);
  return good;
}

static bool create_register(struct store *store, GError **error) {
  g_autofree char *sql =
      g_strdup_printf("PRAGMA application_id = %d;"
                      "CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL,"
                      " applied INTEGER NOT NULL) STRICT",
                      APPLICATION_ID);
  return store_execute(store, sql, error);
}

static bool apply(struct store *store, const struct migration *migration, GError **error) {
  g_autofree char *note = g_strdup_printf("INSERT INTO migration VALUES (%d, '%s', '%s', %" G_GINT64_FORMAT ")",
                                          migration->number, migration->name, migration->hash, period_now());
  return store_execute(store, migration->sql, error) && store_execute(store, note, error);
}

static bool apply_missing(struct store *store, GError **error) {
  int64_t newest = 0;
  bool empty = false;
  if (!is_empty_file(store, &empty, error) || (empty ? !create_register(store, error) : !is_ours(store, error)) ||
      !applied(store, &newest, error))
    return false;
  for (const struct migration *migration = migrations(); migration->number; migration++)
    if (migration->number > newest && !apply(store, migration, error))
      return false;
  return true;
}

bool store_apply_until(struct store *store, int64_t last, GError **error) {
  bool good = create_register(store, error);
  for (const struct migration *migration = migrations(); good && migration->number && migration->number <= last;
       migration++)
    good = apply(store, migration, error);
  return good;
}

static bool is_up_to_date(struct store *store, bool *up_to_date, GError **error) {
  bool empty = false;
  int64_t newest = 0, last = 0;
  *up_to_date = false;
  if (!is_empty_file(store, &empty, error))
    return false;
  if (empty)
    return true;
  if (!is_ours(store, error) || !applied(store, &newest, error))
    return false;
  for (const struct migration *migration = migrations(); migration->number; migration++)
    last = migration->number;
  *up_to_date = newest == last;
  return true;
}

bool store_migrate(struct store *store, GError **error) {
  bool up_to_date = false;
  if (!is_up_to_date(store, &up_to_date, error))
    return false;
  if (up_to_date)
    return true;
  /* All of it or nothing, and only one of several programs that begin at the same time. */
  if (!store_execute(store, "BEGIN IMMEDIATE", error))
    return false;
  if (apply_missing(store, error) && store_execute(store, "COMMIT", error))
    return true;
  sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
  return false;
}

bool store_check_schema(struct store *store, GError **error) {
  bool up_to_date = false;
  int64_t newest = 0;
  if (store->any_version)
    return is_ours(store, error) && applied(store, &newest, error);
  if (!is_up_to_date(store, &up_to_date, error))
    return false;
  if (up_to_date)
    return true;
  g_autofree char *path = text_printable(store->path);
  return fault(error, FAULT_CONFIG,
               "%s is empty or was made by an older version; `dmarcstat ingest` brings it up to date", path);
}
