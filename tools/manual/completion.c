/* SPDX-License-Identifier: MIT */
#include "manual/completion.h"
#include "report/grouping.h"
#include <string.h>

/* -- what all shells share -------------------------------------------------------------------------------------------
 */

static const char *nth_disposition(unsigned int i) {
  return i + DISPOSITION_NONE < DISPOSITION_MAX ? disposition_word((enum disposition)(i + DISPOSITION_NONE)) : NULL;
}

static const char *nth_trust(unsigned int i) {
  return i < TRUST_MAX ? trust_word((enum trust)i) : NULL;
}

static const char *nth_class(unsigned int i) {
  return i < SOURCE_CLASS_MAX ? source_class_word((enum source_class)i) : NULL;
}

static const char *nth_format(unsigned int i) {
  return i < FORMAT_MAX ? format_name((enum format)i) : NULL;
}

static const char *nth_grouping(unsigned int i) {
  return groupings[i].id;
}

char *completion_values(const struct told *told, const struct told_option *option) {
  static const struct {
    const char *option;
    const char *(*value)(unsigned int i); /* NULL behind the last */
  } known[] = {{"disposition", nth_disposition},
               {"trust", nth_trust},
               {"class", nth_class},
               {"format", nth_format},
               {"by", nth_grouping}};
  for (size_t k = 0; told->question && k < G_N_ELEMENTS(known); k++) {
    if (!g_str_equal(known[k].option, option->name))
      continue;
    GString *values = g_string_new(NULL);
    for (unsigned int i = 0; known[k].value(i); i++) {
      g_autofree char *word = g_strdelimit(g_strdup(known[k].value(i)), " ", '-'); /* "partly aligned" */
      g_string_append_printf(values, "%s%s", i > 0 ? " " : "", word);
    }
    return g_string_free(values, FALSE);
  }
  return NULL;
}

bool completion_takes_files(const struct told *told) {
  return strstr(told->arguments, "PATH") || strstr(told->arguments, "FILE") || strstr(told->arguments, "FOLDER");
}

/* -- bash ---------------------------------------------------------------------------------------------------------- */

static void append_names(GString *file, const GPtrArray *all) {
  for (guint i = 0; i < all->len; i++)
    g_string_append_printf(file, "%s ", ((const struct told *)g_ptr_array_index(all, i))->name);
}

/* A case for each option that has a value: what the value can be. */
static void append_bash_values(GString *file, const struct told *told) {
  for (guint i = 0; i < told->options->len; i++) {
    const struct told_option *option = g_ptr_array_index(told->options, i);
    g_autofree char *values = completion_values(told, option);
    g_autofree char *letter = option->letter ? g_strdup_printf(" | -%c", option->letter) : g_strdup("");
    if (option->value)
      g_string_append_printf(file, "      --%s%s) kind=%s words='%s' ;;\n", option->name, letter,
                             option->is_file ? "files" : "words", values ? values : "");
  }
}

static void append_bash_command(GString *file, const struct told *told) {
  g_string_append_printf(file, "    %s)\n      words='", told->name);
  for (guint i = 0; i < told->options->len; i++)
    g_string_append_printf(file, "--%s ", ((const struct told_option *)g_ptr_array_index(told->options, i))->name);
  g_string_append_printf(file, "'\n      [[ $word == -* ]] || words='");
  for (guint i = 0; i < told->verbs->len; i++)
    g_string_append_printf(file, "%s ", (const char *)g_ptr_array_index(told->verbs, i));
  g_string_append_printf(file, "'\n      [[ $word == -* ]] || kind=%s\n      case $previous in\n",
                         completion_takes_files(told) ? "both" : "words");
  append_bash_values(file, told);
  g_string_append(file, "      esac\n      ;;\n");
}

char *completion_bash(const GPtrArray *all) {
  GString *file =
      g_string_new("# SPDX-License-Identifier: MIT\n"
                   "# Completion of dmarcstat for bash, made from its registry of commands.\n"
                   "_dmarcstat() {\n"
                   "  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} kind=words words=''\n"
                   "  local IFS=$' \\t\\n'\n"
                   "  # --format=json is three words here\n"
                   "  if [[ $word == '=' ]]; then\n"
                   "    word=''\n"
                   "  elif [[ $previous == '=' ]]; then\n"
                   "    previous=${COMP_WORDS[COMP_CWORD - 2]}\n"
                   "  fi\n"
                   "  COMPREPLY=()\n"
                   "  case $COMP_CWORD-${COMP_WORDS[1]} in\n"
                   "    1-*)\n      words='");
  append_names(file, all);
  g_string_append(file, "help --help --version'\n      ;;\n    2-help)\n      words='");
  append_names(file, all);
  g_string_append(file, "'\n      ;;\n    *)\n    case ${COMP_WORDS[1]} in\n");
  for (guint i = 0; i < all->len; i++)
    append_bash_command(file, g_ptr_array_index(all, i));
  g_string_append(file, "    esac\n    ;;\n  esac\n"
                        "  if [[ $kind != files ]]; then\n"
                        "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
                        "  fi\n"
                        "  if [[ $kind != words ]]; then\n"
                        "    compopt -o filenames 2>/dev/null\n"
                        "    mapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < <(compgen -f -- \"$word\")\n"
                        "  fi\n"
                        "}\n"
                        "complete -F _dmarcstat dmarcstat\n");
  return g_string_free(file, FALSE);
}
