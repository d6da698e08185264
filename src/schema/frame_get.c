/* SPDX-License-Identifier: MIT */
/* Reports out of frames that nobody vouches for, field by field in the order in which frame_put.c writes them. */
#include "schema/frame.h"
#include <string.h>

#define COUNT_MAX (UINT64_C(1) << 53)
#define SECONDS_MAX (INT64_C(1) << 47) /* either side of 1970; its day fits 32 bits */

/* After the first violation `bad` stays set and every further value is 0 or NULL, so it is asked once, at the end. */
struct cursor {
  const uint8_t *at, *end;
  bool bad;
};

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

/* A number below `limit`. */
static uint8_t get_choice(struct cursor *cursor, unsigned int limit) {
  const uint8_t value = get_u8(cursor);
  if (value >= limit)
    cursor->bad = true;
  return cursor->bad ? 0 : value;
}

static struct token get_token(struct cursor *cursor, unsigned int limit) {
  struct token token = {.value = get_choice(cursor, limit)};
  token.raw = get_text(cursor);
  return token;
}

/* How many elements of an array follow; 0 when there would be more than `most`. */
static uint16_t get_count(struct cursor *cursor, unsigned int most) {
  const uint16_t count = get_u16(cursor);
  if (count > most)
    cursor->bad = true;
  return cursor->bad ? 0 : count;
}

static int64_t get_seconds(struct cursor *cursor) {
  const int64_t seconds = (int64_t)get_u64(cursor);
  if (seconds < -SECONDS_MAX || seconds > SECONDS_MAX)
    cursor->bad = true;
  return seconds;
}

static bool all_taken(const struct cursor *cursor) {
  return !cursor->bad && cursor->at == cursor->end;
}

struct frame_room {
  struct override overrides[RECORD_MAX_OVERRIDES];
  struct dkim_result dkim_results[RECORD_MAX_DKIM];
  struct spf_result spf_results[RECORD_MAX_SPF];
  struct warning warnings[REPORT_MAX_WARNINGS];
  const char *errors[REPORT_MAX_ERRORS];
};

struct frame_room *frame_room_new(void) {
  return g_new0(struct frame_room, 1);
}

void frame_room_free(struct frame_room *room) {
  g_free(room);
}

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

static void get_source(struct cursor *cursor, struct record *record) {
  const uint8_t length = get_u8(cursor);
  if (length != 0 && length != 4 && length != sizeof record->source.bytes)
    cursor->bad = true;
  const uint8_t *bytes = get_bytes(cursor, length);
  if (bytes) {
    record->source.length = length;
    memcpy(record->source.bytes, bytes, length);
  }
  record->source_raw = get_text(cursor);
  if (length != 0 && record->source_raw)
    cursor->bad = true;
}

static void get_auth_results(struct cursor *cursor, struct frame_room *room, struct record *record) {
  record->n_dkim_results = get_count(cursor, RECORD_MAX_DKIM);
  record->dkim_results = room->dkim_results;
  for (unsigned int i = 0; i < record->n_dkim_results; i++) {
    struct dkim_result *dkim = &room->dkim_results[i];
    dkim->domain = get_text(cursor);
    dkim->selector = get_text(cursor);
    dkim->human_result = get_text(cursor);
    dkim->result = get_token(cursor, AUTH_RESULT_MAX);
  }
  record->n_spf_results = get_count(cursor, RECORD_MAX_SPF);
  record->spf_results = room->spf_results;
  for (unsigned int i = 0; i < record->n_spf_results; i++) {
    struct spf_result *spf = &room->spf_results[i];
    spf->domain = get_text(cursor);
    spf->human_result = get_text(cursor);
    spf->scope = get_token(cursor, SPF_SCOPE_MAX);
    spf->result = get_token(cursor, AUTH_RESULT_MAX);
  }
}

