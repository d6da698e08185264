/* SPDX-License-Identifier: MIT */
/* db backup and db restore: a copy while others write, and back into its place. */
#include "base/fault.h"
#include "base/output.h"
#include "base/text.h"
#include "command/db.h"
#include "store/safety.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *size_of(const char *path) {
  struct stat about;
  return text_bytes(stat(path, &about) == 0 ? (uint64_t)about.st_size : 0);
}

bool db_backup(const struct db_typed *typed, const char *file, GError **error) {
  g_autofree char *place = output_place(file), *database = output_place(typed->database);
  g_autofree char *shown = text_printable(file);
  if (g_str_equal(place, database))
    return fault(error, FAULT_USAGE, "%s is the database itself; name another file for its backup", shown);
  if (!typed->force && g_file_test(place, G_FILE_TEST_EXISTS))
    return fault(error, FAULT_CANNOT_CREATE, "%s is there already; name another file, or replace it with --force",
                 shown);
  g_autofree char *temporary = db_temporary(place, error);
  const bool good = temporary && store_copy(typed->database, temporary, error) && db_move(temporary, place, error);
  db_remove(temporary);
  if (!good)
    return false;
  g_autofree char *size = size_of(place);
  printf("%s has all of the database, %s\n", shown, size);
  return true;
}

/* -- restore ------------------------------------------------------------------------------------------------------- */

static void ignore(void *user, const char *what) {
  (void)user, (void)what;
}

/* Brings the copy up to date, which refuses what is not ours or newer, and looks at all of it. */
static bool check_copy(const char *path, const char *shown, GError **error) {
  unsigned int troubles = 0;
  struct store *store = store_open(path, STORE_WRITE, error);
  const bool good = store && store_verify(store, ignore, NULL, &troubles, error);
  store_close(store);
  if (!good)
    return false;
  return troubles == 0 ||
         fault(error, FAULT_CONFIG,
               "%s is not sound; `dmarcstat db verify --db` says what is wrong with it, `db recover` saves "
               "what is sound",
               shown);
}

/* Its journal goes with it; of a sound one it is empty by now. */
static bool keep_old(const char *database, const char *before, GError **error) {
  g_autofree char *journal = g_strconcat(database, "-wal", NULL), *kept = g_strconcat(before, "-wal", NULL);
  g_autofree char *shared = g_strconcat(database, "-shm", NULL), *shown = text_printable(before);
  if (link(database, before) != 0)
    return fault(error, FAULT_CANNOT_CREATE, "%s cannot be made: %s", shown, g_strerror(errno));
  if (g_rename(journal, kept) != 0 && errno != ENOENT)
    return fault(error, FAULT_CANNOT_CREATE, "%s-wal cannot be made: %s", shown, g_strerror(errno));
  g_unlink(shared);
  return true;
}

static bool replace(const char *database, const char *copy, GError **error) {
  g_autofree char *before = g_strconcat(database, ".before", NULL), *shown = text_printable(before);
  const bool is_there = g_file_test(database, G_FILE_TEST_EXISTS);
  if (is_there && g_file_test(before, G_FILE_TEST_EXISTS))
    return fault(error, FAULT_CANNOT_CREATE,
                 "%s is there from an earlier restore, and would be lost; move it away or remove it", shown);
  if (is_there && (!store_quiesce(database, error) || !keep_old(database, before, error)))
    return false;
  if (!db_move(copy, database, error))
    return false;
  if (is_there)
    printf("What was there before is %s\n", shown);
  return true;
}

bool db_restore(const struct db_typed *typed, const char *file, GError **error) {
  g_autofree char *database = output_place(typed->database), *source = output_place(file);
  g_autofree char *shown = text_printable(file);
  if (g_str_equal(source, database))
    return fault(error, FAULT_USAGE, "%s is the database itself; name the file of a backup", shown);
  if (!g_file_test(file, G_FILE_TEST_EXISTS))
    return fault(error, FAULT_NO_INPUT, "%s: there is no such file", shown);
  g_autofree char *temporary = db_temporary(database, error);
  const bool good = temporary && store_copy(file, temporary, error) && check_copy(temporary, shown, error) &&
                    store_settle(temporary, error) && replace(database, temporary, error);
  db_remove(temporary);
  if (good)
    printf("%s is the database now\n", shown);
  return good;
}
