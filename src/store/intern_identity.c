/* SPDX-License-Identifier: MIT */
/* Who a message claimed to be, and what authentication said: each combination once. */
#include "store/intern.h"

bool record_dkim_passes(const struct record *record) {
  for (unsigned int i = 0; i < record->n_dkim_results; i++)
    if (record->dkim_results[i].result.value == AUTH_PASS)
      return true;
  return false;
}

bool record_spf_passes(const struct record *record) {
  for (unsigned int i = 0; i < record->n_spf_results; i++)
    if (record->spf_results[i].result.value == AUTH_PASS)
      return true;
  return false;
}

static bool add_dkim_result(struct store *store, int64_t identity, unsigned int seq, const struct dkim_result *dkim,
                            GError **error) {
  int64_t domain, selector;
  sqlite3_stmt *statement = store_prepared(store, STATEMENT_ADD_DKIM_RESULT,
                                           "INSERT INTO dkim_result (identity, seq, domain, selector, result, raw,"
                                           " human_result) VALUES (?, ?, ?, ?, ?, ?, ?)",
                                           error);
  if (!statement || !store_intern_name(store, dkim->domain, &domain, error) ||
      !store_intern_name(store, dkim->selector, &selector, error))
    return false;
  sqlite3_bind_int64(statement, 1, identity);
  sqlite3_bind_int(statement, 2, (int)seq);
  store_bind_id(statement, 3, domain);
  store_bind_id(statement, 4, selector);
  sqlite3_bind_int(statement, 5, dkim->result.value);
  store_bind_text(statement, 6, dkim->result.raw);
  store_bind_text(statement, 7, dkim->human_result);
  return store_run(store, statement, error);
}

static bool add_spf_result(struct store *store, int64_t identity, unsigned int seq, const struct spf_result *spf,
                           GError **error) {
  int64_t domain;
  sqlite3_stmt *statement = store_prepared(store, STATEMENT_ADD_SPF_RESULT,
                                           "INSERT INTO spf_result (identity, seq, domain, scope, result, raw,"
                                           " scope_raw, human_result) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                                           error);
  if (!statement || !store_intern_name(store, spf->domain, &domain, error))
    return false;
  sqlite3_bind_int64(statement, 1, identity);
  sqlite3_bind_int(statement, 2, (int)seq);
  store_bind_id(statement, 3, domain);
  sqlite3_bind_int(statement, 4, spf->scope.value);
  sqlite3_bind_int(statement, 5, spf->result.value);
  store_bind_text(statement, 6, spf->result.raw);
  store_bind_text(statement, 7, spf->scope.raw);
  store_bind_text(statement, 8, spf->human_result);
  return store_run(store, statement, error);
}

static bool add_identity_row(struct store *store, const struct record *record, const struct digest *digest, int64_t *id,
                             GError **error) {
  int64_t header_from, envelope_from;
  sqlite3_stmt *statement = store_prepared(store, STATEMENT_ADD_IDENTITY,
                                           "INSERT INTO identity (digest, header_from, envelope_from, dkim_pass,"
                                           " spf_pass) VALUES (?, ?, ?, ?, ?)",
                                           error);
  if (!statement || !store_intern_name(store, record->header_from, &header_from, error) ||
      !store_intern_name(store, record->envelope_from, &envelope_from, error))
    return false;
  sqlite3_bind_blob(statement, 1, digest->bytes, sizeof digest->bytes, SQLITE_STATIC);
  store_bind_id(statement, 2, header_from);
  store_bind_id(statement, 3, envelope_from);
  sqlite3_bind_int(statement, 4, record_dkim_passes(record));
  sqlite3_bind_int(statement, 5, record_spf_passes(record));
  const bool good = store_run(store, statement, error);
  *id = sqlite3_last_insert_rowid(store->db);
  return good;
}

static bool add_identity(struct store *store, const struct record *record, const struct digest *digest, int64_t *id,
                         GError **error) {
  if (!add_identity_row(store, record, digest, id, error))
    return false;
  for (unsigned int i = 0; i < record->n_dkim_results; i++)
    if (!add_dkim_result(store, *id, i, &record->dkim_results[i], error))
      return false;
  for (unsigned int i = 0; i < record->n_spf_results; i++)
    if (!add_spf_result(store, *id, i, &record->spf_results[i], error))
      return false;
  return true;
}

static void put_identity(GByteArray *key, const struct record *record) {
  intern_put_text(key, record->header_from);
  intern_put_text(key, record->envelope_from);
  intern_put_number(key, record->n_dkim_results);
  for (unsigned int i = 0; i < record->n_dkim_results; i++) {
    const struct dkim_result *dkim = &record->dkim_results[i];
    intern_put_text(key, dkim->domain);
    intern_put_text(key, dkim->selector);
    intern_put_token(key, dkim->result);
    intern_put_text(key, dkim->human_result);
  }
  for (unsigned int i = 0; i < record->n_spf_results; i++) {
    const struct spf_result *spf = &record->spf_results[i];
    intern_put_text(key, spf->domain);
    intern_put_token(key, spf->scope);
    intern_put_token(key, spf->result);
    intern_put_text(key, spf->human_result);
  }
}

bool store_intern_identity(struct store *store, const struct record *record, int64_t *id, GError **error) {
  GByteArray *key = intern_begin_key(store);
  put_identity(key, record);
  struct digest digest;
  if (!intern_find(store, INTERNED_IDENTITY, STATEMENT_FIND_IDENTITY, "SELECT id FROM identity WHERE digest = ?",
                   &digest, id, error))
    return false;
  if (*id)
    return true;
  if (!add_identity(store, record, &digest, id, error))
    return false;
  intern_remember(store, INTERNED_IDENTITY, *id);
  return true;
}
