/* SPDX-License-Identifier: MIT */
/* db verify and db recover: whether the database is sound, and what can be saved of one that is not. */
#include "base/fault.h"
#include "base/output.h"
#include "base/text.h"
#include "command/db.h"
#include "store/safety.h"
#include <stdio.h>

static void print_trouble(void *user, const char *what) {
  (void)user;
  printf("%s\n", what);
}

static bool verify(const char *path, unsigned int *troubles, GError **error) {
  struct store *store = store_open(path, STORE_READ, error);
  const bool good = store && store_hold(store, error) && store_verify(store, print_trouble, NULL, troubles, error);
  if (store)
    store_release(store);
  store_close(store);
  return good;
}

bool db_verify(const struct db_typed *typed, const char *file, GError **error) {
  (void)file;
  unsigned int troubles = 0;
  g_autofree char *shown = text_printable(typed->database);
  if (!verify(typed->database, &troubles, error))
    return false;
  if (troubles > 0)
    return fault(error, FAULT_CONFIG,
                 "%s is not sound; bring it back with `dmarcstat db restore`, or save what is sound with `dmarcstat db "
                 "recover FILE`",
                 shown);
  printf("%s is sound\n", shown);
  return true;
}

static void print_count(uint64_t n, const char *one, const char *many, const char *what) {
  if (n == 0)
    return;
  g_autofree char *words = text_plural(n, one, many);
  printf("%s %s\n", words, what);
}

static void print_recovery(const struct recovery *recovery) {
  g_autofree char *reports = text_plural(recovery->reports, "report", "reports");
  g_autofree char *records = text_plural(recovery->records, "record", "records");
  printf("%s with %s saved\n", reports, records);
  print_count(recovery->others, "other row", "other rows", "saved (TLS and failure reports, quarantine, sources, ...)");
  print_count(recovery->left_out, "report", "reports", "left out, of which not all is there");
  print_count(recovery->unreadable, "place", "places", "where rows could not be read and are lost");
  print_count(recovery->doubtful, "row", "rows", "left out, which other parts of the database contradict");
}

bool db_recover(const struct db_typed *typed, const char *file, GError **error) {
  g_autofree char *place = output_place(file), *shown = text_printable(file);
  if (g_file_test(place, G_FILE_TEST_EXISTS))
    return fault(error, FAULT_CANNOT_CREATE, "%s is there already; name a new file", shown);
  struct recovery recovery;
  unsigned int troubles = 0;
  g_autofree char *scratch = db_temporary(place, error), *fresh = scratch ? db_temporary(place, error) : NULL;
  bool good =
      fresh && store_recover(typed->database, fresh, scratch, &recovery, error) && verify(fresh, &troubles, error) &&
      (troubles == 0 || fault(error, FAULT_SOFTWARE, "what was saved is not sound")) && db_move(fresh, place, error);
  db_remove(scratch);
  db_remove(fresh);
  if (good)
    print_recovery(&recovery);
  return good;
}
