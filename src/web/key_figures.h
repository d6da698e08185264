/* SPDX-License-Identifier: MIT */
/* key_figures: the figures at the top of a page, each with its change against the period before. */
#ifndef DMARCSTAT_WEB_KEY_FIGURES_H
#define DMARCSTAT_WEB_KEY_FIGURES_H

#include "report/html.h"
#include "report/question.h"

/* Without mail in the period before, no change is shown. */
void key_figures(struct html *html, const struct figures *now, const struct figures *before);

struct tls_figures {
  uint64_t sessions, failed, reports, reporters;
};

/* Without sessions in the period before, no change is shown. */
void tls_key_figures(struct html *html, const struct tls_figures *now, const struct tls_figures *before);

#endif
