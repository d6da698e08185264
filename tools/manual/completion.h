/* SPDX-License-Identifier: MIT */
/* completion: what shells need to complete commands, their verbs and their options. */
#ifndef DMARCSTAT_MANUAL_COMPLETION_H
#define DMARCSTAT_MANUAL_COMPLETION_H

#include "manual/told.h"

/* Of struct told. Each is a whole file for that shell; caller frees. */
char *completion_bash(const GPtrArray *all);
char *completion_zsh(const GPtrArray *all);
char *completion_fish(const GPtrArray *all);

/* The values that an option of `told` can have, with a blank between them, or NULL when they are not known. Caller
 * frees. */
char *completion_values(const struct told *told, const struct told_option *option);

/* Whether what stands behind the name, and is no option, is the name of a file or folder. */
bool completion_takes_files(const struct told *told);

#endif
