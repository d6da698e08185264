/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "schema/frame.h"

/* -- what is sent: every field with a value of its own ----------------------------------------------------------- */

static struct override overrides[] = {{{OVERRIDE_FORWARDED, "Forwarded "}, "comment\tone"},
                                      {{OVERRIDE_POLICY_TEST_MODE, NULL}, NULL}};
static struct dkim_result dkim_results[] = {{"a.example", "s1", "good signature", {AUTH_PASS, NULL}},
                                            {"b.example", NULL, NULL, {AUTH_OTHER, "unknown"}},
                                            {NULL, "", NULL, {AUTH_POLICY, "Policy"}}};
static struct spf_result spf_results[] = {
    {"mx.example", "matched \xc3\xbc", {SCOPE_HELO, "HELO"}, {AUTH_SOFTFAIL, NULL}},
    {"", NULL, {SCOPE_ABSENT, NULL}, {AUTH_PERMERROR, "error"}}};

static struct record full_record(void) {
  return (struct record){
      .source = {4, {192, 0, 2, 77}},
      .count = UINT64_C(1) << 53,
      .disposition = {DISPOSITION_PASS, "PASS"},
      .dkim = {ALIGNED_PASS, NULL},
      .spf = {ALIGNED_OTHER, ""},
      .header_from = "example.org",
      .envelope_from = "bounce.example.org",
      .envelope_to = "",
      .overrides = overrides,
      .n_overrides = G_N_ELEMENTS(overrides),
      .dkim_results = dkim_results,
      .n_dkim_results = G_N_ELEMENTS(dkim_results),
      .spf_results = spf_results,
      .n_spf_results = G_N_ELEMENTS(spf_results),
  };
}

static struct report full_report(void) {
  static struct warning warnings[] = {{"odd-value:p", "p is \xe2\x80\x9cnil\xe2\x80\x9d", 7},
                                      {"missing:sp", "no sp", UINT32_MAX}};
  static const char *errors[] = {"first error", ""};
  return (struct report){
      .org_name = "Reporter \xe4\xb8\xad",
      .report_id = "1@reporter.example",
      .begin = -1,
      .end = 1793491199,
      .policy = {.domain = "example.org",
                 .p = {POLICY_REJECT, NULL},
                 .sp = {POLICY_ABSENT, NULL},
                 .np = {POLICY_OTHER, "nil"},
                 .adkim = {MODE_STRICT, "S"},
                 .aspf = {MODE_RELAXED, NULL},
                 .discovery_method = {DISCOVERY_TREEWALK, NULL},
                 .fo = "1:d:s",
                 .testing = "y",
                 .pct = -1},
      .email = "dmarc@reporter.example",
      .extra_contact_info = "https://reporter.example/help",
      .generator = "gen 1.2",
      .version = "1.0",
      .namespace_uri = "urn:ietf:params:xml:ns:dmarc-2.0",
      .errors = errors,
      .n_errors = G_N_ELEMENTS(errors),
      .mail_from = "Reporter <dmarc@reporter.example>",
      .mail_subject = "line one\nline two",
      .mail_message_id = "<1@reporter.example>",
      .trust = TRUST_VERIFIED,
      .records = 1,
      .messages = 2,
      .dkim_aligned = 3,
      .spf_aligned = 4,
      .dmarc_pass = 5,
      .warnings = warnings,
      .n_warnings = G_N_ELEMENTS(warnings),
      .nesting = "mail > gzip > xml",
  };
}

static const struct refusal full_refusal = {REFUSAL_TRY_LATER, "no memory", "mail > zip > a.xml"};

/* -- comparing --------------------------------------------------------------------------------------------------- */

static void same_text(const char *got, const char *sent) {
  if (sent)
    assert_string_equal(got, sent);
  else
    assert_null(got);
}

static void same_token(struct token got, struct token sent) {
  assert_int_equal(got.value, sent.value);
  same_text(got.raw, sent.raw);
}

