/* SPDX-License-Identifier: MIT */
/* commands: the registry of commands, as questions.h is that of questions. A command is a line in commands.c. */
#ifndef DMARCSTAT_COMMAND_COMMANDS_H
#define DMARCSTAT_COMMAND_COMMANDS_H

#include "base/command.h"

extern const struct command *const commands[]; /* NULL ends */

/* Runs the command or question that argv[0] names, which ends in NULL. Also FAULT_USAGE when there is none. */
bool commands_run(int argc, char **argv, GError **error);

#endif
