/* SPDX-License-Identifier: MIT */
/* check_typed: the options of `dmarcstat check`, and what they mean. */
#ifndef DMARCSTAT_COMMAND_CHECK_TYPED_H
#define DMARCSTAT_COMMAND_CHECK_TYPED_H

#include "check/check.h"
#include "command/check_print.h"
#include "command/check_servers.h"
#include "command/settings.h"

/* What was typed. {0}, and then check_typed_clear(). */
struct check_typed {
  char *db, *only, *ip, *sender, *helo, *format, *nameserver, *trust_anchor;
  char **selectors;
  gboolean exit_status, brief, store;
  struct check_servers servers;
  struct settings_options settings;
};

void check_typed_clear(struct check_typed *typed);

/* The checks of --only, in the order of the registry, or all; NULL-terminated. NULL with FAULT_USAGE. g_free. */
const struct check **check_typed_chosen(const struct check_typed *typed, GError **error);

/* Fills in what the checks are told, but for the servers. Texts stay those of `typed`. Else FAULT_USAGE. */
bool check_typed_options(const struct check_typed *typed, struct check_options *options, GError **error);

/* NULL with FAULT_USAGE. */
check_printer check_typed_printer(const struct check_typed *typed, GError **error);

/*
 * A domain as it is asked for: ASCII (of an IDN, its A-labels), lower case, without a dot at the end. NULL with
 * FAULT_USAGE. With `any`, what is no domain stays as it is, in lower case. Caller frees.
 */
char *check_typed_domain(const char *text, bool any, GError **error);

/* By --nameserver and --trust-anchor, else as the configuration says. NULL with *error. */
struct resolver *check_typed_resolver(const struct check_typed *typed, const struct config *config, GError **error);

#endif
