/* SPDX-License-Identifier: MIT */
#include "store/store.h"
#include "base/fault.h"
#include "base/text.h"
#include "store/query.h"
#include "store/store_parts.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define IN_MEMORY ":memory:"
#define BUSY_MILLISECONDS 60000
#define POST_MILLISECONDS 2000
#define SMALLEST 512               /* bytes; SQLite takes a file of less for an empty one and would write over it */
#define SAVEPOINT_BYTES (31 << 12) /* kept in memory of what a report changes; see configure_sqlite() */

/* -- opening ------------------------------------------------------------------------------------------------------- */

/* What can be said about the path without SQLite. */
static bool check_path(const char *path, enum store_mode mode, GError **error) {
  struct stat about;
  const bool reads = mode == STORE_READ || mode == STORE_READ_ANY;
  g_autofree char *shown = text_printable(path);
  if (stat(path, &about) == 0) {
    if (S_ISDIR(about.st_mode))
      return fault(error, FAULT_CANNOT_CREATE, "%s is a folder; --db wants the file of the database", shown);
    if (!S_ISREG(about.st_mode) || (about.st_size > 0 && about.st_size < SMALLEST))
      return fault(error, FAULT_CONFIG, "%s is no database of dmarcstat; name another one with --db", shown);
    if (access(path, reads ? R_OK : R_OK | W_OK) == 0)
      return true;
    return fault(error, FAULT_REFUSED, "%s: no permission to %s the database", shown, reads ? "read" : "write to");
  }
  if (errno != ENOENT)
    return fault(error, errno == EACCES ? FAULT_REFUSED : FAULT_NO_INPUT, "%s: the database cannot be reached: %s",
                 shown, g_strerror(errno));
  if (mode != STORE_WRITE)
    return fault(error, FAULT_NO_INPUT,
                 "there is no database %s yet; `dmarcstat ingest PATH` makes it from your report mail", shown);
  return true;
}

/* The usual folder is made; one that was named is not: it may be a typing mistake. Others need not read what is made.
 */
static bool create_file(const char *path, GError **error) {
  if (access(path, F_OK) == 0)
    return true;
  g_autofree char *folder = g_path_get_dirname(path), *shown = text_printable(path), *usual = store_usual_path();
  if (strcmp(path, usual) == 0)
    g_mkdir_with_parents(folder, 0700);
  const int fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    return fault(error, FAULT_CANNOT_CREATE, "%s: the database cannot be created: %s", shown, g_strerror(errno));
  close(fd);
  return true;
}

/*
 * Each report is a savepoint, and what it changes is kept for taking it back: in a file from the first page on, unless
 * told otherwise, which costs more calls of the system than all the rest. The most that can be told is below 128 KiB:
 * what is kept goes into the file in one write, and SQLite takes one of more for a disk that is full.
 */
static void configure_sqlite(void) {
  static gsize done;
  if (g_once_init_enter(&done)) {
    sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, SAVEPOINT_BYTES);
    g_once_init_leave(&done, 1);
  }
}

static bool open_database(struct store *store, const char *name, int flags, GError **error) {
  configure_sqlite();
  if (sqlite3_open_v2(name, &store->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL) != SQLITE_OK)
    return store_fault(store, error);
  sqlite3_busy_timeout(store->db, store->milliseconds);
  /* A database file may come from elsewhere: nothing in its schema may run code or be written to. */
  sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  return store_add_functions(store, error);
}

/* SQLite waits for its turn by itself, but not for this. */
static bool use_journal(struct store *store, GError **error) {
  const gint64 until = g_get_monotonic_time() + store->milliseconds * G_TIME_SPAN_MILLISECOND;
  int code;
  while (((code = sqlite3_exec(store->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL)) & 0xff) == SQLITE_BUSY &&
         g_get_monotonic_time() < until)
    g_usleep(5000);
  return code == SQLITE_OK || store_fault(store, error);
}

static bool open_for_writing(struct store *store, GError **error) {
  const bool in_memory = strcmp(store->path, IN_MEMORY) == 0;
  /* The schema first: a database of another program is refused before anything in it is changed. */
  return (in_memory || create_file(store->path, error)) &&
         open_database(store, store->path, SQLITE_OPEN_READWRITE, error) &&
         store_execute(store, "PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16384",
                       error) &&
         store_migrate(store, error) && use_journal(store, error) &&
         store_execute(store, "PRAGMA synchronous = FULL", error);
}

