/* SPDX-License-Identifier: MIT */
/*
 * jail: shuts this process in: no new privileges, rlimits (address space, no files, no core, no processes), Landlock
 * (no file at all, where the kernel has it), and a seccomp filter that allows what a parser needs (memory, read and
 * write on descriptors it already has) and kills it for anything else.
 *
 * Nothing may open a file or a socket afterwards, not even inside the C library: whatever does so on its first use
 * (time zones, message catalogues, random numbers) must have been used before.
 */
#ifndef DMARCSTAT_INGEST_JAIL_H
#define DMARCSTAT_INGEST_JAIL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A jailed process has descriptors 0 to 5 and no more, those it is passed later included. */
#define JAIL_DESCRIPTORS 6

/*
 * There is no way back. `memory`: bytes of address space this process may add to what it has (not held in a build
 * with AddressSanitizer, which reserves terabytes). `file`: bytes that a file it writes may have. After a fault the
 * process may be half shut and must end.
 */
bool jail_shut(uint64_t memory, uint64_t file, GError **error);

/* Whether jail_shut() can work here, found out in a child; otherwise *error says what is missing. */
bool jail_possible(GError **error);

/* "seccomp, Landlock ABI 4, rlimits": what would hold a worker on this system. Caller frees. */
char *jail_describe(void);

#endif
