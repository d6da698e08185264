/* SPDX-License-Identifier: MIT */
/* day_by_day: the section with the chart of the days and its table, and the one with the months. */
#ifndef DMARCSTAT_WEB_DAY_BY_DAY_H
#define DMARCSTAT_WEB_DAY_BY_DAY_H

#include "web/view.h"

/* `timeline` is the answer to that question, or to `tls-timeline`. `about`: "example.com", "all domains". */
void day_by_day(struct view *view, const struct answer *timeline, const char *about);

/* The twelve months up to the one that the newest data is in; NULL on the page of a month. */
bool month_by_month_ask(struct view *view, const struct answer **months, GError **error);
/* Each leads to the page as it was then. Nothing with less than two months. */
void month_by_month(struct view *view, const struct answer *months);

#endif
