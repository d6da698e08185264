/* SPDX-License-Identifier: MIT */
#include "manual/completion.h"
#include <string.h>

/* As it can stand in single quotes, with a backslash before each of `special`. Caller frees. */
static char *escape(const char *text, const char *special) {
  GString *escaped = g_string_new(NULL);
  for (; *text; text++) {
    if (*text == '\'')
      g_string_append(escaped, "'\\'");
    else if (*text == '\\' || strchr(special, *text))
      g_string_append_c(escaped, '\\');
    g_string_append_c(escaped, *text);
  }
  return g_string_free(escaped, FALSE);
}

static void append_names(GString *file, const GPtrArray *all) {
  g_string_append(file, "  local -a names=(\n");
  for (guint i = 0; i < all->len; i++) {
    const struct told *told = g_ptr_array_index(all, i);
    g_autofree char *summary = escape(told->summary, ":");
    g_string_append_printf(file, "    '%s:%s'\n", told->name, summary);
  }
  g_string_append(file, "  )\n");
}

/* ":FORMAT:(text csv)", nothing when there is no value. Caller frees. */
static char *value_of(const struct told *told, const struct told_option *option) {
  if (!option->value)
    return g_strdup("");
  g_autofree char *values = completion_values(told, option), *shown = escape(option->value, ":[]");
  g_autofree char *list = values ? g_strdup_printf("(%s)", values) : g_strdup(option->is_file ? "_files" : " ");
  return g_strdup_printf(":%s:%s", shown, list);
}

static void append_option(GString *file, const struct told *told, const struct told_option *option) {
  g_autofree char *meaning = escape(option->meaning, ":[]"), *value = value_of(told, option);
  const char *sign = option->value ? "=" : "";
  if (option->letter)
    g_string_append_printf(file, "        '(-%c --%s)-%c[%s]%s' \\\n", option->letter, option->name, option->letter,
                           meaning, value);
  g_string_append_printf(file, "        '--%s%s[%s]%s' \\\n", option->name, sign, meaning, value);
}

static void append_command(GString *file, const struct told *told) {
  g_string_append_printf(file, "    %s)\n      _arguments -s \\\n", told->name);
  for (guint i = 0; i < told->options->len; i++)
    append_option(file, told, g_ptr_array_index(told->options, i));
  if (told->verbs->len > 0) {
    g_string_append(file, "        '1: :(");
    for (guint i = 0; i < told->verbs->len; i++)
      g_string_append_printf(file, "%s%s", i > 0 ? " " : "", (const char *)g_ptr_array_index(told->verbs, i));
    g_string_append(file, ")' \\\n");
  }
  g_string_append_printf(file, "        '*: :%s'\n      ;;\n", completion_takes_files(told) ? "_files" : " ");
}

char *completion_zsh(const GPtrArray *all) {
  GString *file = g_string_new("#compdef dmarcstat\n"
                               "# SPDX-License-Identifier: MIT\n"
                               "# Completion of dmarcstat for zsh, made from its registry of commands.\n"
                               "_dmarcstat() {\n");
  append_names(file, all);
  g_string_append(file, "  if (( CURRENT == 2 )); then\n"
                        "    names+=('help:" TOLD_HELP "')\n"
                        "    _describe -t commands command names\n"
                        "    return\n"
                        "  fi\n"
                        "  shift words\n"
                        "  (( CURRENT-- ))\n"
                        "  case $words[1] in\n"
                        "    help) _describe -t commands command names ;;\n");
  for (guint i = 0; i < all->len; i++)
    append_command(file, g_ptr_array_index(all, i));
  g_string_append(file, "  esac\n}\n_dmarcstat \"$@\"\n");
  return g_string_free(file, FALSE);
}
