/* SPDX-License-Identifier: MIT */
/* A TLS report out of its frame, field by field in the order in which frame_put_tls.c writes it. */
#include "schema/frame_reading.h"

static uint64_t get_sessions(struct cursor *cursor) {
  const uint64_t sessions = get_u64(cursor);
  if (sessions > COUNT_MAX)
    cursor->bad = true;
  return sessions;
}

static struct tls_policy get_policy(struct cursor *cursor) {
  struct tls_policy policy = {.type = get_token(cursor, TLS_POLICY_TYPE_MAX)};
  policy.domain = get_needed_text(cursor);
  policy.text = get_text(cursor);
  policy.mx = get_text(cursor);
  policy.sessions_ok = get_sessions(cursor);
  policy.sessions_failed = get_sessions(cursor);
  return policy;
}

static struct tls_failure get_failure(struct cursor *cursor, uint16_t policies) {
  struct tls_failure failure = {.policy = get_u16(cursor)};
  if (failure.policy >= policies)
    cursor->bad = true;
  failure.result = get_token(cursor, TLS_RESULT_TYPE_MAX);
  get_address(cursor, &failure.sending);
  failure.sending_raw = get_address_raw(cursor, &failure.sending);
  get_address(cursor, &failure.receiving);
  failure.receiving_raw = get_address_raw(cursor, &failure.receiving);
  failure.receiving_mx = get_text(cursor);
  failure.receiving_helo = get_text(cursor);
  failure.information = get_text(cursor);
  failure.reason_code = get_text(cursor);
  failure.sessions = get_sessions(cursor);
  return failure;
}

/* The array grows with what is really there, not with what the frame claims. */
static void get_failures(struct cursor *cursor, struct frame_room *room, struct tls_report *report) {
  const uint32_t n = get_u32(cursor);
  if (n > TLS_REPORT_MAX_FAILURES)
    cursor->bad = true;
  g_array_set_size(room->failures, 0);
  for (uint32_t i = 0; i < n && !cursor->bad; i++) {
    const struct tls_failure failure = get_failure(cursor, report->n_policies);
    g_array_append_val(room->failures, failure);
  }
  report->failures = (struct tls_failure *)(void *)room->failures->data;
  report->n_failures = room->failures->len;
}

bool frame_get_tls_report(const uint8_t *payload, size_t length, struct frame_room *room, struct tls_report *report) {
  struct cursor cursor = {.at = payload, .end = payload + length};
  if (!room->policies) {
    room->policies = g_new(struct tls_policy, TLS_REPORT_MAX_POLICIES);
    room->failures = g_array_new(FALSE, FALSE, sizeof(struct tls_failure));
  }
  *report = (struct tls_report){.policies = room->policies, .warnings = room->warnings};
  report->org_name = get_needed_text(&cursor);
  report->report_id = get_needed_text(&cursor);
  report->stand_in = get_text(&cursor);
  report->begin = get_seconds(&cursor);
  report->end = get_seconds(&cursor);
  report->domain = get_needed_text(&cursor);
  report->contact = get_text(&cursor);
  get_mail(&cursor, &report->mail);
  report->n_policies = get_count(&cursor, TLS_REPORT_MAX_POLICIES);
  for (unsigned int i = 0; i < report->n_policies; i++)
    room->policies[i] = get_policy(&cursor);
  get_failures(&cursor, room, report);
  report->n_warnings = get_warnings(&cursor, room);
  report->nesting = get_needed_text(&cursor);
  return all_taken(&cursor) && (*report->report_id == 0) == (report->stand_in != NULL);
}
