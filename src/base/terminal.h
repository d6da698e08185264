/* SPDX-License-Identifier: MIT */
/* terminal: what is at the other end of a file descriptor. */
#ifndef DMARCSTAT_BASE_TERMINAL_H
#define DMARCSTAT_BASE_TERMINAL_H

#define TERMINAL_USUAL 80 /* columns of a terminal that does not say */

/* Columns of the terminal, or 0 when it is none. Asked anew each time, as people resize their windows. */
unsigned int terminal_columns(int fd);

#endif
