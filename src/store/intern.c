/* SPDX-License-Identifier: MIT */
#include "store/intern.h"
#include "base/hash.h"
#include <string.h>

#define KNOWN_MOST_BYTES (12u << 20)
#define NO_TEXT UINT32_MAX

/* -- what is known in memory --------------------------------------------------------------------------------------- */

static guint hash(gconstpointer pointer) {
  gsize length;
  const void *bytes = g_bytes_get_data((GBytes *)(uintptr_t)pointer, &length);
  return hash_bytes(bytes, length);
}

void store_intern_begin(struct store *store) {
  for (int i = 0; i < INTERNED_MAX; i++)
    store->interned[i] = g_hash_table_new_full(hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, g_free);
}

void store_intern_end(struct store *store) {
  for (int i = 0; i < INTERNED_MAX; i++)
    g_hash_table_unref(store->interned[i]);
}

void store_intern_forget(struct store *store) {
  for (int i = 0; i < INTERNED_MAX; i++)
    g_hash_table_remove_all(store->interned[i]);
  store->interned_bytes = 0;
}

/* 0: not known. */
static int64_t recall(struct store *store, enum interned kind, const void *bytes, size_t length) {
  g_autoptr(GBytes) key = g_bytes_new_static(bytes, length);
  const int64_t *id = g_hash_table_lookup(store->interned[kind], key);
  return id ? *id : 0;
}

static void remember(struct store *store, enum interned kind, const void *bytes, size_t length, int64_t id) {
  if (store->interned_bytes > KNOWN_MOST_BYTES)
    store_intern_forget(store);
  store->interned_bytes += length + 128; /* about what the table needs beside it */
  g_hash_table_insert(store->interned[kind], g_bytes_new(bytes, length), g_memdup2(&id, sizeof id));
}

/* -- serialising to store->key ------------------------------------------------------------------------------------- */

void intern_put_number(GByteArray *key, uint32_t number) {
  number = GUINT32_TO_LE(number);
  g_byte_array_append(key, (const guint8 *)&number, sizeof number);
}

void intern_put_text(GByteArray *key, const char *text) {
  const size_t length = text ? strlen(text) : 0;
  intern_put_number(key, text ? (uint32_t)length : NO_TEXT);
  if (text)
    g_byte_array_append(key, (const guint8 *)text, (guint)length);
}

void intern_put_token(GByteArray *key, struct token token) {
  intern_put_number(key, token.value);
  intern_put_text(key, token.raw);
}

/* Begins anew. */
GByteArray *intern_begin_key(struct store *store) {
  return g_byte_array_set_size(store->key, 0);
}

/* -- one of a kind ------------------------------------------------------------------------------------------------- */

static struct digest digest_of(const GByteArray *key) {
  struct digest digest;
  uint8_t whole[32];
  gsize length = sizeof whole;
  g_autoptr(GChecksum) sha256 = g_checksum_new(G_CHECKSUM_SHA256);
  g_checksum_update(sha256, key->data, (gssize)key->len);
  g_checksum_get_digest(sha256, whole, &length);
  memcpy(digest.bytes, whole, sizeof digest.bytes);
  return digest;
}

bool intern_find(struct store *store, enum interned kind, enum statement which, const char *sql, struct digest *digest,
                 int64_t *id, GError **error) {
  *id = recall(store, kind, store->key->data, store->key->len);
  if (*id)
    return true;
  *digest = digest_of(store->key);
  sqlite3_stmt *statement = store_prepared(store, which, sql, error);
  if (!statement)
    return false;
  sqlite3_bind_blob(statement, 1, digest->bytes, sizeof digest->bytes, SQLITE_STATIC);
  if (!store_find(store, statement, id, error))
    return false;
  if (*id)
    remember(store, kind, store->key->data, store->key->len, *id);
  return true;
}

void intern_remember(struct store *store, enum interned kind, int64_t id) {
  remember(store, kind, store->key->data, store->key->len, id);
}

/* -- names --------------------------------------------------------------------------------------------------------- */

bool store_intern_name(struct store *store, const char *text, int64_t *id, GError **error) {
  *id = 0;
  if (!text)
    return true;
  const size_t length = strlen(text);
  *id = recall(store, INTERNED_NAME, text, length);
  if (*id)
    return true;
  sqlite3_stmt *statement = store_prepared(store, STATEMENT_FIND_NAME, "SELECT id FROM name WHERE text = ?", error);
  if (!statement)
    return false;
  store_bind_text(statement, 1, text);
  if (!store_find(store, statement, id, error))
    return false;
  if (*id == 0) {
    statement = store_prepared(store, STATEMENT_ADD_NAME, "INSERT INTO name (text) VALUES (?)", error);
    if (!statement)
      return false;
    store_bind_text(statement, 1, text);
    if (!store_run(store, statement, error))
      return false;
    *id = sqlite3_last_insert_rowid(store->db);
  }
  remember(store, INTERNED_NAME, text, length, *id);
  return true;
}
