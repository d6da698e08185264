/* SPDX-License-Identifier: MIT */
#include "command/settings.h"
#include "base/fault.h"
#include "base/period.h"
#include "base/say.h"
#include "base/text.h"
#include <string.h>

void settings_options_clear(struct settings_options *options) {
  g_free(options->config);
  g_free(options->log_format);
  *options = (struct settings_options){0};
}

bool settings_choose(const struct settings_options *options, struct config_choice *choice, GError **error) {
  *choice = (struct config_choice){.file = options->config, .none = options->no_config};
  return !options->config || !options->no_config ||
         fault(error, FAULT_USAGE, "--config and --no-config contradict each other");
}

struct config *settings_load(const struct settings_options *options, GError **error) {
  struct config_choice choice;
  if (options->log_format && !say_as(options->log_format)) {
    g_autofree char *shown = text_printable(options->log_format);
    return fault(error, FAULT_USAGE, "--log-format is text or json, not '%s'", shown), NULL;
  }
  struct config *config = settings_choose(options, &choice, error) ? config_load(&choice, error) : NULL;
  if (config && !options->log_format)
    say_as(config_text(config, "log", "format"));
  return config;
}

char *settings_database(const struct config *config, const char *option) {
  return store_path(option ? option : config_text(config, "store", "path"));
}

bool settings_workers(const struct config *config, int option, unsigned int *workers, GError **error) {
  g_autofree char *text = g_strdup_printf("%d", option), *why = NULL;
  uint64_t number = config_number(config, "ingest", "workers");
  if (option != 0 && !config_parse_number("ingest", "workers", text, &number, &why))
    return fault(error, FAULT_USAGE, "--workers: %s", why);
  *workers = (unsigned int)number;
  return true;
}

enum failure_samples settings_samples(const struct config *config) {
  const char *word = config_text(config, "store", "keep_failure_samples");
  return g_strcmp0(word, "yes") == 0 ? SAMPLES_WHOLE : g_strcmp0(word, "hashed") == 0 ? SAMPLES_HASHED : SAMPLES_NONE;
}

int32_t settings_keep(const struct config *config) {
  return (int32_t)(config_number(config, "web", "keep") / PERIOD_DAY_SECONDS);
}

bool settings_parse_keep(const char *text, int32_t *days, GError **error) {
  g_autofree char *digits = g_strndup(text, strcspn(text, "d")), *shown = text_printable(text);
  guint64 number;
  if (!g_ascii_string_to_unsigned(digits, 10, 1, 36500, &number, NULL) || strcmp(text + strlen(digits), "d") != 0)
    return fault(error, FAULT_USAGE, "--keep: '%s' is no number of days; try 400d", shown);
  *days = (int32_t)number;
  return true;
}

char *settings_words(const struct settings_options *options) {
  g_autofree char *quoted = options->config ? g_shell_quote(options->config) : NULL;
  if (quoted)
    return g_strconcat(" --config ", quoted, NULL);
  return g_strdup(options->no_config ? " --no-config" : "");
}

struct dns *settings_dns(const struct config *config, GError **error) {
  g_auto(GStrv) servers = config_list(config, "report", "dns_server");
  const struct dns_options options = {.servers = (const char *const *)servers,
                                      .seconds = (unsigned int)config_number(config, "report", "dns_timeout")};
  return dns_new(&options, error);
}

struct resolver *settings_resolver(const struct config *config, GError **error) {
  g_auto(GStrv) servers = config_list(config, "report", "dns_server");
  const struct dns_options options = {.servers = (const char *const *)servers,
                                      .seconds = (unsigned int)config_number(config, "report", "dns_timeout")};
  return resolver_new(&options, RESOLVER_VALIDATE_IF_POSSIBLE, error);
}
