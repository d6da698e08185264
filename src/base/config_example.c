/* SPDX-License-Identifier: MIT */
/* The example file, made from the registry. Every line that could hold is behind a # without a space. */
#include "base/config_parts.h"
#include <string.h>

#define WIDTH 90 /* of comments */

static void append_comment(GString *example, const char *text) {
  g_auto(GStrv) words = g_strsplit(text, " ", -1);
  size_t used = 0;
  for (char **word = words; *word; word++) {
    const size_t length = strlen(*word);
    if (used > 0 && used + 1 + length > WIDTH) {
      g_string_append_c(example, '\n');
      used = 0;
    }
    g_string_append_printf(example, "%s%s", used > 0 ? " " : "# ", *word);
    used += 1 + length;
  }
  g_string_append_c(example, '\n');
}

static void append_section(GString *example, const char *section) {
  const bool is_mailbox = strcmp(section, MAILBOX) == 0;
  if (!config_is_named(section)) {
    g_string_append_printf(example, "\n[%s]\n", section);
    return;
  }
  g_string_append_c(example, '\n');
  append_comment(example,
                 is_mailbox
                     ? "One section for each mailbox, with a name of your own. It needs host and user, and exactly "
                       "one of the keys that begin with password_ or token_."
                     : "One section for each alert, with a name of your own. It needs when, and one of to, "
                       "webhook and command.");
  g_string_append(example, is_mailbox ? "#[mailbox main]\n" : "#[alert spoofing]\n");
}

static void append_key(GString *example, const struct config_key *key) {
  g_auto(GStrv) words = g_strsplit(key->choices ? key->choices : "", "|", -1);
  g_autofree char *choices = g_strjoinv(", ", words);
  g_string_append_c(example, '\n');
  append_comment(example, key->meaning);
  if (*choices)
    g_string_append_printf(example, "# One of: %s\n", choices);
  if (key->fallback)
    g_string_append_printf(example, "# Default: %s\n", key->fallback);
  g_string_append_printf(example, "#%s = %s\n", key->key, key->example);
}

char *config_example(void) {
  GString *example = g_string_new(NULL);
  append_comment(example,
                 "The configuration of dmarcstat, for all users in /etc/dmarcstat.conf, for one in "
                 "~/.config/dmarcstat/dmarcstat.conf, which goes before it; --config FILE stands in for both. "
                 "Options of the command line go before the environment ($DMARCSTAT_INGEST_WORKERS, "
                 "$DMARCSTAT_MAILBOX_MAIN_HOST), and that before the files. `dmarcstat config check` looks for "
                 "mistakes. To set something, take the # away that stands before it.");
  const char *section = "";
  for (const struct config_key *key = config_keys; key->section; key++) {
    if (strcmp(section, key->section) != 0)
      append_section(example, section = key->section);
    append_key(example, key);
  }
  return g_string_free(example, FALSE);
}
