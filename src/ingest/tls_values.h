/* SPDX-License-Identifier: MIT */
/* tls_values: what stands in the members of a TLS report, as values; hostile. Beside aggregate_values.h. */
#ifndef DMARCSTAT_INGEST_TLS_VALUES_H
#define DMARCSTAT_INGEST_TLS_VALUES_H

#include "ingest/aggregate_values.h"

extern const struct value_words value_words_tls_policy, value_words_tls_result;

enum value_when {
  WHEN_EXACT,   /* RFC 3339 */
  WHEN_NO_ZONE, /* without a time zone: UTC is meant */
  WHEN_DAY,     /* a day without a time, or with one that is none: its begin */
  WHEN_SECONDS, /* seconds since 1970 */
  WHEN_NEVER    /* no time at all */
};

/* UTC seconds; fractions are cut. Needs no files, so it works in the jail. */
enum value_when value_when(const char *text, int64_t *seconds);

#endif
