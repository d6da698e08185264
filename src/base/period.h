/* SPDX-License-Identifier: MIT */
/*
 * period: times and ranges as people type them, in whole UTC days.
 *
 * Accepted by period_parse_*, in either case of letters:
 *
 *   2026, 2026-11, 2026-11-17   that year, month or day; before 1970 is refused, and years have four digits
 *   today, yesterday
 *   tuesday                     the latest one, which may be today
 *   last tuesday                the latest one before today
 *   7d, 4w, 3m, 1y              that long before the end of today: --since 7d is seven days of which today is the last,
 *                               and --since 14d --until 7d the seven before those. Months and years go by the calendar;
 *                               where a month is too short, its last day stands in. Not 0.
 *
 * A day is a number: days since 1970-01-01 UTC. Ranges are half open: since <= day < until.
 */
#ifndef DMARCSTAT_BASE_PERIOD_H
#define DMARCSTAT_BASE_PERIOD_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define PERIOD_DAY_SECONDS 86400
#define PERIOD_DAY_MOST 2000000000 /* either side of 1970; times beyond fall on this day */

struct period {
  int32_t since; /* first day */
  int32_t until; /* first day no longer in it */
};

/* UTC day of a time; rounds down, also for negative seconds. */
int32_t period_day(int64_t seconds);

/*
 * Now in seconds; $DMARCSTAT_NOW (seconds since the epoch, up to the year 9999) overrides the clock so that tests and
 * sites repeat. What is no such number is passed over.
 */
int64_t period_now(void);

/*
 * Value of --since: the first day of what is named. `option` ("--since") opens the sentence of a FAULT_USAGE. `text`
 * may be hostile. *day stays as it was when this fails.
 */
bool period_parse_since(const char *option, const char *text, int64_t now, int32_t *day, GError **error);

/* Value of --until: the day after the last day of what is named ("2026-08" is 1 September). */
bool period_parse_until(const char *option, const char *text, int64_t now, int32_t *day, GError **error);

/* "30 days to 23 November 2026"; of one day "23 November 2026". Caller frees. */
char *period_words(struct period period);

#endif
