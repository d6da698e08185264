/* SPDX-License-Identifier: MIT */
#include "base/date.h"
#include <time.h>

#define DAY_SECONDS 86400

int64_t date_day_of(int64_t seconds) {
  return seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0);
}

struct date date_of(int64_t day) {
  const time_t seconds = day * DAY_SECONDS;
  struct tm tm = {0};
  gmtime_r(&seconds, &tm); /* fails only for years that no int holds */
  return (struct date){.year = (int64_t)tm.tm_year + 1900, .month = tm.tm_mon + 1, .day = tm.tm_mday};
}

int64_t date_day(struct date date) {
  struct tm tm = {.tm_year = (int)(date.year - 1900), .tm_mon = date.month - 1, .tm_mday = date.day};
  return date_day_of(timegm(&tm));
}

bool date_exists(struct date date) {
  const struct date same = date_of(date_day(date)); /* timegm makes 2 March of 30 February */
  return same.month == date.month && same.day == date.day;
}

struct date date_months_before(struct date date, int64_t months) {
  const int64_t month = date.year * 12 + date.month - 1 - months;
  date.year = month / 12 - (month % 12 < 0);
  date.month = (int)(month - date.year * 12) + 1;
  while (!date_exists(date))
    date.day--;
  return date;
}
