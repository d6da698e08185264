/* SPDX-License-Identifier: MIT */
/* Failure reports: the fields, the message that failed, and reports in words alone. */
#include "ingest/failure.h"
#include "report_values.h"

#define FIELDS                                                                                                         \
  "Feedback-Type: auth-failure\nUser-Agent: Gate/1.0\nVersion: 1\nOriginal-Mail-From: <ann@example.org>\n"             \
  "Original-Rcpt-To: <bob@receiver.example>\nOriginal-Envelope-Id: e1\nArrival-Date: Sun, 1 Jun 2025 14:00:00 +0200\n" \
  "Reporting-MTA: dns; mx.receiver.example\nSource-IP: 192.0.2.9\nIncidents: 3\n"                                      \
  "Authentication-Results: mx.receiver.example;\n dmarc=fail header.from=example.org\n"                                \
  "Authentication-Results: mx.receiver.example; spf=fail smtp.mailfrom=ann@example.org\nAuth-Failure: dmarc\n"         \
  "Delivery-Result: reject\nReported-Domain: Example.ORG.\nIdentity-Alignment: dkim, spf\nDKIM-Domain: example.org\n"  \
  "DKIM-Identity: ann@example.org\nDKIM-Selector: s1\nSPF-DNS: txt : example.org : \"v=spf1 -all\"\n"
#define VALUES                                                                                                         \
  "failure about 'example.org' source=192.0.2.9 arrived=1748779200 x3 dmarc reject\n  alignment='dkim, spf'\n"         \
  "  user_agent='Gate/1.0'\n  mta='dns; mx.receiver.example'\n  mail_from='<ann@example.org>'\n"                       \
  "  rcpt_to='<bob@receiver.example>'\n  envelope_id='e1'\n  dkim_domain='example.org'\n"                              \
  "  dkim_identity='ann@example.org'\n  dkim_selector='s1'\n"                                                          \
  "  spf_dns='txt : example.org : \"v=spf1 -all\"'\n"                                                                  \
  "  results='mx.receiver.example; dmarc=fail header.from=example.org\n"                                               \
  "mx.receiver.example; spf=fail smtp.mailfrom=ann@example.org'\n"
#define MESSAGE "From: Ann <ann@Example.ORG>\nTo: bob@receiver.example\nSubject: hello\nMessage-ID: <m1@example.org>\n"
#define SAMPLE                                                                                                         \
  "  header_from='example.org'\n  message_id='<m1@example.org>'\n  sample='From: Ann <ann@Example.ORG>\n"              \
  "To: bob@receiver.example\nSubject: hello\nMessage-ID: <m1@example.org>\n'\n"

/* A mail of three parts: words, `fields` and, when there is one, `third`, both whole with their headers. */
static GByteArray *arf(const char *fields, const char *third) {
  g_autofree char *text = g_strdup_printf(
      "From: postmaster@receiver.example\nSubject: FW: hello\nDate: Sun, 1 Jun 2025 12:30:00 +0000\nMIME-Version: 1.0\n"
      "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
      "This is an authentication failure report.\n--b\n%s%s%s\n--b--\n",
      fields, third ? "\n--b\n" : "", third ? third : "");
  return bytes_of(text);
}

#define PART "Content-Type: message/feedback-report\n\n"

static void every_field_is_read(void **state) {
  (void)state;
  assert_text_values(FIELDS, VALUES);
}

static void the_header_of_the_message_is_kept_and_its_body_is_not(void **state) {
  (void)state;
  assert_values(arf(PART FIELDS, "Content-Type: message/rfc822\n\n" MESSAGE "\nThe body of it.\n"), VALUES SAMPLE);
  assert_values(arf(PART FIELDS, "Content-Type: text/rfc822-headers\n\n" MESSAGE), VALUES SAMPLE);
  assert_values(arf(PART FIELDS, NULL), VALUES);
}

static void a_report_that_the_message_carries_is_not_taken(void **state) {
  (void)state;
  g_autofree char *attached = attachment("application/gzip", gzipped(report("r1")));
  g_autofree char *third = g_strconcat("Content-Type: message/rfc822\n\n" MESSAGE, attached, NULL);
  g_autofree char *got = values_of(arf(PART FIELDS, third), NULL, NULL, NULL);
  assert_null(strstr(got, "report r1"));
  assert_true(g_str_has_prefix(got, VALUES));
}

