/* SPDX-License-Identifier: MIT */
/* db prune: what is old is to be in the database no longer. */
#include "base/fault.h"
#include "base/period.h"
#include "base/text.h"
#include "command/db.h"
#include "command/settings.h"
#include <stdio.h>

struct pruning {
  int32_t first_day;
  uint64_t removed[PRUNE_KIND_MAX];
};

static bool prune_in(struct store *store, void *user, GError **error) {
  struct pruning *pruning = user;
  for (enum prune_kind kind = 0; kind < PRUNE_KIND_MAX; kind++)
    if (!store_prune(store, kind, pruning->first_day, &pruning->removed[kind], error))
      return false;
  return true;
}

bool db_prune(const struct db_typed *typed, const char *file, GError **error) {
  (void)file;
  static const char *const words[PRUNE_KIND_MAX][2] = {{"TLS report", "TLS reports"},
                                                       {"failure report", "failure reports"},
                                                       {"item of the quarantine", "items of the quarantine"}};
  struct pruning pruning = {0};
  int32_t days = 0;
  if (!typed->keep)
    return fault(error, FAULT_USAGE, "db prune: how much is to be kept? Say --keep 400d");
  if (!settings_parse_keep(typed->keep, &days, error))
    return false;
  pruning.first_day = period_day(period_now()) + 1 - days;
  if (!changing_run(&typed->changing, prune_in, &pruning, error))
    return false;
  for (enum prune_kind kind = 0; kind < PRUNE_KIND_MAX; kind++) {
    g_autofree char *removed = text_plural(pruning.removed[kind], words[kind][0], words[kind][1]);
    printf("%s %s\n", removed, changing_removed(&typed->changing));
  }
  return true;
}
