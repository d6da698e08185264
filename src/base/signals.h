/* SPDX-License-Identifier: MIT */
/*
 * signals: keeps signals for the threads that are there. A new thread inherits what is held where it is started:
 *
 *   sigset_t before;
 *   signals_hold(&before);
 *   ... starts threads ...
 *   signals_release(&before);
 */
#ifndef DMARCSTAT_BASE_SIGNALS_H
#define DMARCSTAT_BASE_SIGNALS_H

#include <signal.h>

/* All of them, for the calling thread and those that it starts from now on. */
void signals_hold(sigset_t *before);
/* As it was before, for the calling thread. */
void signals_release(const sigset_t *before);

#endif
