/* SPDX-License-Identifier: MIT */
/* key_figures: the figures at the top of a page, each with its change against the period before. */
#ifndef DMARCSTAT_WEB_KEY_FIGURES_H
#define DMARCSTAT_WEB_KEY_FIGURES_H

#include "report/html.h"
#include "report/question.h"

/* Without mail in the period before, no change is shown. */
void key_figures(struct html *html, const struct figures *now, const struct figures *before);

#endif