static void same_record(const struct record *got, const struct record *sent) {
  assert_int_equal(got->source.length, sent->source.length);
  assert_memory_equal(got->source.bytes, sent->source.bytes, sizeof got->source.bytes);
  same_text(got->source_raw, sent->source_raw);
  assert_int_equal(got->count, sent->count);
  same_token(got->disposition, sent->disposition);
  same_token(got->dkim, sent->dkim);
  same_token(got->spf, sent->spf);
  same_text(got->header_from, sent->header_from);
  same_text(got->envelope_from, sent->envelope_from);
  same_text(got->envelope_to, sent->envelope_to);
  assert_int_equal(got->n_overrides, sent->n_overrides);
  for (unsigned int i = 0; i < sent->n_overrides; i++) {
    same_token(got->overrides[i].type, sent->overrides[i].type);
    same_text(got->overrides[i].comment, sent->overrides[i].comment);
  }
  assert_int_equal(got->n_dkim_results, sent->n_dkim_results);
  for (unsigned int i = 0; i < sent->n_dkim_results; i++) {
    same_text(got->dkim_results[i].domain, sent->dkim_results[i].domain);
    same_text(got->dkim_results[i].selector, sent->dkim_results[i].selector);
    same_text(got->dkim_results[i].human_result, sent->dkim_results[i].human_result);
    same_token(got->dkim_results[i].result, sent->dkim_results[i].result);
  }
  assert_int_equal(got->n_spf_results, sent->n_spf_results);
  for (unsigned int i = 0; i < sent->n_spf_results; i++) {
    same_text(got->spf_results[i].domain, sent->spf_results[i].domain);
    same_text(got->spf_results[i].human_result, sent->spf_results[i].human_result);
    same_token(got->spf_results[i].scope, sent->spf_results[i].scope);
    same_token(got->spf_results[i].result, sent->spf_results[i].result);
  }
}

static void same_policy(const struct policy_published *got, const struct policy_published *sent) {
  same_text(got->domain, sent->domain);
  same_token(got->p, sent->p);
  same_token(got->sp, sent->sp);
  same_token(got->np, sent->np);
  same_token(got->adkim, sent->adkim);
  same_token(got->aspf, sent->aspf);
  same_token(got->discovery_method, sent->discovery_method);
  same_text(got->fo, sent->fo);
  same_text(got->testing, sent->testing);
  assert_int_equal(got->pct, sent->pct);
}

static void same_report(const struct report *got, const struct report *sent) {
  same_text(got->org_name, sent->org_name);
  same_text(got->report_id, sent->report_id);
  assert_int_equal(got->begin, sent->begin);
  assert_int_equal(got->end, sent->end);
  same_policy(&got->policy, &sent->policy);
  same_text(got->email, sent->email);
  same_text(got->extra_contact_info, sent->extra_contact_info);
  same_text(got->generator, sent->generator);
  same_text(got->version, sent->version);
  same_text(got->namespace_uri, sent->namespace_uri);
  assert_int_equal(got->n_errors, sent->n_errors);
  for (unsigned int i = 0; i < sent->n_errors; i++)
    same_text(got->errors[i], sent->errors[i]);
  same_text(got->mail_from, sent->mail_from);
  same_text(got->mail_subject, sent->mail_subject);
  same_text(got->mail_message_id, sent->mail_message_id);
  assert_int_equal(got->trust, sent->trust);
  assert_int_equal(got->records, sent->records);
  assert_int_equal(got->messages, sent->messages);
  assert_int_equal(got->dkim_aligned, sent->dkim_aligned);
  assert_int_equal(got->spf_aligned, sent->spf_aligned);
  assert_int_equal(got->dmarc_pass, sent->dmarc_pass);
  assert_int_equal(got->n_warnings, sent->n_warnings);
  for (unsigned int i = 0; i < sent->n_warnings; i++) {
    same_text(got->warnings[i].code, sent->warnings[i].code);
    same_text(got->warnings[i].text, sent->warnings[i].text);
    assert_int_equal(got->warnings[i].times, sent->warnings[i].times);
  }
  same_text(got->nesting, sent->nesting);
}

/* -- a value that came of broken bytes must still keep every promise --------------------------------------------- */

static void good_text(const char *text, bool needed) {
  if (needed)
    assert_non_null(text);
  if (!text)
    return;
  assert_true(g_utf8_validate(text, -1, NULL));
  for (const char *p = text; *p; p = g_utf8_next_char(p))
    assert_true(*p == '\t' || *p == '\n' || !g_unichar_iscntrl(g_utf8_get_char(p)));
}

static void good_token(struct token token, unsigned int limit) {
  assert_in_range(token.value, 0, limit - 1);
  good_text(token.raw, false);
}

