/* SPDX-License-Identifier: MIT */
/* A store that answers strangers: what its statements may do and how long they may take. */
#include "store/store_parts.h"
#include <string.h>
#include <sys/stat.h>

#define BUSY_MILLISECONDS 2000
#define STEPS 20000 /* of SQLite's machine between two looks at the clock; less than a millisecond */

/* What pages tell of. The rest (how far mailboxes are read, say) is nobody's business. */
static const char *const readable[] = {
    "name",         "policy",     "report",      "warning", "identity",     "dkim_result", "spf_result",
    "override_set", "override",   "record",      "daily",   "quarantine",   "source",      "run",
    "tls_report",   "tls_policy", "tls_failure", "failure", "domain_check", "json_each",   NULL};

/*
 * The bytes of rejected items and the headers of failed messages are as if there were none. Without a column, only rows
 * are counted, also those of a CTE, whose name may be anything.
 */
static int may_read(const char *table, const char *column) {
  if (*column && !g_strv_contains(readable, table))
    return SQLITE_DENY;
  const bool hidden = (strcmp(table, "quarantine") == 0 && strcmp(column, "bytes") == 0) ||
                      (strcmp(table, "failure") == 0 && strcmp(column, "sample") == 0);
  return hidden ? SQLITE_IGNORE : SQLITE_OK;
}

static int authorize(void *user, int action, const char *first, const char *second, const char *database,
                     const char *trigger) {
  (void)user, (void)database, (void)trigger;
  switch (action) {
  case SQLITE_SELECT:
  case SQLITE_RECURSIVE:
  case SQLITE_FUNCTION: /* there are only our own and those built in, and no extension can be loaded */
  case SQLITE_TRANSACTION:
    return SQLITE_OK;
  case SQLITE_READ:
    return may_read(first, second);
  default:
    return SQLITE_DENY;
  }
}

static int is_late(void *user) {
  const struct store *store = user;
  return g_get_monotonic_time() > store->deadline;
}

bool store_guard(struct store *store, unsigned int seconds, GError **error) {
  store->seconds = seconds;
  store->deadline = g_get_monotonic_time() + seconds * G_TIME_SPAN_SECOND;
  sqlite3_busy_timeout(store->db, BUSY_MILLISECONDS);
  sqlite3_progress_handler(store->db, STEPS, is_late, store);
  /* SQLite makes the table of json_each when it is first asked for, and would have to be let do so */
  return store_execute(store, "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; SELECT 1 FROM json_each('[]')",
                       error) &&
         (sqlite3_set_authorizer(store->db, authorize, NULL) == SQLITE_OK || store_fault(store, error));
}

/* -- versions ------------------------------------------------------------------------------------------------------ */

char *store_version(const char *path, int64_t *changed) {
  static const char *const endings[] = {"", "-wal"}; /* the second is there while somebody has it open */
  GString *version = g_string_new(NULL);
  *changed = 0;
  for (unsigned int i = 0; i < G_N_ELEMENTS(endings); i++) {
    g_autofree char *file = g_strconcat(path, endings[i], NULL);
    struct stat about;
    if (stat(file, &about) < 0 || about.st_size == 0)
      continue;
    g_string_append_printf(version, "%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT ".%" G_GINT64_FORMAT ".%ld ",
                           (guint64)about.st_ino, (guint64)about.st_size, (gint64)about.st_mtim.tv_sec,
                           about.st_mtim.tv_nsec);
    *changed = MAX(*changed, (int64_t)about.st_mtim.tv_sec);
  }
  return g_string_free(version, FALSE);
}
