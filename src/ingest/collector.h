/* SPDX-License-Identifier: MIT */
/*
 * collector: who receives what the parsers find, inside the worker. The parsers (content, aggregate) call it; the
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

  /* whose Authentication-Results in the item's header are believed, NULL at the end; NULL: nobody's */
  const char *const *authserv_ids;

  /* A unit is record* then report, or tls_report, failure_report or refuse; see schema/frame.h. Return false: stop,
     nobody listens. */
  bool (*record)(struct collector *collector, const struct record *record);
  bool (*report)(struct collector *collector, const struct report *report);
  bool (*tls_report)(struct collector *collector, const struct tls_report *report);
  bool (*failure_report)(struct collector *collector, const struct failure_report *report);
  bool (*refuse)(struct collector *collector, const struct refusal *refusal);

  /* spent so far by this item, all layers together */
  uint64_t expanded;
  uint32_t members;
};

#endif