static void good_record(const struct record *record) {
  assert_true(record->source.length == 0 || record->source.length == 4 || record->source.length == 16);
  assert_true(record->source.length == 0 || !record->source_raw);
  good_text(record->source_raw, false);
  assert_true(record->count <= UINT64_C(1) << 53);
  good_token(record->disposition, DISPOSITION_MAX);
  good_token(record->dkim, ALIGNMENT_RESULT_MAX);
  good_token(record->spf, ALIGNMENT_RESULT_MAX);
  good_text(record->header_from, false);
  good_text(record->envelope_from, false);
  good_text(record->envelope_to, false);
  assert_in_range(record->n_overrides, 0, RECORD_MAX_OVERRIDES);
  for (unsigned int i = 0; i < record->n_overrides; i++) {
    good_token(record->overrides[i].type, OVERRIDE_TYPE_MAX);
    good_text(record->overrides[i].comment, false);
  }
  assert_in_range(record->n_dkim_results, 0, RECORD_MAX_DKIM);
  for (unsigned int i = 0; i < record->n_dkim_results; i++) {
    good_text(record->dkim_results[i].domain, false);
    good_text(record->dkim_results[i].selector, false);
    good_text(record->dkim_results[i].human_result, false);
    good_token(record->dkim_results[i].result, AUTH_RESULT_MAX);
  }
  assert_in_range(record->n_spf_results, 0, RECORD_MAX_SPF);
  for (unsigned int i = 0; i < record->n_spf_results; i++) {
    good_text(record->spf_results[i].domain, false);
    good_text(record->spf_results[i].human_result, false);
    good_token(record->spf_results[i].scope, SPF_SCOPE_MAX);
    good_token(record->spf_results[i].result, AUTH_RESULT_MAX);
  }
}

static void good_report(const struct report *report) {
  good_text(report->org_name, true);
  good_text(report->report_id, true);
  assert_true(report->begin >= -(INT64_C(1) << 47) && report->begin <= INT64_C(1) << 47);
  assert_true(report->end >= -(INT64_C(1) << 47) && report->end <= INT64_C(1) << 47);
  good_text(report->policy.domain, true);
  assert_true(report->policy.domain[0] != '\0');
  good_token(report->policy.p, POLICY_MAX);
  good_token(report->policy.sp, POLICY_MAX);
  good_token(report->policy.np, POLICY_MAX);
  good_token(report->policy.adkim, ALIGNMENT_MODE_MAX);
  good_token(report->policy.aspf, ALIGNMENT_MODE_MAX);
  good_token(report->policy.discovery_method, DISCOVERY_METHOD_MAX);
  assert_true(report->policy.pct >= -1 && report->policy.pct <= 100);
  const char *texts[] = {report->policy.fo,          report->policy.testing, report->email,
                         report->extra_contact_info, report->generator,      report->version,
                         report->namespace_uri,      report->mail_from,      report->mail_subject,
                         report->mail_message_id};
  for (unsigned int i = 0; i < G_N_ELEMENTS(texts); i++)
    good_text(texts[i], false);
  assert_in_range(report->trust, 0, TRUST_MAX - 1);
  assert_in_range(report->n_errors, 0, REPORT_MAX_ERRORS);
  for (unsigned int i = 0; i < report->n_errors; i++)
    good_text(report->errors[i], true);
  assert_in_range(report->n_warnings, 0, REPORT_MAX_WARNINGS);
  for (unsigned int i = 0; i < report->n_warnings; i++) {
    good_text(report->warnings[i].code, true);
    good_text(report->warnings[i].text, true);
  }
  good_text(report->nesting, true);
}

static void good_refusal(const struct refusal *refusal) {
  assert_in_range(refusal->kind, 0, REFUSAL_KIND_MAX - 1);
  good_text(refusal->reason, true);
  good_text(refusal->nesting, true);
}

/* Decodes a copy that ends where its memory ends, so that the sanitizer sees every step beyond. */
static bool decode(enum frame_kind kind, const uint8_t *payload, size_t length) {
  uint8_t *copy = g_memdup2(payload, length);
  struct fields_room *room = fields_room_new();
  struct record record;
  struct report report;
  struct refusal refusal;
  bool taken = false;
  if (kind == FRAME_RECORD && (taken = frame_get_record(copy, length, room, &record)))
    good_record(&record);
  else if (kind == FRAME_REPORT && (taken = frame_get_report(copy, length, room, &report)))
    good_report(&report);
  else if (kind == FRAME_REFUSAL && (taken = frame_get_refusal(copy, length, &refusal)))
    good_refusal(&refusal);
  fields_room_free(room);
  g_free(copy);
  return taken;
}

/* -- the tests --------------------------------------------------------------------------------------------------- */

