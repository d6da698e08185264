/* SPDX-License-Identifier: MIT */
/*
 * intake: the sink that puts into a store what a pipeline finds, in batches. What every command that takes reports in
 * has in common: what is committed when, what goes to quarantine, and what is said at the end.
 */
#ifndef DMARCSTAT_COMMAND_INTAKE_H
#define DMARCSTAT_COMMAND_INTAKE_H

#include "ingest/pipeline.h"
#include "store/store.h"

struct intake;

/*
 * `store` must outlive it. `command` is what the run is called in the store: "ingest"; `place`, which opens what is
 * said at the end, is where it reads ("main, INBOX"), or NULL. Both are not copied.
 */
struct intake *intake_new(struct store *store, const char *command, const char *place);
void intake_free(struct intake *intake); /* NULL is fine; what is not committed is rolled back by the store */

enum intake_talk { INTAKE_SAYS_ALL, INTAKE_SAYS_NEWS /* nothing when there was nothing new */, INTAKE_SAYS_NOTHING };

/*
 * Runs the source through the pipeline into the store, with progress on a terminal, until it ends or SIGINT or SIGTERM
 * asks to stop; then says on stderr in one line what came of it, and why the first few items were
 * rejected. False with *error: something broke (all that was acknowledged is stored), or FAULT_TRY_LATER,
 * FAULT_DATA and FAULT_NO_INPUT when some items were left, rejected or unreadable.
 */
bool intake_run(struct intake *intake, struct pipeline *pipeline, struct source *source, enum intake_talk talk,
                GError **error);

/*
 * Runs a source of one item through the pipeline into the store, and says nothing. *reason is why it is not stored, a
 * text from the parser, which may be hostile; NULL: it is. Caller frees it. False with *error: something broke, and
 * nothing of it is stored.
 */
bool intake_one(struct intake *intake, struct pipeline *pipeline, struct source *source, enum outcome *outcome,
                char **reason, GError **error);

/*
 * Writes something else to the store: within the batch that is under way, with which it is then committed, or in a
 * transaction of its own.
 */
bool intake_write(struct intake *intake, bool (*write)(struct store *store, void *user, GError **error), void *user,
                  GError **error);

#endif
