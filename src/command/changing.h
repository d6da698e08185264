/* SPDX-License-Identifier: MIT */
/* changing: one transaction on a database that must be there, which a dry run takes back. */
#ifndef DMARCSTAT_COMMAND_CHANGING_H
#define DMARCSTAT_COMMAND_CHANGING_H

#include "command/settings.h"
#include "store/store.h"

/* What was typed. Make it {0}, free with changing_clear. */
struct changing {
  char *db;
  gboolean dry_run;
  struct settings_options settings;
};

/* For a command's table of options. */
#define CHANGING_OPTIONS(changing)                                                                                     \
  {                                                                                                                    \
      "dry-run", 'n', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &(changing)->dry_run, "Only say what would be removed",   \
      NULL},                                                                                                           \
      {"db", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &(changing)->db, "The database", "FILE"},                   \
      SETTINGS_OPTIONS(&(changing)->settings)

void changing_clear(struct changing *changing);

bool changing_run(const struct changing *changing, bool (*work)(struct store *store, void *user, GError **error),
                  void *user, GError **error);

/* "removed", or "would be removed". */
const char *changing_removed(const struct changing *changing);

#endif
