/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/fault.h"
#include "base/period.h"
#include "base/text.h"

#define DAY INT64_C(86400)
#define NOW (20780 * DAY + 12 * 3600) /* Monday, 23 November 2026, noon */

/* `last` is the day before that of period_parse_until; what is counted back has it before `first`. */
static void names_at(int64_t now, const char *text, const char *first, const char *last) {
  int32_t since, until;
  assert_true(period_parse_since("--since", text, now, &since, NULL));
  assert_true(period_parse_until("--until", text, now, &until, NULL));
  g_autofree char *from = text_day(since * DAY), *to = text_day((until - 1) * DAY);
  assert_string_equal(from, first);
  assert_string_equal(to, last);
}

static void names(const char *text, const char *first, const char *last) {
  names_at(NOW, text, first, last);
}

static void refuses(const char *text, const char *sentence) {
  int32_t day = 7;
  g_autoptr(GError) error = NULL;
  assert_false(period_parse_since("--since", text, NOW, &day, &error));
  assert_true(g_error_matches(error, FAULT, FAULT_USAGE));
  assert_string_equal(error->message, sentence);
  assert_int_equal(day, 7);
  assert_false(period_parse_until("--until", text, NOW, &day, NULL));
}

static void a_date_names_its_days(void **state) {
  (void)state;
  names("2026-11-17", "2026-11-17", "2026-11-17");
  names("2026-11", "2026-11-01", "2026-11-30");
  names("2026-12", "2026-12-01", "2026-12-31");
  names("2026", "2026-01-01", "2026-12-31");
  names("2024-02", "2024-02-01", "2024-02-29");
  names("1970", "1970-01-01", "1970-12-31");
  names("9999", "9999-01-01", "9999-12-31");
}

static void today_and_yesterday_are_days(void **state) {
  (void)state;
  names("today", "2026-11-23", "2026-11-23");
  names("Yesterday", "2026-11-22", "2026-11-22");
}

static void a_day_ends_at_midnight_utc(void **state) {
  (void)state;
  names_at(20780 * DAY - 1, "today", "2026-11-22", "2026-11-22");
  names_at(20780 * DAY, "today", "2026-11-23", "2026-11-23");
}

static void a_weekday_is_the_latest_one(void **state) {
  (void)state;
  names("monday", "2026-11-23", "2026-11-23");
  names("sunday", "2026-11-22", "2026-11-22");
  names("Tuesday", "2026-11-17", "2026-11-17");
}

static void a_last_weekday_is_before_today(void **state) {
  (void)state;
  names("last monday", "2026-11-16", "2026-11-16");
  names("last sunday", "2026-11-22", "2026-11-22");
  names("Last Tuesday", "2026-11-17", "2026-11-17");
}

static void since_counts_back_so_that_today_is_the_last_day(void **state) {
  (void)state;
  names("1d", "2026-11-23", "2026-11-22");
  names("7d", "2026-11-17", "2026-11-16");
  names("4w", "2026-10-27", "2026-10-26");
  names("30D", "2026-10-25", "2026-10-24");
}

static void until_counts_back_to_where_since_begins(void **state) {
  (void)state;
  int32_t first, middle, same;
  assert_true(period_parse_since("--since", "14d", NOW, &first, NULL));
  assert_true(period_parse_until("--until", "7d", NOW, &middle, NULL));
  assert_true(period_parse_since("--since", "7d", NOW, &same, NULL));
  assert_int_equal(middle - first, 7);
  assert_int_equal(middle, same);
}

static void months_and_years_go_by_the_calendar(void **state) {
  (void)state;
  int32_t day;
  static const struct {
    const char *today, *text, *wanted;
  } cases[] = {
      {"2026-11-23", "1m", "2026-10-24"}, {"2026-11-23", "3m", "2026-08-24"}, {"2026-11-23", "1y", "2025-11-24"},
      {"2026-01-31", "1m", "2026-01-01"}, {"2026-02-28", "1m", "2026-02-01"}, {"2026-03-30", "1m", "2026-02-28"},
      {"2024-03-30", "1m", "2024-02-29"}, {"2024-02-28", "1y", "2023-02-28"}, {"2026-01-09", "25m", "2023-12-10"}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    int32_t today;
    assert_true(period_parse_since("--since", cases[i].today, NOW, &today, NULL));
    assert_true(period_parse_since("--since", cases[i].text, today * DAY, &day, NULL));
    g_autofree char *got = text_day(day * DAY);
    assert_string_equal(got, cases[i].wanted);
  }
}

static void what_is_no_time_is_refused_with_a_sentence(void **state) {
  (void)state;
  static const char *const wrong[] = {"",
                                      "tuesdya",
                                      "2026-13",
                                      "2026-00",
                                      "2026-02-30",
                                      "2026-11-00",
                                      "2026-1",
                                      "2026-11-1",
                                      "2026-",
                                      "2026-11-",
                                      "10000",
                                      "202",
                                      "2026-11x",
                                      "2026-11-170",
                                      "2026-11-17 ",
                                      " 2026",
                                      "7",
                                      "d",
                                      "0d",
                                      "-7d",
                                      "+7d",
                                      "7 d",
                                      "7dd",
                                      "7x",
                                      "1.5d",
                                      "last",
                                      "last ",
                                      "last  tuesday",
                                      "last today",
                                      "tue",
                                      "2023-02-29",
                                      "2026/11",
                                      "99999999999999999999d",
                                      "1000001d"};
  for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
    g_autofree char *sentence = g_strdup_printf(
        "--since: '%s' is not a time. Try 7d, yesterday, 2026-11, 2026-11-17 or 'last tuesday'.", wrong[i]);
    refuses(wrong[i], sentence);
  }
}

