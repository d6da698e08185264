/* SPDX-License-Identifier: MIT */
#include "base/period.h"
#include "base/date.h"
#include "base/text.h"

#define YEAR_10000 G_GINT64_CONSTANT(253402300800) /* in seconds */

int32_t period_day(int64_t seconds) {
  return (int32_t)CLAMP(date_day_of(seconds), -PERIOD_DAY_MOST, PERIOD_DAY_MOST);
}

int64_t period_now(void) {
  gint64 now;
  const char *given = g_getenv("DMARCSTAT_NOW");
  if (given && g_ascii_string_to_signed(given, 10, 0, YEAR_10000 - 1, &now, NULL))
    return now;
  return g_get_real_time() / G_USEC_PER_SEC;
}

static char *day_words(int64_t day) {
  static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                       "July",    "August",   "September", "October", "November", "December"};
  const struct date date = date_of(day);
  return g_strdup_printf("%d %s %" G_GINT64_FORMAT, date.day, months[date.month - 1], date.year);
}

char *period_words(struct period period) {
  const int64_t days = (int64_t)period.until - period.since;
  g_autofree char *last = day_words((int64_t)period.until - 1);
  if (days == 1)
    return g_steal_pointer(&last);
  g_autofree char *count = text_plural((uint64_t)MAX(days, 0), "day", "days");
  return g_strdup_printf("%s to %s", count, last);
}
