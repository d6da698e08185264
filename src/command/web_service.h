/* SPDX-License-Identifier: MIT */
/* web_service: what the CGI and `dmarcstat serve` take from the configuration. */
#ifndef DMARCSTAT_COMMAND_WEB_SERVICE_H
#define DMARCSTAT_COMMAND_WEB_SERVICE_H

#include "base/config.h"
#include "web/respond.h"

/* `database` must outlive it, and so must `config`, whose texts it has. */
struct service web_service(const struct config *config, const char *database);

/* The file that `path` leads to in the end: its folder is the one in which SQLite keeps what belongs to it. Caller
 * frees. */
char *web_service_database(const char *path);

/*
 * Shuts this process in: no new privileges, no file outside of the folder of the database, and nothing to connect to,
 * as far as the kernel can withhold it. False with *error: FAULT_UNAVAILABLE.
 */
bool web_service_shut(const char *database, GError **error);

#endif
