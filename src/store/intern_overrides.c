/* SPDX-License-Identifier: MIT */
/* Why a receiver did not do what the policy says: each combination of reasons once. */
#include "store/intern.h"

static bool add_override(struct store *store, int64_t set, unsigned int seq, const struct override *override,
                         GError **error) {
  sqlite3_stmt *statement =
      store_prepared(store, STATEMENT_ADD_OVERRIDE,
                     "INSERT INTO override (override_set, seq, type, raw, comment) VALUES (?, ?, ?, ?, ?)", error);
  if (!statement)
    return false;
  sqlite3_bind_int64(statement, 1, set);
  sqlite3_bind_int(statement, 2, (int)seq);
  sqlite3_bind_int(statement, 3, override->type.value);
  store_bind_text(statement, 4, override->type.raw);
  store_bind_text(statement, 5, override->comment);
  return store_run(store, statement, error);
}

static bool add_override_set(struct store *store, const struct record *record, const struct digest *digest, int64_t *id,
                             GError **error) {
  sqlite3_stmt *statement =
      store_prepared(store, STATEMENT_ADD_OVERRIDE_SET, "INSERT INTO override_set (digest) VALUES (?)", error);
  if (!statement)
    return false;
  sqlite3_bind_blob(statement, 1, digest->bytes, sizeof digest->bytes, SQLITE_STATIC);
  if (!store_run(store, statement, error))
    return false;
  *id = sqlite3_last_insert_rowid(store->db);
  for (unsigned int i = 0; i < record->n_overrides; i++)
    if (!add_override(store, *id, i, &record->overrides[i], error))
      return false;
  return true;
}

bool store_intern_overrides(struct store *store, const struct record *record, int64_t *id, GError **error) {
  *id = 0;
  if (record->n_overrides == 0)
    return true;
  GByteArray *key = intern_begin_key(store);
  for (unsigned int i = 0; i < record->n_overrides; i++) {
    intern_put_token(key, record->overrides[i].type);
    intern_put_text(key, record->overrides[i].comment);
  }
  struct digest digest;
  if (!intern_find(store, INTERNED_OVERRIDE_SET, STATEMENT_FIND_OVERRIDE_SET,
                   "SELECT id FROM override_set WHERE digest = ?", &digest, id, error))
    return false;
  if (*id)
    return true;
  if (!add_override_set(store, record, &digest, id, error))
    return false;
  intern_remember(store, INTERNED_OVERRIDE_SET, *id);
  return true;
}
