/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include <locale.h>
#include <string.h>

#define BAD "\xef\xbf\xbd" /* U+FFFD */

/* Takes over `got`. */
static void is(char *got, const char *wanted) {
  assert_string_equal(got, wanted);
  g_free(got);
}

/* -- printable ---------------------------------------------------------------------------------------------------- */

static void plain_text_stays(void **state) {
  (void)state;
  is(text_printable("p=reject; rua=mailto:dmarc@example.com"), "p=reject; rua=mailto:dmarc@example.com");
  is(text_printable("M\u00fcller \u65e5\u672c\u8a9e \u20ac \U0001f600 e\u0301"),
     "M\u00fcller \u65e5\u672c\u8a9e \u20ac \U0001f600 e\u0301");
  is(text_printable(""), "");
  is(text_printable(NULL), "");
  is(text_printable_bytes(NULL, 0), "");
}

static void a_control_character_is_replaced(void **state) {
  (void)state;
  is(text_printable("\033[2Ja\a\b\x7f"), BAD "[2Ja" BAD BAD BAD);
  is(text_printable_bytes("a\0b", 3), "a" BAD "b");
  for (unsigned char c = 1; c < ' '; c++)
    if (!strchr("\t\n\r", c))
      is(text_printable((char[]){(char)c, '\0'}), BAD);
  for (int c = 0x80; c < 0xa0; c++)
    is(text_printable((char[]){'\xc2', (char)c, '\0'}), BAD);
}

static void a_line_break_or_tab_is_a_space(void **state) {
  (void)state;
  is(text_printable("a\tb\nc\r\nd"), "a b c  d");
  is(text_printable("a\vb\fc"), "a" BAD "b" BAD "c");
  is(text_printable("a\u2028b\u2029c\xc2\x85"
                    "d"),
     "a" BAD "b" BAD "c" BAD "d");
}

static void what_turns_text_round_is_replaced(void **state) {
  (void)state;
  static const gunichar marks[] = {0x061C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C,
                                   0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069};
  for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
    char text[7] = {0};
    g_unichar_to_utf8(marks[i], text);
    is(text_printable(text), BAD);
  }
}

static void what_is_invisible_is_replaced(void **state) {
  (void)state;
  static const gunichar invisible[] = {0x00AD, 0x034F,  0x115F,  0x180E,  0x200B,  0x200C, 0x200D,
                                       0x2060, 0x2800,  0x3164,  0xFE0F,  0xFEFF,  0xFFA0, 0xFFF9,
                                       0xE000, 0xE0001, 0xE0041, 0xE0100, 0x10FFFF};
  for (size_t i = 0; i < G_N_ELEMENTS(invisible); i++) {
    char text[7] = {0};
    g_unichar_to_utf8(invisible[i], text);
    is(text_printable(text), BAD);
  }
}

static void each_byte_that_is_no_utf_8_is_replaced(void **state) {
  (void)state;
  is(text_printable("M\xfcller"), "M" BAD "ller");
  is(text_printable("\xc0\xaf"), BAD BAD);                 /* overlong */
  is(text_printable("\xed\xa0\x80"), BAD BAD BAD);         /* surrogate */
  is(text_printable("\xf4\x90\x80\x80"), BAD BAD BAD BAD); /* beyond Unicode */
  is(text_printable("\x9b"
                    "31m"),
     BAD "31m");
}

static void text_that_ends_within_a_character_is_not_read_past(void **state) {
  (void)state;
  for (size_t length = 1; length < 4; length++) {
    g_autofree char *exact = g_memdup2("\xf0\x9f\x98\x80", length); /* so that the sanitizer sees */
    g_autofree char *shown = text_printable_bytes(exact, length);
    assert_int_equal(strlen(shown), length * strlen(BAD));
  }
}

