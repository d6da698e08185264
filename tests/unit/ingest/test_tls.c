/* SPDX-License-Identifier: MIT */
/* TLS reports: every member, and what the world does to them. */
#include "ingest/json_guard.h"
#include "report_values.h"

/* A report with this in the place of its policies; RANGE and the other members are right. */
#define RANGE "\"date-range\":{\"start-datetime\":\"2025-06-01T00:00:00Z\",\"end-datetime\":\"2025-06-01T23:59:59Z\"}"
#define REPORT_HEAD                                                                                                    \
  "{\"organization-name\":\"Reporter\",\"contact-info\":\"tls@reporter.example\",\"report-id\":\"t1\"," RANGE ","
#define REPORT(policies) REPORT_HEAD "\"policies\":[" policies "]}"
#define POLICY(rest)                                                                                                   \
  "{\"policy\":{\"policy-type\":\"sts\",\"policy-domain\":\"example.org\"},\"summary\":{"                              \
  "\"total-successful-session-count\":5,\"total-failure-session-count\":2}" rest "}"
#define HEAD "tls 't1' from 'Reporter' about 'example.org' 1748736000..1748822399 contact='tls@reporter.example'\n"
#define SUMS "  sts for 'example.org' 5 ok, 2 failed\n"
#define FAILURES(rest) POLICY(",\"failure-details\":[{" rest "}]")
#define GOOD_FAILURE                                                                                                   \
  "\"result-type\":\"certificate-expired\",\"sending-mta-ip\":\"192.0.2.1\","                                          \
  "\"receiving-mx-hostname\":\"mx.example.org\",\"failed-session-count\":2"

static void every_member_is_read(void **state) {
  (void)state;
  assert_text_values(
      "{\"organization-name\":\"Reporter\",\"contact-info\":\"tls@reporter.example\",\"report-id\":\"<t1@r>\"," RANGE
      ",\"policies\":[{\"policy\":{\"policy-type\":\"sts\",\"policy-string\":[\"version: STSv1\",\"mode: testing\"],"
      "\"policy-domain\":\"Example.ORG.\",\"mx-host\":[\"*.mx.example.org\"]},\"summary\":{"
      "\"total-successful-session-count\":5326,\"total-failure-session-count\":303},\"failure-details\":[{"
      "\"result-type\":\"certificate-expired\",\"sending-mta-ip\":\"2001:db8::1\","
      "\"receiving-mx-hostname\":\"mx1.example.org\",\"receiving-mx-helo\":\"mx\",\"receiving-ip\":\"203.0.113.2\","
      "\"failed-session-count\":100,\"additional-information\":\"https://r.example/?id=1\","
      "\"failure-reason-code\":\"X509\"}]},{\"policy\":{\"policy-type\":\"tlsa\",\"policy-domain\":"
      "\"mx1.example.org\"},\"summary\":{\"total-successful-session-count\":1,\"total-failure-session-count\":0}}]}",
      "tls 't1@r' from 'Reporter' about 'example.org' 1748736000..1748822399 contact='tls@reporter.example'\n"
      "  sts for 'example.org' 5326 ok, 303 failed policy='version: STSv1\nmode: testing' mx='*.mx.example.org'\n"
      "  tlsa for 'mx1.example.org' 1 ok, 0 failed\n"
      "  of 0: certificate-expired x100 from=2001:db8::1 to=203.0.113.2 mx='mx1.example.org' helo='mx' reason='X509'"
      " information='https://r.example/?id=1'\n");
}

static void every_result_type_of_the_standard_is_known(void **state) {
  (void)state;
  for (unsigned int i = TLS_RESULT_STARTTLS_NOT_SUPPORTED; i < TLS_RESULT_TYPE_MAX; i++) {
    g_autofree char *text = g_strdup_printf(
        REPORT(FAILURES("\"result-type\":\"%s\",\"sending-mta-ip\":\"192.0.2.1\",\"receiving-mx-hostname\":\"m\","
                        "\"failed-session-count\":2")),
        tls_result_type_word(i));
    g_autofree char *lines =
        g_strdup_printf(HEAD SUMS "  of 0: %s x2 from=192.0.2.1 mx='m'\n", tls_result_type_word(i));
    assert_text_values(text, lines);
  }
}

