/* SPDX-License-Identifier: MIT */
/*
 * collector: who receives what the parsers find, inside the worker. The parsers (mime, unpack, aggregate) call it; the
 * worker turns it into frames; unit tests collect it in memory.
 *
 * Also the one place that counts what the item has cost so far against its caps.
 */
#ifndef DMARCSTAT_INGEST_COLLECTOR_H
#define DMARCSTAT_INGEST_COLLECTOR_H

#include "ingest/caps.h"
#include "schema/frame.h"
#include "schema/report.h"

struct collector {
  const struct caps *caps;
  int64_t now; /* UTC seconds: what is "in the future" */

  /* A unit is record* then one of report or refuse; see schema/frame.h. Return false: stop, nobody listens. */
  bool (*record)(struct collector *collector, const struct record *record);
  bool (*report)(struct collector *collector, const struct report *report);
  bool (*refuse)(struct collector *collector, const struct refusal *refusal);

  /* spent so far by this item, all layers together */
  uint64_t expanded;
  uint32_t members;
};

/*
 * Reads one item (bytes `offset` .. `offset + length` of `fd`, by pread) and tells the collector everything that is in
 * it: any nesting of mail, gzip, zlib, zip, base64, XML. At least one report or refusal always comes of it. Touches
 * nothing but fd and memory (and `scratch_fd`, an empty temporary file for zips too large for memory; -1: none), so
 * it runs in the jail.
 */
void content_read(struct collector *collector, int fd, uint64_t offset, uint64_t length, int scratch_fd);

#endif
