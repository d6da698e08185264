/* SPDX-License-Identifier: MIT */
#include "manual/completion.h"

/* In single quotes. Caller frees. */
static char *quote(const char *text) {
  g_autoptr(GString) quoted = g_string_new(text);
  g_string_replace(quoted, "\\", "\\\\", 0);
  g_string_replace(quoted, "'", "\\'", 0);
  return g_strdup_printf("'%s'", quoted->str);
}

static void append_name(GString *file, const char *condition, const char *name, const char *summary) {
  g_autofree char *shown = quote(summary);
  g_string_append_printf(file, "complete -c dmarcstat -n '%s' -a %s -d %s\n", condition, name, shown);
}

static void append_option(GString *file, const struct told *told, const struct told_option *option) {
  g_autofree char *meaning = quote(option->meaning), *values = completion_values(told, option);
  g_string_append_printf(file, "complete -c dmarcstat -n '__dmarcstat_is %s' -l %s -d %s", told->name, option->name,
                         meaning);
  if (option->letter)
    g_string_append_printf(file, " -s %c", option->letter);
  if (option->value)
    g_string_append(file, option->is_file ? " -r -F" : " -x");
  if (values)
    g_string_append_printf(file, " -a '%s'", values);
  g_string_append_c(file, '\n');
}

static void append_command(GString *file, const struct told *told) {
  append_name(file, "__dmarcstat_begins", told->name, told->summary);
  append_name(file, "__dmarcstat_is help", told->name, told->summary);
  for (guint i = 0; i < told->options->len; i++)
    append_option(file, told, g_ptr_array_index(told->options, i));
  for (guint i = 0; i < told->verbs->len; i++)
    g_string_append_printf(file, "complete -c dmarcstat -n '__dmarcstat_is %s' -a %s\n", told->name,
                           (const char *)g_ptr_array_index(told->verbs, i));
  if (completion_takes_files(told))
    g_string_append_printf(file, "complete -c dmarcstat -n '__dmarcstat_is %s' -F\n", told->name);
}

char *completion_fish(const GPtrArray *all) {
  GString *file = g_string_new("# SPDX-License-Identifier: MIT\n"
                               "# Completion of dmarcstat for fish, made from its registry of commands.\n"
                               "function __dmarcstat_begins\n"
                               "    test (count (commandline -opc)) -eq 1\n"
                               "end\n"
                               "function __dmarcstat_is\n"
                               "    set -l words (commandline -opc)\n"
                               "    test (count $words) -ge 2; and test $words[2] = $argv[1]\n"
                               "end\n"
                               "complete -c dmarcstat -f\n");
  append_name(file, "__dmarcstat_begins", "help", TOLD_HELP);
  for (guint i = 0; i < all->len; i++)
    append_command(file, g_ptr_array_index(all, i));
  return g_string_free(file, FALSE);
}
