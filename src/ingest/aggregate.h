/* SPDX-License-Identifier: MIT */
/*
 * aggregate: DMARC aggregate report XML, both dialects (RFC 7489 appendix C, RFC 9990 section 3.1.1), as a stream:
 * bytes in, records out, flat memory. Elements are matched by local name and in any order.
 *
 * What the world breaks (VIOLATIONS.md) is mended where the meaning is beyond doubt, and each mending is a warning of
 * the report; a repair never turns anything into a pass. What cannot be mended is refused with line and column.
 */
#ifndef DMARCSTAT_INGEST_AGGREGATE_H
#define DMARCSTAT_INGEST_AGGREGATE_H

#include "ingest/collector.h"
#include <stddef.h>

/* What is known of the mail around a report; all NULL when there is none. Not owned. */
struct mail_envelope {
  const char *from, *subject, *message_id; /* decoded UTF-8 */
  enum trust trust;                        /* of the mail as such, TRUST_AUTHENTICATED at most */
  const char *from_domain;                 /* whom it passed DMARC for: a domain or an address, hostile; or NULL */
  const char *date;
  const char *dkim_domains; /* d= of signatures that passed, a blank between them; NULL: our server says nothing of it */
};

struct aggregate;

/* `nesting` is copied, `mail` (may be NULL) must outlive it. */
struct aggregate *aggregate_new(struct collector *collector, const char *nesting, const struct mail_envelope *mail);

/* Something the container around it did wrong and we mended; becomes a warning of the report. Call before finish. */
void aggregate_warn(struct aggregate *aggregate, const char *code, const char *text);

/* False: nothing more is wanted (it was refused, a cap was hit, or nobody listens). */
bool aggregate_push(struct aggregate *aggregate, const uint8_t *bytes, size_t length);

/*
 * No more bytes. `damage` is NULL when the container ended well, else why it did not ("the gzip data ends early"): then
 * whatever was read and not told yet is refused with that reason. Tells the collector a report (several, when documents
 * are concatenated) or a refusal, exactly once more, unless it was refused already.
 */
void aggregate_finish(struct aggregate *aggregate, const char *damage);
void aggregate_free(struct aggregate *aggregate);

#endif
