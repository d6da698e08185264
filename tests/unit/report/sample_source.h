/* SPDX-License-Identifier: MIT */
/* What is known of sources, put in as enrich does it. */
#ifndef DMARCSTAT_TESTS_SAMPLE_SOURCE_H
#define DMARCSTAT_TESTS_SAMPLE_SOURCE_H

#include "sample.h"

static inline void sample_put_source(struct store *store, const char *address, struct source_facts facts) {
  GError *error = NULL;
  facts.address = sample_address(address);
  facts.resolved = NOW;
  ok(store_begin(store, &error) && store_put_source(store, &facts, &error) && store_commit(store, &error), error);
}

#endif
