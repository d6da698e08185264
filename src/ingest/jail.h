/* SPDX-License-Identifier: MIT */
/*
 * jail: shuts this process in: no new privileges, rlimits (address space, no files, no core, no processes), Landlock
 * (no file at all, where the kernel has it), and a seccomp filter that allows what a parser needs (memory, read and
 * write on descriptors it already has) and kills it for anything else.
 */
#ifndef DMARCSTAT_INGEST_JAIL_H
#define DMARCSTAT_INGEST_JAIL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* There is no way back. `memory`: bytes of address space this process may add to what it has. */
bool jail_shut(uint64_t memory, GError **error);

/* Whether jail_shut() can work here, found out in a child; otherwise *error says what is missing. */
bool jail_possible(GError **error);

/* "seccomp, Landlock ABI 4, rlimits": what would hold a worker on this system. Caller frees. */
char *jail_describe(void);

#endif
