/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "schema/report.h"

#define HOUR 3600
#define DAY (24 * HOUR)
#define FIRST 20000 /* 2024-10-04 */
#define MIDNIGHT ((int64_t)FIRST * DAY)

static void covers(int64_t begin, int64_t end, int32_t wanted_first, int32_t wanted_days) {
  int32_t first, days;
  report_days(begin, end, &first, &days);
  assert_int_equal(first, wanted_first);
  assert_int_equal(days, wanted_days);
}

static void a_period_of_up_to_25_hours_is_the_day_of_its_begin(void **state) {
  (void)state;
  covers(MIDNIGHT, MIDNIGHT + DAY - 1, FIRST, 1);
  covers(MIDNIGHT, MIDNIGHT + DAY, FIRST, 1);
  covers(MIDNIGHT, MIDNIGHT + DAY + HOUR, FIRST, 1);
  covers(MIDNIGHT + 17 * HOUR, MIDNIGHT + 17 * HOUR + DAY, FIRST, 1);
  covers(MIDNIGHT + DAY - 1, MIDNIGHT + 2 * DAY, FIRST, 1);
}

static void an_empty_or_backward_period_is_the_day_of_its_begin(void **state) {
  (void)state;
  covers(MIDNIGHT + 5, MIDNIGHT + 5, FIRST, 1);
  covers(MIDNIGHT + 5, MIDNIGHT - 90 * (int64_t)DAY, FIRST, 1);
  covers(0, INT64_MIN, 0, 1);
}

static void a_longer_period_is_spread_over_its_days(void **state) {
  (void)state;
  covers(MIDNIGHT, MIDNIGHT + DAY + HOUR + 1, FIRST, 2);
  covers(MIDNIGHT, MIDNIGHT + 7 * DAY, FIRST, 7);
  covers(MIDNIGHT, MIDNIGHT + 400 * (int64_t)DAY, FIRST, 400);
}

static void an_inclusive_end_and_an_exclusive_one_name_the_same_days(void **state) {
  (void)state;
  covers(MIDNIGHT, MIDNIGHT + 2 * DAY - 1, FIRST, 2);
  covers(MIDNIGHT, MIDNIGHT + 2 * DAY, FIRST, 2);
  covers(MIDNIGHT, MIDNIGHT + 2 * DAY + HOUR, FIRST, 2); /* a daylight saving hour */
}

static void what_claims_to_last_longer_than_the_most_days_counts_on_its_first(void **state) {
  (void)state;
  covers(MIDNIGHT, MIDNIGHT + 402 * (int64_t)DAY, FIRST, 1);
  covers(0, INT64_MAX, 0, 1);
}

static void days_before_1970_are_rounded_down(void **state) {
  (void)state;
  covers(-1, 0, -1, 1);
  covers(-DAY, 0, -1, 1);
  covers(-DAY - 1, 0, -2, 1);
}

static void the_days_of_a_count_add_up_in_whole_messages(void **state) {
  (void)state;
  static const uint64_t counts[] = {0, 1, 6, 7, 8, 99, 1000003, UINT64_C(1) << 53};
  static const int32_t spans[] = {1, 2, 7, 31, 399, REPORT_MAX_DAYS};
  for (unsigned int c = 0; c < G_N_ELEMENTS(counts); c++)
    for (unsigned int s = 0; s < G_N_ELEMENTS(spans); s++) {
      uint64_t sum = 0;
      const uint64_t even = counts[c] / (uint64_t)spans[s];
      for (int32_t day = 0; day < spans[s]; day++) {
        const uint64_t share = report_day_share(counts[c], spans[s], day);
        assert_in_range(share, even, even + 1);
        sum += share;
      }
      assert_true(sum == counts[c]);
    }
}

static void a_single_day_holds_all_and_others_nothing(void **state) {
  (void)state;
  assert_int_equal(report_day_share(42, 1, 0), 42);
  assert_int_equal(report_day_share(42, 1, 1), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_period_of_up_to_25_hours_is_the_day_of_its_begin),
      cmocka_unit_test(an_empty_or_backward_period_is_the_day_of_its_begin),
      cmocka_unit_test(a_longer_period_is_spread_over_its_days),
      cmocka_unit_test(an_inclusive_end_and_an_exclusive_one_name_the_same_days),
      cmocka_unit_test(what_claims_to_last_longer_than_the_most_days_counts_on_its_first),
      cmocka_unit_test(days_before_1970_are_rounded_down),
      cmocka_unit_test(the_days_of_a_count_add_up_in_whole_messages),
      cmocka_unit_test(a_single_day_holds_all_and_others_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
