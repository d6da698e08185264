/* SPDX-License-Identifier: MIT */
/* How far the folders of mailboxes have been read. */
#include "base/period.h"
#include "store/store_parts.h"

/* -- exceptions ---------------------------------------------------------------------------------------------------- */

static bool get_exceptions(struct store *store, int64_t mailbox, GArray *exceptions, GError **error) {
  sqlite3_stmt *statement =
      store_prepared(store, STATEMENT_GET_EXCEPTIONS,
                     "SELECT uid, again FROM mailbox_exception WHERE mailbox = ? ORDER BY uid", error);
  if (!statement)
    return false;
  int step;
  sqlite3_bind_int64(statement, 1, mailbox);
  while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
    const struct mailbox_exception exception = {(uint32_t)sqlite3_column_int64(statement, 0),
                                                sqlite3_column_int(statement, 1) != 0};
    g_array_append_val(exceptions, exception);
  }
  const bool good = step == SQLITE_DONE || store_fault(store, error);
  sqlite3_reset(statement);
  return good;
}

static bool put_exception(struct store *store, int64_t mailbox, const struct mailbox_exception *exception,
                          GError **error) {
  sqlite3_stmt *statement = store_prepared(store, STATEMENT_PUT_EXCEPTION,
                                           "INSERT INTO mailbox_exception (mailbox, uid, again) VALUES (?, ?, ?)"
                                           " ON CONFLICT DO UPDATE SET again = excluded.again",
                                           error);
  if (!statement)
    return false;
  sqlite3_bind_int64(statement, 1, mailbox);
  sqlite3_bind_int64(statement, 2, exception->uid);
  sqlite3_bind_int(statement, 3, exception->again);
  return store_run(store, statement, error);
}

static bool drop_exception(struct store *store, int64_t mailbox, uint32_t uid, GError **error) {
  sqlite3_stmt *statement = store_prepared(store, STATEMENT_DROP_EXCEPTION,
                                           "DELETE FROM mailbox_exception WHERE mailbox = ? AND uid = ?", error);
  if (!statement)
    return false;
  sqlite3_bind_int64(statement, 1, mailbox);
  sqlite3_bind_int64(statement, 2, uid);
  return store_run(store, statement, error);
}

/* Writes only what is different: there may be many, and it is done often. Both lists ascend. */
static bool update_exceptions(struct store *store, int64_t mailbox, const GArray *there, const GArray *wanted,
                              GError **error) {
  guint i = 0, k = 0;
  const guint n = wanted ? wanted->len : 0;
  while (i < there->len || k < n) {
    const struct mailbox_exception *old = i < there->len ? &g_array_index(there, struct mailbox_exception, i) : NULL;
    const struct mailbox_exception *new = k < n ? &g_array_index(wanted, struct mailbox_exception, k) : NULL;
    const bool superfluous = old && (!new || old->uid < new->uid), same = old && new && old->uid == new->uid;
    if (superfluous && !drop_exception(store, mailbox, old->uid, error))
      return false;
    if (!superfluous && (!same || old->again != new->again) && !put_exception(store, mailbox, new, error))
      return false;
    i += superfluous || same;
    k += !superfluous;
  }
  return true;
}

/* -- folders ------------------------------------------------------------------------------------------------------- */

/* *mailbox is 0 when the folder is not known. */
static bool get_folder(struct store *store, const char *account, const char *folder, int64_t *mailbox,
                       struct mailbox_progress *progress, GError **error) {
  sqlite3_stmt *statement =
      store_prepared(store, STATEMENT_GET_MAILBOX,
                     "SELECT id, uidvalidity, last_uid FROM mailbox WHERE account = ? AND folder = ?", error);
  if (!statement)
    return false;
  store_bind_text(statement, 1, account);
  store_bind_text(statement, 2, folder);
  const int step = sqlite3_step(statement);
  *mailbox = step == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
  progress->uidvalidity = step == SQLITE_ROW ? (uint32_t)sqlite3_column_int64(statement, 1) : 0;
  progress->last_uid = step == SQLITE_ROW ? (uint32_t)sqlite3_column_int64(statement, 2) : 0;
  const bool good = step == SQLITE_ROW || step == SQLITE_DONE || store_fault(store, error);
  sqlite3_reset(statement);
  return good;
}

bool store_get_mailbox(struct store *store, const char *account, const char *folder, struct mailbox_progress *progress,
                       GError **error) {
  int64_t mailbox = 0;
  progress->exceptions = g_array_new(FALSE, FALSE, sizeof(struct mailbox_exception));
  if (get_folder(store, account, folder, &mailbox, progress, error) &&
      (mailbox == 0 || get_exceptions(store, mailbox, progress->exceptions, error)))
    return true;
  g_clear_pointer(&progress->exceptions, g_array_unref);
  return false;
}

bool store_put_mailbox(struct store *store, const char *account, const char *folder,
                       const struct mailbox_progress *progress, GError **error) {
  sqlite3_stmt *statement =
      store_prepared(store, STATEMENT_PUT_MAILBOX,
                     "INSERT INTO mailbox (account, folder, uidvalidity, last_uid, at) VALUES (?, ?, ?, ?, ?)"
                     " ON CONFLICT DO UPDATE SET uidvalidity = excluded.uidvalidity, last_uid = excluded.last_uid,"
                     " at = excluded.at",
                     error);
  if (!statement)
    return false;
  store_bind_text(statement, 1, account);
  store_bind_text(statement, 2, folder);
  sqlite3_bind_int64(statement, 3, progress->uidvalidity);
  sqlite3_bind_int64(statement, 4, progress->last_uid);
  sqlite3_bind_int64(statement, 5, period_now());
  int64_t mailbox = 0;
  struct mailbox_progress ignored;
  g_autoptr(GArray) there = g_array_new(FALSE, FALSE, sizeof(struct mailbox_exception));
  return store_run(store, statement, error) && get_folder(store, account, folder, &mailbox, &ignored, error) &&
         get_exceptions(store, mailbox, there, error) &&
         update_exceptions(store, mailbox, there, progress->exceptions, error);
}
