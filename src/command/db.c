/* SPDX-License-Identifier: MIT */
/* dmarcstat db: the database as a file: copies of it, whether it is sound, and what is too old for it. */
#include "command/db.h"
#include "base/command.h"
#include "base/fault.h"
#include "base/text.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

extern const struct command command_db;

/* -- files --------------------------------------------------------------------------------------------------------- */

static bool cannot_write(const char *path, int trouble, GError **error) {
  g_autofree char *shown = text_printable(path);
  return fault(error, trouble == ENOSPC ? FAULT_TRY_LATER : FAULT_CANNOT_CREATE, "%s cannot be written: %s", shown,
               g_strerror(trouble));
}

char *db_temporary(const char *place, GError **error) {
  g_autofree char *folder = g_path_get_dirname(place), *name = g_path_get_basename(place);
  g_autofree char *hidden = g_strdup_printf(".%.100s.XXXXXX", name);
  char *path = g_build_filename(folder, hidden, NULL);
  const int fd = g_mkstemp_full(path, O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0) {
    close(fd);
    return path;
  }
  cannot_write(place, errno, error);
  g_free(path);
  return NULL;
}

void db_remove(const char *path) {
  static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
  for (size_t i = 0; path && i < G_N_ELEMENTS(endings); i++) {
    g_autofree char *file = g_strconcat(path, endings[i], NULL);
    g_unlink(file);
  }
}

static bool sync_path(const char *path, int flags) {
  const int fd = g_open(path, flags | O_CLOEXEC, 0);
  const bool good = fd >= 0 && fsync(fd) == 0;
  const int trouble = errno;
  if (fd >= 0)
    close(fd);
  errno = trouble;
  return good;
}

bool db_move(const char *path, const char *place, GError **error) {
  g_autofree char *folder = g_path_get_dirname(place);
  return (sync_path(path, O_RDONLY) && g_rename(path, place) == 0 && sync_path(folder, O_RDONLY | O_DIRECTORY)) ||
         cannot_write(place, errno, error);
}

/* -- verbs --------------------------------------------------------------------------------------------------------- */

static const struct verb {
  const char *name;
  bool takes_file;
  bool (*run)(const struct db_typed *typed, const char *file, GError **error);
  const char *usage;
} verbs[] = {
    {"backup", true, db_backup, "db backup FILE"},      {"restore", true, db_restore, "db restore FILE"},
    {"verify", false, db_verify, "db verify"},          {"recover", true, db_recover, "db recover FILE"},
    {"prune", false, db_prune, "db prune --keep 400d"},
};

static bool find_database(struct db_typed *typed, GError **error) {
  struct config *config = settings_load(&typed->changing.settings, error);
  typed->database = config ? settings_database(config, typed->changing.db) : NULL;
  config_free(config);
  return typed->database != NULL;
}

static bool dispatch(struct db_typed *typed, int argc, char **argv, GError **error) {
  for (size_t i = 0; argc > 1 && i < G_N_ELEMENTS(verbs); i++) {
    if (!g_str_equal(argv[1], verbs[i].name))
      continue;
    if (argc != (verbs[i].takes_file ? 3 : 2))
      return fault(error, FAULT_USAGE, "db %s takes %s: %s", verbs[i].name,
                   verbs[i].takes_file ? "one file" : "no file", verbs[i].usage);
    return find_database(typed, error) && verbs[i].run(typed, argv[2], error);
  }
  return fault(error, FAULT_USAGE, "db what? Say db backup, restore, verify, recover or prune");
}

static bool run_db(int argc, char **argv, GError **error) {
  struct db_typed typed = {0};
  const GOptionEntry entries[] = {{"keep", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &typed.keep,
                                   "Of prune: keep the last so many days: 400d", "DAYS"},
                                  {"force", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &typed.force,
                                   "Of backup: replace the file if there is one", NULL},
                                  CHANGING_OPTIONS(&typed.changing),
                                  G_OPTION_ENTRY_NULL};
  bool help = false;
  bool good = command_parse(&command_db, entries, &argc, &argv, &help, error);
  if (good && !help)
    good = dispatch(&typed, argc, argv, error);
  g_free(typed.keep);
  g_free(typed.database);
  changing_clear(&typed.changing);
  return good;
}

const struct command command_db = {
    .name = "db",
    .arguments = "backup FILE | restore FILE | verify | recover FILE | prune --keep DAYS",
    .summary = "Back up, restore, verify and mend the database; remove what is old",
    .purpose =
        "backup copies the database into FILE, whole or not at all, also while others write to it.\n"
        "restore puts a copy in the place of the database, when it is sound and of no newer version, and keeps what "
        "was there as FILE.before. Nobody may be using the database.\n"
        "verify reads all of it: the file, its references, the sums in reports and the daily roll-up against the "
        "records. The exit code is 78 when something is wrong.\n"
        "recover reads what can still be read of a damaged database into the new database FILE, and says what is "
        "lost. A report of which not all is there is left out; `dmarcstat ingest` of the same mail brings it back.\n"
        "prune removes the TLS and failure reports of days, and what came into the quarantine, before the last --keep "
        "days. Aggregate reports stay.",
    .run = run_db,
};
