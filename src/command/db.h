/* SPDX-License-Identifier: MIT */
/* db: what `dmarcstat db` does, one verb a function. Private to db*.c. */
#ifndef DMARCSTAT_COMMAND_DB_H
#define DMARCSTAT_COMMAND_DB_H

#include "command/changing.h"

struct db_typed {
  struct changing changing; /* --db, --dry-run, --config */
  char *keep;
  gboolean force;
  char *database; /* where it is, by option, environment or configuration */
};

/* `file` is the verb's operand, NULL when it takes none. */
bool db_prune(const struct db_typed *typed, const char *file, GError **error);
bool db_backup(const struct db_typed *typed, const char *file, GError **error);
bool db_restore(const struct db_typed *typed, const char *file, GError **error);
bool db_verify(const struct db_typed *typed, const char *file, GError **error);
bool db_recover(const struct db_typed *typed, const char *file, GError **error);

/* A hidden file beside `place` for what is not complete yet, made empty and for its owner alone. Caller frees. */
char *db_temporary(const char *place, GError **error);

/* Removes it and what SQLite puts beside it. NULL is fine. */
void db_remove(const char *path);

/* Has the file on disk, gives it the name `place`, and has that on disk. */
bool db_move(const char *path, const char *place, GError **error);

#endif
