/* SPDX-License-Identifier: MIT */
/* Reports come out of the store as they were put into it. */
#include "store_sample.h"

static struct override overrides[] = {{{OVERRIDE_FORWARDED, "Forwarded "}, "comment"}, {{OVERRIDE_OTHER, ""}, NULL}};
static struct dkim_result dkim_results[] = {{"a.example", "s1", "good", {AUTH_PASS, NULL}},
                                            {"b.example", NULL, NULL, {AUTH_OTHER, "unknown"}},
                                            {NULL, "", NULL, {AUTH_POLICY, "Policy"}}};
static struct spf_result spf_results[] = {{"mx.example", "matched", {SCOPE_HELO, "HELO"}, {AUTH_SOFTFAIL, NULL}},
                                          {"", NULL, {SCOPE_ABSENT, NULL}, {AUTH_PERMERROR, "error"}}};
static const struct record records[] = {
    {.source = {4, {192, 0, 2, 77}},
     .count = UINT64_C(1) << 53,
     .disposition = {DISPOSITION_PASS, "PASS"},
     .dkim = {ALIGNED_PASS, NULL},
     .spf = {ALIGNED_OTHER, ""},
     .header_from = "example.org",
     .envelope_from = "",
     .envelope_to = "to.example",
     .overrides = overrides,
     .n_overrides = G_N_ELEMENTS(overrides),
     .dkim_results = dkim_results,
     .n_dkim_results = G_N_ELEMENTS(dkim_results),
     .spf_results = spf_results,
     .n_spf_results = G_N_ELEMENTS(spf_results)},
    {.source_raw = "\"nowhere\"", .count = 1, .dkim = {ALIGNED_FAIL, "f"}},
    {.source = {16, {0x20, 1, 0x0d, 0xb8, [15] = 9}}, .spf = {.value = ALIGNED_PASS}, .envelope_from = "e.example"},
};
static struct warning warnings[] = {{"odd-value:p", "p is odd", 7}, {"missing:sp", "", UINT32_MAX}};
static const char *errors[] = {"first \"error\"", ""};

static struct report full_report(void) {
  return (struct report){.org_name = "Reporter \xe4\xb8\xad",
                         .report_id = "1@reporter.example",
                         .begin = FIRST_DAY * DAY,
                         .end = (FIRST_DAY + 3) * DAY,
                         .policy = {.domain = "example.org",
                                    .p = {POLICY_REJECT, NULL},
                                    .sp = {POLICY_OTHER, "x"},
                                    .np = {POLICY_OTHER, ""},
                                    .adkim = {MODE_STRICT, "S"},
                                    .aspf = {MODE_OTHER, "z"},
                                    .discovery_method = {DISCOVERY_OTHER, "y"},
                                    .fo = "1:d:s",
                                    .testing = "y",
                                    .pct = 0},
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
                         .warnings = warnings,
                         .n_warnings = G_N_ELEMENTS(warnings),
                         .nesting = "mail > gzip > xml"};
}

/* As a frame: every field of it. */
static void append_record(GByteArray *frames, const struct record *record) {
  assert_true(frame_put_record(frames, record));
}

static bool append_report(void *user, struct report_stream *stream, const struct provenance *provenance,
                          GError **error) {
  struct record record;
  assert_true(frame_put_report(user, &stream->report));
  while (stream->next(stream, &record, error))
    append_record(user, &record);
  assert_string_equal(provenance->origin, "a.eml");
  return true;
}

static GByteArray *all_of(struct store *store, const struct report_wish *wish) {
  GError *error = NULL;
  GByteArray *frames = g_byte_array_new();
  if (!store_each_report(store, wish, append_report, frames, &error))
    fail_msg("%s", error->message);
  return frames;
}

