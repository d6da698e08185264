/* SPDX-License-Identifier: MIT */
/*
 * stopping: SIGINT and SIGTERM ask a running command to finish what is under way and end; a second one ends it at once.
 * SIGHUP, where a command listens to it, asks it to begin anew.
 */
#ifndef DMARCSTAT_COMMAND_STOPPING_H
#define DMARCSTAT_COMMAND_STOPPING_H

#include <stdbool.h>

/* May be called again. `hang_up`: also SIGHUP. */
void stopping_listen(bool hang_up);

/* Whether any of them came; the pipeline has then been told. */
bool stopping_asked(void);
/* Whether it was SIGHUP and nothing else. */
bool stopping_begin_anew(void);

/* Becomes readable when one comes; -1 before stopping_listen. */
int stopping_fd(void);

#endif
