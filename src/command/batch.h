/* SPDX-License-Identifier: MIT */
/* batch: what is put into a store in one transaction, begun when it is needed and committed when it is large or old. */
#ifndef DMARCSTAT_COMMAND_BATCH_H
#define DMARCSTAT_COMMAND_BATCH_H

#include "store/store.h"

/* Make it {.store = store}. What is not committed is rolled back by the store. */
struct batch {
  struct store *store;
  bool begun;
  uint64_t items, records; /* in this batch; counted by whoever puts them */
  int64_t began;           /* monotonic */
};

bool batch_begin(struct batch *batch, GError **error); /* nothing when it has begun */
bool batch_is_full(const struct batch *batch);
bool batch_commit(struct batch *batch, GError **error); /* nothing when it has not begun */

#endif