static void all_that_comes_out_is_safe_and_stays_as_it_is(void **state) {
  (void)state;
  for (gunichar c = 1; c <= 0x10ffff; c++) {
    if (!g_unichar_validate(c))
      continue;
    char text[7] = {0};
    g_unichar_to_utf8(c, text);
    g_autofree char *once = text_printable(text), *twice = text_printable(once);
    if (!g_utf8_validate(once, -1, NULL) || g_unichar_iscntrl(g_utf8_get_char(once)) || g_utf8_strlen(once, -1) != 1)
      fail_msg("U+%04X is shown as it is", c);
    assert_string_equal(once, twice);
  }
}

/* -- width -------------------------------------------------------------------------------------------------------- */

static void width_is_in_columns(void **state) {
  (void)state;
  assert_int_equal(text_width(""), 0);
  assert_int_equal(text_width("M\u00fcller"), 6);
  assert_int_equal(text_width("\u65e5\u672c\u8a9e"), 6);
  assert_int_equal(text_width("e\u0301"), 1);
}

/* -- numbers ------------------------------------------------------------------------------------------------------ */

static void a_count_has_its_thousands_apart(void **state) {
  (void)state;
  is(text_count(0), "0");
  is(text_count(999), "999");
  is(text_count(1000), "1,000");
  is(text_count(175223), "175,223");
  is(text_count(UINT64_MAX), "18,446,744,073,709,551,615");
}

static void one_is_singular(void **state) {
  (void)state;
  is(text_plural(0, "report", "reports"), "0 reports");
  is(text_plural(1, "report", "reports"), "1 report");
  is(text_plural(2004, "report", "reports"), "2,004 reports");
}

static void a_share_has_one_decimal(void **state) {
  (void)state;
  is(text_share(2000, 2087), "95.8 %");
  is(text_share(1, 2), "50.0 %");
  is(text_share(3, 212), "1.4 %");
}

static void all_and_nothing_are_said_only_when_exactly_so(void **state) {
  (void)state;
  is(text_share(211, 211), "100 %");
  is(text_share(0, 211), "0 %");
  is(text_share(9996, 10000), "99.9 %");
  is(text_share(UINT64_MAX - 1, UINT64_MAX), "99.9 %");
  is(text_share(1, UINT64_MAX), "0.1 %");
}

static void a_share_of_nothing_is_a_dash(void **state) {
  (void)state;
  is(text_share(0, 0), "-");
  is(text_share(5, 0), "-");
}

static void a_part_above_the_whole_is_all_of_it(void **state) {
  (void)state;
  is(text_share(UINT64_MAX, 1), "100 %");
}

static void bytes_are_in_binary_units(void **state) {
  (void)state;
  is(text_bytes(0), "0 bytes");
  is(text_bytes(1), "1 byte");
  is(text_bytes(1023), "1,023 bytes");
  is(text_bytes(1024), "1.0 KiB");
  is(text_bytes(1536), "1.5 KiB");
  is(text_bytes(1024 * 1024 - 1), "1023.9 KiB");
  is(text_bytes(64 << 20), "64.0 MiB");
  is(text_bytes(UINT64_MAX), "15.9 EiB");
}

static void the_locale_changes_nothing(void **state) {
  (void)state;
  setlocale(LC_ALL, "");
  is(text_share(1, 2), "50.0 %");
  is(text_bytes(1536), "1.5 KiB");
}

/* -- times -------------------------------------------------------------------------------------------------------- */

static void times_are_in_utc(void **state) {
  (void)state;
  g_setenv("TZ", "Asia/Tokyo", TRUE);
  is(text_day(0), "1970-01-01");
  is(text_time(1795442709), "2026-11-23 14:05:09");
  is(text_day(951782400), "2000-02-29");
  is(text_day(4107542400), "2100-03-01");
  g_unsetenv("TZ");
}

