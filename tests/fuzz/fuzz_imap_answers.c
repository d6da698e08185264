/* SPDX-License-Identifier: MIT */
/* What an IMAP server says, before a library sees it: in pieces of any size it comes to the same. */
#include "fuzz.h"
#include "imap/answer_guard.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  struct fuzz_input input = {bytes, length};
  const size_t piece = fuzz_byte(&input) % 16 + 1u;
  struct answer_guard whole = {0}, pieces = {0};
  uint8_t *copy = fuzz_copy(input.bytes, input.length);
  const char *of_whole = answer_guard_look(&whole, (const char *)copy, input.length), *of_pieces = NULL;
  for (size_t done = 0; done < input.length && !of_pieces; done += piece)
    of_pieces = answer_guard_look(&pieces, (const char *)copy + done, MIN(piece, input.length - done));
  FUZZ_CHECK((of_whole == NULL) == (of_pieces == NULL));
  FUZZ_CHECK(of_whole || (whole.answers == pieces.answers && strcmp(whole.good_bye, pieces.good_bye) == 0));
  free(copy);
  return 0;
}
