/* SPDX-License-Identifier: MIT */
/*
 * figures: the key figures of the mail that a filter lets through, in its period and in the one before, which is as
 * long and ends where the period begins. For a page or a sentence that puts them side by side.
 */
#ifndef DMARCSTAT_REPORT_FIGURES_H
#define DMARCSTAT_REPORT_FIGURES_H

#include "report/ask.h"

/*
 * Looks up the domain and fills in the period as question_ask() does, with the same faults. class, failing, sort and
 * limit are about rows and are passed over here. An empty store has none of anything. Seconds on millions of records
 * when the filter needs them, else it reads the daily roll-up.
 */
bool figures_ask(struct store *store, const struct filter *filter, struct figures *now, struct figures *before,
                 GError **error);

/* The period before. */
struct period figures_before(struct period period);

/* After ask_scope(): the figures of another period under the same filter. */
bool figures_of(const struct asking *asking, struct period period, struct figures *figures, GError **error);

#endif
