/* SPDX-License-Identifier: MIT */
/* fetching: the folders of one mailbox into the store. What `fetch` does once and `fetch --watch` again and again. */
#ifndef DMARCSTAT_COMMAND_FETCHING_H
#define DMARCSTAT_COMMAND_FETCHING_H

#include "command/intake.h"
#include "command/mailbox_settings.h"
#include "ingest/pipeline.h"
#include "store/store.h"

struct fetching {
  const struct mailbox_settings *mailbox;
  struct pipeline *pipeline;
  struct store *store; /* NULL in a dry run: nothing is stored */
  uint64_t max_message;
  enum intake_talk talk;
  bool dry_run;
};

/*
 * All folders, through a session that is open. False with *error: the session is of no more use; or FAULT_DATA,
 * FAULT_NO_INPUT: all was read, and some of it rejected.
 */
bool fetching_run(const struct fetching *fetching, struct imap_session *session, GError **error);

#endif
