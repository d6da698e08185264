/* SPDX-License-Identifier: MIT */
/*
 * frame_reading: values out of frames that nobody vouches for. Private to frame_get*.c.
 */
#ifndef DMARCSTAT_SCHEMA_FRAME_READING_H
#define DMARCSTAT_SCHEMA_FRAME_READING_H

#include "schema/failure_report.h"
#include "schema/frame.h"
#include "schema/tls_report.h"
#include <string.h>

#define COUNT_MAX (UINT64_C(1) << 53)
#define SECONDS_MAX (INT64_C(1) << 47) /* either side of 1970; its day fits 32 bits */

/* After the first violation `bad` stays set and every further value is 0 or NULL, so it is asked once, at the end. */
struct cursor {
  const uint8_t *at, *end;
  bool bad;
};

static inline const uint8_t *get_bytes(struct cursor *cursor, size_t length) {
  if (cursor->bad || length > (size_t)(cursor->end - cursor->at)) {
    cursor->bad = true;
    return NULL;
  }
  const uint8_t *bytes = cursor->at;
  cursor->at += length;
  return bytes;
}

/* Leaves `value` as it is when there is not so much. */
static inline void get_copy(struct cursor *cursor, void *value, size_t length) {
  const uint8_t *bytes = get_bytes(cursor, length);
  if (bytes)
    memcpy(value, bytes, length);
}

static inline uint8_t get_u8(struct cursor *cursor) {
  const uint8_t *bytes = get_bytes(cursor, sizeof(uint8_t));
  return bytes ? *bytes : 0;
}

static inline uint16_t get_u16(struct cursor *cursor) {
  uint16_t value = 0;
  get_copy(cursor, &value, sizeof value);
  return GUINT16_FROM_LE(value);
}

static inline uint32_t get_u32(struct cursor *cursor) {
  uint32_t value = 0;
  get_copy(cursor, &value, sizeof value);
  return GUINT32_FROM_LE(value);
}

static inline uint64_t get_u64(struct cursor *cursor) {
  uint64_t value = 0;
  get_copy(cursor, &value, sizeof value);
  return GUINT64_FROM_LE(value);
}

/* What schema/report.h promises of a text: valid UTF-8 without control characters other than tab and newline. */
static inline bool is_clean(const uint8_t *text, size_t length) {
  bool ascii = true;
  for (size_t i = 0; i < length; i++) {
    if ((text[i] < 0x20 && text[i] != '\t' && text[i] != '\n') || text[i] == 0x7f)
      return false;
    if (text[i] == 0xc2 && i + 1 < length && text[i + 1] < 0xa0) /* U+0080 to U+009F */
      return false;
    ascii = ascii && text[i] < 0x80;
  }
  return ascii || g_utf8_validate_len((const char *)text, length, NULL);
}

static inline const char *get_text(struct cursor *cursor) {
  const uint32_t length = get_u32(cursor);
  if (length == FRAME_NO_TEXT)
    return NULL;
  const uint8_t *text = get_bytes(cursor, (size_t)length + 1);
  if (!text)
    return NULL;
  if (text[length] != 0 || !is_clean(text, length)) {
    cursor->bad = true;
    return NULL;
  }
  return (const char *)text;
}

static inline const char *get_needed_text(struct cursor *cursor) {
  const char *text = get_text(cursor);
  if (!text)
    cursor->bad = true;
  return text;
}

/* A number below `limit`. */
static inline uint8_t get_choice(struct cursor *cursor, unsigned int limit) {
  const uint8_t value = get_u8(cursor);
  if (value >= limit)
    cursor->bad = true;
  return cursor->bad ? 0 : value;
}

static inline struct token get_token(struct cursor *cursor, unsigned int limit) {
  struct token token = {.value = get_choice(cursor, limit)};
  token.raw = get_text(cursor);
  return token;
}

/* How many elements of an array follow; 0 when there would be more than `most`. */
static inline uint16_t get_count(struct cursor *cursor, unsigned int most) {
  const uint16_t count = get_u16(cursor);
  if (count > most)
    cursor->bad = true;
  return cursor->bad ? 0 : count;
}

static inline int64_t get_seconds(struct cursor *cursor) {
  const int64_t seconds = (int64_t)get_u64(cursor);
  if (seconds < -SECONDS_MAX || seconds > SECONDS_MAX)
    cursor->bad = true;
  return seconds;
}

static inline bool all_taken(const struct cursor *cursor) {
  return !cursor->bad && cursor->at == cursor->end;
}

/* 4 or 16 bytes, or none. */
static inline void get_address(struct cursor *cursor, struct source_address *address) {
  const uint8_t length = get_u8(cursor);
  if (length != 0 && length != 4 && length != sizeof address->bytes)
    cursor->bad = true;
  const uint8_t *bytes = get_bytes(cursor, length);
  if (!bytes)
    return;
  address->length = length;
  memcpy(address->bytes, bytes, length);
}

/* What was there instead of an address: nothing when there is one. */
static inline const char *get_address_raw(struct cursor *cursor, const struct source_address *address) {
  const char *raw = get_text(cursor);
  if (address->length != 0 && raw)
    cursor->bad = true;
  return raw;
}

/* Arrays of what is decoded; see frame.h. */
struct frame_room {
  struct override overrides[RECORD_MAX_OVERRIDES];
  struct dkim_result dkim_results[RECORD_MAX_DKIM];
  struct spf_result spf_results[RECORD_MAX_SPF];
  struct warning warnings[REPORT_MAX_WARNINGS];
  const char *errors[REPORT_MAX_ERRORS];
  struct tls_policy *policies; /* made when the first TLS report is read */
  GArray *failures;            /* of struct tls_failure */
};

static inline void get_mail(struct cursor *cursor, struct report_mail *mail) {
  mail->from = get_text(cursor);
  mail->subject = get_text(cursor);
  mail->message_id = get_text(cursor);
  mail->trust = (enum trust)get_choice(cursor, TRUST_MAX);
}

/* How many there are; they are in the room. */
static inline uint16_t get_warnings(struct cursor *cursor, struct frame_room *room) {
  const uint16_t n = get_count(cursor, REPORT_MAX_WARNINGS);
  for (unsigned int i = 0; i < n; i++) {
    room->warnings[i].code = get_needed_text(cursor);
    room->warnings[i].text = get_needed_text(cursor);
    room->warnings[i].times = get_u32(cursor);
  }
  return n;
}

#endif
