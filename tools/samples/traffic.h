/* SPDX-License-Identifier: MIT */
/*
 * traffic: the tables of world.h turned into reports: which messages which reporter saw on which day.
 */
#ifndef SAMPLES_TRAFFIC_H
#define SAMPLES_TRAFFIC_H

#include "world.h"
#include <glib.h>

struct record {
  const char *source; /* address as text */
  const char *host;   /* what a `$` in the route stands for; NULL when it has none */
  unsigned count;
  const struct route *route;
};

struct report {
  const struct reporter *reporter;
  int domain;         /* index into world_domains */
  int day;            /* whose messages it holds (the last one, when several) */
  int64_t begin, end; /* UTC seconds; end is exclusive here */
  int64_t mailed;
  char *id;
  GArray *records; /* struct record, in the order of the tables */
};

/* What the receiver makes of a record. */
struct verdict {
  bool dkim_aligned, spf_aligned;
  const char *disposition; /* RFC 7489's words: none, quarantine, reject */
};

/* All reports, in the order of reporters and days; strings live in `strings`. The caller frees the array. */
GPtrArray *traffic_make(GStringChunk *strings);

struct report *report_new(const struct reporter *reporter, int domain, int day, int64_t begin, int64_t end);
void report_free(struct report *report);

/* The published policy (p) as the reporter saw it last. */
const char *report_policy(const struct report *report);

struct verdict record_verdict(const struct report *report, const struct record *record);

/* `text` with each `$` replaced by the host of the record. Caller frees. */
char *record_fill(const struct record *record, const char *text);

#endif
