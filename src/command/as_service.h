/* SPDX-License-Identifier: MIT */
/* as_service: runs dmarcstat in a process of its own, as the user that the units run as. */
#ifndef DMARCSTAT_COMMAND_AS_SERVICE_H
#define DMARCSTAT_COMMAND_AS_SERVICE_H

#include <glib.h>
#include <stdbool.h>

#define SERVICE_USER "dmarcstat"

/* Whether this is root on a system that has the user of the service. */
bool as_service_possible(void);

/* Makes a new file the service's own; the file stays as it is when that is not possible. False with errno. */
bool as_service_give(int fd);

/*
 * `words` are the command and its options, ended by NULL; output goes where ours goes, and input is empty. As the user
 * of the service when that is possible, else as we are. *code is its exit code. False with *error when it cannot be
 * run.
 */
bool as_service_run(const char *const *words, bool drop, int *code, GError **error);

#endif
