/* SPDX-License-Identifier: MIT */
/* dmarcstat db prune: what is old is to be in the database no longer. */
#include "base/command.h"
#include "base/fault.h"
#include "base/period.h"
#include "base/text.h"
#include "command/changing.h"
#include "command/settings.h"
#include <stdio.h>

extern const struct command command_db;

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

static bool prune(const struct changing *changing, const char *keep, GError **error) {
  static const char *const words[PRUNE_KIND_MAX][2] = {{"TLS report", "TLS reports"},
                                                       {"failure report", "failure reports"},
                                                       {"item of the quarantine", "items of the quarantine"}};
  struct pruning pruning = {0};
  int32_t days = 0;
  if (!keep)
    return fault(error, FAULT_USAGE, "db prune: how much is to be kept? Say --keep 400d");
  if (!settings_parse_keep(keep, &days, error))
    return false;
  pruning.first_day = period_day(period_now()) + 1 - days;
  if (!changing_run(changing, prune_in, &pruning, error))
    return false;
  for (enum prune_kind kind = 0; kind < PRUNE_KIND_MAX; kind++) {
    g_autofree char *removed = text_plural(pruning.removed[kind], words[kind][0], words[kind][1]);
    printf("%s %s\n", removed, changing_removed(changing));
  }
  return true;
}

static bool run_db(int argc, char **argv, GError **error) {
  struct changing changing = {0};
  char *keep = NULL;
  const GOptionEntry entries[] = {
      {"keep", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &keep, "Keep the last so many days: 400d", "DAYS"},
      CHANGING_OPTIONS(&changing),
      G_OPTION_ENTRY_NULL};
  bool help = false;
  bool good = command_parse(&command_db, entries, &argc, &argv, &help, error);
  if (good && !help)
    good = argc == 2 && g_str_equal(argv[1], "prune") ? prune(&changing, keep, error)
                                                      : fault(error, FAULT_USAGE, "db what? Say db prune --keep 400d");
  g_free(keep);
  changing_clear(&changing);
  return good;
}

const struct command command_db = {
    .name = "db",
    .arguments = "prune --keep DAYS",
    .summary = "Remove TLS reports, failure reports and quarantined items that are old",
    .purpose =
        "prune removes the TLS and failure reports of days, and what came into the quarantine, before the last --keep "
        "days. Aggregate reports stay.",
    .run = run_db,
};
