/* SPDX-License-Identifier: MIT */
/* calendar: days and months by name. A day is a number, as in base/period.h; those beyond the year 9999 count as that.
 */
#ifndef DMARCSTAT_WEB_CALENDAR_H
#define DMARCSTAT_WEB_CALENDAR_H

#include "base/period.h"

char *calendar_short(int32_t day);   /* "26 Oct". Caller frees. */
char *calendar_weekday(int32_t day); /* "Mon 26 Oct". Caller frees. */
char *calendar_day(int32_t day);     /* "26 October 2026". Caller frees. */
bool calendar_is_monday(int32_t day);
bool calendar_is_first(int32_t day); /* of a month */

/* The whole month that the day is in. */
struct period calendar_month(int32_t day);
bool calendar_is_month(struct period period);
/* "2026-10", which is also its name in addresses; "October 2026". Caller frees. */
char *calendar_month_id(struct period month);
char *calendar_month_words(struct period month);

#endif
