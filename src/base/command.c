/* SPDX-License-Identifier: MIT */
/* The options of a command, parsed by GOption; its help and its mistakes in our own words. */
#include "base/command.h"
#include "base/fault.h"
#include "base/terminal.h"
#include "base/text.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define WIDEST_TEXT 100
#define NARROWEST_TEXT 40

/* -- help ------------------------------------------------------------------------------------------------------- */

/* Prints one paragraph with its lines broken between words. */
static void print_wrapped(const char *paragraph, size_t width) {
  g_auto(GStrv) words = g_strsplit(paragraph, " ", -1);
  size_t column = 0;
  for (char **word = words; *word; word++) {
    const size_t own = text_width(*word);
    if (column > 0 && column + 1 + own > width) {
      putchar('\n');
      column = 0;
    }
    printf("%s%s", column > 0 ? " " : "", *word);
    column += own + (column > 0);
  }
  putchar('\n');
}

/* Lines that begin with a space are laid out already. */
static void print_purpose(const char *purpose) {
  const unsigned int columns = terminal_columns(STDOUT_FILENO);
  const size_t width = CLAMP(columns ? columns : TERMINAL_USUAL, NARROWEST_TEXT, WIDEST_TEXT);
  g_auto(GStrv) lines = g_strsplit(purpose, "\n", -1);
  for (char **line = lines; *line; line++)
    if (**line == ' ')
      puts(*line);
    else
      print_wrapped(*line, width);
}

/* "-q, --quiet", "--db FILE". Caller frees. */
static char *option_words(const GOptionEntry *entry) {
  g_autofree char *letter = entry->short_name ? g_strdup_printf("-%c, ", entry->short_name) : g_strdup("");
  return g_strdup_printf("%s--%s%s%s", letter, entry->long_name, entry->arg_description ? " " : "",
                         entry->arg_description ? entry->arg_description : "");
}

static bool is_shown(const GOptionEntry *entry) {
  return !(entry->flags & G_OPTION_FLAG_HIDDEN);
}

static void print_options(const GOptionEntry *entries) {
  size_t width = 0;
  for (const GOptionEntry *entry = entries; entry->long_name; entry++) {
    g_autofree char *words = option_words(entry);
    width = is_shown(entry) ? MAX(width, strlen(words)) : width;
  }
  puts("\nOptions");
  for (const GOptionEntry *entry = entries; entry->long_name; entry++) {
    g_autofree char *words = option_words(entry);
    if (is_shown(entry))
      printf("  %-*s  %s\n", (int)width, words, entry->description);
  }
}

static void print_help(const struct command *command, const GOptionEntry *entries) {
  printf("Usage: dmarcstat %s [OPTION...]%s%s\n\n", command->name, *command->arguments ? " " : "", command->arguments);
  print_purpose(command->purpose);
  print_options(entries);
}

/* -- mistakes --------------------------------------------------------------------------------------------------- */

static const GOptionEntry *find_option(const GOptionEntry *entries, const char *argument) {
  const size_t length = strcspn(argument, "=");
  for (; entries->long_name; entries++) {
    if (g_str_has_prefix(argument, "--") && strlen(entries->long_name) == length - 2 &&
        strncmp(entries->long_name, argument + 2, length - 2) == 0)
      return entries;
    if (argument[0] == '-' && argument[1] == entries->short_name && entries->short_name)
      return entries;
  }
  return NULL;
}

/* The first argument that looks like an option and is none; NULL: there is no such. */
static const char *unknown_option(char **argv, const GOptionEntry *entries) {
  for (char **argument = argv + 1; *argument && strcmp(*argument, "--") != 0; argument++) {
    if (**argument != '-' || strcmp(*argument, "-") == 0)
      continue;
    const GOptionEntry *entry = find_option(entries, *argument);
    if (!entry)
      return *argument;
    const bool takes_next = entry->arg != G_OPTION_ARG_NONE && !strchr(*argument, '=');
    if (takes_next && argument[1])
      argument++;
  }
  return NULL;
}

static const char *nearest_option(const char *argument, const GOptionEntry *entries) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (; entries->long_name; entries++)
    if (is_shown(entries))
      g_ptr_array_add(names, (gpointer)(uintptr_t)entries->long_name);
  g_ptr_array_add(names, NULL);
  g_autofree char *name = g_strndup(argument, strcspn(argument, "="));
  return text_nearest(name + strspn(name, "-"), (const char *const *)names->pdata);
}

static bool refuse_unknown(const struct command *command, const char *argument, const GOptionEntry *entries,
                           GError **error) {
  g_autofree char *name = g_strndup(argument, strcspn(argument, "="));
  g_autofree char *shown = text_printable(name);
  const char *nearest = nearest_option(argument, entries);
  if (nearest)
    return fault(error, FAULT_USAGE, "%s: there is no option %s; did you mean --%s?", command->name, shown, nearest);
  return fault(error, FAULT_USAGE, "%s: there is no option %s; `dmarcstat help %s` lists them", command->name, shown,
               command->name);
}

static bool refuse(const struct command *command, char **argv, const GOptionEntry *entries, const GError *why,
                   GError **error) {
  const char *unknown = unknown_option(argv, entries);
  if (unknown)
    return refuse_unknown(command, unknown, entries, error);
  g_autofree char *shown = text_printable(why->message);
  return fault(error, FAULT_USAGE, "%s: %s; `dmarcstat help %s` explains the options", command->name, shown,
               command->name);
}

/* -- parsing ---------------------------------------------------------------------------------------------------- */

static bool wants_help(char **argv) {
  for (char **argument = argv + 1; *argument && strcmp(*argument, "--") != 0; argument++)
    if (strcmp(*argument, "--help") == 0 || strcmp(*argument, "-h") == 0)
      return true;
  return false;
}

/* GOption leaves a "--" in front of operands that begin with a hyphen. */
static void drop_end_of_options(int *argc, char **argv) {
  for (int i = 1; i < *argc; i++)
    if (strcmp(argv[i], "--") == 0) {
      memmove(argv + i, argv + i + 1, sizeof *argv * (size_t)(*argc - i));
      (*argc)--;
      return;
    }
}

bool command_parse(const struct command *command, const GOptionEntry *entries, int *argc, char ***argv, bool *help,
                   GError **error) {
  *help = wants_help(*argv);
  if (*help) {
    print_help(command, entries);
    return true;
  }
  g_autofree char **asked = g_memdup2(*argv, sizeof **argv * (size_t)(*argc + 1)); /* as it was before parsing */
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_autoptr(GError) why = NULL;
  g_option_context_set_help_enabled(context, FALSE);
  g_option_context_add_main_entries(context, entries, NULL);
  if (!g_option_context_parse(context, argc, argv, &why))
    return refuse(command, asked, entries, why, error);
  drop_end_of_options(argc, *argv);
  return true;
}
