/* SPDX-License-Identifier: MIT */
#include "command/changing.h"

void changing_clear(struct changing *changing) {
  g_free(changing->db);
  settings_options_clear(&changing->settings);
}

bool changing_run(const struct changing *changing, bool (*work)(struct store *store, void *user, GError **error),
                  void *user, GError **error) {
  struct config *config = settings_load(&changing->settings, error);
  g_autofree char *database = config ? settings_database(config, changing->db) : NULL;
  config_free(config);
  struct store *store =
      database ? store_open(database, STORE_READ, error) : NULL; /* one that is not there is not made */
  const bool there = store != NULL;
  store_close(store);
  store = there ? store_open(database, STORE_WRITE, error) : NULL;
  bool good = store && store_begin(store, error) && work(store, user, error);
  if (good && changing->dry_run)
    store_rollback(store);
  else
    good = good && store_commit(store, error);
  store_close(store);
  return good;
}

const char *changing_removed(const struct changing *changing) {
  return changing->dry_run ? "would be removed" : "removed";
}
