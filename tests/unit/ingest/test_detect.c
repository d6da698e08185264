/* SPDX-License-Identifier: MIT */
#include "ingest/detect.h"
#include "packing.h"

static enum detected kind_of(const char *text) {
  size_t skip;
  return detect_kind((const uint8_t *)text, strlen(text), true, false, &skip);
}

static void assert_kind(GByteArray *content, enum detected kind) {
  size_t skip;
  assert_int_equal(detect_kind(content->data, content->len, true, false, &skip), kind);
  g_byte_array_unref(content);
}

static void packed_data_is_known_by_its_magic_number(void **state) {
  (void)state;
  assert_kind(gzipped(report("r")), DETECTED_GZIP);
  assert_kind(deflated(report("r"), MAX_WBITS), DETECTED_ZLIB);
  assert_kind(zipped_one("r.xml", report("r")), DETECTED_ZIP);
}

static void an_empty_zip_is_a_zip(void **state) {
  (void)state;
  const uint8_t end[22] = "PK\5\6";
  assert_kind(g_byte_array_append(g_byte_array_new(), end, sizeof end), DETECTED_ZIP);
}

static void text_that_looks_like_a_zlib_header_is_no_zlib(void **state) {
  (void)state;
  assert_int_equal(kind_of("x^2 + y^2 = z^2"), DETECTED_UNKNOWN);
}

static void xml_needs_a_declaration_or_a_feedback_tag(void **state) {
  (void)state;
  assert_int_equal(kind_of("<?xml version=\"1.0\"?><other/>"), DETECTED_XML);
  assert_int_equal(kind_of("<feedback>"), DETECTED_XML);
  assert_int_equal(kind_of("<Feedback xmlns=\"x\">"), DETECTED_XML);
  assert_int_equal(kind_of("<tns:feedback xmlns:tns=\"x\">"), DETECTED_XML);
  assert_int_equal(kind_of("<!-- a comment -->\n<feedback>"), DETECTED_XML);
  assert_int_equal(kind_of("\xef\xbb\xbf<feedback>"), DETECTED_XML);
  assert_int_equal(kind_of("<!-- a comment"), DETECTED_XML);
  assert_int_equal(kind_of("<!-- a comment --><html>"), DETECTED_WEB_PAGE);
  assert_int_equal(kind_of("<other>"), DETECTED_MARKUP);
  assert_int_equal(kind_of("<a@b.example> wrote, with feedback:"), DETECTED_MARKUP);
  assert_int_equal(kind_of("<<<<<<<<<<"), DETECTED_MARKUP);
}

static void utf_16_is_xml(void **state) {
  (void)state;
  assert_kind(g_byte_array_append(g_byte_array_new(), (const uint8_t *)"\xff\xfe<\0?\0", 6), DETECTED_XML);
  assert_kind(g_byte_array_append(g_byte_array_new(), (const uint8_t *)"\xfe\xff\0<\0?", 6), DETECTED_XML);
  assert_kind(g_byte_array_append(g_byte_array_new(), (const uint8_t *)"<\0?\0x\0", 6), DETECTED_XML);
}

static void junk_before_xml_is_skipped(void **state) {
  (void)state;
  size_t skip;
  const char *text = "Here is your report:\n<?xml version=\"1.0\"?>";
  assert_int_equal(detect_kind((const uint8_t *)text, strlen(text), true, false, &skip), DETECTED_XML);
  assert_int_equal(skip, strlen("Here is your report:\n"));
}

static void a_byte_order_mark_is_left_to_the_xml_parser(void **state) {
  (void)state;
  size_t skip;
  const char *text = "\xef\xbb\xbf<feedback>", *blank = "\xef\xbb\xbf\n\n<feedback>";
  detect_kind((const uint8_t *)text, strlen(text), true, false, &skip);
  assert_int_equal(skip, 0);
  detect_kind((const uint8_t *)blank, strlen(blank), true, false, &skip);
  assert_int_equal(skip, 5);
}

static void a_web_page_is_no_report(void **state) {
  (void)state;
  assert_int_equal(kind_of("<!DOCTYPE HTML><title>x</title>"), DETECTED_WEB_PAGE);
  assert_int_equal(kind_of("<?xml version=\"1.0\"?>\n<HTML xmlns=\"x\">"), DETECTED_WEB_PAGE);
  assert_int_equal(kind_of("<html><a href=\"mailto:feedback@example.org\">feedback</a>"), DETECTED_WEB_PAGE);
}

static void a_tls_report_is_told_from_other_json(void **state) {
  (void)state;
  assert_int_equal(kind_of("{\"organization-name\":\"x\",\"date-range\":{}}"), DETECTED_TLS_REPORT);
  assert_int_equal(kind_of("{\"answer\":42}"), DETECTED_JSON);
}

