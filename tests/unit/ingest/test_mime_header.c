/* SPDX-License-Identifier: MIT */
#include "ingest/mime_header.h"
#include "packing.h"

static void assert_boundary(const char *field, const char *boundary) {
  g_autoptr(GString) value = g_string_new(NULL);
  assert_true(mime_header_parameter(field, "boundary", value));
  assert_string_equal(value->str, boundary);
}

static void assert_decoded(const char *field, const char *text) {
  g_autoptr(GString) decoded = g_string_new("left over");
  mime_header_decode(field, decoded);
  assert_string_equal(decoded->str, text);
}

static void a_boundary_may_be_quoted_or_not(void **state) {
  (void)state;
  assert_boundary(" multipart/mixed; boundary=abc", "abc");
  assert_boundary("multipart/mixed; boundary=\"a b;c=d\"", "a b;c=d");
  assert_boundary("multipart/mixed;boundary=\"a\\\"b\"", "a\"b");
  assert_boundary("multipart/mixed; charset=\"x; boundary=no\"; BOUNDARY = yes ; z=1", "yes");
  assert_boundary("multipart/mixed; boundary=\"trailing  \"", "trailing");
  assert_boundary("multipart/mixed; boundary=a=b", "a=b");
  assert_boundary("multipart/mixed; boundary=\"never closed", "never closed");
}

static void a_missing_boundary_is_missing(void **state) {
  (void)state;
  g_autoptr(GString) value = g_string_new(NULL);
  assert_false(mime_header_parameter("multipart/mixed", "boundary", value));
  assert_false(mime_header_parameter("multipart/mixed; boundary", "boundary", value));
  assert_false(mime_header_parameter("multipart/mixed; boundary=\"\"", "boundary", value));
  assert_false(mime_header_parameter("multipart/mixed; xboundary=a", "boundary", value));
  assert_false(mime_header_parameter("; ;; =", "boundary", value));
}

static void a_type_ends_at_a_semicolon_space_or_comment(void **state) {
  (void)state;
  assert_true(mime_header_is(" Message/RFC822", "message/rfc822"));
  assert_true(mime_header_is("base64 (comment)", "base64"));
  assert_true(mime_header_is("text/plain;x=y", "text/plain"));
  assert_false(mime_header_is("message/rfc822-headers", "message/rfc822"));
}

static void encoded_words_are_decoded(void **state) {
  (void)state;
  assert_decoded(" =?utf-8?B?UsO8Y2s=?=", "Rück");
  assert_decoded("=?UTF-8?q?R=C3=BCck_lauf?= <a@b>", "Rück lauf <a@b>");
  assert_decoded("=?iso-8859-1?Q?R=FCck?=", "Rück");
  assert_decoded("=?windows-1252*de?Q?=80?=", "€");
  assert_decoded("=?us-ascii?q?plain?= text", "plain text");
}

static void space_between_encoded_words_is_no_text(void **state) {
  (void)state;
  assert_decoded("=?utf-8?q?a?= =?utf-8?q?b?= c", "ab c");
}

static void a_character_split_between_two_encoded_words_is_whole(void **state) {
  (void)state;
  assert_decoded("=?utf-8?q?R=C3?= =?utf-8?q?=BCck?=", "Rück");
}

static void what_is_no_encoded_word_stays(void **state) {
  (void)state;
  assert_decoded("a =? b ?= c", "a =? b ?= c");
  assert_decoded("=?koi8-r?B?0A==?=", "=?koi8-r?B?0A==?=");
  assert_decoded("=?utf-8?X?abc?=", "=?utf-8?X?abc?=");
  assert_decoded("=?utf-8?q?never closed", "=?utf-8?q?never closed");
  assert_decoded("=?utf-8?q?=4?=", "=4");
  assert_decoded("", "");
}

static void bad_bytes_and_control_characters_are_replaced(void **state) {
  (void)state;
  assert_decoded("a\xff"
                 "b",
                 "a\xef\xbf\xbd"
                 "b");
  assert_decoded("a\033[1mb", "a [1mb");
  assert_decoded("=?utf-8?q?a=00=1Bb=0A?=", "a  b");
}

static void long_text_is_cut_between_characters(void **state) {
  (void)state;
  g_autoptr(GString) field = g_string_new("a"), decoded = g_string_new(NULL);
  for (int i = 0; i < 2000; i++)
    g_string_append(field, "ü");
  mime_header_decode(field->str, decoded);
  assert_int_equal(decoded->len, MIME_HEADER_TEXT - 1);
  assert_true(g_utf8_validate(decoded->str, -1, NULL));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_boundary_may_be_quoted_or_not),
      cmocka_unit_test(a_missing_boundary_is_missing),
      cmocka_unit_test(a_type_ends_at_a_semicolon_space_or_comment),
      cmocka_unit_test(encoded_words_are_decoded),
      cmocka_unit_test(space_between_encoded_words_is_no_text),
      cmocka_unit_test(a_character_split_between_two_encoded_words_is_whole),
      cmocka_unit_test(what_is_no_encoded_word_stays),
      cmocka_unit_test(bad_bytes_and_control_characters_are_replaced),
      cmocka_unit_test(long_text_is_cut_between_characters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
