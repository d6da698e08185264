/* SPDX-License-Identifier: MIT */
/* The key with which this database hashes what names people. */
#include "base/fault.h"
#include "base/text.h"
#include "store/query.h"
#include "store/store_parts.h"
#include <string.h>

bool store_privacy_key(struct store *store, uint8_t key[PRIVACY_KEY_BYTES], GError **error) {
  sqlite3_stmt *statement = store_prepared(store, STATEMENT_GET_PRIVACY, "SELECT key FROM privacy", error);
  if (!statement)
    return false;
  const bool good = sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_bytes(statement, 0) == PRIVACY_KEY_BYTES;
  if (good)
    memcpy(key, sqlite3_column_blob(statement, 0), PRIVACY_KEY_BYTES);
  else
    store_fault(store, error);
  sqlite3_reset(statement);
  return good;
}

bool store_take_privacy_key(struct store *store, const uint8_t key[PRIVACY_KEY_BYTES], GError **error) {
  uint8_t old[PRIVACY_KEY_BYTES];
  int64_t failures;
  if (!store_privacy_key(store, old, error) || !query_number(store, "SELECT count(*) FROM failure", &failures, error))
    return false;
  if (memcmp(old, key, PRIVACY_KEY_BYTES) == 0)
    return true;
  g_autofree char *shown = text_printable(store->path);
  if (failures > 0)
    return fault(error, FAULT_REFUSED,
                 "%s has failure reports whose addresses are hashed with another key than that of the export; import "
                 "into a new database, or an export without --privacy-key",
                 shown);
  sqlite3_stmt *statement = store_prepared(store, STATEMENT_PUT_PRIVACY, "UPDATE privacy SET key = ?", error);
  if (!statement)
    return false;
  sqlite3_bind_blob(statement, 1, key, PRIVACY_KEY_BYTES, SQLITE_STATIC);
  return store_run(store, statement, error);
}
