/* SPDX-License-Identifier: MIT */
/*
 * check_known: what a check can know of domains besides DNS: from the reports in the database, and the configuration;
 * and what is kept of it.
 */
#ifndef DMARCSTAT_COMMAND_CHECK_KNOWN_H
#define DMARCSTAT_COMMAND_CHECK_KNOWN_H

#include "base/config.h"
#include "check/run.h"

/*
 * Fills in what the database knows of each of `domains` (of struct check_domain *). Without a database there is nothing
 * to know, and with `named` (somebody asked for this file) that is a fault, as in other commands.
 */
bool check_known_load(const char *database, bool named, const GPtrArray *domains, GError **error);

/* Keeps what was found, in one transaction. The database is made when it is not there. */
bool check_known_keep(const char *database, GPtrArray *domains, GError **error);

/* The users of the mailboxes in the configuration that are addresses. NULL-terminated; g_strfreev. */
char **check_known_mailboxes(const struct config *config);

#endif
