/* SPDX-License-Identifier: MIT */
/* An mbox: its mails are its bytes, each once and in their order. */
#include "fuzz.h"
#include "ingest/source_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  struct item_file *file = item_file_new(dup(fuzz_file(bytes, length)));
  struct mbox *mbox = mbox_new(file, 0, length, "box");
  item_file_release(file);
  uint64_t at = 0;
  for (struct item *item; (item = mbox_next(mbox)); item_free(item)) {
    FUZZ_CHECK(item->offset == at && item->length > 0);
    at += item->length;
  }
  FUZZ_CHECK(at == length);
  mbox_free(mbox);
  return 0;
}
