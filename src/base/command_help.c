/* SPDX-License-Identifier: MIT */
/* Not with GOption's own help, which is translated and knows nothing of the width of a terminal. */
#include "base/command_help.h"
#include "base/text.h"
#include <string.h>

#define WIDEST 100 /* longer lines are hard to read */
#define GAP 2      /* between an option and its meaning */
#define AS_IT_IS "  "

static void append_purpose(GString *help, const char *purpose, unsigned int columns) {
  g_auto(GStrv) lines = g_strsplit(purpose, "\n", -1);
  for (char **line = lines; *line; line++) {
    if (g_str_has_prefix(*line, AS_IT_IS))
      g_string_append_printf(help, "%s\n", *line);
    else
      text_wrap(help, *line, 0, columns);
  }
}

bool command_help_shows(const GOptionEntry *entry) {
  return !(entry->flags & G_OPTION_FLAG_HIDDEN);
}

/* "  -f, --format=FORMAT" */
static char *option_words(const GOptionEntry *entry) {
  const char *value = entry->arg_description;
  g_autofree char *letter = entry->short_name ? g_strdup_printf("-%c, ", entry->short_name) : g_strdup("    ");
  return g_strdup_printf("  %s--%s%s%s", letter, entry->long_name, value ? "=" : "", value ? value : "");
}

static void append_options(GString *help, const GOptionEntry *entries, unsigned int columns) {
  size_t width = 0;
  for (const GOptionEntry *entry = entries; entry->long_name; entry++) {
    g_autofree char *words = option_words(entry);
    width = command_help_shows(entry) ? MAX(width, strlen(words)) : width;
  }
  g_string_append(help, "\nOptions\n");
  for (const GOptionEntry *entry = entries; entry->long_name; entry++) {
    g_autofree char *words = option_words(entry);
    if (!command_help_shows(entry))
      continue;
    g_string_append_printf(help, "%-*s", (int)(width + GAP), words);
    text_wrap(help, entry->description, width + GAP, columns);
  }
}

char *command_help(const struct command *command, const GOptionEntry *entries, unsigned int columns) {
  GString *help = g_string_new(NULL);
  columns = MIN(columns, WIDEST);
  g_string_append_printf(help, "Usage: dmarcstat %s [OPTION...]%s%s\n\n", command->name, *command->arguments ? " " : "",
                         command->arguments);
  append_purpose(help, command->purpose, columns);
  append_options(help, entries, columns);
  return g_string_free(help, FALSE);
}
