/* SPDX-License-Identifier: MIT */
#include "tell/letter.h"
#include "tell/message.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const people[] = {"a@example.com", "b@example.net", NULL};

static GString *written(const char *subject, const char *plain, const char *html) {
  return message_write(&(struct message){.from = "dmarcstat@example.org",
                                         .to = people,
                                         .subject = subject,
                                         .seed = "1",
                                         .date = 1795521600,
                                         .plain = plain,
                                         .html = html});
}

/* Lines end in CR LF, none is longer than 998 bytes, and all is in 7 bits. */
static void assert_fit_for_smtp(const GString *message) {
  size_t column = 0;
  for (gsize i = 0; i < message->len; i++) {
    const unsigned char c = (unsigned char)message->str[i];
    assert_true(c < 127 && (c >= ' ' || c == '\r' || c == '\n' || c == '\t'));
    assert_int_equal(c == '\n', i > 0 && message->str[i - 1] == '\r');
    column = c == '\n' ? 0 : column + 1;
    assert_true(column <= 998);
  }
}

static void a_message_is_written_as_the_standards_say(void **state) {
  (void)state;
  g_autoptr(GString) message = written("All is well", "plain\n", "<p>html</p>\n");
  assert_fit_for_smtp(message);
  assert_true(g_str_has_prefix(message->str,
                               "From: dmarcstat@example.org\r\nTo: a@example.com,\r\n b@example.net\r\n"
                               "Subject: All is well\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\nMessage-ID: <"));
  assert_non_null(strstr(message->str, "\r\n\r\nplain\r\n"));
  assert_non_null(strstr(message->str, "\r\n\r\n<p>html</p>\r\n"));
  assert_true(g_str_has_suffix(message->str, "--=_dmarcstat_alternative--\r\n"));
}

/* What the encoded words of a message say. g_string_free. */
static GString *words_of(const GString *message) {
  GString *words = g_string_new(NULL);
  for (const char *at = message->str; (at = strstr(at, "=?UTF-8?B?")); at += 10) {
    g_autofree char *word = g_strndup(at + 10, strcspn(at + 10, "?"));
    gsize length = 0;
    g_autofree guchar *bytes = g_base64_decode(word, &length);
    assert_true(g_utf8_validate((const char *)bytes, (gssize)length, NULL));
    g_string_append_len(words, (const char *)bytes, (gssize)length);
  }
  return words;
}

static void no_subject_begins_another_field(void **state) {
  (void)state;
  static const char *const subjects[] = {"a\r\nBcc: x@example.com", "a\nBcc: x@example.com",
                                         "\xe2\x80\xa8"
                                         "Bcc: x",
                                         "=?UTF-8?B?DQpCY2M6IHg=?=", "\xff\r\n\r\nbody"};
  for (size_t i = 0; i < G_N_ELEMENTS(subjects); i++) {
    g_autoptr(GString) message = written(subjects[i], "plain", "html");
    assert_fit_for_smtp(message);
    assert_null(strstr(message->str, "\nBcc"));
    assert_null(strstr(message->str, "DQpCY2M6IHg=?="));
    assert_ptr_equal(strstr(message->str, "\r\n\r\n"), strstr(message->str, "\r\n\r\n--=_dmarcstat"));
    g_autoptr(GString) words = words_of(message); /* nor does one that a program has decoded and writes on */
    assert_null(strpbrk(words->str, "\r\n"));
  }
}

static void long_and_foreign_subjects_come_back_whole(void **state) {
  (void)state;
  g_autoptr(GString) subject = g_string_new("M\xc3\xbc");
  for (int i = 0; i < 60; i++)
    g_string_append(subject, "\xe2\x82\xac ");
  g_autoptr(GString) message = written(subject->str, "plain", "html");
  assert_fit_for_smtp(message);
  g_autoptr(GString) back = words_of(message);
  assert_string_equal(back->str, subject->str);
}

static void no_text_ends_a_part(void **state) {
  (void)state;
  g_autoptr(GString) message = written("s", "\n--=_dmarcstat_alternative--\n.\n", "\xff\n--=_dmarcstat_alternative\n");
  unsigned int n = 0;
  for (const char *at = message->str; (at = strstr(at, "\n--=_")); at++)
    n++;
  assert_int_equal(n, 3);
}

static void a_letter_says_the_same_twice_and_lets_no_markup_through(void **state) {
  (void)state;
  g_autofree char *plain = NULL, *html = NULL;
  struct letter *letter = letter_begin("<b>Title</b>\r\n");
  letter_lede(letter, "lede & more");
  letter_heading(letter, "Heading");
  letter_item(letter, "<script>\n- x", "said of it");
  letter_item(letter, NULL, "another");
  letter_foot(letter, "foot");
  letter_end(letter, &plain, &html);
  assert_string_equal(plain, "<b>Title</b>  \n==============\n\nlede & more\n\nHeading\n-------\n\n"
                             "- <script> - x: said of it\n- another\n\n--\nfoot\n\n");
  assert_non_null(strstr(html, "<h1>&lt;b&gt;Title&lt;/b&gt;"));
  assert_non_null(strstr(html, "<b>&lt;script&gt; - x</b>: said of it</li>"));
  assert_null(strstr(html, "<script"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_message_is_written_as_the_standards_say),
      cmocka_unit_test(no_subject_begins_another_field),
      cmocka_unit_test(long_and_foreign_subjects_come_back_whole),
      cmocka_unit_test(no_text_ends_a_part),
      cmocka_unit_test(a_letter_says_the_same_twice_and_lets_no_markup_through),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