static GByteArray *sent_record(const struct record *record) {
  GByteArray *out = g_byte_array_new();
  assert_true(frame_put_record(out, record));
  return out;
}

static bool record_is_taken(const struct record *record) {
  GByteArray *out = sent_record(record);
  const bool taken = decode(FRAME_RECORD, out->data + FRAME_HEADER, out->len - FRAME_HEADER);
  g_byte_array_unref(out);
  return taken;
}

static bool report_is_taken(const struct report *report) {
  GByteArray *out = g_byte_array_new();
  assert_true(frame_put_report(out, report));
  const bool taken = decode(FRAME_REPORT, out->data + FRAME_HEADER, out->len - FRAME_HEADER);
  g_byte_array_unref(out);
  return taken;
}

static void every_field_of_a_record_arrives(void **state) {
  (void)state;
  const struct record nothing = {0};
  struct record addressless = full_record(), v6 = full_record();
  addressless.source = (struct source_address){0};
  addressless.source_raw = "X.X.X.X";
  v6.source = (struct source_address){16, {0x20, 1, 0xd, 0xb8, [15] = 1}};
  const struct record records[] = {full_record(), nothing, addressless, v6};
  struct fields_room *room = fields_room_new();
  for (unsigned int i = 0; i < G_N_ELEMENTS(records); i++) {
    GByteArray *out = sent_record(&records[i]);
    struct record got;
    assert_true(frame_get_record(out->data + FRAME_HEADER, out->len - FRAME_HEADER, room, &got));
    same_record(&got, &records[i]);
    g_byte_array_unref(out);
  }
  fields_room_free(room);
}

static void every_field_of_a_report_arrives(void **state) {
  (void)state;
  const struct report bare = {.org_name = "", .report_id = "", .policy = {.domain = "d", .pct = 100}, .nesting = ""};
  const struct report reports[] = {full_report(), bare};
  struct fields_room *room = fields_room_new();
  for (unsigned int i = 0; i < G_N_ELEMENTS(reports); i++) {
    GByteArray *out = g_byte_array_new();
    struct report got;
    assert_true(frame_put_report(out, &reports[i]));
    assert_true(frame_get_report(out->data + FRAME_HEADER, out->len - FRAME_HEADER, room, &got));
    same_report(&got, &reports[i]);
    g_byte_array_unref(out);
  }
  fields_room_free(room);
}

static void every_field_of_a_refusal_arrives(void **state) {
  (void)state;
  GByteArray *out = g_byte_array_new();
  struct refusal got;
  assert_true(frame_put_refusal(out, &full_refusal));
  assert_true(frame_get_refusal(out->data + FRAME_HEADER, out->len - FRAME_HEADER, &got));
  assert_int_equal(got.kind, full_refusal.kind);
  assert_string_equal(got.reason, full_refusal.reason);
  assert_string_equal(got.nesting, full_refusal.nesting);
  g_byte_array_unref(out);
}

static GByteArray *frames_of_each_kind(void) {
  GByteArray *out = g_byte_array_new();
  const struct record record = full_record();
  const struct report report = full_report();
  assert_true(frame_put_record(out, &record));
  assert_true(frame_put_report(out, &report));
  assert_true(frame_put_refusal(out, &full_refusal));
  assert_true(frame_put_done(out));
  return out;
}

static void frames_in_a_row_are_split_and_an_unfinished_one_is_awaited(void **state) {
  (void)state;
  GByteArray *out = frames_of_each_kind();
  size_t at = 0;
  for (int kind = FRAME_RECORD; kind <= FRAME_DONE; kind++) {
    enum frame_kind got;
    const uint8_t *payload;
    size_t length;
    const int64_t whole = frame_split(out->data + at, out->len - at, &got, &payload, &length);
    assert_true(whole > 0);
    assert_int_equal(got, kind);
    assert_ptr_equal(payload, out->data + at + FRAME_HEADER);
    assert_int_equal(length, whole - FRAME_HEADER);
    for (int64_t part = 0; part < whole; part++)
      assert_int_equal(frame_split(out->data + at, (size_t)part, &got, &payload, &length), 0);
    at += (size_t)whole;
  }
  assert_int_equal(at, out->len);
  g_byte_array_unref(out);
}

