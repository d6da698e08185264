/* SPDX-License-Identifier: MIT */
/* quarantine_source: items of the quarantine as a source of the pipeline. */
#ifndef DMARCSTAT_COMMAND_QUARANTINE_SOURCE_H
#define DMARCSTAT_COMMAND_QUARANTINE_SOURCE_H

#include "ingest/source.h"
#include "store/store.h"

struct quarantine_source;

/* `ids` (int64_t) and `store` must outlive it. Items whose bytes were not kept are named on stderr and left. */
struct quarantine_source *quarantine_source_new(struct store *store, const GArray *ids);
void quarantine_source_free(struct quarantine_source *quarantine);

struct source *quarantine_source_source(struct quarantine_source *quarantine);

/* The ids that are no longer rejected, once the pipeline is through. Belongs to the source. */
const GArray *quarantine_source_taken(const struct quarantine_source *quarantine);

#endif
