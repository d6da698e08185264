/* SPDX-License-Identifier: MIT */
/*
 * worker_task: what a worker does all its life: shut the jail, then read items and answer. Private to worker*.c.
 */
#ifndef DMARCSTAT_INGEST_WORKER_TASK_H
#define DMARCSTAT_INGEST_WORKER_TASK_H

#include "ingest/worker.h"
#include <sys/socket.h>

/* One message from the parent, with one descriptor. */
struct worker_order {
  uint64_t offset, length, split;
};

union worker_passed {
  char room[CMSG_SPACE(sizeof(int))];
  struct cmsghdr head; /* aligns it */
};

/* The first byte from a worker: its jail is shut. Anything else is a sentence that says why not. */
#define WORKER_READY 1

/* How a worker ends other than well or by a signal. */
enum worker_exit { WORKER_EXIT_START = 70, WORKER_EXIT_ORDER = 71, WORKER_EXIT_MEMORY = 72 };

/*
 * Does not come back: ends when the parent closes its end of the socket. `scratch` is a descriptor or -1. Without the
 * sandbox and in a build with sanitizers, everything is freed and checked for leaks at the end.
 */
G_NORETURN void worker_task(int scratch, const struct worker_settings *settings);

#endif
