/* SPDX-License-Identifier: MIT */
/* Reports out of frames that nobody vouches for, field by field in the order of fields.c. */
#include "schema/fields.h"
#include "schema/frame.h"

/* After the first violation `bad` stays set and every further value is 0 or NULL, so it is asked once, at the end. */
struct cursor {
  const uint8_t *at, *end;
  bool bad;
  struct fields_room *room;
};

/* -- values -------------------------------------------------------------------------------------------------------- */

static const uint8_t *get_bytes(struct cursor *cursor, size_t length) {
  if (cursor->bad || length > (size_t)(cursor->end - cursor->at)) {
    cursor->bad = true;
    return NULL;
  }
  const uint8_t *bytes = cursor->at;
  cursor->at += length;
  return bytes;
}

/* Leaves `value` as it is when there is not so much. */
static void get_copy(struct cursor *cursor, void *value, size_t length) {
  const uint8_t *bytes = get_bytes(cursor, length);
  if (bytes)
    memcpy(value, bytes, length);
}

static uint8_t get_u8(struct cursor *cursor) {
  const uint8_t *bytes = get_bytes(cursor, sizeof(uint8_t));
  return bytes ? *bytes : 0;
}

static uint16_t get_u16(struct cursor *cursor) {
  uint16_t value = 0;
  get_copy(cursor, &value, sizeof value);
  return GUINT16_FROM_LE(value);
}

static uint32_t get_u32(struct cursor *cursor) {
  uint32_t value = 0;
  get_copy(cursor, &value, sizeof value);
  return GUINT32_FROM_LE(value);
}

static uint64_t get_u64(struct cursor *cursor) {
  uint64_t value = 0;
  get_copy(cursor, &value, sizeof value);
  return GUINT64_FROM_LE(value);
}

/* Below `limit`. */
static uint8_t get_choice(struct cursor *cursor, unsigned int limit) {
  const uint8_t value = get_u8(cursor);
  if (value >= limit)
    cursor->bad = true;
  return cursor->bad ? 0 : value;
}

