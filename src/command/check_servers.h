/* SPDX-License-Identifier: MIT */
/* check_servers: the options of `dmarcstat check` about mail servers, and the servers that its checks share. */
#ifndef DMARCSTAT_COMMAND_CHECK_SERVERS_H
#define DMARCSTAT_COMMAND_CHECK_SERVERS_H

#include "check/check.h"
#include "check/servers.h"
#include "command/settings.h"

/* What was typed, and what came of it. {0}, and then check_servers_end(). */
struct check_servers {
  char **named_texts, **route_texts, *ca_file;
  gint timeout;              /* seconds; 0: the usual */
  GPtrArray *named, *routes; /* of struct server *, struct route *; NULL-terminated */
  struct servers_options options;
  struct servers *servers;
};

/* For a table of GOptionEntry. */
#define CHECK_SERVERS_OPTIONS(checked)                                                                                 \
  SETTINGS_OPTION("server", G_OPTION_ARG_STRING_ARRAY, &(checked)->named_texts,                                        \
                  "Also look at this server: imaps://HOST, imap, pop3s, pop3, submissions, submission or smtp, with "  \
                  ":PORT if it is "                                                                                    \
                  "not the usual one (may be repeated)",                                                               \
                  "SERVER"),                                                                                           \
      SETTINGS_OPTION(                                                                                                 \
          "connect-to", G_OPTION_ARG_STRING_ARRAY, &(checked)->route_texts,                                            \
          "For this host and port connect to another place, as before a move of the server (may be repeated)",         \
          "HOST:PORT:ADDRESS:PORT"),                                                                                   \
      SETTINGS_OPTION("ca-file", G_OPTION_ARG_FILENAME, &(checked)->ca_file,                                           \
                      "Trust the authorities in this file (PEM) instead of the system's", "FILE"),                     \
      SETTINGS_OPTION("timeout", G_OPTION_ARG_INT, &(checked)->timeout,                                                \
                      "Seconds that a connection to a server may take (10)", "SECONDS")

/* Sets the servers of the options. Else FAULT_USAGE, or what is wrong with the file. */
bool check_servers_begin(struct check_servers *checked, struct check_options *options, GError **error);

/* After the last check. */
void check_servers_end(struct check_servers *checked);

#endif
