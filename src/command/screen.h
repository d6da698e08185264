/* SPDX-License-Identifier: MIT */
/* screen: how wide standard output is, and whether it shows colours. */
#ifndef DMARCSTAT_COMMAND_SCREEN_H
#define DMARCSTAT_COMMAND_SCREEN_H

#include "report/question.h"

/* Fills in width and colour: 0 and none when it is no terminal; no colours with $NO_COLOR and on dumb terminals. */
void screen_look(struct print_options *options);

#endif
