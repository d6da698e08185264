/* SPDX-License-Identifier: MIT */
/*
 * safety: copies of a database, whether it is sound, and what can be saved of one that is not.
 */
#ifndef DMARCSTAT_STORE_SAFETY_H
#define DMARCSTAT_STORE_SAFETY_H

#include "store/store.h"

/*
 * Copies the database at `from`, which may be of an older version, into the new or empty file `to`: what was committed
 * when it began, whatever others write meanwhile. The copy is one file without a journal, and is on disk.
 */
bool store_copy(const char *from, const char *to, GError **error);

/* Writes what is in the journal into the file, so that it is complete alone. FAULT_TRY_LATER when others use it. */
bool store_settle(const char *path, GError **error);

/* The same for a file that is to give way to another one, and may be damaged: only who uses it is a fault. */
bool store_quiesce(const char *path, GError **error);

/*
 * Looks at the whole of it: what SQLite finds, references, the sums in reports against their records, the daily roll-up
 * against the records. `told` gets a sentence without capital and full stop for each kind of trouble; *troubles counts
 * them. What no sum or index covers, such as a byte in a subject, cannot be seen.
 */
typedef void (*store_trouble)(void *user, const char *what);
bool store_verify(struct store *store, store_trouble told, void *user, unsigned int *troubles, GError **error);

struct recovery {
  uint64_t reports, records; /* saved: reports with all of their records, and the roll-up made anew */
  uint64_t left_out;         /* reports of which something is missing or wrong */
  uint64_t unreadable;       /* stretches of tables that could not be read: at least one row each */
  uint64_t doubtful;         /* rows that an index knows with other values, or that refer to what is gone */
  uint64_t others;           /* other rows that were saved: TLS and failure reports, quarantine, sources, checks, ... */
};

/*
 * Makes a database at `to`, which is new or empty, out of what is sound at `from`, which is not changed. A report of
 * which not all is there is left out. Reports get new numbers. `scratch` is a new or empty file for the time.
 * FAULT_CONFIG when nothing can be read: it is not ours, of a newer version, or its schema is damaged.
 */
bool store_recover(const char *from, const char *to, const char *scratch, struct recovery *recovery, GError **error);

#endif