static void parts_may_be_encoded_and_have_other_types(void **state) {
  (void)state;
  g_autofree char *fields = base64_lines(bytes_of(FIELDS)), *message = base64_lines(bytes_of(MESSAGE "\nBody.\n"));
  g_autofree char *second =
      g_strconcat("Content-Type: message/feedback-report\nContent-Transfer-Encoding: base64\n\n", fields, NULL);
  g_autofree char *third =
      g_strconcat("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n", message, NULL);
  assert_values(arf(second, third), VALUES SAMPLE);
  assert_values(arf("Content-Type: text/plain\n\n" FIELDS, "Content-Type: message/rfc822\n\n" MESSAGE "\nBody.\n"),
                VALUES SAMPLE);
}

static void the_mail_tells_what_the_fields_do_not(void **state) {
  (void)state;
  assert_values(arf(PART "Feedback-Type: auth-failure\nAuth-Failure: spf\nSource-IP: 2001:db8::9\n",
                    "Content-Type: message/rfc822\n\n" MESSAGE "\n"),
                "failure about 'example.org' source=2001:db8::9 arrived=1748781000 x1 spf -\n" SAMPLE);
}

/* RB-47 */
static void rb47_odd_words_and_dates_are_kept_or_missing(void **state) {
  (void)state;
  assert_text_values("Feedback-Type: auth-failure\nAuth-Failure: none of this\nDelivery-Result: smg-policy-action\n"
                     "Source-IP: unknown\nArrival-Date: today\nIncidents: some\nReported-Domain: example.org\n",
                     "failure about 'example.org' source_raw='unknown' x1 other raw='none of this' other "
                     "raw='smg-policy-action'\n"
                     "  ! odd-value:Auth-Failure (Auth-Failure is no word of the standard: 'none of this')\n"
                     "  ! odd-value:Delivery-Result (Delivery-Result is no word of the standard: 'smg-policy-action')\n"
                     "  ! odd-value:Source-IP (Source-IP is no IP address: 'unknown')\n"
                     "  ! odd-value:Arrival-Date (Arrival-Date is no date: 'today')\n"
                     "  ! odd-value:Incidents (Incidents is no number: 'some')\n");
  assert_text_values("Auth-Failure: dmarc\nSource-IP: 192.0.2.1\nReported-Domain: example.org\n",
                     "failure about 'example.org' source=192.0.2.1 x1 dmarc -\n");
}

/* RB-48 */
static void rb48_a_report_in_words_alone_is_read(void **state) {
  (void)state;
  static const char table[] =
      "Subject: DMARC Failure\nContent-Type: text/plain\n\nA message claiming to be from you has failed the published "
      "DMARC policy for your domain.\n\n  Sender Domain: example.org\n  Sender IP Address: 192.0.2.9\n"
      "  Received Date: Sun, 1 Jun 2025 14:00:00 +0200\n  SPF Alignment: no\n  DMARC Results: Reject\n\n"
      "------ This is a copy of the headers that were received before the error\n       was detected.\n\n" MESSAGE;
  assert_text_values(table, "failure about 'example.org' source=192.0.2.9 arrived=1748779200 x1 dmarc reject\n" SAMPLE
                            "  ! no-feedback-report (it is in words alone, without the part that programs read (RFC "
                            "5965))\n");
  static const char sentence[] =
      "Subject: DMARC Failure\nContent-Type: text/plain\n\nThis is a report for an email message received from IP "
      "192.0.2.9 on Sun, 1 Jun 2025 14:00:00 +0200.\nThe message below did not meet the sending domain's DMARC "
      "policy.\n";
  assert_text_values(sentence,
                     "failure about '' source=192.0.2.9 arrived=1748779200 x1 dmarc -\n"
                     "  ! no-feedback-report (it is in words alone, without the part that programs read (RFC "
                     "5965))\n  ! missing:Reported-Domain (Reported-Domain is missing, and no From tells it)\n");
}