static void any_time_has_words(void **state) {
  (void)state;
  is(text_time(-1), "1969-12-31 23:59:59");
  is(text_time(-86400), "1969-12-31 00:00:00");
  is(text_time(INT64_C(253402300799)), "9999-12-31 23:59:59");
  is(text_time(INT64_C(253402300800)), "10000-01-01 00:00:00");
  is(text_day(INT64_C(-62167219201)), "-001-12-31");
  is(text_time(INT64_MAX), "5477784-01-06 15:30:07"); /* the last day that there is here */
  is(text_time(INT64_MIN), "-5473845-12-27 08:29:52");
}

/* -- nearest ------------------------------------------------------------------------------------------------------ */

static const char *const words[] = {"tuesday", "thursday", "domain", "csv", "tsv", "json", "x", NULL};

static void nearest_is(const char *wrong, const char *wanted) {
  const char *nearest = text_nearest(wrong, words);
  if (g_strcmp0(nearest, wanted) != 0)
    fail_msg("for %s: %s and not %s", wrong, nearest ? nearest : "nothing", wanted ? wanted : "nothing");
}

static void a_typing_mistake_finds_its_word(void **state) {
  (void)state;
  nearest_is("tuesdya", "tuesday");   /* swapped */
  nearest_is("tusday", "tuesday");    /* missing */
  nearest_is("domaiin", "domain");    /* too many */
  nearest_is("jsom", "json");         /* wrong */
  nearest_is("thrusdai", "thursday"); /* two of them */
}

static void case_is_no_mistake(void **state) {
  (void)state;
  nearest_is("DOMIAN", "domain");
  nearest_is("X", "x");
}

static void the_first_of_equally_near_words_is_taken(void **state) {
  (void)state;
  nearest_is("sv", "csv");
  nearest_is("psv", "csv");
}

static void nonsense_is_near_to_nothing(void **state) {
  (void)state;
  nearest_is("", NULL);
  nearest_is("y", NULL);
  nearest_is("qwertz", NULL);
  nearest_is("dom", NULL);
  nearest_is("jxxn", NULL);
  assert_null(text_nearest("domain", (const char *const[]){NULL}));
}

static void endless_text_is_near_to_nothing_at_once(void **state) {
  (void)state;
  g_autofree char *endless = g_strnfill(1 << 20, 'a'), *longest = g_strnfill(255, 'a'), *longer = g_strnfill(256, 'a');
  const char *const known[] = {endless, longer, longest, NULL};
  assert_null(text_nearest(endless, known));
  assert_ptr_equal(text_nearest(longest, known), longest);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(plain_text_stays),
      cmocka_unit_test(a_control_character_is_replaced),
      cmocka_unit_test(a_line_break_or_tab_is_a_space),
      cmocka_unit_test(what_turns_text_round_is_replaced),
      cmocka_unit_test(what_is_invisible_is_replaced),
      cmocka_unit_test(each_byte_that_is_no_utf_8_is_replaced),
      cmocka_unit_test(text_that_ends_within_a_character_is_not_read_past),
      cmocka_unit_test(all_that_comes_out_is_safe_and_stays_as_it_is),
      cmocka_unit_test(width_is_in_columns),
      cmocka_unit_test(a_count_has_its_thousands_apart),
      cmocka_unit_test(one_is_singular),
      cmocka_unit_test(a_share_has_one_decimal),
      cmocka_unit_test(all_and_nothing_are_said_only_when_exactly_so),
      cmocka_unit_test(a_share_of_nothing_is_a_dash),
      cmocka_unit_test(a_part_above_the_whole_is_all_of_it),
      cmocka_unit_test(bytes_are_in_binary_units),
      cmocka_unit_test(the_locale_changes_nothing),
      cmocka_unit_test(times_are_in_utc),
      cmocka_unit_test(any_time_has_words),
      cmocka_unit_test(a_typing_mistake_finds_its_word),
      cmocka_unit_test(case_is_no_mistake),
      cmocka_unit_test(the_first_of_equally_near_words_is_taken),
      cmocka_unit_test(nonsense_is_near_to_nothing),
      cmocka_unit_test(endless_text_is_near_to_nothing_at_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
