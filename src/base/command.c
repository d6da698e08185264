/* SPDX-License-Identifier: MIT */
/*
 * GOption sets the values. What is wrong is found before it does, by its own rules, so that it is said in our words and
 * not in those of some locale: GOption's message would have to be taken apart to learn which option it is about.
 */
#include "base/command.h"
#include "base/command_help.h"
#include "base/fault.h"
#include "base/terminal.h"
#include "base/text.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What is being parsed, and for whom. */
struct parse {
  const struct command *command;
  GOptionEntry *entries; /* our own copy, with --help */
  GError **error;
};

/* The entries and --help. Free with g_free. */
static GOptionEntry *complete(const GOptionEntry *entries, gboolean *help) {
  const GOptionEntry help_entry = {"help", 'h', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, help, "Print this help", NULL};
  const GOptionEntry end = G_OPTION_ENTRY_NULL;
  GArray *all = g_array_new(FALSE, FALSE, sizeof *entries);
  for (; entries->long_name; entries++)
    g_array_append_val(all, *entries);
  g_array_append_val(all, help_entry);
  g_array_append_val(all, end);
  return (GOptionEntry *)(gpointer)g_array_free(all, FALSE);
}

/* -- what is wrong ------------------------------------------------------------------------------------------------ */

/* `typed` is "--domian", "-x" or "-domain". */
static bool refuse_unknown(const struct parse *parse, const char *typed) {
  const char *name = parse->command->name;
  g_autoptr(GPtrArray) known = g_ptr_array_new();
  for (const GOptionEntry *entry = parse->entries; entry->long_name; entry++)
    if (command_help_shows(entry))
      g_ptr_array_add(known, (gpointer)(uintptr_t)entry->long_name);
  g_ptr_array_add(known, NULL);
  const char *nearest = text_nearest(typed + strspn(typed, "-"), (const char *const *)known->pdata);
  g_autofree char *shown = text_printable(typed);
  g_autofree char *hint = nearest ? g_strdup_printf("; did you mean --%s?", nearest) : g_strdup(".");
  return fault(parse->error, FAULT_USAGE, "%s: there is no option %s%s Type dmarcstat help %s to see them.", name,
               shown, hint, name);
}

static bool refuse_lack(const struct parse *parse, const GOptionEntry *entry) {
  return fault(parse->error, FAULT_USAGE, "%s: --%s needs a value, as in --%s=%s.", parse->command->name,
               entry->long_name, entry->long_name, entry->arg_description ? entry->arg_description : "VALUE");
}

/* File names may be of any bytes; other texts not, as they are compared with what is in the database. */
static bool check_value(const struct parse *parse, const GOptionEntry *entry, const char *value) {
  const bool is_text = entry->arg == G_OPTION_ARG_STRING || entry->arg == G_OPTION_ARG_STRING_ARRAY;
  if (!is_text || g_utf8_validate(value, -1, NULL))
    return true;
  g_autofree char *shown = text_printable(value);
  return fault(parse->error, FAULT_USAGE, "%s: --%s: '%s' is not UTF-8.", parse->command->name, entry->long_name,
               shown);
}

/* -- the walk ----------------------------------------------------------------------------------------------------- */

static bool needs_value(const GOptionEntry *entry) {
  return entry->arg != G_OPTION_ARG_NONE;
}

static const GOptionEntry *find_name(const struct parse *parse, const char *name, size_t length) {
  for (const GOptionEntry *entry = parse->entries; entry->long_name; entry++)
    if (strlen(entry->long_name) == length && memcmp(entry->long_name, name, length) == 0)
      return entry;
  return NULL;
}

static const GOptionEntry *find_letter(const struct parse *parse, char letter) {
  for (const GOptionEntry *entry = parse->entries; entry->long_name; entry++)
    if (entry->short_name == letter)
      return entry;
  return NULL;
}

/* `argument` is --NAME or --NAME=VALUE. *waiting is the option whose value is the next argument, or NULL. */
static bool check_long(const struct parse *parse, const char *argument, const GOptionEntry **waiting) {
  const char *name = argument + 2, *value = strchr(name, '=');
  const size_t length = value ? (size_t)(value - name) : strlen(name);
  const GOptionEntry *entry = find_name(parse, name, length);
  if (!entry) {
    g_autofree char *typed = g_strndup(argument, length + 2);
    return refuse_unknown(parse, typed);
  }
  *waiting = !value && needs_value(entry) ? entry : NULL;
  if (value && needs_value(entry))
    return check_value(parse, entry, value + 1);
  return !value || fault(parse->error, FAULT_USAGE, "%s: --%s takes no value.", parse->command->name, entry->long_name);
}

