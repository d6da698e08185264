/* SPDX-License-Identifier: MIT */
/* What an IMAP server says, before a library sees it: in pieces of any size it comes to the same. */
#include "fuzz.h"
#include "imap/answer_guard.h"

/* Whether all of it may pass, in pieces of this size; how many answers to commands are in it. */
static bool look(struct answer_guard *guard, const uint8_t *bytes, size_t length, size_t piece,
                 unsigned int *answered) {
  const char *too_much = NULL;
  for (size_t done = 0, looked = 0; done < length && !too_much; done += looked) {
    too_much = answer_guard_look(guard, (const char *)bytes + done, MIN(piece, length - done), &looked);
    FUZZ_CHECK(looked > 0 && looked <= piece);
    *answered += guard->tag > 0;
  }
  return !too_much;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  struct fuzz_input input = {bytes, length};
  const size_t piece = fuzz_byte(&input) % 16 + 1u;
  struct answer_guard whole = {0}, pieces = {0};
  unsigned int of_whole = 0, of_pieces = 0;
  uint8_t *copy = fuzz_copy(input.bytes, input.length);
  const bool passes = look(&whole, copy, input.length, input.length, &of_whole);
  FUZZ_CHECK(passes == look(&pieces, copy, input.length, piece, &of_pieces));
  FUZZ_CHECK(!passes || (whole.answers == pieces.answers && strcmp(whole.good_bye, pieces.good_bye) == 0));
  FUZZ_CHECK(!passes || of_whole == of_pieces);
  free(copy);
  return 0;
}