static void a_header_that_no_frame_can_have_is_refused(void **state) {
  (void)state;
  static const uint8_t wrong[][FRAME_HEADER] = {
      {0, 0, 0, 0, FRAME_DONE},            /* no room for the kind */
      {1, 0, 0, 0, 0},                     /* no kind */
      {1, 0, 0, 0, FRAME_KIND_MAX},        /* nor this */
      {2, 0, 0, 0, FRAME_DONE},            /* DONE says nothing more */
      {0xfd, 0xff, 0x3f, 0, FRAME_RECORD}, /* one byte over FRAME_MAX */
      {0xff, 0xff, 0xff, 0xff, FRAME_RECORD},
  };
  enum frame_kind kind;
  const uint8_t *payload;
  size_t length;
  for (unsigned int i = 0; i < G_N_ELEMENTS(wrong); i++)
    assert_int_equal(frame_split(wrong[i], FRAME_HEADER, &kind, &payload, &length), -1);
}

static void a_frame_over_the_limit_is_not_written(void **state) {
  (void)state;
  GByteArray *out = frames_of_each_kind();
  const guint before = out->len;
  char *text = g_strnfill(FRAME_MAX, 'x');
  struct record record = {.header_from = text};
  assert_false(frame_put_record(out, &record));
  assert_int_equal(out->len, before);
  text[FRAME_MAX / 2] = '\0'; /* each of them fits, both do not */
  record.envelope_from = text;
  record.envelope_to = text;
  assert_false(frame_put_record(out, &record));
  assert_int_equal(out->len, before);
  g_free(text);
  g_byte_array_unref(out);
}

/* Calls `spoil` on every frame of the four. */
static void each_frame(void (*spoil)(enum frame_kind kind, uint8_t *payload, size_t length)) {
  GByteArray *out = frames_of_each_kind();
  enum frame_kind kind;
  const uint8_t *payload;
  size_t length;
  for (size_t at = 0; at < out->len;) {
    const int64_t whole = frame_split(out->data + at, out->len - at, &kind, &payload, &length);
    assert_true(whole > 0);
    if (kind != FRAME_DONE) {
      assert_true(decode(kind, payload, length));
      spoil(kind, out->data + at + FRAME_HEADER, length);
    }
    at += (size_t)whole;
  }
  g_byte_array_unref(out);
}

static void truncate_everywhere(enum frame_kind kind, uint8_t *payload, size_t length) {
  for (size_t part = 0; part < length; part++)
    assert_false(decode(kind, payload, part));
}

static void every_truncation_is_refused(void **state) {
  (void)state;
  each_frame(truncate_everywhere);
}

static void lengthen(enum frame_kind kind, uint8_t *payload, size_t length) {
  g_autofree uint8_t *longer = g_malloc0(length + 1);
  memcpy(longer, payload, length);
  assert_false(decode(kind, longer, length + 1));
}

static void bytes_after_the_last_field_are_refused(void **state) {
  (void)state;
  each_frame(lengthen);
}

static void corrupt_everywhere(enum frame_kind kind, uint8_t *payload, size_t length) {
  static const uint8_t masks[] = {1, 2, 4, 8, 16, 32, 64, 128, 0xff, 0x7f};
  for (size_t at = 0; at < length; at++)
    for (unsigned int i = 0; i < G_N_ELEMENTS(masks); i++) {
      payload[at] ^= masks[i];
      decode(kind, payload, length);
      payload[at] ^= masks[i];
    }
}

static void a_corrupt_byte_anywhere_is_refused_or_gives_a_good_value(void **state) {
  (void)state;
  each_frame(corrupt_everywhere);
}

static void values_out_of_range_are_refused(void **state) {
  (void)state;
  struct record good = full_record(), bad = good;
  assert_true(record_is_taken(&good));
  bad.count++;
  assert_false(record_is_taken(&bad));
  bad = good, bad.source.length = 5;
  assert_false(record_is_taken(&bad));
  bad = good, bad.source_raw = "both";
  assert_false(record_is_taken(&bad));
  bad = good, bad.disposition.value = DISPOSITION_MAX;
  assert_false(record_is_taken(&bad));
  bad = good, bad.dkim.value = ALIGNMENT_RESULT_MAX;
  assert_false(record_is_taken(&bad));
}

