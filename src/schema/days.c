/* SPDX-License-Identifier: MIT */
/* How the messages of a reporting period fall on UTC days. */
#include "base/period.h"
#include "schema/report.h"

#define SLACK_SECONDS 3600 /* reporters that end at 00:00:00, 23:59:59 or a daylight saving hour later: one day */

void report_days(int64_t begin, int64_t end, int32_t *first_day, int32_t *days) {
  *first_day = period_day(begin);
  *days = 1;
  if (end <= begin)
    return;
  uint64_t span = (uint64_t)end - (uint64_t)begin;
  if (span <= PERIOD_DAY_SECONDS + SLACK_SECONDS)
    return;
  /* An inclusive end (23:59:59) and an exclusive one (00:00:00) name the same days. */
  uint64_t n = (span - SLACK_SECONDS + PERIOD_DAY_SECONDS - 1) / PERIOD_DAY_SECONDS;
  if (n <= REPORT_MAX_DAYS)
    *days = (int32_t)n;
}

uint64_t report_day_share(uint64_t count, int32_t days, int32_t index) {
  if (days <= 1)
    return index == 0 ? count : 0;
  /* count is at most 2^53 and days at most 400, so the product keeps within 64 bits */
  uint64_t n = (uint64_t)days, i = (uint64_t)index;
  return count * (i + 1) / n - count * i / n;
}
