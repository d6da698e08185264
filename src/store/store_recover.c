/* SPDX-License-Identifier: MIT */
/*
 * A sound database out of a damaged one, in two steps. First every row that can be read goes into a scratch database of
 * the same version, whose schema is ours and not the damaged one's. Out of that the reports go through the front door,
 * one by one, with the checks that a worker's and an import's go through, so that names, identities and the roll-up are
 * made anew; what no report owns is copied.
 */
#include "base/fault.h"
#include "base/text.h"
#include "schema/migrations.h"
#include "store/query.h"
#include "store/salvage.h"

#define BATCH 500 /* reports in a transaction */

/* -- the scratch database ------------------------------------------------------------------------------------------ */

/* Of the same version as `from`; then with what can be read there. */
static bool fill_scratch(struct store *from, const char *path, struct recovery *recovery, GError **error) {
  int64_t version = 0;
  if (!query_number(from, "SELECT max(number) FROM migration", &version, error))
    return false;
  struct store scratch = {.path = g_strdup(path), .writable = true};
  const bool good =
      (sqlite3_open_v2(path, &scratch.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE, NULL) ==
           SQLITE_OK ||
       store_fault(&scratch, error)) &&
      store_execute(&scratch, "PRAGMA synchronous = OFF; BEGIN", error) &&
      store_apply_until(&scratch, version, error) && store_execute(&scratch, "DELETE FROM privacy", error) &&
      salvage_all(from, &scratch, recovery, error) && store_execute(&scratch, "COMMIT", error);
  sqlite3_close(scratch.db);
  g_free(scratch.path);
  return good;
}

/* -- what no report owns ------------------------------------------------------------------------------------------- */

static const char *const copied[] = {"name",    "tls_report",   "tls_policy", "tls_failure", "privacy",
                                     "failure", "quarantine",   "run",        "mailbox",     "mailbox_exception",
                                     "source",  "domain_check", "digest",     "alert",       "alert_message"};

/* Rows that refer to rows that are gone; twice, as those may be referred to themselves. */
static const char orphans_sql[] =
    "SELECT 'DELETE FROM \"' || t.name || '\" WHERE \"' || f.\"from\" || '\" IS NOT NULL AND \"' || f.\"from\" ||"
    " '\" NOT IN (SELECT ' || coalesce(f.\"to\", 'id') || ' FROM \"' || f.\"table\" || '\")'"
    " FROM sqlite_schema AS t, pragma_foreign_key_list(t.name) AS f WHERE t.type = 'table'";

static bool remove_orphans(struct store *store, struct recovery *recovery, GError **error) {
  const int64_t before = sqlite3_total_changes64(store->db);
  sqlite3_stmt *statement = NULL;
  bool good =
      sqlite3_prepare_v2(store->db, orphans_sql, -1, &statement, NULL) == SQLITE_OK || store_fault(store, error);
  GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
  while (good && sqlite3_step(statement) == SQLITE_ROW)
    g_ptr_array_add(all, g_strdup((const char *)sqlite3_column_text(statement, 0)));
  sqlite3_finalize(statement);
  for (guint i = 0; good && i < 2 * all->len; i++)
    good = store_execute(store, g_ptr_array_index(all, i % all->len), error);
  g_ptr_array_unref(all);
  /* a TLS report without one of its policies */
  good = good &&
         store_execute(store,
                       "DELETE FROM tls_report WHERE sessions_ok + 0.0 <> (SELECT total(sessions_ok) FROM tls_policy"
                       " WHERE report = tls_report.id) AND sessions_ok < 1e15;"
                       "DELETE FROM tls_policy WHERE report NOT IN (SELECT id FROM tls_report);"
                       "DELETE FROM tls_failure WHERE report NOT IN (SELECT id FROM tls_report)",
                       error);
  recovery->doubtful += (uint64_t)(sqlite3_total_changes64(store->db) - before);
  return good;
}

static bool copy_others(struct store *store, const char *scratch, struct recovery *recovery, GError **error) {
  char *attach = sqlite3_mprintf("ATTACH %Q AS scratch", scratch);
  bool good = store_execute(store, attach, error) && store_execute(store, "BEGIN; DELETE FROM privacy", error);
  sqlite3_free(attach);
  recovery->others = 0;
  for (size_t i = 0; good && i < G_N_ELEMENTS(copied); i++) {
    g_autofree char *sql =
        g_strdup_printf("INSERT INTO main.\"%s\" SELECT * FROM scratch.\"%s\"", copied[i], copied[i]);
    good = store_execute(store, sql, error);
    if (good && i > 0)
      recovery->others += (uint64_t)sqlite3_changes64(store->db);
  }
  /* one that can be read no more: what was hashed with it stays as it is, and what comes is hashed anew */
  return good &&
         store_execute(store,
                       "INSERT INTO privacy (key) SELECT randomblob(32) WHERE NOT EXISTS (SELECT 1 FROM main.privacy)",
                       error) &&
         remove_orphans(store, recovery, error) && store_execute(store, "COMMIT; DETACH scratch", error);
}

/* -- reports ------------------------------------------------------------------------------------------------------- */

struct recovering {
  struct store *to;
  struct recovery *recovery;
};

static bool take_report(void *user, struct report_stream *stream, const struct provenance *provenance, GError **error) {
  struct recovering *recovering = user;
  enum store_result result = STORE_DUPLICATE;
  if (!store_put_report(recovering->to, stream, provenance, &result, error))
    return false;
  if (result == STORE_NEW) {
    recovering->recovery->reports++;
    recovering->recovery->records += stream->report.records;
  }
  return recovering->recovery->reports % BATCH > 0 ||
         (store_commit(recovering->to, error) && store_begin(recovering->to, error));
}

static bool take_reports(struct store *scratch, struct store *to, struct recovery *recovery, GError **error) {
  struct recovering recovering = {.to = to, .recovery = recovery};
  return store_begin(to, error) && store_each_checked(scratch, take_report, &recovering, &recovery->left_out, error) &&
         store_commit(to, error);
}

/* -- all of it ----------------------------------------------------------------------------------------------------- */

static bool rebuild(const char *path, const char *scratch_path, struct recovery *recovery, GError **error) {
  /* opened for writing once, so that it is brought up to date */
  struct store *scratch = store_open(scratch_path, STORE_WRITE, error);
  struct store *to = scratch ? store_open(path, STORE_WRITE, error) : NULL;
  if (to)
    store_add_only(to);
  const bool good = to && copy_others(to, scratch_path, recovery, error) &&
                    take_reports(scratch, to, recovery, error) &&
                    store_execute(to, "PRAGMA journal_mode = DELETE", error);
  store_close(to);
  store_close(scratch);
  return good;
}

bool store_recover(const char *from, const char *to, const char *scratch, struct recovery *recovery, GError **error) {
  *recovery = (struct recovery){0};
  struct store *damaged = store_open(from, STORE_READ_ANY, error);
  const bool good = damaged && fill_scratch(damaged, scratch, recovery, error);
  store_close(damaged);
  return good && rebuild(to, scratch, recovery, error);
}
