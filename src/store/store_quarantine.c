/* SPDX-License-Identifier: MIT */
/* What could not be taken, kept with its reason; and the runs. */
#include "base/fault.h"
#include "base/text.h"
#include "store/store_parts.h"
#include <string.h>

#define DIGEST_BYTES 32

/* Of the original bytes; when they are not kept, of where they came from and how many there were. */
static void digest_of(const struct quarantined *entry, uint8_t digest[DIGEST_BYTES]) {
  gsize length = DIGEST_BYTES;
  g_autoptr(GChecksum) sha256 = g_checksum_new(G_CHECKSUM_SHA256);
  if (entry->bytes) {
    g_checksum_update(sha256, entry->bytes, (gssize)entry->n_bytes);
  } else {
    const uint64_t size = GUINT64_TO_LE(entry->size);
    g_checksum_update(sha256, (const guchar *)entry->origin, (gssize)strlen(entry->origin) + 1);
    g_checksum_update(sha256, (const guchar *)&size, sizeof size);
  }
  g_checksum_get_digest(sha256, digest, &length);
}

bool store_put_quarantine(struct store *store, const struct quarantined *entry, GError **error) {
  uint8_t digest[DIGEST_BYTES];
  sqlite3_stmt *statement = store_prepared(
      store, STATEMENT_PUT_QUARANTINE,
      "INSERT INTO quarantine (digest, at, origin, reason, nesting, size, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (digest) DO UPDATE SET at = excluded.at, origin = excluded.origin, reason = excluded.reason,"
      " nesting = excluded.nesting, size = excluded.size",
      error);
  if (!statement)
    return false;
  digest_of(entry, digest);
  sqlite3_bind_blob(statement, 1, digest, sizeof digest, SQLITE_STATIC);
  sqlite3_bind_int64(statement, 2, entry->at);
  store_bind_text(statement, 3, entry->origin);
  store_bind_text(statement, 4, entry->reason);
  store_bind_text(statement, 5, entry->nesting ? entry->nesting : "");
  sqlite3_bind_int64(statement, 6, (sqlite3_int64)entry->size);
  if (entry->bytes)
    sqlite3_bind_blob64(statement, 7, entry->bytes, entry->n_bytes, SQLITE_STATIC);
  else
    sqlite3_bind_null(statement, 7);
  return store_run(store, statement, error);
}

static bool no_such_entry(int64_t id, GError **error) {
  return fault(error, FAULT_NO_INPUT,
               "there is no entry %" G_GINT64_FORMAT
               " in the quarantine; `dmarcstat quarantine list` shows which there "
               "are",
               id);
}

static struct quarantined entry_of(sqlite3_stmt *statement) {
  struct quarantined entry = {
      .id = sqlite3_column_int64(statement, 0),
      .at = sqlite3_column_int64(statement, 1),
      .origin = (const char *)sqlite3_column_text(statement, 2),
      .reason = (const char *)sqlite3_column_text(statement, 3),
      .nesting = (const char *)sqlite3_column_text(statement, 4),
      .size = (uint64_t)sqlite3_column_int64(statement, 5),
  };
  entry.bytes = sqlite3_column_blob(statement, 6);
  if (!entry.bytes && sqlite3_column_type(statement, 6) == SQLITE_BLOB)
    entry.bytes = (const uint8_t *)""; /* of none SQLite gives NULL, which means not kept here */
  entry.n_bytes = (size_t)sqlite3_column_bytes(statement, 6);
  return entry;
}

bool store_quarantine(struct store *store, int64_t id, bool with_bytes,
                      bool (*each)(void *user, const struct quarantined *entry, GError **error), void *user,
                      GError **error) {
  sqlite3_stmt *statement = store_prepared(store, STATEMENT_GET_QUARANTINE,
                                           "SELECT id, at, origin, reason, nesting, size, iif(:bytes, bytes, NULL)"
                                           " FROM quarantine WHERE :id = 0 OR id = :id ORDER BY id",
                                           error);
  if (!statement)
    return false;
  sqlite3_bind_int(statement, 1, with_bytes);
  sqlite3_bind_int64(statement, 2, id);
  int step;
  bool any = false, good = true;
  while (good && (step = sqlite3_step(statement)) == SQLITE_ROW) {
    const struct quarantined entry = entry_of(statement);
    any = true;
    good = each(user, &entry, error);
  }
  if (good && step != SQLITE_DONE)
    good = store_fault(store, error);
  sqlite3_reset(statement);
  return good && (any || id == 0 || no_such_entry(id, error));
}

bool store_drop_quarantine(struct store *store, int64_t id, GError **error) {
  sqlite3_stmt *statement =
      store_prepared(store, STATEMENT_DROP_QUARANTINE, "DELETE FROM quarantine WHERE id = ?", error);
  if (!statement)
    return false;
  sqlite3_bind_int64(statement, 1, id);
  return store_run(store, statement, error) && (sqlite3_changes(store->db) > 0 || no_such_entry(id, error));
}

bool store_put_run(struct store *store, const struct run_counts *counts, GError **error) {
  sqlite3_stmt *statement =
      store_prepared(store, STATEMENT_PUT_RUN,
                     "INSERT INTO run (started, finished, command, items, reports, records, duplicates, not_reports,"
                     " rejected, unreadable) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     error);
  if (!statement)
    return false;
  sqlite3_bind_int64(statement, 1, counts->started);
  sqlite3_bind_int64(statement, 2, counts->finished);
  store_bind_text(statement, 3, counts->command);
  const uint64_t figures[] = {counts->items,       counts->reports,  counts->records,   counts->duplicates,
                              counts->not_reports, counts->rejected, counts->unreadable};
  for (int i = 0; i < (int)G_N_ELEMENTS(figures); i++)
    sqlite3_bind_int64(statement, 4 + i, (sqlite3_int64)figures[i]);
  return store_run(store, statement, error);
}
