/* SPDX-License-Identifier: MIT */
/* treewalk: the walker (report/walker.h) of a command that was asked for --treewalk. */
#ifndef DMARCSTAT_COMMAND_TREEWALK_H
#define DMARCSTAT_COMMAND_TREEWALK_H

#include "base/config.h"
#include "report/walker.h"

/* `user` is the configuration, which names DNS servers and how long they may take. With a progress line. */
bool treewalk_walk(void *user, const struct walker_wish *wish, char **organisations, GError **error);

#endif
