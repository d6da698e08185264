/* SPDX-License-Identifier: MIT */
#include "command/commands.h"
#include "base/fault.h"
#include "base/say.h"
#include "base/text.h"
#include "command/question.h"
#include <string.h>

extern const struct command command_init, command_ingest, command_fetch, command_mailbox, command_show,
    command_quarantine, command_enrich, command_check, command_export, command_import, command_publish, command_serve,
    command_digest, command_alerts, command_forget, command_db, command_doctor, command_config;

/* a line each */
/* clang-format off */
const struct command *const commands[] = {
    &command_init,
    &command_ingest,
    &command_fetch,
    &command_mailbox,
    &command_show,
    &command_quarantine,
    &command_enrich,
    &command_check,
    &command_export,
    &command_import,
    &command_publish,
    &command_serve,
    &command_digest,
    &command_alerts,
    &command_forget,
    &command_db,
    &command_doctor,
    &command_config,
    NULL,
};
/* clang-format on */

/* Everything that can stand in the place of a command. NULL-terminated; g_free. */
static const char **all_names(void) {
  GPtrArray *names = g_ptr_array_new();
  for (const struct question *const *question = questions; *question; question++)
    g_ptr_array_add(names, (gpointer)(uintptr_t)(*question)->id);
  for (const struct command *const *command = commands; *command; command++)
    g_ptr_array_add(names, (gpointer)(uintptr_t)(*command)->name);
  g_ptr_array_add(names, (gpointer)(uintptr_t) "help");
  g_ptr_array_add(names, NULL);
  return (const char **)g_ptr_array_free(names, FALSE);
}

static bool unknown(const char *name, GError **error) {
  g_autofree const char **names = all_names();
  g_autofree char *shown = text_printable(name);
  const char *nearest = text_nearest(name, names);
  if (*name == '-')
    return fault(error, FAULT_USAGE, "options come behind the command, as in `dmarcstat summary --db FILE`");
  if (nearest)
    return fault(error, FAULT_USAGE, "there is no command '%s'; did you mean %s?", shown, nearest);
  return fault(error, FAULT_USAGE, "there is no command '%s'; `dmarcstat help` lists them", shown);
}

bool commands_run(int argc, char **argv, GError **error) {
  for (const struct command *const *command = commands; *command; command++)
    if (strcmp((*command)->name, argv[0]) == 0) {
      say_about(SAY_COMMAND, (*command)->name);
      return (*command)->run(argc, argv, error);
    }
  const struct question *question = question_find(argv[0]);
  if (!question)
    return unknown(argv[0], error);
  say_about(SAY_COMMAND, question->id);
  return question_command_run(question, argc, argv, error);
}
