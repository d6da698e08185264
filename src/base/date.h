/* SPDX-License-Identifier: MIT */
/*
 * date: the Gregorian calendar by days since 1970-01-01, in UTC. Private to base.
 *
 * It is the C library's, which opens the file of the time zone when first asked: whoever jails itself calls tzset()
 * before (ingest/content.c does).
 */
#ifndef DMARCSTAT_BASE_DATE_H
#define DMARCSTAT_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

struct date {
  int64_t year; /* 0 is the year before 1 */
  int month;    /* 1 to 12 */
  int day;      /* 1 to 31 */
};

/* UTC day of a time in seconds; rounds down. */
int64_t date_day_of(int64_t seconds);

/* Years must fit into an int: days of no more than 12 digits. */
struct date date_of(int64_t day);

/* The day of an existing date. */
int64_t date_day(struct date date);

/* False for 2026-02-30. */
bool date_exists(struct date date);

/* The same day `months` earlier, or the last one of that month when it is shorter. */
struct date date_months_before(struct date date, int64_t months);

#endif
