/* SPDX-License-Identifier: MIT */
/*
 * The XML of aggregate reports, in pieces of any size, which must make no difference to what is taken. To the sentence
 * of a refusal they may: what the XML parser finds first depends on them.
 */
#include "ingest/aggregate.h"
#include "listening.h"

static void read_in_pieces(struct listening *listening, const uint8_t *bytes, size_t length, size_t piece) {
  listening_begin(listening);
  struct aggregate *aggregate = aggregate_new(&listening->collector, "xml", NULL);
  for (size_t done = 0; done < length; done += piece) {
    const size_t part = MIN(piece, length - done);
    uint8_t *copy = fuzz_copy(bytes + done, part);
    const bool more = aggregate_push(aggregate, copy, part);
    free(copy);
    if (!more)
      break;
  }
  aggregate_finish(aggregate, NULL);
  aggregate_free(aggregate);
  FUZZ_CHECK(listening->units > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  struct fuzz_input input = {bytes, length};
  const size_t piece = fuzz_byte(&input) % 64 + 1u;
  struct listening whole, pieces;
  read_in_pieces(&whole, input.bytes, input.length, MAX(input.length, 1));
  read_in_pieces(&pieces, input.bytes, input.length, piece);
  FUZZ_CHECK(whole.refusals == pieces.refusals);
  FUZZ_CHECK(whole.told->len == pieces.told->len);
  FUZZ_CHECK(memcmp(whole.told->data, pieces.told->data, whole.told->len) == 0);
  listening_end(&whole);
  listening_end(&pieces);
  return 0;
}
