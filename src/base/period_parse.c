/* SPDX-License-Identifier: MIT */
#include "base/date.h"
#include "base/fault.h"
#include "base/period.h"
#include "base/text.h"
#include <string.h>

#define MOST_BACK 1000000 /* days, weeks, months or years; keeps all sums small */

/* As struct period, before it is known to be one: a day may be before 1970. */
struct range {
  int64_t since, until;
};

static struct range one_day(int64_t day) {
  return (struct range){day, day + 1};
}

/* 7d. Names a moment, so it is a range of no days: 7 days before the end of today. */
static bool parse_back(const char *text, int64_t today, struct range *range) {
  const size_t digits = strspn(text, "0123456789");
  g_autofree char *number = g_strndup(text, digits);
  const char unit = g_ascii_tolower(text[digits]);
  const int64_t tomorrow = today + 1;
  guint64 n;
  if (unit == '\0' || text[digits + 1] != '\0' || !g_ascii_string_to_unsigned(number, 10, 1, MOST_BACK, &n, NULL))
    return false;
  const int64_t back = (int64_t)n;
  if (unit == 'd' || unit == 'w')
    range->since = tomorrow - back * (unit == 'w' ? 7 : 1);
  else if (unit == 'm' || unit == 'y')
    range->since = date_day(date_months_before(date_of(tomorrow), back * (unit == 'y' ? 12 : 1)));
  else
    return false;
  range->until = range->since;
  return true;
}

static bool parse_weekday(const char *text, int64_t today, struct range *range) {
  static const char *const days[] = {"thursday", "friday",  "saturday", "sunday",
                                     "monday",   "tuesday", "wednesday"}; /* 1970-01-01 was a Thursday */
  static const char last[] = "last ";
  const bool past = g_ascii_strncasecmp(text, last, strlen(last)) == 0;
  const char *name = past ? text + strlen(last) : text;
  for (int i = 0; i < 7; i++)
    if (g_ascii_strcasecmp(name, days[i]) == 0) {
      const int64_t latest = past ? today - 1 : today;
      *range = one_day(latest - ((latest - i) % 7 + 7) % 7);
      return true;
    }
  return false;
}

static bool parse_word(const char *text, int64_t today, struct range *range) {
  if (g_ascii_strcasecmp(text, "today") == 0)
    *range = one_day(today);
  else if (g_ascii_strcasecmp(text, "yesterday") == 0)
    *range = one_day(today - 1);
  else
    return parse_weekday(text, today, range);
  return true;
}

/* Exactly `digits` of them, and then a hyphen and more, or nothing; *text moves on. */
static bool take_number(const char **text, int digits, int *number) {
  *number = 0;
  for (int i = 0; i < digits; i++, (*text)++) {
    if (!g_ascii_isdigit(**text))
      return false;
    *number = *number * 10 + g_ascii_digit_value(**text);
  }
  if (**text == '\0')
    return true;
  return *(*text)++ == '-' && **text != '\0';
}

/* 2026, 2026-11, 2026-11-17 */
static bool parse_date(const char *text, struct range *range) {
  struct date first = {.month = 1, .day = 1}, after;
  int year;
  if (!take_number(&text, 4, &year))
    return false;
  first.year = year;
  after = (struct date){first.year + 1, 1, 1};
  if (*text != '\0') {
    if (!take_number(&text, 2, &first.month) || !date_exists(first))
      return false;
    after = first.month == 12 ? after : (struct date){first.year, first.month + 1, 1};
  }
  *range = (struct range){date_day(first), date_day(after)};
  if (*text == '\0')
    return true;
  if (!take_number(&text, 2, &first.day) || *text != '\0' || !date_exists(first))
    return false;
  *range = one_day(date_day(first));
  return true;
}

static bool parse(const char *option, const char *text, int64_t now, struct range *range, GError **error) {
  const int64_t today = period_day(now);
  g_autofree char *shown = text_printable(text);
  if (!parse_back(text, today, range) && !parse_word(text, today, range) && !parse_date(text, range))
    return fault(error, FAULT_USAGE,
                 "%s: '%s' is not a time. Try 7d, yesterday, 2026-11, 2026-11-17 or 'last tuesday'.", option, shown);
  if (range->since < 0)
    return fault(error, FAULT_USAGE,
                 "%s: '%s' is before 1970. Try 7d, yesterday, 2026-11, 2026-11-17 or 'last tuesday'.", option, shown);
  return true;
}

bool period_parse_since(const char *option, const char *text, int64_t now, int32_t *day, GError **error) {
  struct range range;
  if (!parse(option, text, now, &range, error))
    return false;
  *day = (int32_t)range.since;
  return true;
}

bool period_parse_until(const char *option, const char *text, int64_t now, int32_t *day, GError **error) {
  struct range range;
  if (!parse(option, text, now, &range, error))
    return false;
  *day = (int32_t)range.until;
  return true;
}