/* What schema/report.h promises of a text: valid UTF-8 without control characters other than tab and newline. */
static bool is_clean(const uint8_t *text, size_t length) {
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

static const char *get_text(struct cursor *cursor) {
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

static const char *get_needed_text(struct cursor *cursor) {
  const char *text = get_text(cursor);
  if (!text)
    cursor->bad = true;
  return text;
}

static bool all_taken(const struct cursor *cursor) {
  return !cursor->bad && cursor->at == cursor->end;
}

/* -- fields -------------------------------------------------------------------------------------------------------- */

static void get_text_field(struct cursor *cursor, const struct field *field, void *of) {
  const char *text = get_text(cursor);
  const bool missing = (field->flags & FIELD_NEEDED) && !text;
  const bool empty = (field->flags & FIELD_FILLED) && text && *text == '\0';
  const bool too_long = field->most > 0 && text && strlen(text) > field->most;
  if (missing || empty || too_long)
    cursor->bad = true;
  field_store(of, field->offset, &text, sizeof text);
}

static void get_number(struct cursor *cursor, const struct field *field, void *of) {
  const uint64_t number = get_u64(cursor);
  if (number > field->most)
    cursor->bad = true;
  field_set_number(field, of, cursor->bad ? 0 : number);
}

static void get_token(struct cursor *cursor, const struct field *field, void *of) {
  struct token token = {.value = get_choice(cursor, field->words->n)};
  token.raw = get_text(cursor);
  field_store(of, field->offset, &token, sizeof token);
}

static void get_choice_field(struct cursor *cursor, const struct field *field, void *of) {
  const unsigned int value = get_choice(cursor, field->words->n);
  field_store(of, field->offset, &value, sizeof value);
}

static void get_percent(struct cursor *cursor, const struct field *field, void *of) {
  const int16_t percent = (int16_t)get_u16(cursor);
  if (percent < -1 || percent > 100)
    cursor->bad = true;
  field_store(of, field->offset, &percent, sizeof percent);
}

static void get_seconds(struct cursor *cursor, const struct field *field, void *of) {
  const int64_t seconds = (int64_t)get_u64(cursor);
  if (seconds < -FIELD_SECONDS_MAX || seconds > FIELD_SECONDS_MAX)
    cursor->bad = true;
  field_store(of, field->offset, &seconds, sizeof seconds);
}

static void get_moment(struct cursor *cursor, const struct field *field, void *of) {
  const bool known = get_choice(cursor, 2) == 1;
  int64_t seconds;
  field_store(of, field->beside, &known, sizeof known);
  get_seconds(cursor, field, of);
  field_load(of, field->offset, &seconds, sizeof seconds);
  if (!known && seconds != 0)
    cursor->bad = true;
}

/* 4 or 16 bytes, or none and what was there instead of an address. */
static void get_address(struct cursor *cursor, const struct field *field, void *of) {
  struct source_address address = {.length = get_u8(cursor)};
  if (address.length != 0 && address.length != 4 && address.length != sizeof address.bytes)
    cursor->bad = true;
  else
    get_copy(cursor, address.bytes, address.length);
  const char *raw = get_text(cursor);
  if (address.length != 0 && raw)
    cursor->bad = true;
  field_store(of, field->offset, &address, sizeof address);
  field_store(of, field->beside, &raw, sizeof raw);
}

static void get_fields(struct cursor *cursor, const struct fields *fields, void *of);

static void get_list(struct cursor *cursor, const struct field *field, void *of) {
  const uint32_t n = get_u32(cursor);
  if (n > field->most)
    cursor->bad = true;
  for (uint32_t i = 0; i < n && !cursor->bad; i++)
    get_fields(cursor, field->of, fields_room_place(cursor->room, field->of, i));
  field_set_list(field, of, fields_room_list(cursor->room, field->of), cursor->bad ? 0 : n);
}

static void get_part(struct cursor *cursor, const struct field *field, void *of) {
  get_fields(cursor, field->of, (char *)of + field->offset);
}

static void get_fields(struct cursor *cursor, const struct fields *fields, void *of) {
  static void (*const get[])(struct cursor * cursor, const struct field *field, void *of) = {
      [FIELD_TEXT] = get_text_field, [FIELD_TOKEN] = get_token,     [FIELD_CHOICE] = get_choice_field,
      [FIELD_NUMBER] = get_number,   [FIELD_PERCENT] = get_percent, [FIELD_SECONDS] = get_seconds,
      [FIELD_MOMENT] = get_moment,   [FIELD_ADDRESS] = get_address, [FIELD_PART] = get_part,
      [FIELD_LIST] = get_list};
  for (unsigned int i = 0; i < fields->n && !cursor->bad; i++)
    get[fields->list[i].kind](cursor, &fields->list[i], of);
}

/* -- frames -------------------------------------------------------------------------------------------------------- */

int64_t frame_split(const uint8_t *bytes, size_t length, enum frame_kind *kind, const uint8_t **payload,
                    size_t *payload_length) {
  if (length < FRAME_HEADER)
    return 0;
  struct cursor cursor = {.at = bytes, .end = bytes + length};
  const uint32_t rest = get_u32(&cursor);
  const uint8_t word = get_u8(&cursor);
  const size_t whole = sizeof rest + (size_t)rest;
  if (whole < FRAME_HEADER || whole > FRAME_MAX || word == 0 || word >= FRAME_KIND_MAX)
    return -1;
  if (word == FRAME_DONE && whole != FRAME_HEADER)
    return -1;
  if (length < whole)
    return 0;
  *kind = (enum frame_kind)word;
  *payload = bytes + FRAME_HEADER;
  *payload_length = whole - FRAME_HEADER;
  return (int64_t)whole;
}

static bool get_frame(const uint8_t *payload, size_t length, struct fields_room *room, const struct fields *fields,
                      void *of) {
  struct cursor cursor = {.at = payload, .end = payload + length, .room = room};
  memset(of, 0, fields->size);
  get_fields(&cursor, fields, of);
  return all_taken(&cursor);
}

bool frame_get_record(const uint8_t *payload, size_t length, struct fields_room *room, struct record *record) {
  return get_frame(payload, length, room, &record_fields, record);
}

bool frame_get_report(const uint8_t *payload, size_t length, struct fields_room *room, struct report *report) {
  return get_frame(payload, length, room, &report_fields, report);
}

bool frame_get_tls_report(const uint8_t *payload, size_t length, struct fields_room *room, struct tls_report *report) {
  if (!get_frame(payload, length, room, &tls_report_fields, report))
    return false;
  for (uint32_t i = 0; i < report->n_failures; i++)
    if (report->failures[i].policy >= report->n_policies)
      return false;
  return (*report->report_id == 0) == (report->stand_in != NULL);
}

bool frame_get_failure_report(const uint8_t *payload, size_t length, struct fields_room *room,
                              struct failure_report *report) {
  return get_frame(payload, length, room, &failure_report_fields, report);
}

bool frame_get_refusal(const uint8_t *payload, size_t length, struct refusal *refusal) {
  struct cursor cursor = {.at = payload, .end = payload + length};
  refusal->kind = (enum refusal_kind)get_choice(&cursor, REFUSAL_KIND_MAX);
  refusal->reason = get_needed_text(&cursor);
  refusal->nesting = get_needed_text(&cursor);
  return all_taken(&cursor);
}

bool frame_text_is_clean(const char *text) {
  return is_clean((const uint8_t *)text, strlen(text));
}
