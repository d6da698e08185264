/* SPDX-License-Identifier: MIT */
/* Frames out of reports, field by field in the order of fields.c. */
#include "schema/fields.h"
#include "schema/frame.h"

struct writer {
  GByteArray *out;
  guint start; /* of the frame */
  bool too_long;
};

/* -- values -------------------------------------------------------------------------------------------------------- */

static void put_bytes(struct writer *writer, const void *bytes, size_t length) {
  if (length > FRAME_MAX - (writer->out->len - writer->start))
    writer->too_long = true;
  else
    g_byte_array_append(writer->out, bytes, (guint)length);
}

static void put_u8(struct writer *writer, uint8_t value) {
  put_bytes(writer, &value, sizeof value);
}

static void put_u16(struct writer *writer, uint16_t value) {
  value = GUINT16_TO_LE(value);
  put_bytes(writer, &value, sizeof value);
}

static void put_u32(struct writer *writer, uint32_t value) {
  value = GUINT32_TO_LE(value);
  put_bytes(writer, &value, sizeof value);
}

static void put_u64(struct writer *writer, uint64_t value) {
  value = GUINT64_TO_LE(value);
  put_bytes(writer, &value, sizeof value);
}

static void put_text(struct writer *writer, const char *text) {
  const size_t length = text ? strlen(text) : 0;
  if (length >= FRAME_MAX) {
    writer->too_long = true;
    return;
  }
  put_u32(writer, text ? (uint32_t)length : FRAME_NO_TEXT);
  if (text)
    put_bytes(writer, text, length + 1);
}

/* -- fields -------------------------------------------------------------------------------------------------------- */

static void put_text_field(struct writer *writer, const struct field *field, const void *of) {
  put_text(writer, field_get_text(field, of));
}

static void put_number(struct writer *writer, const struct field *field, const void *of) {
  put_u64(writer, field_get_number(field, of));
}

static void put_token(struct writer *writer, const struct field *field, const void *of) {
  struct token token;
  field_load(of, field->offset, &token, sizeof token);
  put_u8(writer, token.value);
  put_text(writer, token.raw);
}

static void put_choice(struct writer *writer, const struct field *field, const void *of) {
  unsigned int value;
  field_load(of, field->offset, &value, sizeof value);
  put_u8(writer, (uint8_t)value);
}

static void put_percent(struct writer *writer, const struct field *field, const void *of) {
  int16_t percent;
  field_load(of, field->offset, &percent, sizeof percent);
  put_u16(writer, (uint16_t)percent);
}

static void put_seconds(struct writer *writer, const struct field *field, const void *of) {
  int64_t seconds;
  field_load(of, field->offset, &seconds, sizeof seconds);
  put_u64(writer, (uint64_t)seconds);
}

static void put_moment(struct writer *writer, const struct field *field, const void *of) {
  bool known;
  field_load(of, field->beside, &known, sizeof known);
  put_u8(writer, known);
  put_seconds(writer, field, of);
}

static void put_address(struct writer *writer, const struct field *field, const void *of) {
  struct source_address address;
  const char *raw;
  field_load(of, field->offset, &address, sizeof address);
  field_load(of, field->beside, &raw, sizeof raw);
  put_u8(writer, address.length);
  put_bytes(writer, address.bytes, address.length);
  put_text(writer, raw);
}

static void put_fields(struct writer *writer, const struct fields *fields, const void *of);

static void put_list(struct writer *writer, const struct field *field, const void *of) {
  uint32_t n;
  const char *element = field_get_list(field, of, &n);
  put_u32(writer, n);
  for (uint32_t i = 0; i < n && !writer->too_long; i++, element += field->of->size)
    put_fields(writer, field->of, element);
}

static void put_part(struct writer *writer, const struct field *field, const void *of) {
  put_fields(writer, field->of, (const char *)of + field->offset);
}

static void put_fields(struct writer *writer, const struct fields *fields, const void *of) {
  static void (*const put[])(struct writer * writer, const struct field *field, const void *of) = {
      [FIELD_TEXT] = put_text_field, [FIELD_TOKEN] = put_token,     [FIELD_CHOICE] = put_choice,
      [FIELD_NUMBER] = put_number,   [FIELD_PERCENT] = put_percent, [FIELD_SECONDS] = put_seconds,
      [FIELD_MOMENT] = put_moment,   [FIELD_ADDRESS] = put_address, [FIELD_PART] = put_part,
      [FIELD_LIST] = put_list};
  for (unsigned int i = 0; i < fields->n; i++)
    put[fields->list[i].kind](writer, &fields->list[i], of);
}

/* -- frames -------------------------------------------------------------------------------------------------------- */

static struct writer begin(GByteArray *out, enum frame_kind kind) {
  struct writer writer = {.out = out, .start = out->len};
  put_u32(&writer, 0);
  put_u8(&writer, (uint8_t)kind);
  return writer;
}

static bool end(struct writer *writer) {
  if (writer->too_long) {
    g_byte_array_set_size(writer->out, writer->start);
    return false;
  }
  const uint32_t rest = GUINT32_TO_LE(writer->out->len - writer->start - (uint32_t)sizeof(uint32_t));
  memcpy(writer->out->data + writer->start, &rest, sizeof rest);
  return true;
}

static bool put_frame(GByteArray *out, enum frame_kind kind, const struct fields *fields, const void *of) {
  struct writer writer = begin(out, kind);
  put_fields(&writer, fields, of);
  return end(&writer);
}

bool frame_put_record(GByteArray *out, const struct record *record) {
  return put_frame(out, FRAME_RECORD, &record_fields, record);
}

bool frame_put_report(GByteArray *out, const struct report *report) {
  return put_frame(out, FRAME_REPORT, &report_fields, report);
}

bool frame_put_tls_report(GByteArray *out, const struct tls_report *report) {
  return put_frame(out, FRAME_TLS_REPORT, &tls_report_fields, report);
}

bool frame_put_failure_report(GByteArray *out, const struct failure_report *report) {
  return put_frame(out, FRAME_FAILURE_REPORT, &failure_report_fields, report);
}

bool frame_put_refusal(GByteArray *out, const struct refusal *refusal) {
  struct writer writer = begin(out, FRAME_REFUSAL);
  put_u8(&writer, (uint8_t)refusal->kind);
  put_text(&writer, refusal->reason);
  put_text(&writer, refusal->nesting);
  return end(&writer);
}

bool frame_put_done(GByteArray *out) {
  struct writer writer = begin(out, FRAME_DONE);
  return end(&writer);
}
