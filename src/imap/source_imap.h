/* SPDX-License-Identifier: MIT */
/*
 * source_imap: the new messages of one folder as a source of the pipeline (ingest/source.h).
 *
 * Where we are in a folder is known by UIDVALIDITY and the last UID that is through; what is not through below it are
 * exceptions. First the reports are committed, then the messages are put away on the server, and only then is the
 * progress saved. Whatever dies in between, the next run reads those messages again, finds duplicates, and puts them
 * away: stored once and moved once.
 */
#ifndef DMARCSTAT_IMAP_SOURCE_IMAP_H
#define DMARCSTAT_IMAP_SOURCE_IMAP_H

#include "imap/session.h"
#include "ingest/source.h"
#include "schema/mailbox.h"

enum imap_after { IMAP_AFTER_LEAVE, IMAP_AFTER_FLAG, IMAP_AFTER_MOVE, IMAP_AFTER_DELETE };

struct imap_rules {
  const char *folder;
  enum imap_after after;
  const char *flag;
  const char *processed_folder; /* of reports */
  const char *rejected_folder;  /* of what is rejected or no report; NULL: it stays */
  int64_t delete_after;         /* seconds since its arrival */
  unsigned int batch;           /* most messages asked for at once */
  uint64_t max_message;         /* bytes; larger ones are not read */
  bool dry_run;                 /* changes nothing on the server and saves no progress */
};

struct source_imap;

/*
 * Opens the folder and lists what is new. `save` is called whenever there is progress to keep; its false with *error
 * ends the run. Session, rules and user must outlive the source; `progress` is copied. NULL with *error.
 */
struct source_imap *source_imap_new(struct imap_session *session, const struct imap_rules *rules,
                                    const struct mailbox_progress *progress,
                                    bool (*save)(void *user, const struct mailbox_progress *progress, GError **error),
                                    void *user, GError **error);
void source_imap_free(struct source_imap *imap); /* NULL is fine */

/* For pipeline_run; its `free` does nothing. */
struct source *source_imap_source(struct source_imap *imap);

/* After the pipeline is through: puts away what is left, deletes what is old, and saves the progress. */
bool source_imap_settle(struct source_imap *imap, GError **error);

#endif
