/* SPDX-License-Identifier: MIT */
/*
 * source: where items come from. One source_*.c for each kind: files and folders, mbox, standard input, IMAP.
 * A source hands out items one at a time, never reads more of one than it needs to tell a Maildir from an mbox, and
 * goes on after an item that cannot be opened (it counts and names it on stderr).
 */
#ifndef DMARCSTAT_INGEST_SOURCE_H
#define DMARCSTAT_INGEST_SOURCE_H

#include "ingest/item.h"

/* How an item ended, for the source to acknowledge. Never before the writer's commit. */
enum outcome {
  OUTCOME_STORED = 0,    /* at least one new report is in the store */
  OUTCOME_DUPLICATE = 1, /* every report in it was there already */
  OUTCOME_NOT_A_REPORT = 2,
  OUTCOME_REJECTED = 3,  /* something in it was rejected; it is in quarantine */
  OUTCOME_TRY_LATER = 4, /* left where it is */
  OUTCOME_MAX
};

struct source {
  /* The next item, NULL at the end or, with *error set, when the source cannot go on. */
  struct item *(*next)(struct source *source, GError **error);
  /* The item's outcome is committed. NULL when the source has nothing to do. */
  void (*acknowledge)(struct source *source, struct item *item, enum outcome outcome);
  /* Items in all, when known without work; 0 otherwise. */
  uint64_t (*total)(struct source *source);
  /* Inputs that could not be opened so far. */
  uint64_t unreadable;
  void (*free)(struct source *source);
};

/*
 * Files, folders (recursively; a Maildir by its cur/new), mboxes (split into mails at lines that begin "From " after an
 * empty line or at the start), "-" for standard input (spooled to an unlinked temporary file, never held in memory).
 * NULL-terminated. A path that does not exist or cannot be read is a fault of the whole only if it is the only one;
 * otherwise it is said on stderr and counted in `unreadable`.
 */
struct source *source_paths_new(const char *const *paths, GError **error);

/*
 * What somebody submitted over HTTPS (RFC 8460 section 5.4), whose media type is one of TLS reports: one item, in
 * memory. Nothing authenticates it: were it a mail, no field of its header is believed. `origin` and `bytes` are
 * copied; the caller has capped `length` by caps.message before it read so much.
 */
bool source_post_takes(const char *content_type);
struct source *source_post_new(const char *origin, const void *bytes, size_t length, GError **error);

#endif
