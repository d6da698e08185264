/* SPDX-License-Identifier: MIT */
/* The whole database into another file, while others write. */
#include "base/fault.h"
#include "base/text.h"
#include "store/safety.h"
#include "store/store_parts.h"

static bool copy_into(struct store *from, struct store *to, GError **error) {
  sqlite3_backup *backup = sqlite3_backup_init(to->db, "main", from->db, "main");
  if (!backup)
    return store_fault(to, error);
  /* all at once: within one transaction of reading, so that no writer makes it begin again */
  sqlite3_backup_step(backup, -1);
  const int code = sqlite3_backup_finish(backup);
  /* one file, to be moved as it is: SQLite goes back to a journal when the database is opened for writing */
  if (code == SQLITE_OK)
    return store_execute(to, "PRAGMA journal_mode = DELETE", error);
  const bool reading = (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_BUSY;
  return store_fault(reading ? from : to, error);
}

bool store_copy(const char *from, const char *to, GError **error) {
  struct store *source = store_open(from, STORE_READ_ANY, error);
  if (!source)
    return false;
  struct store target = {.path = g_strdup(to), .writable = true};
  const bool good = (sqlite3_open_v2(to, &target.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE,
                                     NULL) == SQLITE_OK ||
                     store_fault(&target, error)) &&
                    copy_into(source, &target, error);
  sqlite3_close(target.db);
  g_free(target.path);
  store_close(source);
  return good;
}

/* Without waiting for long: whoever keeps the database open does so for hours. */
bool store_settle(const char *path, GError **error) {
  struct store store = {.path = g_strdup(path), .writable = true};
  bool good =
      sqlite3_open_v2(path, &store.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL) == SQLITE_OK &&
      sqlite3_busy_timeout(store.db, 2000) == SQLITE_OK &&
      sqlite3_exec(store.db, "PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE; ROLLBACK", NULL, NULL, NULL) == SQLITE_OK;
  if (!good)
    store_fault(&store, error);
  sqlite3_close(store.db);
  g_free(store.path);
  return good;
}

bool store_quiesce(const char *path, GError **error) {
  g_autoptr(GError) trouble = NULL;
  if (store_settle(path, &trouble) || !g_error_matches(trouble, FAULT, FAULT_TRY_LATER))
    return true; /* also one that is damaged, of which nobody can make use */
  g_autofree char *shown = text_printable(path);
  return fault(error, FAULT_TRY_LATER, "%s is in use; stop the services that use it, and run the same again", shown);
}
