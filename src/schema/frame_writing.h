/* SPDX-License-Identifier: MIT */
/*
 * frame_writing: the values of which frames are made. Private to frame_put*.c; what is read back is in frame_reading.h.
 */
#ifndef DMARCSTAT_SCHEMA_FRAME_WRITING_H
#define DMARCSTAT_SCHEMA_FRAME_WRITING_H

#include "schema/frame.h"
#include <string.h>

struct writer {
  GByteArray *out;
  guint start; /* of the frame */
  bool too_long;
};

static inline void put_bytes(struct writer *writer, const void *bytes, size_t length) {
  if (length > FRAME_MAX - (writer->out->len - writer->start))
    writer->too_long = true;
  else
    g_byte_array_append(writer->out, bytes, (guint)length);
}

static inline void put_u8(struct writer *writer, uint8_t value) {
  put_bytes(writer, &value, sizeof value);
}

static inline void put_u16(struct writer *writer, uint16_t value) {
  value = GUINT16_TO_LE(value);
  put_bytes(writer, &value, sizeof value);
}

static inline void put_u32(struct writer *writer, uint32_t value) {
  value = GUINT32_TO_LE(value);
  put_bytes(writer, &value, sizeof value);
}

static inline void put_u64(struct writer *writer, uint64_t value) {
  value = GUINT64_TO_LE(value);
  put_bytes(writer, &value, sizeof value);
}

static inline void put_text(struct writer *writer, const char *text) {
  const size_t length = text ? strlen(text) : 0;
  if (length >= FRAME_MAX) {
    writer->too_long = true;
    return;
  }
  put_u32(writer, text ? (uint32_t)length : FRAME_NO_TEXT);
  if (text)
    put_bytes(writer, text, length + 1);
}

static inline void put_token(struct writer *writer, struct token token) {
  put_u8(writer, token.value);
  put_text(writer, token.raw);
}

static inline struct writer begin(GByteArray *out, enum frame_kind kind) {
  struct writer writer = {.out = out, .start = out->len};
  put_u32(&writer, 0);
  put_u8(&writer, (uint8_t)kind);
  return writer;
}

static inline bool end(struct writer *writer) {
  if (writer->too_long) {
    g_byte_array_set_size(writer->out, writer->start);
    return false;
  }
  const uint32_t rest = GUINT32_TO_LE(writer->out->len - writer->start - (uint32_t)sizeof(uint32_t));
  memcpy(writer->out->data + writer->start, &rest, sizeof rest);
  return true;
}

static inline void put_address(struct writer *writer, const struct source_address *address) {
  put_u8(writer, address->length);
  put_bytes(writer, address->bytes, address->length);
}

static inline void put_mail(struct writer *writer, const struct report_mail *mail) {
  put_text(writer, mail->from);
  put_text(writer, mail->subject);
  put_text(writer, mail->message_id);
  put_u8(writer, (uint8_t)mail->trust);
}

static inline void put_warnings(struct writer *writer, const struct warning *warnings, uint16_t n) {
  put_u16(writer, n);
  for (unsigned int i = 0; i < n; i++) {
    put_text(writer, warnings[i].code);
    put_text(writer, warnings[i].text);
    put_u32(writer, warnings[i].times);
  }
}

#endif
