/* SPDX-License-Identifier: MIT */
#include "web/calendar.h"

#define JULIAN_1970 719163 /* 1970-01-01, as GDate counts */
#define DAY_9999 2932896   /* 9999-12-31 */

static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};
static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

static GDate date_of(int32_t day) {
  GDate date;
  g_date_clear(&date, 1);
  g_date_set_julian(&date, (guint32)(CLAMP(day, 0, DAY_9999) + JULIAN_1970));
  return date;
}

static const char *month_of(const GDate *date) {
  return months[g_date_get_month(date) - 1];
}

char *calendar_short(int32_t day) {
  const GDate date = date_of(day);
  return g_strdup_printf("%u %.3s", (unsigned int)g_date_get_day(&date), month_of(&date));
}

char *calendar_weekday(int32_t day) {
  const GDate date = date_of(day);
  g_autofree char *rest = calendar_short(day);
  return g_strdup_printf("%s %s", weekdays[g_date_get_weekday(&date) - 1], rest);
}

char *calendar_day(int32_t day) {
  return period_words((struct period){day, day + 1});
}

bool calendar_is_monday(int32_t day) {
  const GDate date = date_of(day);
  return g_date_get_weekday(&date) == G_DATE_MONDAY;
}

bool calendar_is_first(int32_t day) {
  const GDate date = date_of(day);
  return g_date_is_first_of_month(&date);
}

struct period calendar_month(int32_t day) {
  GDate date = date_of(day);
  g_date_set_day(&date, 1);
  const int32_t since = (int32_t)g_date_get_julian(&date) - JULIAN_1970;
  return (struct period){since, since + g_date_get_days_in_month(g_date_get_month(&date), g_date_get_year(&date))};
}

bool calendar_is_month(struct period period) {
  const struct period month = calendar_month(period.since);
  return month.since == period.since && month.until == period.until;
}

char *calendar_month_id(struct period month) {
  const GDate date = date_of(month.since);
  return g_strdup_printf("%04u-%02u", (unsigned int)g_date_get_year(&date), (unsigned int)g_date_get_month(&date));
}

char *calendar_month_words(struct period month) {
  const GDate date = date_of(month.since);
  return g_strdup_printf("%s %u", month_of(&date), (unsigned int)g_date_get_year(&date));
}