/* RB-42 */
static void rb42_words_that_are_none_of_the_standard_are_kept(void **state) {
  (void)state;
  assert_text_values(
      REPORT("{\"policy\":{\"policy-type\":\"tls\",\"policy-domain\":\"example.org\"},\"summary\":{"
             "\"total-successful-session-count\":1,\"total-failure-session-count\":1},\"failure-details\":[{"
             "\"result-type\":\"post-quantum-missing\",\"sending-mta-ip\":\"X.X.X.X\","
             "\"receiving-mx-hostname\":\"m\",\"failed-session-count\":1}]}"),
      HEAD "  other for 'example.org' 1 ok, 1 failed raw='tls'\n"
           "  of 0: other x1 raw='post-quantum-missing' from_raw='X.X.X.X' mx='m'\n"
           "  ! odd-value:policy/policy-type (policy/policy-type is no word of the standard: 'tls')\n"
           "  ! odd-value:failure-details/result-type (failure-details/result-type is no word of the standard: "
           "'post-quantum-missing')\n"
           "  ! odd-value:failure-details/sending-mta-ip (failure-details/sending-mta-ip is no IP address: "
           "'X.X.X.X')\n");
  assert_text_values(REPORT("{\"policy\":{\"policy-type\":\"STS\",\"policy-domain\":\"example.org\"},\"summary\":{"
                            "\"total-successful-session-count\":5,\"total-failure-session-count\":2}}"),
                     HEAD SUMS "  ! capitalised:policy/policy-type (policy/policy-type is written in lower case by the "
                               "standard: 'STS')\n");
}

