/* SPDX-License-Identifier: MIT */
/* kept: what is kept beside the reports: where they came from, and what was refused; between store/ and who fills it.
 */
#ifndef DMARCSTAT_SCHEMA_KEPT_H
#define DMARCSTAT_SCHEMA_KEPT_H

#include <stddef.h>
#include <stdint.h>

/* Where a report came from. */
struct provenance {
  int64_t received;   /* UTC seconds: when it was taken in */
  const char *origin; /* file or message (ingest/item.h); a file name may be no UTF-8 */
};

/* Original bytes kept of a rejected item: at most so many; longer ones are kept without bytes, with their size. */
#define QUARANTINE_MAX_BYTES (8u << 20)

struct quarantined {
  int64_t id;
  int64_t at;                            /* UTC seconds */
  const char *origin, *reason, *nesting; /* nesting: NULL is "" */
  uint64_t size;                         /* of the original */
  const uint8_t *bytes;                  /* NULL when not kept */
  size_t n_bytes;
};

#endif
