/* SPDX-License-Identifier: MIT */
/*
 * worker: the forked child that reads hostile bytes. It gets items as file descriptors over a socket pair and answers in
 * frames; it has no files, no network, no new processes, bounded memory (ingest/jail.h).
 */
#ifndef DMARCSTAT_INGEST_WORKER_H
#define DMARCSTAT_INGEST_WORKER_H

#include "ingest/caps.h"
#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

struct worker {
  pid_t pid;
  int socket; /* parent's end, non-blocking */
};

bool worker_start(struct worker *worker, const struct caps *caps, bool sandbox, GError **error);

/* Hands over one item; the worker reads only that range of the file. False with errno EAGAIN: its queue is full. */
bool worker_send(struct worker *worker, int fd, uint64_t offset, uint64_t length);

/* Kills (when it still runs) and reaps it; returns in words how it ended ("was killed by signal 11"). Caller frees. */
char *worker_stop(struct worker *worker);

#endif