/* RB-43 */
static void rb43_counts_that_are_no_numbers_are_mended_or_0(void **state) {
  (void)state;
  static const struct {
    const char *count, *ok, *warning;
  } cases[] = {
      {"\"1200\"", "1200",
       "odd-type:summary/total-successful-session-count (summary/total-successful-session-count is a "
       "text, not a number: '1200')"},
      {"-3", "0",
       "odd-value:summary/total-successful-session-count (summary/total-successful-session-count is no number "
       "of sessions; counted as 0: '-3')"},
      {"1e300", "0", NULL},
      {"99999999999999999999999", "0", NULL},
      {"true", "0",
       "odd-value:summary/total-successful-session-count (summary/total-successful-session-count is no "
       "number of sessions; counted as 0)"},
      {"null", "0", "null:summary/total-successful-session-count (summary/total-successful-session-count is null)"},
      {"\"many\"", "0",
       "odd-value:summary/total-successful-session-count (summary/total-successful-session-count is no "
       "number of sessions; counted as 0: 'many')"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *text =
        g_strdup_printf(REPORT("{\"policy\":{\"policy-type\":\"sts\",\"policy-domain\":\"example.org\"},\"summary\":{"
                               "\"total-successful-session-count\":%s,\"total-failure-session-count\":2.9}}"),
                        cases[i].count);
    g_autofree char *got = values_of(bytes_of(text), NULL, NULL, NULL);
    g_autofree char *sums = g_strdup_printf(HEAD "  sts for 'example.org' %s ok, 2 failed\n", cases[i].ok);
    assert_true(g_str_has_prefix(got, sums));
    g_autofree char *whole = cases[i].warning ? g_strdup_printf("%s  ! %s\n", sums, cases[i].warning) : NULL;
    if (whole)
      assert_string_equal(got, whole);
    else
      assert_non_null(strstr(got, "odd-value:summary/total-successful-session-count"));
  }
}

/* RB-44 */
static void rb44_what_is_missing_is_missing_and_nothing_else_is_lost(void **state) {
  (void)state;
  assert_text_values("{\"organization-name\":\"R\",\"report-id\":\"t\",\"contact-info\":null," RANGE
                     ",\"policies\":[{\"policy\":{\"policy-type\":\"no-policy-found\"},\"failure-details\":[{}]}]}",
                     "tls 't' from 'R' about '' 1748736000..1748822399\n"
                     "  no-policy-found for '' 0 ok, 0 failed\n"
                     "  of 0: other x0\n"
                     "  ! null:contact-info (contact-info is null)\n"
                     "  ! missing:policy/policy-domain (policy/policy-domain is missing)\n"
                     "  ! missing:policies/summary (policies/summary is missing)\n"
                     "  ! missing:failure-details/result-type (failure-details/result-type is missing)\n"
                     "  ! missing:failure-details/sending-mta-ip (failure-details/sending-mta-ip is missing)\n"
                     "  ! missing:failure-details/receiving-mx-hostname (failure-details/receiving-mx-hostname is "
                     "missing)\n"
                     "  ! missing:failure-details/failed-session-count (failure-details/failed-session-count is "
                     "missing)\n");
}

static void rb44_the_domain_of_the_contact_stands_for_a_missing_name_and_a_hash_for_a_missing_id(void **state) {
  (void)state;
  static const char text[] = "{\"contact-info\":\"mailto:tls@Reporter.example\"," RANGE ",\"policies\":[]}";
  g_autofree char *once = values_of(bytes_of(text), NULL, NULL, NULL);
  g_autofree char *again = values_of(gzipped(bytes_of(text)), NULL, NULL, NULL);
  assert_true(g_str_has_prefix(once, "tls '' from 'reporter.example' about '' 1748736000..1748822399 "
                                     "stand_in='no-report-id-"));
  assert_string_equal(once, again);
}

static void rb44_the_mail_names_the_domain_that_the_report_does_not(void **state) {
  (void)state;
  g_autofree char *text = g_strdup(
      "Subject: Report Domain: Example.NET Submitter: r.example Report-ID: <t1>\nContent-Type: application/tlsrpt+json"
      "\n\n" REPORT("{\"policy\":{\"policy-type\":\"no-policy-found\"},\"summary\":{"
                    "\"total-successful-session-count\":5,\"total-failure-session-count\":2}}"));
  g_autofree char *got = values_of(bytes_of(text), NULL, NULL, NULL);
  assert_non_null(strstr(got, "no-policy-found for 'example.net' 5 ok, 2 failed"));
}

/* RB-45 */
static void rb45_arrays_may_be_single_values_and_members_have_other_names(void **state) {
  (void)state;
  assert_text_values(
      REPORT_HEAD "\"policies\":{\"policy\":{\"policy-type\":\"sts\",\"policy-string\":\"version: STSv1\","
                  "\"policy-domain\":\"example.org\",\"mx-host\":\"mx.example.org\"},\"summary\":{"
                  "\"total-successful-session-count\":5,\"total-failure-session-count\":2},"
                  "\"failure-details\":{" GOOD_FAILURE ",\"additional-info-uri\":\"https://r.example/\"}}}",
      HEAD "  sts for 'example.org' 5 ok, 2 failed policy='version: STSv1' mx='mx.example.org'\n"
           "  of 0: certificate-expired x2 from=192.0.2.1 mx='mx.example.org' information='https://r.example/'\n"
           "  ! not-an-array:policies (policies is no array)\n"
           "  ! not-an-array:policy/mx-host (policy/mx-host is no array)\n"
           "  ! not-an-array:failure-details (failure-details is no array)\n");
  assert_text_values(REPORT_HEAD "\"policies\":[7,\"x\",[]]}",
                     "tls 't1' from 'Reporter' about '' 1748736000..1748822399 contact='tls@reporter.example'\n"
                     "  ! odd-type:policies (policies holds something that is no object; skipped)\n"
                     "  ! no-policies (it says nothing about any policy)\n");
}

/* RB-46 */
static void rb46_dates_in_other_forms_are_times(void **state) {
  (void)state;
  static const struct {
    const char *date;
    int64_t seconds;
    bool odd;
  } cases[] = {
      {"\"2025-06-01T02:00:00+02:00\"", 1748736000, false},
      {"\"2025-06-01T00:00:00.999Z\"", 1748736000, false},
      {"\"2025-06-01t00:00:00z\"", 1748736000, false},
      {"\"2025-06-01T00:00:00\"", 1748736000, true},
      {"\"2025-06-01 00:00:00\"", 1748736000, true},
      {"\"2025-06-01\"", 1748736000, true},
      {"1748736000", 1748736000, true},
      {"\"1748736000\"", 1748736000, true},
      {"\"2025-06-01T99:00:00Z\"", 1748736000, true},
      {"\"yesterday\"", 1748822399, true},
      {"null", 1748822399, true},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *text = g_strdup_printf(
        "{\"organization-name\":\"R\",\"contact-info\":\"c\",\"report-id\":\"t\",\"date-range\":{\"start-datetime\":%s,"
        "\"end-datetime\":\"2025-06-01T23:59:59Z\"},\"policies\":[" POLICY("") "]}",
        cases[i].date);
    g_autofree char *head =
        g_strdup_printf("tls 't' from 'R' about 'example.org' %" G_GINT64_FORMAT "..1748822399", cases[i].seconds);
    g_autofree char *got = values_of(bytes_of(text), NULL, NULL, NULL);
    assert_true(g_str_has_prefix(got, head));
    assert_int_equal(strstr(got, "date-range/start-datetime") != NULL, cases[i].odd);
  }
}

static void a_report_about_no_time_or_the_future_is_refused(void **state) {
  (void)state;
  assert_text_values("{\"organization-name\":\"R\",\"report-id\":\"t\",\"policies\":[]}",
                     "rejected: its date-range names no time\n");
  assert_text_values("{\"report-id\":\"t\",\"date-range\":{\"start-datetime\":\"2099-01-01T00:00:00Z\"}}",
                     "rejected: its period lies in the future: it ends on 2099-01-01\n");
}

static void what_is_no_json_or_no_report_is_refused_with_its_reason(void **state) {
  (void)state;
  g_autofree char *broken = values_of(bytes_of(REPORT_HEAD "\"policies\":["), NULL, NULL, NULL);
  assert_true(g_str_has_prefix(broken, "rejected: the JSON is not well-formed in line 1, column "));
  assert_text_values("{\"policies\":[]}", "not a report: JSON, but no TLS report (RFC 8460)\n");
  assert_text_values("{\"a\":1}", "not a report: JSON, but no TLS report (RFC 8460)\n");
}

static void rb4_bytes_that_are_no_utf_8_and_a_byte_order_mark_are_read(void **state) {
  (void)state;
  assert_text_values("\xef\xbb\xbf{\"organization-name\":\"Sue\xf1o\",\"contact-info\":\"c\",\"report-id\":\"t\"," RANGE
                     ",\"policies\":[" POLICY("") "]}",
                     "tls 't' from 'Sueño' about 'example.org' 1748736000..1748822399 contact='c'\n" SUMS
                     "  ! invalid-encoding (bytes that are no characters in its encoding were read as "
                     "windows-1252)\n");
}

static void control_characters_in_texts_become_spaces(void **state) {
  (void)state;
  g_autofree char *got =
      values_of(bytes_of("{\"organization-name\":\" a\\u0000b\\u001b[31mc\\u0085d \",\"report-id\":\"t\"," RANGE
                         ",\"policies\":[]}"),
                NULL, NULL, NULL);
  assert_true(g_str_has_prefix(got, "tls 't' from 'a b [31mc  d' "));
}

static void repeated_members_and_several_reports_are_read_with_a_warning(void **state) {
  (void)state;
  assert_text_values(
      "{\"report-id\":\"t0\",\"organization-name\":\"R\",\"contact-info\":\"c\",\"report-id\":\"t2\"," RANGE
      ",\"policies\":[" POLICY("") "]}",
      "tls 't2' from 'R' about 'example.org' 1748736000..1748822399 contact='c'\n" SUMS
      "  ! repeated-members (members of one name stand in it twice; the last one counts)\n");
  assert_text_values(REPORT(POLICY("")) "\n" REPORT(POLICY("")),
                     HEAD SUMS HEAD SUMS "  ! several-reports (it stands in one file with other reports)\n");
  assert_text_values("[" REPORT(POLICY("")) "," REPORT(POLICY("")) "]",
                     HEAD SUMS HEAD SUMS "  ! several-reports (it stands in one file with other reports)\n");
  assert_text_values(REPORT(POLICY("")) "\nand so on", HEAD SUMS);
}

static void a_json_text_is_capped_in_bytes_depth_and_values(void **state) {
  (void)state;
  struct caps caps = caps_default;
  caps.json = 100;
  g_autofree char *long_one = values_of(bytes_of(REPORT(POLICY(""))), &caps, NULL, NULL);
  assert_string_equal(long_one, "rejected: its JSON is longer than 100 bytes, the cap \"json\"\n");
  GString *deep = g_string_new(REPORT_HEAD "\"x\":"), *many = g_string_new(REPORT_HEAD "\"x\":[1");
  for (int i = 0; i < JSON_DEPTH_MOST; i++)
    g_string_append_c(deep, '[');
  for (int i = 0; i < JSON_VALUES_MOST; i++)
    g_string_append(many, ",1");
  assert_text_values(deep->str, "rejected: the JSON is nested more than 32 deep\n");
  assert_text_values(many->str, "rejected: the JSON holds more than 150000 values\n");
  g_string_free(deep, TRUE);
  g_string_free(many, TRUE);
  assert_null(json_guard("{\"a\":\"[[[[\\\"{{,\"}", 17));
}

static void too_many_policies_and_failures_are_dropped_with_a_warning(void **state) {
  (void)state;
  GString *text = g_string_new(REPORT_HEAD "\"policies\":[");
  for (int i = 0; i <= TLS_REPORT_MAX_POLICIES; i++)
    g_string_append_printf(text, "%s%s", i > 0 ? "," : "", POLICY(""));
  g_string_append(text, "]}");
  g_autofree char *got = values_of(bytes_of(text->str), NULL, NULL, NULL);
  assert_non_null(strstr(got, "! too-many:policies (policies are more than 1000; the rest is dropped)"));
  g_string_free(text, TRUE);
}

/* -- its mail ------------------------------------------------------------------------------------------------------ */

static const char *const ours[] = {"mx.example.org", NULL};

static enum trust trust_with(const char *results) {
  enum trust trust;
  g_autofree char *text = g_strdup_printf("%sFrom: tls@reporter.example\nSubject: Report Domain: example.org\n"
                                          "Content-Type: application/tlsrpt+json\n\n%s",
                                          results, REPORT(POLICY("")));
  g_autofree char *lines = values_of(bytes_of(text), NULL, ours, &trust);
  assert_string_equal(lines, HEAD SUMS);
  return trust;
}

#define RESULTS "Authentication-Results: mx.example.org; "

static void only_a_signature_of_the_reporter_verifies_it(void **state) {
  (void)state;
  assert_int_equal(trust_with(RESULTS "dkim=pass header.d=reporter.example\n"), TRUST_VERIFIED);
  assert_int_equal(trust_with(RESULTS "dkim=pass header.d=other.example; dkim=pass header.d=mail.reporter.example\n"),
                   TRUST_VERIFIED);
  assert_int_equal(trust_with(RESULTS "dkim=pass header.d=other.example\n"), TRUST_AUTHENTICATED);
  assert_int_equal(trust_with(RESULTS "dkim=none; dmarc=pass header.from=reporter.example\n"), TRUST_FAILED);
  assert_int_equal(trust_with(RESULTS "dkim=fail header.d=reporter.example\n"), TRUST_FAILED);
  assert_int_equal(trust_with(RESULTS "dkim=pass header.d=reporter.example; dmarc=fail\n"), TRUST_FAILED);
  assert_int_equal(trust_with(RESULTS "dmarc=pass header.from=reporter.example\n"), TRUST_AUTHENTICATED);
  assert_int_equal(trust_with("Authentication-Results: other.example; dkim=pass header.d=reporter.example\n"),
                   TRUST_UNVERIFIED);
  assert_int_equal(trust_with(""), TRUST_UNVERIFIED);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_member_is_read),
      cmocka_unit_test(every_result_type_of_the_standard_is_known),
      cmocka_unit_test(rb42_words_that_are_none_of_the_standard_are_kept),
      cmocka_unit_test(rb43_counts_that_are_no_numbers_are_mended_or_0),
      cmocka_unit_test(rb44_what_is_missing_is_missing_and_nothing_else_is_lost),
      cmocka_unit_test(rb44_the_domain_of_the_contact_stands_for_a_missing_name_and_a_hash_for_a_missing_id),
      cmocka_unit_test(rb44_the_mail_names_the_domain_that_the_report_does_not),
      cmocka_unit_test(rb45_arrays_may_be_single_values_and_members_have_other_names),
      cmocka_unit_test(rb46_dates_in_other_forms_are_times),
      cmocka_unit_test(a_report_about_no_time_or_the_future_is_refused),
      cmocka_unit_test(what_is_no_json_or_no_report_is_refused_with_its_reason),
      cmocka_unit_test(rb4_bytes_that_are_no_utf_8_and_a_byte_order_mark_are_read),
      cmocka_unit_test(control_characters_in_texts_become_spaces),
      cmocka_unit_test(repeated_members_and_several_reports_are_read_with_a_warning),
      cmocka_unit_test(a_json_text_is_capped_in_bytes_depth_and_values),
      cmocka_unit_test(too_many_policies_and_failures_are_dropped_with_a_warning),
      cmocka_unit_test(only_a_signature_of_the_reporter_verifies_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