static void words_beside_a_report_are_not_another_one(void **state) {
  (void)state;
  static const char words[] =
      "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nThis is a report for an email "
      "message received from IP 192.0.2.9 on Sun, 1 Jun 2025. DMARC.\n--b\nContent-Type: message/feedback-report\n\n";
  g_autofree char *failure = g_strconcat(words, FIELDS, "--b--\n", NULL);
  assert_text_values(failure, VALUES);
  g_autofree char *abuse = g_strconcat(words, "Feedback-Type: abuse\n\n--b--\n", NULL);
  assert_text_values(abuse, "not a report: abuse feedback (RFC 5965), not a DMARC failure report\n");
}

static void a_long_header_is_cut_between_its_fields(void **state) {
  (void)state;
  GString *third = g_string_new("Content-Type: message/rfc822\n\nFrom: ann@example.org\n");
  for (int i = 0; i < 2000; i++)
    g_string_append_printf(third, "X-Filler-%04d: 0123456789012345678901234567890123456789\n", i);
  g_autofree char *got = values_of(arf(PART FIELDS, third->str), NULL, NULL, NULL);
  const char *sample = strstr(got, "sample='");
  assert_non_null(sample);
  assert_in_range(strlen(sample), FAILURE_SAMPLE_MOST - 100, FAILURE_SAMPLE_MOST + 20);
  assert_true(g_str_has_suffix(got, "456789\n'\n"));
  g_string_free(third, TRUE);
}

static void two_reports_of_one_mail_are_both_told(void **state) {
  (void)state;
  g_autofree char *got =
      values_of(arf("Content-Type: text/plain\n\n" FIELDS, "Content-Type: text/plain\n\n" FIELDS), NULL, NULL, NULL);
  assert_string_equal(got, VALUES VALUES);
}

/* Half a time would be none that a report can have: the parent would take the worker for one that was taken over. */
static void what_is_no_date_leaves_no_time(void **state) {
  (void)state;
  static const char *const texts[] = {"1", "1748779200.5", "99999999999999999999", "S0.2.1", "2025", "", "-1"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(texts); i++) {
    int64_t seconds = 0;
    if (!failure_date(texts[i], &seconds))
      assert_int_equal(seconds, 0);
  }
  int64_t seconds = 0;
  assert_false(failure_date("1", &seconds));
}

/* Whatever is cut off or changed anywhere: one answer at least, and the sanitizers have nothing to say. */
static void damage_anywhere_still_gives_an_answer(void **state) {
  (void)state;
  GByteArray *whole = arf(PART FIELDS, "Content-Type: message/rfc822\n\n" MESSAGE "\nBody.\n");
  for (guint i = 1; i < whole->len; i += 3) {
    GByteArray *cut = g_byte_array_append(g_byte_array_new(), whole->data, i);
    GByteArray *changed = g_byte_array_append(g_byte_array_new(), whole->data, whole->len);
    changed->data[i] = (uint8_t)(changed->data[i] ^ 0x9f);
    g_autofree char *one = values_of(cut, NULL, NULL, NULL), *other = values_of(changed, NULL, NULL, NULL);
    assert_true(*one && *other);
  }
  g_byte_array_unref(whole);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_field_is_read),
      cmocka_unit_test(the_header_of_the_message_is_kept_and_its_body_is_not),
      cmocka_unit_test(a_report_that_the_message_carries_is_not_taken),
      cmocka_unit_test(parts_may_be_encoded_and_have_other_types),
      cmocka_unit_test(the_mail_tells_what_the_fields_do_not),
      cmocka_unit_test(rb47_odd_words_and_dates_are_kept_or_missing),
      cmocka_unit_test(rb48_a_report_in_words_alone_is_read),
      cmocka_unit_test(words_beside_a_report_are_not_another_one),
      cmocka_unit_test(a_long_header_is_cut_between_its_fields),
      cmocka_unit_test(two_reports_of_one_mail_are_both_told),
      cmocka_unit_test(what_is_no_date_leaves_no_time),
      cmocka_unit_test(damage_anywhere_still_gives_an_answer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
