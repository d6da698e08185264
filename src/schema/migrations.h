/* SPDX-License-Identifier: MIT */
/*
 * migrations: the numbered SQL files of src/schema/migrations/, embedded in the program, in order.
 * A released file is never changed; a change of the schema is a new file. store/ runs them.
 */
#ifndef DMARCSTAT_SCHEMA_MIGRATIONS_H
#define DMARCSTAT_SCHEMA_MIGRATIONS_H

#include <glib.h>

struct migration {
  int number;
  const char *name; /* "0001_start" */
  const char *sql;
  char hash[65]; /* SHA-256 of the text in hex */
};

/* All of them, ordered by number, ended by number 0. Belongs to the module. */
const struct migration *migrations(void);

#endif
