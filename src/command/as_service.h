/* SPDX-License-Identifier: MIT */
/* as_service: runs dmarcstat in a process of its own, as the user that the units run as. */
#ifndef DMARCSTAT_COMMAND_AS_SERVICE_H
#define DMARCSTAT_COMMAND_AS_SERVICE_H

#include "command/settings.h"

#define SERVICE_USER "dmarcstat"
#define SERVICE_CONFIGURATION "/etc/dmarcstat.conf"

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

/*
 * For commands about the service: root with the configuration of the system (no --config, --no-config or --db) goes on
 * as the user of the service, who may read its passwords, and whose files it must be able to write later. Before
 * anything else is done. False with *error when that user cannot be become.
 */
bool as_service_become(const struct settings_options *settings, const char *db, GError **error);

#endif
