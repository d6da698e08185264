/* SPDX-License-Identifier: MIT */
/* command_help: what `dmarcstat NAME --help` prints. Private to base. */
#ifndef DMARCSTAT_BASE_COMMAND_HELP_H
#define DMARCSTAT_BASE_COMMAND_HELP_H

#include "base/command.h"

/*
 * The usage, the purpose and the options that are not hidden, in lines of at most `columns` where words allow. A line
 * of the purpose that begins with two spaces stays as it is. Caller frees.
 */
char *command_help(const struct command *command, const GOptionEntry *entries, unsigned int columns);

/* Whether people are told of this option. */
bool command_help_shows(const GOptionEntry *entry);

#endif