static void every_field_comes_out_as_it_was_put_in(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  struct report full = full_report(); /* the sums are worked out by who puts it in */
  struct report bare = report_of("bare");
  bare.policy.pct = -1;
  put_alone(store, full, records, G_N_ELEMENTS(records));
  put_alone(store, bare, NULL, 0);
  g_autoptr(GByteArray) wanted = g_byte_array_new();
  for (unsigned int i = 0; i < G_N_ELEMENTS(records); i++)
    assert_true(report_add_up(&full, &records[i]));
  assert_true(frame_put_report(wanted, &full));
  for (unsigned int i = 0; i < G_N_ELEMENTS(records); i++)
    append_record(wanted, &records[i]);
  assert_true(frame_put_report(wanted, &bare));
  g_autoptr(GByteArray) got = all_of(store, &(struct report_wish){0});
  assert_int_equal(got->len, wanted->len);
  assert_memory_equal(got->data, wanted->data, wanted->len);
  store_close(store);
}

static bool skip_report(void *user, struct report_stream *stream, const struct provenance *provenance, GError **error) {
  (void)provenance, (void)error;
  g_string_append_printf(user, "%s ", stream->report.report_id);
  return true;
}

/* The report_ids that fit, and that counting agrees. */
static void fits(struct store *store, struct report_wish wish, const char *wanted) {
  g_autoptr(GString) got = g_string_new(NULL);
  struct report_counts n = {0};
  uint64_t spaces = 0;
  assert_true(store_each_report(store, &wish, skip_report, got, NULL));
  assert_string_equal(got->str, wanted);
  assert_true(store_count_reports(store, &wish, &n, NULL));
  for (const char *p = wanted; *p; p++)
    spaces += *p == ' ';
  assert_int_equal(n.reports, spaces);
}

static void wishes_choose_whole_reports(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  struct report reports[] = {report_of("a"), report_of("b"), report_of("c")};
  reports[1].policy.domain = "example.net";
  reports[1].trust = TRUST_AUTHENTICATED;
  reports[2].org_name = "Other";
  reports[2].trust = TRUST_VERIFIED;
  reports[2].end = (FIRST_DAY + 5) * DAY - 1;
  for (unsigned int i = 0; i < G_N_ELEMENTS(reports); i++)
    put_alone(store, reports[i], (struct record[]){record_of(1, 2)}, 1);
  fits(store, (struct report_wish){0}, "a b c ");
  fits(store, (struct report_wish){.domain = "example.com"}, "a c ");
  fits(store, (struct report_wish){.reporter = "OTHER"}, "c ");
  fits(store, (struct report_wish){.reporter = "nobody"}, "");
  fits(store, (struct report_wish){.has_trust = true, .trust = TRUST_AUTHENTICATED}, "b c ");
  fits(store, (struct report_wish){.has_trust = true, .trust = TRUST_UNVERIFIED}, "a ");
  fits(store, (struct report_wish){.has_period = true, .period = {FIRST_DAY + 4, FIRST_DAY + 9}}, "c ");
  fits(store, (struct report_wish){.has_period = true, .period = {FIRST_DAY - 1, FIRST_DAY + 1}}, "a b c ");
  fits(store, (struct report_wish){.has_period = true, .period = {FIRST_DAY - 2, FIRST_DAY}}, "");
  GError *error = NULL;
  struct report_counts n;
  assert_false(store_count_reports(store, &(struct report_wish){.domain = "x.example"}, &n, &error));
  expect_fault(
      &error, FAULT_NO_INPUT,
      "there are no reports about 'x.example' in the database. Type dmarcstat summary to see which there are.");
  store_close(store);
}

static bool stop_at_once(void *user, struct report_stream *stream, const struct provenance *provenance,
                         GError **error) {
  (void)user, (void)stream, (void)provenance;
  return fault(error, FAULT_IO, "enough");
}

static void who_reads_may_stop(void **state) {
  (void)state;
  GError *error = NULL;
  struct store *store = store_in_memory();
  put_alone(store, report_of("a"), NULL, 0);
  assert_false(store_each_report(store, &(struct report_wish){0}, stop_at_once, NULL, &error));
  expect_fault(&error, FAULT_IO, "enough");
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_field_comes_out_as_it_was_put_in),
      cmocka_unit_test(wishes_choose_whole_reports),
      cmocka_unit_test(who_reads_may_stop),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
