/* SPDX-License-Identifier: MIT */
/*
 * posting: what strangers post becomes TLS reports in the database: through a jailed parser, under the caps of the
 * configuration, as unverified. The one thing behind the CGI and `serve` that writes, and only where it is configured.
 */
#ifndef DMARCSTAT_COMMAND_POSTING_H
#define DMARCSTAT_COMMAND_POSTING_H

#include "base/config.h"
#include "ingest/pipeline.h"
#include "web/submission.h"

struct posting {
  struct submission submission; /* its user is the posting */
  const char *database;
  struct pipeline_options options;
  struct pipeline *pipeline; /* NULL: not opened */
  uint64_t a_day;
};

/*
 * What is configured; *posting stays empty, with a path of NULL, where nothing may be posted. `config` and `database`
 * must outlive it. FAULT_CONFIG: the path cannot be one.
 */
bool posting_configure(struct posting *posting, const struct config *config, const char *database, GError **error);

/*
 * Starts the parser. False with *error. After this process has shut itself in (command/web_service.h): else Landlock
 * would not let it end a parser that hangs.
 */
bool posting_open(struct posting *posting, GError **error);
void posting_close(struct posting *posting);

#endif
