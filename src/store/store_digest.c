/* SPDX-License-Identifier: MIT */
/* Which digests were mailed. */
#include "store/store_parts.h"

static void bind_mark(sqlite3_stmt *statement, const struct digest_mark *mark) {
  store_bind_text(statement, 1, mark->every);
  sqlite3_bind_int64(statement, 2, mark->first_day);
  store_bind_text(statement, 3, mark->domain);
}

static bool look(struct store *store, const struct digest_mark *mark, bool force, int64_t now, enum digest_claim *claim,
                 GError **error) {
  sqlite3_stmt *statement = store_prepared(
      store, STATEMENT_FIND_DIGEST,
      "SELECT claimed, sent IS NOT NULL FROM digest WHERE every = ? AND first_day = ? AND domain = ?", error);
  if (!statement)
    return false;
  bind_mark(statement, mark);
  const int step = sqlite3_step(statement);
  const int64_t claimed = step == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
  const bool sent = step == SQLITE_ROW && sqlite3_column_int(statement, 1) != 0;
  *claim = sent && !force                                                           ? DIGEST_SENT
           : claimed != 0 && now - claimed < DIGEST_CLAIM_SECONDS && now >= claimed ? DIGEST_BUSY
                                                                                    : DIGEST_CLAIMED;
  const bool good = step == SQLITE_ROW || step == SQLITE_DONE || store_fault(store, error);
  sqlite3_reset(statement);
  return good;
}

bool store_claim_digest(struct store *store, const struct digest_mark *mark, bool force, int64_t now,
                        enum digest_claim *claim, GError **error) {
  if (!look(store, mark, force, now, claim, error))
    return false;
  if (*claim != DIGEST_CLAIMED)
    return true;
  sqlite3_stmt *statement = store_prepared(store, STATEMENT_CLAIM_DIGEST,
                                           "INSERT INTO digest (every, first_day, domain, claimed) VALUES (?, ?, ?, ?)"
                                           " ON CONFLICT DO UPDATE SET claimed = excluded.claimed",
                                           error);
  if (!statement)
    return false;
  bind_mark(statement, mark);
  sqlite3_bind_int64(statement, 4, now);
  return store_run(store, statement, error);
}

bool store_end_digest(struct store *store, const struct digest_mark *mark, bool accepted, int64_t now, GError **error) {
  sqlite3_stmt *statement = store_prepared(store, STATEMENT_END_DIGEST,
                                           "UPDATE digest SET claimed = 0, sent = coalesce(?4, sent)"
                                           " WHERE every = ?1 AND first_day = ?2 AND domain = ?3",
                                           error);
  if (!statement)
    return false;
  bind_mark(statement, mark);
  if (accepted)
    sqlite3_bind_int64(statement, 4, now);
  else
    sqlite3_bind_null(statement, 4);
  return store_run(store, statement, error);
}