bool frame_get_record(const uint8_t *payload, size_t length, struct frame_room *room, struct record *record) {
  struct cursor cursor = {.at = payload, .end = payload + length};
  *record = (struct record){0};
  get_source(&cursor, record);
  record->count = get_u64(&cursor);
  if (record->count > COUNT_MAX)
    cursor.bad = true;
  record->disposition = get_token(&cursor, DISPOSITION_MAX);
  record->dkim = get_token(&cursor, ALIGNMENT_RESULT_MAX);
  record->spf = get_token(&cursor, ALIGNMENT_RESULT_MAX);
  record->header_from = get_text(&cursor);
  record->envelope_from = get_text(&cursor);
  record->envelope_to = get_text(&cursor);
  record->n_overrides = get_count(&cursor, RECORD_MAX_OVERRIDES);
  record->overrides = room->overrides;
  for (unsigned int i = 0; i < record->n_overrides; i++) {
    room->overrides[i].type = get_token(&cursor, OVERRIDE_TYPE_MAX);
    room->overrides[i].comment = get_text(&cursor);
  }
  get_auth_results(&cursor, room, record);
  return all_taken(&cursor);
}

static void get_policy(struct cursor *cursor, struct policy_published *policy) {
  policy->domain = get_needed_text(cursor);
  if (policy->domain && policy->domain[0] == '\0')
    cursor->bad = true;
  policy->p = get_token(cursor, POLICY_MAX);
  policy->sp = get_token(cursor, POLICY_MAX);
  policy->np = get_token(cursor, POLICY_MAX);
  policy->adkim = get_token(cursor, ALIGNMENT_MODE_MAX);
  policy->aspf = get_token(cursor, ALIGNMENT_MODE_MAX);
  policy->discovery_method = get_token(cursor, DISCOVERY_METHOD_MAX);
  policy->fo = get_text(cursor);
  policy->testing = get_text(cursor);
  policy->pct = (int16_t)get_u16(cursor);
  if (policy->pct < -1 || policy->pct > 100)
    cursor->bad = true;
}

static void get_sums(struct cursor *cursor, struct report *report) {
  report->records = get_u64(cursor);
  report->messages = get_u64(cursor);
  report->dkim_aligned = get_u64(cursor);
  report->spf_aligned = get_u64(cursor);
  report->dmarc_pass = get_u64(cursor);
}

static void get_warnings(struct cursor *cursor, struct frame_room *room, struct report *report) {
  report->n_warnings = get_count(cursor, REPORT_MAX_WARNINGS);
  report->warnings = room->warnings;
  for (unsigned int i = 0; i < report->n_warnings; i++) {
    room->warnings[i].code = get_needed_text(cursor);
    room->warnings[i].text = get_needed_text(cursor);
    room->warnings[i].times = get_u32(cursor);
  }
}

bool frame_get_report(const uint8_t *payload, size_t length, struct frame_room *room, struct report *report) {
  struct cursor cursor = {.at = payload, .end = payload + length};
  *report = (struct report){0};
  report->org_name = get_needed_text(&cursor);
  report->report_id = get_needed_text(&cursor);
  report->begin = get_seconds(&cursor);
  report->end = get_seconds(&cursor);
  get_policy(&cursor, &report->policy);
  report->email = get_text(&cursor);
  report->extra_contact_info = get_text(&cursor);
  report->generator = get_text(&cursor);
  report->version = get_text(&cursor);
  report->namespace_uri = get_text(&cursor);
  report->n_errors = get_count(&cursor, REPORT_MAX_ERRORS);
  report->errors = room->errors;
  for (unsigned int i = 0; i < report->n_errors; i++)
    room->errors[i] = get_needed_text(&cursor);
  report->mail_from = get_text(&cursor);
  report->mail_subject = get_text(&cursor);
  report->mail_message_id = get_text(&cursor);
  report->trust = (enum trust)get_choice(&cursor, TRUST_MAX);
  get_sums(&cursor, report);
  get_warnings(&cursor, room, report);
  report->nesting = get_needed_text(&cursor);
  return all_taken(&cursor);
}

bool frame_get_refusal(const uint8_t *payload, size_t length, struct refusal *refusal) {
  struct cursor cursor = {.at = payload, .end = payload + length};
  refusal->kind = (enum refusal_kind)get_choice(&cursor, REFUSAL_KIND_MAX);
  refusal->reason = get_needed_text(&cursor);
  refusal->nesting = get_needed_text(&cursor);
  return all_taken(&cursor);
}
