/* SPDX-License-Identifier: MIT */
/* progress_line: what progress.c draws, as text. Private to base. */
#ifndef DMARCSTAT_BASE_PROGRESS_LINE_H
#define DMARCSTAT_BASE_PROGRESS_LINE_H

#include <stdbool.h>
#include <stdint.h>

struct progress_state {
  const char *noun;
  uint64_t done, total; /* total 0: unknown */
  int64_t elapsed;      /* microseconds */
};

/*
 * One line of less than `columns`, so that no terminal wraps it; what finds no room is left out, the bar first. The bar
 * is ASCII when not `utf8`. Caller frees.
 */
char *progress_line(const struct progress_state *state, unsigned int columns, bool utf8);

#endif
