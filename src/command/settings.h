/* SPDX-License-Identifier: MIT */
/* settings: what a command takes from the configuration where its own options do not say it. */
#ifndef DMARCSTAT_COMMAND_SETTINGS_H
#define DMARCSTAT_COMMAND_SETTINGS_H

#include "base/config.h"
#include "net/resolver.h"
#include "store/store.h"

/* What was typed. Make it {0}, free with settings_options_clear. */
struct settings_options {
  char *config;
  char *log_format;
  gboolean no_config;
};

/* For a command's table of options. */
#define SETTINGS_OPTION(name, argument_type, value, help, argument)                                                    \
  { name, 0, G_OPTION_FLAG_NONE, argument_type, value, help, argument }
#define SETTINGS_CONFIG_HELP "Take this configuration file instead of the usual ones"
#define SETTINGS_NO_CONFIG_HELP "Read no configuration file"
#define SETTINGS_LOG_FORMAT_HELP "text, or json: what is said on standard error is an object a line"
#define SETTINGS_OPTIONS(options)                                                                                      \
  SETTINGS_OPTION("config", G_OPTION_ARG_FILENAME, &(options)->config, SETTINGS_CONFIG_HELP, "FILE"),                  \
      SETTINGS_OPTION("no-config", G_OPTION_ARG_NONE, &(options)->no_config, SETTINGS_NO_CONFIG_HELP, NULL),           \
      SETTINGS_OPTION("log-format", G_OPTION_ARG_STRING, &(options)->log_format, SETTINGS_LOG_FORMAT_HELP, "WORD")

void settings_options_clear(struct settings_options *options);

/* Which files that means. FAULT_USAGE when both are given. */
bool settings_choose(const struct settings_options *options, struct config_choice *choice, GError **error);

/* The configuration, without mistakes. What is said from now on has the format that it or --log-format wants. NULL with
 * *error. config_free. */
struct config *settings_load(const struct settings_options *options, GError **error);

/* Where the database is: `option` (--db) when not NULL, else as the configuration says. Caller frees. */
char *settings_database(const struct config *config, const char *option);

/* Who asks DNS, by dns_server and dns_timeout of the configuration. NULL with *error. dns_free. */
struct dns *settings_dns(const struct config *config, GError **error);

/* The same for several threads. resolver_free. */
struct resolver *settings_resolver(const struct config *config, GError **error);

/*
 * Parser processes, 0 for one each processor: `option` (--workers; 0: not given) or as the configuration says. Else
 * FAULT_USAGE.
 */
bool settings_workers(const struct config *config, int option, unsigned int *workers, GError **error);

/* What is kept of messages that failure reports are about: keep_failure_samples. */
enum failure_samples settings_samples(const struct config *config);

/* How many days pages of months go back, by `keep`; 0: it does not say. */
int32_t settings_keep(const struct config *config);

/* "400d", the value of --keep, in days. Else FAULT_USAGE. */
bool settings_parse_keep(const char *text, int32_t *days, GError **error);

/* " --config FILE", " --no-config" or "", quoted for a shell: so that a command that is proposed works. Caller frees.
 */
char *settings_words(const struct settings_options *options);

#endif
