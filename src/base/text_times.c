/* SPDX-License-Identifier: MIT */
#include "base/date.h"
#include "base/period.h"
#include "base/text.h"

char *text_day(int64_t seconds) {
  const struct date date = date_of(period_day(seconds));
  return g_strdup_printf("%04" G_GINT64_FORMAT "-%02d-%02d", date.year, date.month, date.day);
}

static char *time_words(int64_t seconds, const char *between, const char *end) {
  g_autofree char *day = text_day(seconds);
  const int rest = (int)(seconds % PERIOD_DAY_SECONDS), second = rest < 0 ? rest + PERIOD_DAY_SECONDS : rest;
  return g_strdup_printf("%s%s%02d:%02d:%02d%s", day, between, second / 3600, second / 60 % 60, second % 60, end);
}

char *text_time(int64_t seconds) {
  return time_words(seconds, " ", "");
}

char *text_instant(int64_t seconds) {
  return time_words(seconds, "T", "Z");
}
