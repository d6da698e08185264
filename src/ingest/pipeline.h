/* SPDX-License-Identifier: MIT */
/*
 * pipeline: items through the jailed workers to a sink, in order of completion, with backpressure.
 *
 * The pipeline runs in the parent. It owns the workers (ingest/worker.h), hands them items by file descriptor, reads
 * their frames (schema/frame.h), and gives complete reports to the sink. A report's records are kept as raw
 * frames in memory up to 1 MiB, in an unlinked temporary file beyond, so that memory is flat and a report is complete
 * before the sink sees any of it. A worker that crashes, hangs beyond caps.seconds or speaks nonsense costs the item it
 * was at (refused, with the reason) and is replaced; items queued behind it go to another.
 */
#ifndef DMARCSTAT_INGEST_PIPELINE_H
#define DMARCSTAT_INGEST_PIPELINE_H

#include "ingest/caps.h"
#include "ingest/source.h"
#include "schema/frame.h"

struct pipeline_sink {
  /* A complete report of `item`. False with *error: the pipeline stops (the store failed); nothing is acknowledged. */
  bool (*report)(void *user, const struct item *item, struct report_stream *stream, bool *duplicate, GError **error);
  /* The same for the kinds that are held whole. */
  bool (*tls_report)(void *user, const struct item *item, const struct tls_report *report, bool *duplicate,
                     GError **error);
  bool (*failure_report)(void *user, const struct item *item, const struct failure_report *report, bool *duplicate,
                         GError **error);
  /* Something in `item` is no report or is rejected. */
  bool (*refused)(void *user, const struct item *item, const struct refusal *refusal, GError **error);
  /*
   * `item` is through and its file will be closed; its outcome is final but not committed. Sets *committed when
   * everything given to the sink so far has been committed: the pipeline then acknowledges all items up to this one. It
   * is called with item NULL when nothing has come for a while or at the end, and must then commit.
   */
  bool (*done)(void *user, const struct item *item, enum outcome outcome, bool *committed, GError **error);
  void *user;
};

struct pipeline_options {
  unsigned int workers; /* 0: one a core, at least one, at most 8 */
  bool sandbox;         /* false: --no-sandbox */
  bool only_tls;        /* reports of other kinds are rejected */
  struct caps caps;
  /* Whose Authentication-Results are believed (authentication_results.h), NULL at the end; NULL: nobody's. Copied. */
  const char *const *authserv_ids;
};

/*
 * Workers are started here, before secrets are read or the store is opened. Fails with FAULT_UNAVAILABLE when
 * options->sandbox and this system cannot jail them, with FAULT_USAGE when an authserv-id cannot be one.
 */
struct pipeline *pipeline_new(const struct pipeline_options *options, GError **error);

struct pipeline_counts {
  uint64_t items, outcomes[OUTCOME_MAX];                                   /* items by outcome */
  uint64_t reports, records, duplicates, not_reports, rejected, try_later; /* units */
};

/*
 * Runs until the source ends. False with *error: the source or the sink broke; counts tell how far it went. `progress`
 * may be NULL; it is called for each item that is through.
 */
bool pipeline_run(struct pipeline *pipeline, struct source *source, const struct pipeline_sink *sink,
                  void (*progress)(void *user, const struct pipeline_counts *counts), void *progress_user,
                  struct pipeline_counts *counts, GError **error);

void pipeline_free(struct pipeline *pipeline); /* NULL is fine */

/*
 * For handlers of SIGINT and SIGTERM: no source of this process is asked for another item; what is under way is
 * finished and committed, and pipeline_run() returns as at the end of the source.
 */
void pipeline_stop(void);

#endif
