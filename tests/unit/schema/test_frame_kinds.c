/* SPDX-License-Identifier: MIT */
/* Frames of TLS and failure reports: what is sent arrives, and nothing else does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "schema/frame.h"

static struct warning warnings[] = {{"odd-value:x", "x is \xe2\x80\x9cnil\xe2\x80\x9d", 7}, {"missing:y", "no y", 1}};
static const struct report_mail mail = {"R <r@reporter.example>", "a subject", "<1@reporter.example>", TRUST_VERIFIED};
static struct tls_policy policies[] = {
    {{TLS_POLICY_STS, NULL}, "example.org", "version: STSv1\nmode: testing", "*.example.org", UINT64_C(1) << 53, 2},
    {{TLS_POLICY_OTHER, "tls"}, "", NULL, NULL, 0, 0}};
static struct tls_failure failures[] = {
    {.policy = 0,
     .result = {TLS_RESULT_CERTIFICATE_EXPIRED, NULL},
     .sending = {4, {192, 0, 2, 1}},
     .receiving = {16, {0x20, 1, 0xd, 0xb8, [15] = 1}},
     .receiving_mx = "mx.example.org",
     .receiving_helo = "mx",
     .information = "https://reporter.example/",
     .reason_code = "X",
     .sessions = 3},
    {.policy = 1, .result = {TLS_RESULT_OTHER, "new"}, .sending_raw = "X.X", .receiving_raw = "Y"}};

static struct tls_report full_tls(void) {
  return (struct tls_report){.org_name = "Reporter",
                             .report_id = "",
                             .stand_in = "no-report-id-1",
                             .begin = -1,
                             .end = 1793491199,
                             .domain = "example.org",
                             .contact = "tls@reporter.example",
                             .mail = mail,
                             .policies = policies,
                             .failures = failures,
                             .n_policies = G_N_ELEMENTS(policies),
                             .n_failures = G_N_ELEMENTS(failures),
                             .warnings = warnings,
                             .n_warnings = G_N_ELEMENTS(warnings),
                             .nesting = "mail > gzip > json"};
}

static struct failure_report full_failure(void) {
  return (struct failure_report){.domain = "example.org",
                                 .source = {4, {192, 0, 2, 1}},
                                 .has_arrived = true,
                                 .arrived = 1748779200,
                                 .incidents = UINT32_MAX,
                                 .auth_failure = {AUTH_FAILURE_DMARC, NULL},
                                 .delivery_result = {DELIVERY_OTHER, "smg"},
                                 .identity_alignment = "dkim",
                                 .user_agent = "Gate/1.0",
                                 .reporting_mta = "dns; mx.example",
                                 .original_mail_from = "<a@example.org>",
                                 .original_rcpt_to = "<b@example.net>",
                                 .original_envelope_id = "e",
                                 .dkim_domain = "example.org",
                                 .dkim_identity = "a@example.org",
                                 .dkim_selector = "s1",
                                 .spf_dns = "txt : example.org : \"v=spf1\"",
                                 .authentication_results = "one\ntwo",
                                 .header_from = "example.org",
                                 .message_id = "<m@example.org>",
                                 .sample = "From: a@example.org\n",
                                 .mail = mail,
                                 .warnings = warnings,
                                 .n_warnings = G_N_ELEMENTS(warnings),
                                 .nesting = "mail > arf"};
}

static GByteArray *put_tls(const struct tls_report *report) {
  GByteArray *out = g_byte_array_new();
  assert_true(frame_put_tls_report(out, report));
  return out;
}

static GByteArray *put_failure(const struct failure_report *report) {
  GByteArray *out = g_byte_array_new();
  assert_true(frame_put_failure_report(out, report));
  return out;
}

/* Decodes a copy that ends where its memory ends. What is taken is put again: NULL when nothing is. */
static GByteArray *again(enum frame_kind kind, const uint8_t *payload, size_t length) {
  uint8_t *copy = g_memdup2(payload, length);
  struct fields_room *room = fields_room_new();
  struct tls_report tls;
  struct failure_report failure;
  GByteArray *out = NULL;
  if (kind == FRAME_TLS_REPORT && frame_get_tls_report(copy, length, room, &tls))
    out = put_tls(&tls);
  else if (kind == FRAME_FAILURE_REPORT && frame_get_failure_report(copy, length, room, &failure))
    out = put_failure(&failure);
  fields_room_free(room);
  g_free(copy);
  return out;
}

