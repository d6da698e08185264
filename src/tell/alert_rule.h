/* SPDX-License-Identifier: MIT */
/* alert_rule: an [alert NAME] of the configuration, and what it finds in the store. */
#ifndef DMARCSTAT_TELL_ALERT_RULE_H
#define DMARCSTAT_TELL_ALERT_RULE_H

#include "base/config.h"
#include "store/alerts.h"

/* In the order of the choices of `when` in the registry. */
enum alert_kind {
  ALERT_NEW_SOURCE,
  ALERT_PASS_RATE_FELL,
  ALERT_POLICY_CHANGED,
  ALERT_RECORD_CHANGED,
  ALERT_REPORTER_SILENT,
  ALERT_MAILBOX_SILENT,
  ALERT_ALIGNED_REJECTED,
  ALERT_PARSE_REJECTIONS,
  ALERT_CERTIFICATE_EXPIRES,
  ALERT_KIND_MAX
};

struct alert_rule {
  char *name, *section; /* "spoofing", "alert spoofing" */
  enum alert_kind kind;
  char **domains; /* policy domains; none: all */
  uint64_t above; /* messages, items */
  int32_t days;   /* that are looked at */
};

/* All of the configuration, which is without mistakes; of struct alert_rule. g_ptr_array_unref. */
GPtrArray *alert_rules(const struct config *config);

/* "new-source" */
const char *alert_kind_word(enum alert_kind kind);

/* What happened is told once and has no end; what is so is told again when it is over. */
bool alert_kind_is_event(enum alert_kind kind);

/*
 * What is so at `now` (UTC seconds), of struct alert. `raised` is what was so before (struct alert): what was raised
 * stays until it is over for sure. NULL with *error.
 */
GPtrArray *alert_rule_find(struct store *store, const struct alert_rule *rule, const GPtrArray *raised, int64_t now,
                           GError **error);

#endif
