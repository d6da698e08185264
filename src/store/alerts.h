/* SPDX-License-Identifier: MIT */
/* alerts: what was raised, and what of it is still to be delivered. Whatever writes needs a transaction. */
#ifndef DMARCSTAT_STORE_ALERTS_H
#define DMARCSTAT_STORE_ALERTS_H

#include "store/store.h"

/* One alert. Its texts may hold what strangers wrote: HOSTILE. */
struct alert {
  char *subject;                             /* what it is about; the same for as long as it lasts */
  char *state;                               /* when it changes, the alert is told again */
  char *domain;                              /* policy domain; "" when it is about none */
  char *text;                                /* one sentence */
  int64_t raised;                            /* UTC seconds */
  int64_t day, pass_before, messages_before; /* what it is measured by afterwards, by its kind */
};
void alert_free(struct alert *alert);

/* The one of that subject among alerts of one rule (of struct alert), or NULL. */
const struct alert *alert_find(const GPtrArray *alerts, const char *subject);

/* All that are raised by a rule, by subject: of struct alert, freed with the array. NULL with *error. */
GPtrArray *store_alerts(struct store *store, const char *rule, GError **error);
bool store_put_alert(struct store *store, const char *rule, const struct alert *alert, GError **error);
bool store_drop_alert(struct store *store, const char *rule, const char *subject, GError **error);

struct alert_message {
  int64_t id;
  char *rule, *way, *event; /* event: JSON */
  unsigned int attempts;    /* that failed */
};

#define ALERT_CLAIM_SECONDS 1800

bool store_queue_alert(struct store *store, const char *rule, const char *way, const char *event, int64_t now,
                       GError **error);
/*
 * Claims the oldest that are due, at most `most`; of several programs, one gets each. Of struct alert_message, freed
 * with the array, in the order in which they were queued. NULL with *error.
 */
GPtrArray *store_claim_alerts(struct store *store, int64_t now, unsigned int most, GError **error);
/* It was delivered, and goes; or it is due again at `due`. */
bool store_delivered_alert(struct store *store, int64_t id, GError **error);
bool store_postpone_alert(struct store *store, int64_t id, int64_t due, GError **error);
/* How many wait to be delivered. */
bool store_count_alerts(struct store *store, uint64_t *waiting, GError **error);

#endif
