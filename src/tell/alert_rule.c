/* SPDX-License-Identifier: MIT */
#include "tell/alert_rule.h"
#include "store/query.h"
#include "tell/alert_find.h"

static const struct {
  const char *word;
  bool is_event;
  uint64_t above; /* where the rule does not say it */
  int32_t days;
  alert_finder *find;
} kinds[ALERT_KIND_MAX] = {
    [ALERT_NEW_SOURCE] = {"new-source", false, 20, 7, alert_find_senders},
    [ALERT_PASS_RATE_FELL] = {"pass-rate-fell", false, 50, 7, alert_find_senders},
    [ALERT_POLICY_CHANGED] = {"policy-changed", true, 0, 7, alert_find_changes},
    [ALERT_RECORD_CHANGED] = {"record-changed", true, 0, 7, alert_find_changes},
    [ALERT_REPORTER_SILENT] = {"reporter-silent", false, 100, 30, alert_find_reporters},
    [ALERT_MAILBOX_SILENT] = {"mailbox-silent", false, 0, 3, alert_find_mailbox},
    [ALERT_ALIGNED_REJECTED] = {"aligned-rejected", false, 0, 7, alert_find_rejected},
    [ALERT_PARSE_REJECTIONS] = {"parse-rejections", false, 0, 7, alert_find_unread},
    [ALERT_CERTIFICATE_EXPIRES] = {"certificate-expires", false, 0, 7, alert_find_certificates},
};

const char *alert_kind_word(enum alert_kind kind) {
  return kinds[kind].word;
}

bool alert_kind_is_event(enum alert_kind kind) {
  return kinds[kind].is_event;
}

/* -- rules --------------------------------------------------------------------------------------------------------- */

static void rule_free(struct alert_rule *rule) {
  g_free(rule->name);
  g_free(rule->section);
  g_strfreev(rule->domains);
  g_free(rule);
}

static struct alert_rule *rule_new(const struct config *config, const char *name) {
  struct alert_rule *rule = g_new0(struct alert_rule, 1);
  rule->name = g_strdup(name);
  rule->section = g_strconcat("alert ", name, NULL);
  const char *when = config_text(config, rule->section, "when");
  while (!g_str_equal(kinds[rule->kind].word, when))
    rule->kind++;
  rule->domains = config_list(config, rule->section, "domains");
  rule->above = kinds[rule->kind].above;
  rule->days = kinds[rule->kind].days;
  if (config_given(config, rule->section, "above"))
    rule->above = config_number(config, rule->section, "above");
  if (config_given(config, rule->section, "days"))
    rule->days = (int32_t)config_number(config, rule->section, "days");
  return rule;
}

GPtrArray *alert_rules(const struct config *config) {
  GPtrArray *rules = g_ptr_array_new_with_free_func((GDestroyNotify)rule_free);
  for (const char *const *name = config_alerts(config); *name; name++)
    g_ptr_array_add(rules, rule_new(config, *name));
  return rules;
}

/* -- finding ------------------------------------------------------------------------------------------------------- */

struct alert *alert_found(struct finding_alerts *finding, const char *subject, const char *state, const char *domain,
                          char *text) {
  struct alert *alert = g_new0(struct alert, 1);
  alert->subject = g_strdup(subject);
  alert->state = g_strdup(state);
  alert->domain = g_strdup(domain);
  alert->text = text;
  alert->raised = finding->now;
  g_ptr_array_add(finding->found, alert);
  return alert;
}

const struct alert *alert_raised(const struct finding_alerts *finding, const char *subject) {
  return alert_find(finding->raised, subject);
}

bool alert_is_about(const struct finding_alerts *finding, const char *domain) {
  return !*finding->rule->domains || (domain && g_strv_contains((const char *const *)finding->rule->domains, domain));
}

struct period alert_period(const struct finding_alerts *finding) {
  return (struct period){.since = finding->newest + 1 - finding->rule->days, .until = finding->newest + 1};
}

/* Of mail that was reported as from the future, nothing is believed. */
static bool read_newest(struct finding_alerts *finding, GError **error) {
  struct query *query = query_open(finding->store, "SELECT max(day) FROM daily WHERE day <= :today", error);
  if (query)
    query_bind_int(query, ":today", period_day(finding->now));
  const bool good = query && query_step(query, error) == 1;
  if (good)
    finding->newest = (int32_t)query_int(query, 0);
  query_close(query);
  return good;
}

GPtrArray *alert_rule_find(struct store *store, const struct alert_rule *rule, const GPtrArray *raised, int64_t now,
                           GError **error) {
  struct finding_alerts finding = {.store = store, .rule = rule, .raised = raised, .now = now};
  finding.found = g_ptr_array_new_with_free_func((GDestroyNotify)alert_free);
  if (!read_newest(&finding, error) || !kinds[rule->kind].find(&finding, error))
    g_clear_pointer(&finding.found, g_ptr_array_unref);
  return finding.found;
}
