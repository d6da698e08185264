/* SPDX-License-Identifier: MIT */
#include "command/batch.h"

/* It is committed when it has so many items or records, or is so old. */
#define BATCH_ITEMS 500
#define BATCH_RECORDS 50000
#define BATCH_MICROSECONDS G_USEC_PER_SEC

bool batch_begin(struct batch *batch, GError **error) {
  if (batch->begun)
    return true;
  batch->begun = store_begin(batch->store, error);
  batch->began = g_get_monotonic_time();
  return batch->begun;
}

bool batch_is_full(const struct batch *batch) {
  return batch->items >= BATCH_ITEMS || batch->records >= BATCH_RECORDS ||
         g_get_monotonic_time() - batch->began >= BATCH_MICROSECONDS;
}

bool batch_commit(struct batch *batch, GError **error) {
  if (batch->begun && !store_commit(batch->store, error))
    return false;
  batch->begun = false;
  batch->items = batch->records = 0;
  return true;
}
