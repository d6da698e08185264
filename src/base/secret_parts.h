/* SPDX-License-Identifier: MIT */
/* secret_parts: the pieces of secret.c. Private to secret*.c. */
#ifndef DMARCSTAT_BASE_SECRET_PARTS_H
#define DMARCSTAT_BASE_SECRET_PARTS_H

#include "base/secret.h"

/* Of one size, so that it never moves and leaves a copy behind. */
struct secret {
  size_t length;
  char bytes[SECRET_MOST + 2]; /* what is one too long is seen; and a NUL */
};

/*
 * Reads what is there now. 1: more may come; 0: the end, also when it is longer than a secret may be; -1 with errno.
 */
int secret_fill(struct secret *secret, int fd);

/* -- secret_command.c ---------------------------------------------------------------------------------------------- */

/* False with *error when the command cannot be run, fails, or takes longer than `seconds`. */
bool secret_run(struct secret *secret, const char *command, unsigned int seconds, GError **error);

#endif
