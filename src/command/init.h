/* SPDX-License-Identifier: MIT */
/* init: the pieces of init*.c, which set dmarcstat up. */
#ifndef DMARCSTAT_COMMAND_INIT_H
#define DMARCSTAT_COMMAND_INIT_H

#include "command/settings.h"
#include <glib.h>
#include <stdbool.h>

/* What was typed, as options or as answers; g_free each. */
struct init_typed {
  char *domain, *address, *name, *host, *port, *tls, *user, *password_file, *password_command, *token_command, *ca_file;
  char *authserv_id, *config, *dns_server;
  gboolean no_fetch;
  bool is_system; /* the configuration is that of the system: what is tried is tried as the user of the service */
};

/*
 * Asks on the terminal for what is missing. `secret` is where a password that is typed will be put, mode 600; it is
 * asked for last, and *made tells that the file is new. FAULT_USAGE names the option when there is nobody to ask.
 */
bool init_ask(struct init_typed *typed, const char *secret, bool *made, GError **error);

/* The section [mailbox NAME]. Caller frees. */
char *init_section(const struct init_typed *typed);

/*
 * Says on standard output what must be in DNS, and whether it is. `config` has the servers to ask. False with *error
 * only when they cannot be asked at all.
 */
bool init_show_record(const struct init_typed *typed, const struct config *config, GError **error);

/* The DMARC record `text` with reports also sent to `address`; NULL: it sends them there already. Caller frees. */
char *init_record_with(const char *text, const char *address);

#endif
