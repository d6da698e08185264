/* SPDX-License-Identifier: MIT */
#include "tell/digest.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MONDAY_23_NOVEMBER_2026 20780

static void a_week_is_summed_up_from_tuesday_to_monday(void **state) {
  (void)state;
  for (int day = 1; day <= 7; day++) {
    const int64_t now = (int64_t)(MONDAY_23_NOVEMBER_2026 + day) * PERIOD_DAY_SECONDS + 5;
    const struct period period = digest_period(DIGEST_WEEK, now);
    assert_int_equal(period.since, MONDAY_23_NOVEMBER_2026 - 7);
    assert_int_equal(period.until, MONDAY_23_NOVEMBER_2026);
  }
}

static void a_day_is_the_one_before_yesterday(void **state) {
  (void)state;
  const struct period period = digest_period(DIGEST_DAY, (int64_t)MONDAY_23_NOVEMBER_2026 * PERIOD_DAY_SECONDS);
  assert_int_equal(period.since, MONDAY_23_NOVEMBER_2026 - 2);
  assert_int_equal(period.until, MONDAY_23_NOVEMBER_2026 - 1);
}

static void weeks_before_1970_are_weeks_too(void **state) {
  (void)state;
  const struct period period = digest_period(DIGEST_WEEK, 0); /* a Thursday */
  assert_int_equal(period.since, -10);
  assert_int_equal(period.until, -3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_week_is_summed_up_from_tuesday_to_monday),
      cmocka_unit_test(a_day_is_the_one_before_yesterday),
      cmocka_unit_test(weeks_before_1970_are_weeks_too),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