static void a_time_before_1970_is_refused_as_such(void **state) {
  (void)state;
  static const char *const wrong[] = {"1969", "1969-12-31", "0000", "0000-01-01", "100y", "1000000d", "1000000y"};
  for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
    g_autofree char *sentence = g_strdup_printf(
        "--since: '%s' is before 1970. Try 7d, yesterday, 2026-11, 2026-11-17 or 'last tuesday'.", wrong[i]);
    refuses(wrong[i], sentence);
  }
}

static void a_hostile_time_is_shown_harmless(void **state) {
  (void)state;
  refuses("\033[2J\xff", "--since: '\xef\xbf\xbd[2J\xef\xbf\xbd' is not a time. Try 7d, yesterday, 2026-11, 2026-11-17 "
                         "or 'last tuesday'.");
}

static void the_day_of_a_time_rounds_down(void **state) {
  (void)state;
  assert_int_equal(period_day(0), 0);
  assert_int_equal(period_day(86399), 0);
  assert_int_equal(period_day(86400), 1);
  assert_int_equal(period_day(-1), -1);
  assert_int_equal(period_day(-86400), -1);
  assert_int_equal(period_day(-86401), -2);
  assert_int_equal(period_day(NOW), 20780);
}

static void hostile_times_have_a_day_with_room_beside_it(void **state) {
  (void)state;
  assert_int_equal(period_day(INT64_MAX), PERIOD_DAY_MOST);
  assert_int_equal(period_day(INT64_MIN), -PERIOD_DAY_MOST);
}

static void the_calendar_agrees_with_glib(void **state) {
  (void)state;
  for (gint64 day = 0; day < 2932897; day += 13) { /* up to the year 9999 */
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(day * DAY);
    const struct date date = date_of(day);
    if (date.year != g_date_time_get_year(time) || date.month != g_date_time_get_month(time) ||
        date.day != g_date_time_get_day_of_month(time) || date_day(date) != day)
      fail_msg("day %" G_GINT64_FORMAT, day);
  }
}

static void now_can_be_set(void **state) {
  (void)state;
  g_setenv("DMARCSTAT_NOW", "1795435200", TRUE);
  assert_int_equal(period_now(), 1795435200);
  g_unsetenv("DMARCSTAT_NOW");
}

static void a_now_that_is_none_is_passed_over(void **state) {
  (void)state;
  static const char *const wrong[] = {"", "noon", "12 ", "-1", "253402300800", "99999999999999999999"};
  for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
    g_setenv("DMARCSTAT_NOW", wrong[i], TRUE);
    assert_true(ABS(period_now() - g_get_real_time() / G_USEC_PER_SEC) <= 1);
  }
  g_unsetenv("DMARCSTAT_NOW");
}

static void words_are(int32_t since, int32_t until, const char *wanted) {
  g_autofree char *words = period_words((struct period){since, until});
  assert_string_equal(words, wanted);
}

static void a_period_is_told_by_its_last_day(void **state) {
  (void)state;
  words_are(20751, 20781, "30 days to 23 November 2026");
  words_are(0, 20781, "20,781 days to 23 November 2026");
}

static void a_period_of_one_day_is_that_day(void **state) {
  (void)state;
  words_are(20780, 20781, "23 November 2026");
  words_are(0, 1, "1 January 1970");
}

static void any_period_has_words(void **state) {
  (void)state;
  words_are(5, 5, "0 days to 5 January 1970");
  words_are(9, 5, "0 days to 5 January 1970");
  g_autofree char *words = period_words((struct period){INT32_MIN, INT32_MAX});
  assert_true(g_str_has_prefix(words, "4,294,967,295 days to "));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_date_names_its_days),
      cmocka_unit_test(today_and_yesterday_are_days),
      cmocka_unit_test(a_day_ends_at_midnight_utc),
      cmocka_unit_test(a_weekday_is_the_latest_one),
      cmocka_unit_test(a_last_weekday_is_before_today),
      cmocka_unit_test(since_counts_back_so_that_today_is_the_last_day),
      cmocka_unit_test(until_counts_back_to_where_since_begins),
      cmocka_unit_test(months_and_years_go_by_the_calendar),
      cmocka_unit_test(what_is_no_time_is_refused_with_a_sentence),
      cmocka_unit_test(a_time_before_1970_is_refused_as_such),
      cmocka_unit_test(a_hostile_time_is_shown_harmless),
      cmocka_unit_test(the_day_of_a_time_rounds_down),
      cmocka_unit_test(hostile_times_have_a_day_with_room_beside_it),
      cmocka_unit_test(the_calendar_agrees_with_glib),
      cmocka_unit_test(now_can_be_set),
      cmocka_unit_test(a_now_that_is_none_is_passed_over),
      cmocka_unit_test(a_period_is_told_by_its_last_day),
      cmocka_unit_test(a_period_of_one_day_is_that_day),
      cmocka_unit_test(any_period_has_words),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
