/* SPDX-License-Identifier: MIT */
/*
 * detect: what a piece of content is, told by its first bytes alone. Names and Content-Types lie too often
 * (VIOLATIONS.md: RB-9, RB-10, RB-15).
 */
#ifndef DMARCSTAT_INGEST_DETECT_H
#define DMARCSTAT_INGEST_DETECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that are enough to decide. */
#define DETECT_HEAD 1024

enum detected {
  /* these have a layer that reads them */
  DETECTED_XML, /* plausibly a report: <?xml, a comment or a feedback tag, or UTF-16 */
  DETECTED_GZIP,
  DETECTED_ZLIB,
  DETECTED_ZIP,
  DETECTED_BASE64, /* text that decodes to one of the others */
  DETECTED_MAIL,
  DETECTED_TLS_REPORT,     /* RFC 8460 */
  DETECTED_FAILURE_REPORT, /* the machine-readable part of RFC 6591 */
  DETECTED_FAILURE_PROSE,  /* what may be such a report in words alone (RB-48) */
  /* these are recognised and no report that we read */
  DETECTED_EMPTY,
  DETECTED_WEB_PAGE,
  DETECTED_MARKUP, /* begins with <, and is neither a report nor a web page as far as we see */
  DETECTED_JSON,
  DETECTED_FEEDBACK,     /* the same of RFC 5965, about spam */
  DETECTED_ERROR_REPORT, /* RFC 7489 section 7.2.2 */
  DETECTED_UNUSED,       /* RB-7 */
  DETECTED_UNKNOWN,
};

/*
 * `bytes` are the first of the content, without leading white space; all of it when `whole`, else at least
 * DETECT_HEAD of them. `message`: somebody says it is a mail, so one header line is proof enough. *skip is how many
 * bytes are not part of it (junk before XML, a byte order mark before white space).
 */
enum detected detect_kind(const uint8_t *bytes, size_t length, bool whole, bool message, size_t *skip);

#endif
