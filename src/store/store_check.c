/* SPDX-License-Identifier: MIT */
/* What `check --store` found, and how it changed. */
#include "store/store_parts.h"

/* The newest row when it says the same; *id is 0 when it says something else, or there is none. */
static bool find_same(struct store *store, const struct domain_check *check, int64_t *id, GError **error) {
  sqlite3_stmt *statement =
      store_prepared(store, STATEMENT_FIND_CHECK,
                     "SELECT id FROM (SELECT id, result, details FROM domain_check WHERE domain = ? AND name = ?"
                     " ORDER BY id DESC LIMIT 1) WHERE result = ? AND details = ?",
                     error);
  if (!statement)
    return false;
  store_bind_text(statement, 1, check->domain);
  store_bind_text(statement, 2, check->name);
  store_bind_text(statement, 3, check->result);
  store_bind_text(statement, 4, check->details);
  return store_find(store, statement, id, error);
}

static bool lengthen(struct store *store, int64_t id, int64_t checked, GError **error) {
  sqlite3_stmt *statement = store_prepared(store, STATEMENT_LENGTHEN_CHECK,
                                           "UPDATE domain_check SET checked = max(checked, ?) WHERE id = ?", error);
  if (!statement)
    return false;
  sqlite3_bind_int64(statement, 1, checked);
  sqlite3_bind_int64(statement, 2, id);
  return store_run(store, statement, error);
}

bool store_put_check(struct store *store, const struct domain_check *check, GError **error) {
  int64_t id = 0;
  if (!find_same(store, check, &id, error))
    return false;
  if (id != 0)
    return lengthen(store, id, check->checked, error);
  sqlite3_stmt *statement = store_prepared(store, STATEMENT_PUT_CHECK,
                                           "INSERT INTO domain_check (domain, name, since, checked, result, details)"
                                           " VALUES (?1, ?2, ?3, ?3, ?4, ?5)",
                                           error);
  if (!statement)
    return false;
  store_bind_text(statement, 1, check->domain);
  store_bind_text(statement, 2, check->name);
  sqlite3_bind_int64(statement, 3, check->checked);
  store_bind_text(statement, 4, check->result);
  store_bind_text(statement, 5, check->details);
  return store_run(store, statement, error);
}

bool store_each_check(struct store *store, const char *domain, bool history,
                      bool (*each)(void *user, const struct domain_check *check, GError **error), void *user,
                      GError **error) {
  sqlite3_stmt *statement =
      store_prepared(store, STATEMENT_EACH_CHECK,
                     "SELECT name, since, checked, result, details FROM domain_check AS c WHERE domain = ?1 AND (?2 OR"
                     " id = (SELECT max(id) FROM domain_check WHERE domain = c.domain AND name = c.name))"
                     " ORDER BY name, id DESC",
                     error);
  if (!statement)
    return false;
  int step;
  bool good = true;
  store_bind_text(statement, 1, domain);
  sqlite3_bind_int(statement, 2, history);
  while (good && (step = sqlite3_step(statement)) == SQLITE_ROW) {
    const struct domain_check check = {.domain = domain,
                                       .name = (const char *)sqlite3_column_text(statement, 0),
                                       .since = sqlite3_column_int64(statement, 1),
                                       .checked = sqlite3_column_int64(statement, 2),
                                       .result = (const char *)sqlite3_column_text(statement, 3),
                                       .details = (const char *)sqlite3_column_text(statement, 4)};
    good = each(user, &check, error);
  }
  if (good && step != SQLITE_DONE)
    good = store_fault(store, error);
  sqlite3_reset(statement);
  return good;
}