/* Whether something is in the journal that a snapshot would not show. */
static bool has_journal(const struct store *store) {
  g_autofree char *journal = g_strconcat(store->path, "-wal", NULL);
  struct stat about;
  return stat(journal, &about) == 0 && about.st_size > 0;
}

static bool prepare_reading(struct store *store, GError **error) {
  return store_execute(store, "PRAGMA query_only = ON; PRAGMA cell_size_check = ON; PRAGMA cache_size = -32768",
                       error) &&
         store_check_schema(store, error);
}

/*
 * In a folder that we cannot write, SQLite cannot make the files that it shares with a writer. When nobody is writing,
 * the file is all there is, and is read as it stands.
 */
static bool open_snapshot(struct store *store, GError **error) {
  g_autofree char *shown = text_printable(store->path);
  if (has_journal(store))
    return fault(error, FAULT_REFUSED,
                 "%s: some of it is only in the journal beside it, which needs permission to write to its folder; run "
                 "this as its owner",
                 shown);
  store_forget_queries(store);
  sqlite3_close(store->db);
  store->db = NULL;
  g_autofree char *path = g_canonicalize_filename(store->path, NULL);
  g_autofree char *uri = g_filename_to_uri(path, NULL, error);
  g_autofree char *snapshot = uri ? g_strconcat(uri, "?immutable=1", NULL) : NULL;
  return snapshot && open_database(store, snapshot, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, error) &&
         prepare_reading(store, error);
}

/* For writing if possible, since what a killed writer left half done must be undone before anything can be read. */
static bool open_for_reading(struct store *store, GError **error) {
  GError *trouble = NULL;
  if (open_database(store, store->path, SQLITE_OPEN_READWRITE, &trouble) && prepare_reading(store, &trouble))
    return true;
  const int code = sqlite3_errcode(store->db);
  if ((code & 0xff) == SQLITE_CANTOPEN || code == SQLITE_READONLY_DIRECTORY) {
    g_clear_error(&trouble);
    return open_snapshot(store, error);
  }
  g_propagate_error(error, trouble);
  return false;
}

struct store *store_open(const char *path, enum store_mode mode, GError **error) {
  const bool in_memory = strcmp(path, IN_MEMORY) == 0;
  if (!in_memory && !check_path(path, mode, error))
    return NULL;
  struct store *store = g_new0(struct store, 1);
  store->path = g_strdup(path);
  store->writable = (mode != STORE_READ && mode != STORE_READ_ANY) || in_memory;
  store->any_version = mode == STORE_READ_ANY;
  store->milliseconds = mode == STORE_POST ? POST_MILLISECONDS : BUSY_MILLISECONDS;
  store->key = g_byte_array_new();
  store->functions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  store->report_daily = store_daily_new();
  store->batch_daily = store_daily_new();
  store_intern_begin(store);
  if (store->writable ? open_for_writing(store, error) : open_for_reading(store, error))
    return store;
  store_close(store);
  return NULL;
}

void store_close(struct store *store) {
  if (!store)
    return;
  store_rollback(store);
  for (int i = 0; i < STATEMENT_MAX; i++)
    sqlite3_finalize(store->statements[i]);
  store_forget_queries(store);
  sqlite3_close(store->db);
  store_intern_end(store);
  g_hash_table_unref(store->functions);
  g_hash_table_unref(store->report_daily);
  g_hash_table_unref(store->batch_daily);
  g_byte_array_unref(store->key);
  g_free(store->path);
  g_free(store);
}

void store_keep_samples(struct store *store, enum failure_samples samples) {
  store->samples = samples;
}

/* -- transactions -------------------------------------------------------------------------------------------------- */

void store_add_only(struct store *store) {
  sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
}

bool store_begin(struct store *store, GError **error) {
  int64_t version = 0;
  if (!store_execute(store, "BEGIN IMMEDIATE", error))
    return false;
  store->begun = true;
  if (!query_number(store, "PRAGMA data_version", &version, error))
    return false;
  if (version != store->data_version)
    store_intern_forget(store);
  store->data_version = version;
  return true;
}

bool store_commit(struct store *store, GError **error) {
  if (!store_daily_flush(store, error) || !store_execute(store, "COMMIT", error))
    return false;
  store->begun = false;
  return true;
}

void store_rollback(struct store *store) {
  if (!store->begun)
    return;
  sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL); /* after some errors SQLite has done so already */
  store->begun = false;
  store_daily_forget(store);
  store_intern_forget(store);
}

bool store_transact(struct store *store, store_work work, void *user, GError **error) {
  if (store_begin(store, error) && work(store, user, error) && store_commit(store, error))
    return true;
  store_rollback(store);
  return false;
}
