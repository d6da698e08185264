/* SPDX-License-Identifier: MIT */
/*
 * frame: what a jailed worker says to the writer, as flat, length-checked bytes over a socket pair.
 *
 * A worker has read hostile bytes and may have been taken over: the reader trusts nothing. Every length is checked
 * against what is there, every text must be valid UTF-8 that ends in its NUL, every enumeration is in range, every
 * count is capped. The first violation breaks the worker: it is killed, and its item is rejected.
 *
 * On the wire a frame is u32 length of the rest | u8 kind | payload. At most FRAME_MAX bytes. In the payload numbers
 * are little-endian; a text is u32 length | bytes | NUL, or FRAME_NO_TEXT alone when there is none; a token is u8 value
 * | text; a list is u32 count | elements.
 *
 * For each item, in this order: any number of units, then one DONE. A unit is any number of RECORD frames and then
 * one REPORT frame (it is complete) or one REFUSAL frame (the records before it, if any, are void); or one TLS_REPORT
 * or FAILURE_REPORT frame, which is whole in itself.
 */
#ifndef DMARCSTAT_SCHEMA_FRAME_H
#define DMARCSTAT_SCHEMA_FRAME_H

#include "schema/failure_report.h"
#include "schema/fields_room.h"
#include "schema/report.h"
#include "schema/tls_report.h"

#define FRAME_MAX (4u << 20)
#define FRAME_HEADER 5 /* length and kind */
#define FRAME_NO_TEXT UINT32_MAX

enum frame_kind {
  FRAME_RECORD = 1,
  FRAME_REPORT = 2,
  FRAME_REFUSAL = 3,
  FRAME_DONE = 4,
  FRAME_TLS_REPORT = 5,
  FRAME_FAILURE_REPORT = 6,
  FRAME_KIND_MAX
};

/* What became of a piece of input that is not a stored report. */
enum refusal_kind {
  REFUSAL_NOT_A_REPORT = 0, /* other mail, other files: fine, and only counted */
  REFUSAL_REJECTED = 1,     /* looks like a report and cannot be taken: goes to quarantine */
  REFUSAL_TRY_LATER = 2,    /* trouble of ours (time, memory): may work when tried again */
  REFUSAL_KIND_MAX
};

struct refusal {
  enum refusal_kind kind;
  const char *reason;  /* one sentence for people; printable */
  const char *nesting; /* "mail > zip > a.xml" */
};

/* -- writing, in the worker ------------------------------------------------------------------------------------ */

/* Appends one whole frame to `out`. A frame that would be longer than FRAME_MAX is not written; false. */
bool frame_put_record(GByteArray *out, const struct record *record);
bool frame_put_report(GByteArray *out, const struct report *report);
bool frame_put_tls_report(GByteArray *out, const struct tls_report *report);
bool frame_put_failure_report(GByteArray *out, const struct failure_report *report);
bool frame_put_refusal(GByteArray *out, const struct refusal *refusal);
bool frame_put_done(GByteArray *out);

/* -- reading, in the writer ------------------------------------------------------------------------------------ */

/*
 * Looks at the first `length` bytes. 0: not a whole frame yet. > 0: a whole frame of so many bytes, header
 * included, with *kind and the payload. -1: this can never become a frame.
 */
int64_t frame_split(const uint8_t *bytes, size_t length, enum frame_kind *kind, const uint8_t **payload,
                    size_t *payload_length);

/*
 * Decode a payload. Strings point into it, lists into `room`: both are valid until the next decode with it. False: not
 * well-formed.
 */
bool frame_get_record(const uint8_t *payload, size_t length, struct fields_room *room, struct record *record);
bool frame_get_report(const uint8_t *payload, size_t length, struct fields_room *room, struct report *report);
bool frame_get_tls_report(const uint8_t *payload, size_t length, struct fields_room *room, struct tls_report *report);
bool frame_get_failure_report(const uint8_t *payload, size_t length, struct fields_room *room,
                              struct failure_report *report);
bool frame_get_refusal(const uint8_t *payload, size_t length, struct refusal *refusal);

/* -- both: what a worker could not have said ------------------------------------------------------------------- */

/*
 * Whether it could come out of a frame. It then points into `frame`, whose content is replaced, and into `room`: valid
 * until the next is checked with these. False: it is not to be used.
 */
bool frame_check_record(GByteArray *frame, struct fields_room *room, struct record *record);
bool frame_check_report(GByteArray *frame, struct fields_room *room, struct report *report);
bool frame_check_tls_report(GByteArray *frame, struct fields_room *room, struct tls_report *report);
bool frame_check_failure_report(GByteArray *frame, struct fields_room *room, struct failure_report *report);

/* Whether it could be in a frame: what schema/report.h promises of texts. */
bool frame_text_is_clean(const char *text);

#endif
