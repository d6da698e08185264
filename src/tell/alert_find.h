/* SPDX-License-Identifier: MIT */
/* alert_find: inside of alert_rule_find(), one function for each kind of rule. Private to tell. */
#ifndef DMARCSTAT_TELL_ALERT_FIND_H
#define DMARCSTAT_TELL_ALERT_FIND_H

#include "report/question.h"
#include "tell/alert_rule.h"

struct finding_alerts {
  struct store *store;
  const struct alert_rule *rule;
  const GPtrArray *raised; /* of struct alert: by the last run */
  int64_t now;
  int32_t newest; /* day of the newest data */
  GPtrArray *found;
};

typedef bool alert_finder(struct finding_alerts *finding, GError **error);
alert_finder alert_find_senders;   /* new-source and pass-rate-fell (alert_find_senders.c) */
alert_finder alert_find_changes;   /* policy-changed and record-changed (alert_find_changes.c) */
alert_finder alert_find_reporters; /* reporter-silent */
alert_finder alert_find_mailbox;   /* mailbox-silent (alert_find_intake.c) */
alert_finder alert_find_rejected;  /* aligned-rejected */
alert_finder alert_find_unread;    /* parse-rejections */
alert_finder alert_find_certificates;

/* Adds one; texts are copied. Gives it for more to be filled in. */
struct alert *alert_found(struct finding_alerts *finding, const char *subject, const char *state, const char *domain,
                          char *text);
/* The one of that subject that is raised, or NULL. */
const struct alert *alert_raised(const struct finding_alerts *finding, const char *subject);
/* Whether the rule is about the domain. */
bool alert_is_about(const struct finding_alerts *finding, const char *domain);
/* The days of the rule that end with the newest data. */
struct period alert_period(const struct finding_alerts *finding);

#endif