/* `argument` is letters behind a hyphen; only the last of them can have a value, the next argument. */
static bool check_short(const struct parse *parse, const char *argument, const GOptionEntry **waiting) {
  for (const char *letter = argument + 1; *letter != '\0'; letter++) {
    const GOptionEntry *entry = find_letter(parse, *letter);
    if (!entry)
      return refuse_unknown(parse, argument);
    if (needs_value(entry) && letter[1] != '\0')
      return refuse_lack(parse, entry);
    *waiting = needs_value(entry) ? entry : NULL;
  }
  return true;
}

static bool check(const struct parse *parse, char **argv) {
  for (char **argument = argv + 1; *argument && !g_str_equal(*argument, "--"); argument++) {
    const GOptionEntry *waiting = NULL;
    if (**argument != '-' || g_str_equal(*argument, "-"))
      continue;
    const bool is_long = g_str_has_prefix(*argument, "--");
    if (!(is_long ? check_long(parse, *argument, &waiting) : check_short(parse, *argument, &waiting)))
      return false;
    if (!waiting)
      continue;
    if (!*++argument)
      return refuse_lack(parse, waiting);
    if (!check_value(parse, waiting, *argument))
      return false;
  }
  return true;
}

/* -- GOption ------------------------------------------------------------------------------------------------------ */

/*
 * GOption would convert texts from the charset of the locale, and so refuse UTF-8 in the C locale. File names it leaves
 * as they are.
 */
static void take_texts_as_they_are(GOptionEntry *entries) {
  for (; entries->long_name; entries++)
    if (entries->arg == G_OPTION_ARG_STRING)
      entries->arg = G_OPTION_ARG_FILENAME;
    else if (entries->arg == G_OPTION_ARG_STRING_ARRAY)
      entries->arg = G_OPTION_ARG_FILENAME_ARRAY;
}

/* GOption leaves the "--" in when an operand looks like an option. */
static void remove_separator(int *argc, char **argv) {
  for (int i = 1; i < *argc; i++)
    if (g_str_equal(argv[i], "--")) {
      memmove(argv + i, argv + i + 1, (size_t)(*argc - i) * sizeof *argv);
      (*argc)--;
      return;
    }
}

static bool set_values(const struct parse *parse, int *argc, char ***argv) {
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_autoptr(GError) trouble = NULL;
  take_texts_as_they_are(parse->entries);
  g_option_context_set_help_enabled(context, FALSE);
  g_option_context_add_main_entries(context, parse->entries, NULL);
  if (g_option_context_parse(context, argc, argv, &trouble)) {
    remove_separator(argc, *argv);
    return true;
  }
  g_autofree char *shown = text_printable(trouble->message); /* of a number that is none */
  return fault(parse->error, FAULT_USAGE, "%s: %s.", parse->command->name, shown);
}

/* -- help -----------------------------------------------------------------------------------------------------------
 */

static struct {
  command_teller *tell;
  void *user;
} listener;

void command_tell_help(command_teller *tell, void *user) {
  listener.tell = tell;
  listener.user = user;
}

static void print_help(const struct command *command, const GOptionEntry *entries) {
  const unsigned int columns = terminal_columns(STDOUT_FILENO);
  g_autofree char *text = command_help(command, entries, columns > 0 ? columns : TERMINAL_USUAL);
  fputs(text, stdout);
}

bool command_parse(const struct command *command, const GOptionEntry *entries, int *argc, char ***argv, bool *help,
                   GError **error) {
  gboolean asked = FALSE;
  g_autofree GOptionEntry *all = complete(entries, &asked);
  const struct parse parse = {.command = command, .entries = all, .error = error};
  *help = false;
  if (!check(&parse, *argv) || !set_values(&parse, argc, argv))
    return false;
  *help = asked;
  if (asked && listener.tell)
    listener.tell(command, all, listener.user);
  else if (asked)
    print_help(command, all);
  return true;
}
