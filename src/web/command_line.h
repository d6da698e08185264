/* SPDX-License-Identifier: MIT */
/* command_line: what to type to get the table of a page. */
#ifndef DMARCSTAT_WEB_COMMAND_LINE_H
#define DMARCSTAT_WEB_COMMAND_LINE_H

#include "report/question.h"

/* "dmarcstat sources --domain example.com --since 2026-10-25 --until 2026-11-23"; quoted for a shell. Caller frees. */
char *command_line(const struct answer *answer);

#endif
