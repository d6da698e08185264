/* SPDX-License-Identifier: MIT */
/*
 * import: what export.h writes as ndjson, read back, unit by unit. The file is HOSTILE: lines have a cap in length and
 * in values, no member is overlooked, and every report and record passes the checks of the frame reader
 * (schema/frame.h), as what a worker says does; the sums in a report must be those of its records. Memory is flat:
 * records pass through, and a TLS report has caps.
 */
#ifndef DMARCSTAT_EXCHANGE_IMPORT_H
#define DMARCSTAT_EXCHANGE_IMPORT_H

#include "exchange/export.h"

struct import;

enum import_kind {
  IMPORT_REPORT,
  IMPORT_TLS_REPORT,
  IMPORT_FAILURE,
  IMPORT_PRIVACY_KEY,
  IMPORT_QUARANTINED,
  IMPORT_SOURCE,
  IMPORT_END
};

/* All that is in it is valid until the next unit is asked for. */
struct import_unit {
  enum import_kind kind;
  struct report_stream *stream; /* of a report; its records may be left unread */
  struct tls_report tls_report;
  struct kept_failure failure;
  uint8_t privacy_key[PRIVACY_KEY_BYTES];
  struct provenance provenance; /* of reports of all kinds */
  struct quarantined quarantined;
  struct source_facts source;
};

/*
 * `fd` stays the caller's; `name` is what it is called in faults, printable. FAULT_DATA when the first line is not that
 * of an export: a fault of import.h names the line and says what is wrong with it.
 */
struct import *import_new(int fd, const char *name, GError **error);
void import_free(struct import *import); /* NULL is fine */

/* Also what was left unread of the report before is read, and checked. Nothing comes after IMPORT_END. */
bool import_next(struct import *import, struct import_unit *unit, GError **error);

/* Bytes that have been read. */
uint64_t import_position(const struct import *import);

#endif
