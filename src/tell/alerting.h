/* SPDX-License-Identifier: MIT */
/*
 * alerting: what rules find, against what was found before, and what follows from it to be delivered.
 *
 * What is new, has changed or is over is put into the queue of the store for each way that the rule has, in the same
 * transaction that remembers it: so it is told once, whoever dies when, and by however many programs at a time.
 */
#ifndef DMARCSTAT_TELL_ALERTING_H
#define DMARCSTAT_TELL_ALERTING_H

#include "tell/alert_rule.h"

struct alerting_counts {
  uint64_t raised, changed, cleared;
};

/* One rule. Its counts are added to *counts. False with *error: nothing of this rule was stored. */
bool alerting_look(struct store *store, const struct config *config, const struct alert_rule *rule, int64_t now,
                   struct alerting_counts *counts, GError **error);

/*
 * What is told of an alert, as JSON: {"rule","when","event","subject","domain","text","since","at"}. `event` is raised,
 * changed, cleared or test. Caller frees.
 */
char *alerting_event(const struct alert_rule *rule, const char *event, const struct alert *alert, int64_t now);

#endif
