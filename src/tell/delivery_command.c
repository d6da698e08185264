/* SPDX-License-Identifier: MIT */
/* A command for each alert: the sentence on its stdin, the facts in its environment. No shell runs it. */
#include "base/fault.h"
#include "base/program.h"
#include "base/text.h"
#include "tell/delivery_parts.h"
#include <string.h>

static char **environment_of(const json_t *event) {
  static const char *const keys[] = {"rule", "when", "event", "subject", "domain", "text", "since", "at"};
  char **environment = g_get_environ();
  for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
    g_autofree char *key = g_ascii_strup(keys[i], -1), *name = g_strconcat("DMARCSTAT_ALERT_", key, NULL);
    environment = g_environ_setenv(environment, name, delivery_text(event, keys[i]), TRUE);
  }
  return environment;
}

bool delivery_command(const struct bundle *bundle, GError **error) {
  const json_t *event = json_array_get(bundle->events, 0);
  const unsigned int seconds = (unsigned int)config_number(bundle->config, bundle->section, "time_limit");
  g_auto(GStrv) words = NULL, environment = environment_of(event);
  g_autofree char *why = NULL;
  if (!g_shell_parse_argv(config_text(bundle->config, bundle->section, "command"), NULL, &words, NULL))
    return fault(error, FAULT_CONFIG, "command in [%s] is no command line; look at its quotes", bundle->section);
  g_autofree char *text = g_strconcat(delivery_text(event, "text"), "\n", NULL);
  if (program_run(words, environment, text, strlen(text), seconds, &why))
    return true;
  g_autofree char *shown = text_printable(words[0]);
  return fault(error, FAULT_TRY_LATER, "the command %s of [%s] %s; the alert is kept and tried again", shown,
               bundle->section, why);
}