static void a_mail_is_known_by_one_field_that_only_mails_have(void **state) {
  (void)state;
  assert_int_equal(kind_of("Return-Path: <a@b>\nX-A: b\n\n"), DETECTED_MAIL);
  assert_int_equal(kind_of("Unheard-Of: a\n folded\nReceived: b\r\n"), DETECTED_MAIL);
  assert_int_equal(kind_of("From someone Thu Jan  1 00:00:00 1970\nSubject: x\n"), DETECTED_MAIL);
  assert_int_equal(kind_of("a line of junk\nMIME-Version: 1.0\n"), DETECTED_MAIL);
  assert_int_equal(kind_of("Note: this is\nno mail\n"), DETECTED_UNKNOWN);
  assert_int_equal(kind_of("From here on: nothing"), DETECTED_UNKNOWN);
}

static void what_is_declared_a_mail_needs_any_field(void **state) {
  (void)state;
  const char *text = "Unheard-Of: a\n\nbody";
  size_t skip;
  assert_int_equal(detect_kind((const uint8_t *)text, strlen(text), true, true, &skip), DETECTED_MAIL);
  assert_int_equal(detect_kind((const uint8_t *)text, strlen(text), true, false, &skip), DETECTED_UNKNOWN);
}

static void base64_counts_only_when_something_is_in_it(void **state) {
  (void)state;
  g_autofree char *gzip = base64_lines(gzipped(report("r"))), *xml = base64_lines(report("r"));
  assert_int_equal(kind_of(gzip), DETECTED_BASE64);
  assert_int_equal(kind_of(xml), DETECTED_BASE64);
  g_autofree char *marked = base64_lines(bytes_of("\xef\xbb\xbf<?xml version=\"1.0\"?><feedback/>"));
  assert_int_equal(kind_of(marked), DETECTED_BASE64);
  assert_int_equal(kind_of("JustSomeWordsWithoutAnySpaceBetween"), DETECTED_UNKNOWN);
}

static void base64_with_a_nul_in_it_is_none(void **state) {
  (void)state;
  g_autofree char *text = base64_lines(gzipped(report("r")));
  GByteArray *content = bytes_of(text);
  content->data[20] = '\0';
  assert_kind(content, DETECTED_UNKNOWN);
}

static void the_word_unused_is_recognised_alone(void **state) {
  (void)state;
  assert_int_equal(kind_of("unused"), DETECTED_UNUSED);
  assert_int_equal(kind_of("unused\r\n"), DETECTED_UNUSED);
  assert_int_equal(kind_of("unused space"), DETECTED_UNKNOWN);
}

static void feedback_and_failure_reports_are_told_apart(void **state) {
  (void)state;
  assert_int_equal(kind_of("User-Agent: x\nFeedback-Type: auth-failure\nReceived-Date: y\n"), DETECTED_FAILURE_REPORT);
  assert_int_equal(kind_of("Feedback-Type: abuse\nReceived-Date: y\n"), DETECTED_FEEDBACK);
}

static void an_error_report_is_recognised(void **state) {
  (void)state;
  assert_int_equal(kind_of("Report-Date: x\nReport-Domain: example.org\nReport-ID: 7\n"), DETECTED_ERROR_REPORT);
}

static void nothing_is_empty(void **state) {
  (void)state;
  assert_int_equal(kind_of(""), DETECTED_EMPTY);
  assert_int_equal(kind_of("\xef\xbb\xbf"), DETECTED_EMPTY);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(packed_data_is_known_by_its_magic_number),
      cmocka_unit_test(an_empty_zip_is_a_zip),
      cmocka_unit_test(text_that_looks_like_a_zlib_header_is_no_zlib),
      cmocka_unit_test(xml_needs_a_declaration_or_a_feedback_tag),
      cmocka_unit_test(utf_16_is_xml),
      cmocka_unit_test(junk_before_xml_is_skipped),
      cmocka_unit_test(a_byte_order_mark_is_left_to_the_xml_parser),
      cmocka_unit_test(a_web_page_is_no_report),
      cmocka_unit_test(a_tls_report_is_told_from_other_json),
      cmocka_unit_test(a_mail_is_known_by_one_field_that_only_mails_have),
      cmocka_unit_test(what_is_declared_a_mail_needs_any_field),
      cmocka_unit_test(base64_counts_only_when_something_is_in_it),
      cmocka_unit_test(base64_with_a_nul_in_it_is_none),
      cmocka_unit_test(the_word_unused_is_recognised_alone),
      cmocka_unit_test(feedback_and_failure_reports_are_told_apart),
      cmocka_unit_test(an_error_report_is_recognised),
      cmocka_unit_test(nothing_is_empty),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
