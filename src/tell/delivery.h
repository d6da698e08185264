/* SPDX-License-Identifier: MIT */
/*
 * delivery: alerts to mail, a webhook or a command (alerting.h puts them into the queue).
 *
 * Many alerts are one mail for the same people, and one request to the webhook of a rule; a command is run for each.
 * What cannot be delivered stays in the queue and is tried again by later runs, after 5 minutes first and a day at
 * most, until it is; what was in the middle of being delivered when a program died is delivered again after half an
 * hour.
 */
#ifndef DMARCSTAT_TELL_DELIVERY_H
#define DMARCSTAT_TELL_DELIVERY_H

#include "tell/alert_rule.h"
#include <jansson.h>

#define DELIVERY_WAYS 3
#define DELIVERY_MOST 200 /* events that one run delivers */

/* The ways that a rule has ("mail", "webhook", "command"), ended by NULL. */
void delivery_ways(const struct config *config, const char *section, const char *ways[DELIVERY_WAYS + 1]);

/*
 * Delivers what is due. *delivered is how many events were. False with *error, the first, when something could not be;
 * each other one is said (base/say.h).
 */
bool delivery_run(struct store *store, const struct config *config, int64_t now, uint64_t *delivered, GError **error);

/* As text; takes over `json`. Caller frees. */
char *delivery_json(json_t *json);

/* Sends one event (alerting_event) by one way, past the queue. */
bool delivery_try(const struct config *config, const struct alert_rule *rule, const char *way, const char *event,
                  int64_t now, GError **error);

#endif
