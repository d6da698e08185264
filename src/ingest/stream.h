/* SPDX-License-Identifier: MIT */
/*
 * stream: one layer of an item, into which the layer above pushes bytes: unpacker, decoder, mail walker, detector, XML.
 * A layer owns the layer below it. Bytes are hostile and live only during the call.
 */
#ifndef DMARCSTAT_INGEST_STREAM_H
#define DMARCSTAT_INGEST_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stream {
  /* False: nothing more is wanted; the caller pushes no more and finishes. */
  bool (*push)(struct stream *stream, const uint8_t *bytes, size_t length);
  /*
   * No more bytes; frees the stream. `damage` is NULL when the layer above ended well or nothing more was wanted, else
   * a sentence that says why it did not: whatever was read is then refused with it.
   */
  void (*finish)(struct stream *stream, const char *damage);
};

#endif
