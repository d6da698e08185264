/* SPDX-License-Identifier: MIT */
/* delivery_parts: one file for each way. Private to delivery*.c. */
#ifndef DMARCSTAT_TELL_DELIVERY_PARTS_H
#define DMARCSTAT_TELL_DELIVERY_PARTS_H

#include "base/config.h"
#include <jansson.h>

/* Events that go together: a JSON array of what alerting_event() makes. */
struct bundle {
  const struct config *config;
  const char *section; /* of the rule, for a mail of the first */
  json_t *events;
  const char *id; /* the same whenever it is tried */
  int64_t now;
};

typedef bool deliverer(const struct bundle *bundle, GError **error);
deliverer delivery_mail, delivery_webhook, delivery_command;

/* A member of an event; "" when it has none. */
const char *delivery_text(const json_t *event, const char *key);

#endif
