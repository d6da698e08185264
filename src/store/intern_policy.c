/* SPDX-License-Identifier: MIT */
/* Published policies, each once. */
#include "store/intern.h"
#include <jansson.h>

/* {"p": "..."} of the tokens that are no words of the standard; NULL when there are none. Free with free(). */
static char *policy_raw(const struct policy_published *policy) {
  const struct {
    const char *name;
    struct token token;
  } tokens[] = {{"p", policy->p},         {"sp", policy->sp},     {"np", policy->np},
                {"adkim", policy->adkim}, {"aspf", policy->aspf}, {"discovery_method", policy->discovery_method}};
  json_t *raw = json_object();
  for (size_t i = 0; i < G_N_ELEMENTS(tokens); i++)
    if (tokens[i].token.raw)
      json_object_set_new(raw, tokens[i].name, json_string(tokens[i].token.raw));
  char *text = json_object_size(raw) > 0 ? json_dumps(raw, JSON_COMPACT) : NULL;
  json_decref(raw);
  return text;
}

static bool add_policy(struct store *store, const struct policy_published *policy, const struct digest *digest,
                       int64_t *id, GError **error) {
  sqlite3_stmt *statement =
      store_prepared(store, STATEMENT_ADD_POLICY,
                     "INSERT INTO policy (digest, p, sp, np, adkim, aspf, discovery_method, pct, fo, testing, raw)"
                     " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     error);
  if (!statement)
    return false;
  char *raw = policy_raw(policy);
  sqlite3_bind_blob(statement, 1, digest->bytes, sizeof digest->bytes, SQLITE_STATIC);
  sqlite3_bind_int(statement, 2, policy->p.value);
  sqlite3_bind_int(statement, 3, policy->sp.value);
  sqlite3_bind_int(statement, 4, policy->np.value);
  sqlite3_bind_int(statement, 5, policy->adkim.value);
  sqlite3_bind_int(statement, 6, policy->aspf.value);
  sqlite3_bind_int(statement, 7, policy->discovery_method.value);
  if (policy->pct < 0)
    sqlite3_bind_null(statement, 8);
  else
    sqlite3_bind_int(statement, 8, policy->pct);
  store_bind_text(statement, 9, policy->fo);
  store_bind_text(statement, 10, policy->testing);
  store_bind_text(statement, 11, raw);
  const bool good = store_run(store, statement, error);
  free(raw);
  *id = sqlite3_last_insert_rowid(store->db);
  return good;
}

bool store_intern_policy(struct store *store, const struct policy_published *policy, int64_t *id, GError **error) {
  GByteArray *key = intern_begin_key(store);
  intern_put_token(key, policy->p);
  intern_put_token(key, policy->sp);
  intern_put_token(key, policy->np);
  intern_put_token(key, policy->adkim);
  intern_put_token(key, policy->aspf);
  intern_put_token(key, policy->discovery_method);
  intern_put_text(key, policy->fo);
  intern_put_text(key, policy->testing);
  intern_put_number(key, (uint32_t)policy->pct);
  struct digest digest;
  if (!intern_find(store, INTERNED_POLICY, STATEMENT_FIND_POLICY, "SELECT id FROM policy WHERE digest = ?", &digest, id,
                   error))
    return false;
  if (*id)
    return true;
  if (!add_policy(store, policy, &digest, id, error))
    return false;
  intern_remember(store, INTERNED_POLICY, *id);
  return true;
}
