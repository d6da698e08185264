/* SPDX-License-Identifier: MIT */
/*
 * aggregate_warnings: the repairs and oddities of one report, each once with how often it occurred. Flat: at most
 * REPORT_MAX_WARNINGS, the last of them standing for all that have no place.
 */
#ifndef DMARCSTAT_INGEST_AGGREGATE_WARNINGS_H
#define DMARCSTAT_INGEST_AGGREGATE_WARNINGS_H

#include "schema/report.h"
#include <glib.h>

struct aggregate_warnings {
  struct warning items[REPORT_MAX_WARNINGS];
  uint16_t n;
  GStringChunk *texts;
};

void aggregate_warnings_begin(struct aggregate_warnings *warnings);
void aggregate_warnings_clear(struct aggregate_warnings *warnings);
void aggregate_warnings_end(struct aggregate_warnings *warnings);

/*
 * Counts one more of `kind` and `path`, which together are the code: "missing:" and "row/count", or "control-character"
 * and "". True: it is the first, and the caller describes it.
 */
bool aggregate_warnings_count(struct aggregate_warnings *warnings, const char *kind, const char *path);

/* The words for the warning that was just counted as the first of its kind. */
void aggregate_warnings_describe(struct aggregate_warnings *warnings, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Both at once, for a code and a text that cost nothing to make, which occurred so many times more. */
void aggregate_warnings_add(struct aggregate_warnings *warnings, const char *code, const char *text, uint32_t times);

/* `text` printable and short enough for a warning or a reason. Caller frees. */
char *aggregate_warnings_shown(const char *text);

#endif
