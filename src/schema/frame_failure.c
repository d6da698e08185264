/* SPDX-License-Identifier: MIT */
/* The frame of a failure report: its texts are one table, which is written and read in the same order. */
#include "schema/frame_reading.h"
#include "schema/frame_writing.h"

#define FIELD(name) offsetof(struct failure_report, name)

/* const char * each; those before FIELDS_NEEDED are never NULL */
static const size_t fields[] = {
    FIELD(domain),
    FIELD(nesting),
    FIELD(source_raw),
    FIELD(identity_alignment),
    FIELD(user_agent),
    FIELD(reporting_mta),
    FIELD(dkim_domain),
    FIELD(dkim_identity),
    FIELD(dkim_selector),
    FIELD(spf_dns),
    FIELD(header_from),
    FIELD(message_id),
    FIELD(sample),
    FIELD(authentication_results),
    FIELD(original_mail_from),
    FIELD(original_rcpt_to),
    FIELD(original_envelope_id),
};
#define FIELDS_NEEDED 2

bool frame_put_failure_report(GByteArray *out, const struct failure_report *report) {
  struct writer writer = begin(out, FRAME_FAILURE_REPORT);
  put_address(&writer, &report->source);
  put_u8(&writer, report->has_arrived);
  put_u64(&writer, (uint64_t)report->arrived);
  put_u32(&writer, report->incidents);
  put_token(&writer, report->auth_failure);
  put_token(&writer, report->delivery_result);
  for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
    put_text(&writer, *(const char *const *)(const void *)((const char *)report + fields[i]));
  put_mail(&writer, &report->mail);
  put_warnings(&writer, report->warnings, report->n_warnings);
  return end(&writer);
}

bool frame_get_failure_report(const uint8_t *payload, size_t length, struct frame_room *room,
                              struct failure_report *report) {
  struct cursor cursor = {.at = payload, .end = payload + length};
  *report = (struct failure_report){.warnings = room->warnings};
  get_address(&cursor, &report->source);
  report->has_arrived = get_choice(&cursor, 2) == 1;
  report->arrived = get_seconds(&cursor);
  report->incidents = get_u32(&cursor);
  report->auth_failure = get_token(&cursor, AUTH_FAILURE_MAX);
  report->delivery_result = get_token(&cursor, DELIVERY_RESULT_MAX);
  for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
    const char **field = (const char **)(void *)((char *)report + fields[i]);
    *field = i < FIELDS_NEEDED ? get_needed_text(&cursor) : get_text(&cursor);
  }
  get_mail(&cursor, &report->mail);
  report->n_warnings = get_warnings(&cursor, room);
  const bool odd_source = report->source.length > 0 && report->source_raw;
  const bool odd_time = !report->has_arrived && report->arrived != 0;
  return all_taken(&cursor) && !odd_source && !odd_time &&
         (!report->sample || strlen(report->sample) <= FAILURE_SAMPLE_MOST);
}
