/* SPDX-License-Identifier: MIT */
/*
 * worker: the forked child that reads hostile bytes. It gets items as file descriptors over a socket pair and answers
 * in frames; it has no files, no network, no new processes, bounded memory (ingest/jail.h).
 *
 * Several items may wait in its socket. It has sent the whole answer to one before it begins the next, so when it dies
 * or talks nonsense, it does so at the first item that has no answer.
 */
#ifndef DMARCSTAT_INGEST_WORKER_H
#define DMARCSTAT_INGEST_WORKER_H

#include "ingest/caps.h"
#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/* Descriptors in the worker; the item it reads comes next. */
enum worker_fd { WORKER_SOCKET = 3, WORKER_SCRATCH = 4 };

struct worker {
  pid_t pid;
  int socket; /* parent's end, non-blocking */
};

/* What a worker has from its birth. Not owned. */
struct worker_settings {
  const struct caps *caps;
  const char *const *authserv_ids; /* as in pipeline.h */
  bool sandbox;
};

bool worker_start(struct worker *worker, const struct worker_settings *settings, GError **error);

/*
 * Hands over one item; the worker reads only that range of the file, and believes its header unless it is `split`
 * (ingest/item.h). False: its queue is full, or it is dead.
 */
bool worker_send(const struct worker *worker, int fd, uint64_t offset, uint64_t length, bool split);

/*
 * Reaps it and returns in words how it ended ("was killed by signal 11", "ended"). Caller frees. `gently`: it has
 * nothing to do and gets a second to end by itself; otherwise it is killed at once when it still runs.
 */
char *worker_stop(struct worker *worker, bool gently);

#endif
