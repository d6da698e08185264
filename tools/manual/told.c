/* SPDX-License-Identifier: MIT */
#include "manual/told.h"
#include "base/fault.h"
#include "command/commands.h"
#include <string.h>

static void option_free(gpointer pointer) {
  struct told_option *option = pointer;
  g_free(option->name);
  g_free(option->value);
  g_free(option->meaning);
  g_free(option);
}

static void told_free(gpointer pointer) {
  struct told *told = pointer;
  g_free(told->name);
  g_free(told->arguments);
  g_free(told->summary);
  g_free(told->purpose);
  g_ptr_array_unref(told->options);
  g_ptr_array_unref(told->verbs);
  g_free(told);
}

static struct told_option *option_of(const GOptionEntry *entry) {
  struct told_option *option = g_new0(struct told_option, 1);
  option->letter = entry->short_name;
  option->name = g_strdup(entry->long_name);
  option->value = entry->arg == G_OPTION_ARG_NONE ? NULL : g_strdup(entry->arg_description);
  option->meaning = g_strdup(entry->description);
  option->is_file = option->value && strstr("FILE FOLDER PATH", option->value);
  return option;
}

/* "list | show ID | drop ID..." has list, show and drop; what is in capitals stands for something. */
static GPtrArray *verbs_of(const char *arguments) {
  GPtrArray *verbs = g_ptr_array_new_with_free_func(g_free);
  g_auto(GStrv) ways = g_strsplit(arguments, "|", -1);
  for (char **way = ways; *way; way++) {
    const char *word = g_strstrip(*way);
    const size_t length = strspn(word, "abcdefghijklmnopqrstuvwxyz-");
    if (length > 1 && (word[length] == '\0' || word[length] == ' '))
      g_ptr_array_add(verbs, g_strndup(word, length));
  }
  return verbs;
}

static void take(const struct command *command, const GOptionEntry *entries, void *user) {
  GPtrArray *all = user;
  struct told *told = g_new0(struct told, 1);
  told->name = g_strdup(command->name);
  told->arguments = g_strdup(command->arguments);
  told->summary = g_strdup(command->summary);
  told->question = question_find(command->name);
  told->purpose = g_strdup(told->question ? told->question->purpose : command->purpose);
  told->options = g_ptr_array_new_with_free_func(option_free);
  told->verbs = verbs_of(command->arguments);
  for (; entries->long_name; entries++)
    if (!(entries->flags & G_OPTION_FLAG_HIDDEN))
      g_ptr_array_add(told->options, option_of(entries));
  g_ptr_array_add(all, told);
}

static bool ask(const char *name, GError **error) {
  char option[] = "--help";
  g_autofree char *word = g_strdup(name);
  char *asked[] = {word, option, NULL};
  return commands_run(2, asked, error);
}

GPtrArray *told_all(GError **error) {
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(told_free);
  bool good = true;
  command_tell_help(take, all);
  guint wanted = 0;
  for (const struct question *const *question = questions; good && *question; question++, wanted++)
    good = ask((*question)->id, error);
  for (const struct command *const *command = commands; good && *command; command++, wanted++)
    good = ask((*command)->name, error);
  command_tell_help(NULL, NULL);
  if (good && all->len != wanted) /* one has printed its help by other means than command_parse() */
    good = fault(error, FAULT_SOFTWARE, "of %u commands and questions %u told of themselves", wanted, all->len);
  return good ? g_steal_pointer(&all) : NULL;
}