static void values_of_a_report_out_of_range_are_refused(void **state) {
  (void)state;
  struct report good = full_report(), bad = good;
  assert_true(report_is_taken(&good));
  bad.policy.pct = 101;
  assert_false(report_is_taken(&bad));
  bad = good, bad.policy.pct = -2;
  assert_false(report_is_taken(&bad));
  bad = good, bad.policy.domain = "";
  assert_false(report_is_taken(&bad));
  bad = good, bad.org_name = NULL;
  assert_false(report_is_taken(&bad));
  bad = good, bad.report_id = NULL;
  assert_false(report_is_taken(&bad));
  bad = good, bad.begin = INT64_MAX;
  assert_false(report_is_taken(&bad));
  bad = good, bad.end = INT64_MIN;
  assert_false(report_is_taken(&bad));
  bad = good, bad.policy.sp.value = POLICY_MAX;
  assert_false(report_is_taken(&bad));
  bad = good, bad.trust = TRUST_MAX;
  assert_false(report_is_taken(&bad));
}

static void counts_over_their_caps_are_refused(void **state) {
  (void)state;
  struct dkim_result many[RECORD_MAX_DKIM + 1] = {0};
  struct record record = {.dkim_results = many, .n_dkim_results = RECORD_MAX_DKIM};
  assert_true(record_is_taken(&record));
  record.n_dkim_results++;
  assert_false(record_is_taken(&record));
  struct spf_result spf[RECORD_MAX_SPF + 1] = {0};
  record = (struct record){.spf_results = spf, .n_spf_results = RECORD_MAX_SPF + 1};
  assert_false(record_is_taken(&record));
  struct override reasons[RECORD_MAX_OVERRIDES + 1] = {0};
  record = (struct record){.overrides = reasons, .n_overrides = RECORD_MAX_OVERRIDES + 1};
  assert_false(record_is_taken(&record));
  struct warning warnings[REPORT_MAX_WARNINGS + 1];
  const char *errors[REPORT_MAX_ERRORS + 1];
  for (unsigned int i = 0; i < G_N_ELEMENTS(warnings); i++)
    warnings[i] = (struct warning){"c", "t", 1};
  for (unsigned int i = 0; i < G_N_ELEMENTS(errors); i++)
    errors[i] = "e";
  struct report report = full_report();
  report.warnings = warnings, report.n_warnings = REPORT_MAX_WARNINGS;
  report.errors = errors, report.n_errors = REPORT_MAX_ERRORS;
  assert_true(report_is_taken(&report));
  report.n_warnings++;
  assert_false(report_is_taken(&report));
  report.n_warnings--, report.n_errors++;
  assert_false(report_is_taken(&report));
}

static void text_that_is_not_clean_utf8_is_refused(void **state) {
  (void)state;
  static const char *const bad[] = {"\x1b[2J", "\x7f", "\xc2\x9b", "\xff", "\xc3", "a\xed\xa0\x80", "\r", "\x01"};
  static const char *const good[] = {"a\tb\n", "\xc2\xa0", "\xf0\x9f\x93\xa7", ""};
  for (unsigned int i = 0; i < G_N_ELEMENTS(bad); i++) {
    const struct record record = {.header_from = bad[i]};
    assert_false(record_is_taken(&record));
  }
  for (unsigned int i = 0; i < G_N_ELEMENTS(good); i++) {
    const struct record record = {.header_from = good[i]};
    assert_true(record_is_taken(&record));
  }
}

static void text_with_a_nul_inside_is_refused(void **state) {
  (void)state;
  const struct record record = {.header_from = "example.org"};
  GByteArray *out = sent_record(&record);
  uint8_t *dot = memchr(out->data, '.', out->len);
  assert_non_null(dot);
  *dot = '\0';
  assert_false(decode(FRAME_RECORD, out->data + FRAME_HEADER, out->len - FRAME_HEADER));
  g_byte_array_unref(out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_field_of_a_record_arrives),
      cmocka_unit_test(every_field_of_a_report_arrives),
      cmocka_unit_test(every_field_of_a_refusal_arrives),
      cmocka_unit_test(frames_in_a_row_are_split_and_an_unfinished_one_is_awaited),
      cmocka_unit_test(a_header_that_no_frame_can_have_is_refused),
      cmocka_unit_test(a_frame_over_the_limit_is_not_written),
      cmocka_unit_test(every_truncation_is_refused),
      cmocka_unit_test(bytes_after_the_last_field_are_refused),
      cmocka_unit_test(a_corrupt_byte_anywhere_is_refused_or_gives_a_good_value),
      cmocka_unit_test(values_out_of_range_are_refused),
      cmocka_unit_test(values_of_a_report_out_of_range_are_refused),
      cmocka_unit_test(counts_over_their_caps_are_refused),
      cmocka_unit_test(text_that_is_not_clean_utf8_is_refused),
      cmocka_unit_test(text_with_a_nul_inside_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
