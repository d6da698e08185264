/* SPDX-License-Identifier: MIT */
/* Reports out of frames that nobody vouches for, field by field in the order in which frame_put.c writes them. */
#include "schema/frame_reading.h"

struct frame_room *frame_room_new(void) {
  return g_new0(struct frame_room, 1);
}

void frame_room_free(struct frame_room *room) {
  g_free(room->policies);
  if (room->failures)
    g_array_unref(room->failures);
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
  get_address(&cursor, &record->source);
  record->source_raw = get_address_raw(&cursor, &record->source);
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
  report->n_warnings = get_warnings(&cursor, room);
  report->warnings = room->warnings;
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
