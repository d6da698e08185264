/* SPDX-License-Identifier: MIT */
/* scratch: files for what is too large to hold in memory. */
#ifndef DMARCSTAT_INGEST_SCRATCH_H
#define DMARCSTAT_INGEST_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * An empty file without a name in $TMPDIR, else /tmp, open for reading and writing; it is gone when it is closed.
 * -1 with errno.
 */
int scratch_open(void);

/* Appends all of it at the file's position. False with errno. */
bool scratch_write(int fd, const uint8_t *bytes, size_t length);

#endif
