/* SPDX-License-Identifier: MIT */
/*
 * chart_days: messages day by day by their DMARC result, or TLS sessions by whether they worked, as inline SVG with a
 * title and a description. Each result has a pattern of its own beside its colour. The figures are those of the
 * questions `timeline` and `tls-timeline`, whose table should follow.
 */
#ifndef DMARCSTAT_WEB_CHART_DAYS_H
#define DMARCSTAT_WEB_CHART_DAYS_H

#include "report/html.h"
#include "report/question.h"

/* One on a page, as it has ids. Nothing when there was no mail. `about`: "example.com", "all domains". */
void chart_days(struct html *html, const struct answer *timeline, const char *about);

#endif