/* Takes over `sent`. What arrives, sent again, is the same: so every field arrives. */
static void assert_arrives(GByteArray *sent) {
  enum frame_kind kind;
  const uint8_t *payload;
  size_t length;
  assert_int_equal(frame_split(sent->data, sent->len, &kind, &payload, &length), sent->len);
  GByteArray *got = again(kind, payload, length);
  assert_non_null(got);
  assert_int_equal(got->len, sent->len);
  assert_memory_equal(got->data, sent->data, sent->len);
  g_byte_array_unref(got);
  g_byte_array_unref(sent);
}

static void assert_refused(GByteArray *sent) {
  enum frame_kind kind;
  const uint8_t *payload;
  size_t length;
  assert_true(frame_split(sent->data, sent->len, &kind, &payload, &length) > 0);
  assert_null(again(kind, payload, length));
  g_byte_array_unref(sent);
}

static void every_field_arrives(void **state) {
  (void)state;
  const struct tls_report tls = full_tls(), bare = {.org_name = "", .report_id = "1", .domain = "", .nesting = ""};
  const struct failure_report failure = full_failure(), empty = {.domain = "", .nesting = ""};
  assert_arrives(put_tls(&tls));
  assert_arrives(put_tls(&bare));
  assert_arrives(put_failure(&failure));
  assert_arrives(put_failure(&empty));
}

static void what_contradicts_itself_is_refused(void **state) {
  (void)state;
  struct tls_report tls = full_tls();
  tls.report_id = "1"; /* and a stand-in */
  assert_refused(put_tls(&tls));
  tls = full_tls();
  tls.n_policies = 1; /* a failure is of the second */
  assert_refused(put_tls(&tls));
  tls = full_tls();
  tls.domain = NULL;
  assert_refused(put_tls(&tls));
  struct tls_failure odd = failures[0];
  odd.sending_raw = "an address, and yet this";
  tls = full_tls();
  tls.failures = &odd;
  tls.n_failures = 1;
  assert_refused(put_tls(&tls));
  struct tls_policy many = policies[0];
  many.sessions_ok++;
  tls = full_tls();
  tls.policies = &many;
  tls.n_policies = 1;
  tls.n_failures = 0;
  assert_refused(put_tls(&tls));
  struct failure_report failure = full_failure();
  failure.has_arrived = false;
  assert_refused(put_failure(&failure));
  failure = full_failure();
  failure.source_raw = "192.0.2.1";
  assert_refused(put_failure(&failure));
  failure = full_failure();
  failure.auth_failure.value = AUTH_FAILURE_MAX;
  assert_refused(put_failure(&failure));
  g_autofree char *long_sample = g_strnfill(FAILURE_SAMPLE_MOST + 1, 'x');
  failure = full_failure();
  failure.sample = long_sample;
  assert_refused(put_failure(&failure));
  failure = full_failure();
  failure.user_agent = "\x1b[31m";
  assert_refused(put_failure(&failure));
}

static void a_frame_that_would_be_too_long_is_not_written(void **state) {
  (void)state;
  g_autofree char *text = g_strnfill(FRAME_MAX / 2, 'x');
  struct tls_report tls = full_tls();
  tls.contact = tls.org_name = text;
  g_autoptr(GByteArray) out = g_byte_array_new();
  assert_false(frame_put_tls_report(out, &tls));
  assert_int_equal(out->len, 0);
}

/* Each byte changed in several ways, and the frame cut everywhere: what is taken can be sent again, and no memory is
 * read that is not there. */
static void try_damage(GByteArray *sent) {
  enum frame_kind kind;
  const uint8_t *payload;
  size_t length;
  assert_true(frame_split(sent->data, sent->len, &kind, &payload, &length) > 0);
  uint8_t *changed = g_memdup2(payload, length);
  for (size_t i = 0; i < length; i++) {
    static const uint8_t flips[] = {1, 0x80, 0xff};
    for (size_t f = 0; f < G_N_ELEMENTS(flips); f++) {
      changed[i] ^= flips[f];
      GByteArray *got = again(kind, changed, length);
      if (got)
        g_byte_array_unref(got);
      changed[i] ^= flips[f];
    }
    assert_null(again(kind, payload, i));
  }
  g_free(changed);
  g_byte_array_unref(sent);
}

static void damaged_frames_are_harmless(void **state) {
  (void)state;
  const struct tls_report tls = full_tls();
  const struct failure_report failure = full_failure();
  try_damage(put_tls(&tls));
  try_damage(put_failure(&failure));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_field_arrives),
      cmocka_unit_test(what_contradicts_itself_is_refused),
      cmocka_unit_test(a_frame_that_would_be_too_long_is_not_written),
      cmocka_unit_test(damaged_frames_are_harmless),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
