/* SPDX-License-Identifier: MIT */
#include "tell/alerting.h"
#include "base/period.h"
#include "base/text.h"
#include "tell/delivery.h"
#include <jansson.h>

/* -- events -------------------------------------------------------------------------------------------------------- */

char *alerting_event(const struct alert_rule *rule, const char *event, const struct alert *alert, int64_t now) {
  g_autofree char *subject = text_printable(alert->subject), *domain = text_printable(alert->domain);
  g_autofree char *text = text_printable(alert->text);
  g_autofree char *since = text_instant(alert->raised), *at = text_instant(now);
  json_t *json =
      json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "rule", rule->name, "when", alert_kind_word(rule->kind),
                "event", event, "subject", subject, "domain", domain, "text", text, "since", since, "at", at);
  return delivery_json(json);
}

/* -- what is new, and what is over --------------------------------------------------------------------------------- */

struct looking {
  struct store *store;
  const struct config *config;
  const struct alert_rule *rule;
  int64_t now;
  const GPtrArray *raised, *found; /* before, and now */
  struct alerting_counts counts;
};

static bool queue(const struct looking *looking, const char *event, const struct alert *alert, GError **error) {
  g_autofree char *json = alerting_event(looking->rule, event, alert, looking->now);
  const char *ways[DELIVERY_WAYS + 1];
  delivery_ways(looking->config, looking->rule->section, ways);
  for (const char *const *way = ways; *way; way++)
    if (!store_queue_alert(looking->store, looking->rule->name, *way, json, looking->now, error))
      return false;
  return true;
}

static bool put_one(struct looking *looking, const GPtrArray *stored, struct alert *alert, GError **error) {
  const struct alert *before = alert_find(stored, alert->subject);
  const bool changed = before && !g_str_equal(before->state, alert->state);
  if (before && !changed)
    return true;
  looking->counts.changed += changed;
  looking->counts.raised += !before;
  if (before)
    alert->raised = before->raised;
  return store_put_alert(looking->store, looking->rule->name, alert, error) &&
         queue(looking, changed ? "changed" : "raised", alert, error);
}

static bool drop_one(struct looking *looking, const struct alert *alert, GError **error) {
  if (!store_drop_alert(looking->store, looking->rule->name, alert->subject, error))
    return false;
  if (alert_kind_is_event(looking->rule->kind)) /* it is just no longer new */
    return true;
  looking->counts.cleared++;
  return queue(looking, "cleared", alert, error);
}

/* What another program has raised or cleared meanwhile is as it left it. */
static bool put_all(struct store *store, void *user, GError **error) {
  struct looking *looking = user;
  g_autoptr(GPtrArray) stored = store_alerts(store, looking->rule->name, error);
  bool good = stored != NULL;
  for (guint i = 0; good && i < looking->found->len; i++)
    good = put_one(looking, stored, g_ptr_array_index(looking->found, i), error);
  for (guint i = 0; good && i < stored->len; i++) {
    const struct alert *alert = g_ptr_array_index(stored, i);
    if (alert_find(looking->raised, alert->subject) && !alert_find(looking->found, alert->subject))
      good = drop_one(looking, alert, error);
  }
  return good;
}

bool alerting_look(struct store *store, const struct config *config, const struct alert_rule *rule, int64_t now,
                   struct alerting_counts *counts, GError **error) {
  g_autoptr(GPtrArray) raised = store_alerts(store, rule->name, error);
  g_autoptr(GPtrArray) found = raised ? alert_rule_find(store, rule, raised, now, error) : NULL;
  struct looking looking = {store, config, rule, now, raised, found, {0}};
  if (!found || !store_transact(store, put_all, &looking, error))
    return false;
  counts->raised += looking.counts.raised;
  counts->changed += looking.counts.changed;
  counts->cleared += looking.counts.cleared;
  return true;
}
