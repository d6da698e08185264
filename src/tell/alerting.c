/* SPDX-License-Identifier: MIT */
#include "tell/alerting.h"
#include "base/period.h"
#include "base/text.h"
#include "tell/delivery.h"
#include <jansson.h>

/* -- events -------------------------------------------------------------------------------------------------------- */

static char *time_words(int64_t seconds) {
  g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(seconds);
  return at ? g_date_time_format(at, "%Y-%m-%dT%H:%M:%SZ") : g_strdup("");
}

char *alerting_event(const struct alert_rule *rule, const char *event, const struct alert *alert, int64_t now) {
  g_autofree char *subject = text_printable(alert->subject), *domain = text_printable(alert->domain);
  g_autofree char *text = text_printable(alert->text);
  g_autofree char *since = time_words(alert->raised), *at = time_words(now);
  json_t *json =
      json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "rule", rule->name, "when", alert_kind_word(rule->kind),
                "event", event, "subject", subject, "domain", domain, "text", text, "since", since, "at", at);
  char *dumped = json ? json_dumps(json, JSON_COMPACT) : NULL;
  if (!dumped)
    g_error("jansson has no memory for an alert");
  char *words = g_strdup(dumped);
  free(dumped);
  json_decref(json);
  return words;
}

/* -- what is new, and what is over --------------------------------------------------------------------------------- */

struct looking {
  struct store *store;
  const struct config *config;
  const struct alert_rule *rule;
  int64_t now;
};

static const struct alert *find(const GPtrArray *alerts, const char *subject) {
  for (guint i = 0; i < alerts->len; i++) {
    const struct alert *alert = g_ptr_array_index(alerts, i);
    if (g_str_equal(alert->subject, subject))
      return alert;
  }
  return NULL;
}

static bool queue(const struct looking *looking, const char *event, const struct alert *alert, GError **error) {
  g_autofree char *json = alerting_event(looking->rule, event, alert, looking->now);
  const char *ways[DELIVERY_WAYS + 1];
  delivery_ways(looking->config, looking->rule->section, ways);
  for (const char *const *way = ways; *way; way++)
    if (!store_queue_alert(looking->store, looking->rule->name, *way, json, looking->now, error))
      return false;
  return true;
}

static bool put_one(const struct looking *looking, const GPtrArray *stored, struct alert *alert,
                    struct alerting_counts *counts, GError **error) {
  const struct alert *before = find(stored, alert->subject);
  const bool changed = before && !g_str_equal(before->state, alert->state);
  if (before && !changed)
    return true;
  counts->changed += changed;
  counts->raised += !before;
  if (before)
    alert->raised = before->raised;
  return store_put_alert(looking->store, looking->rule->name, alert, error) &&
         queue(looking, changed ? "changed" : "raised", alert, error);
}

static bool drop_one(const struct looking *looking, const struct alert *alert, struct alerting_counts *counts,
                     GError **error) {
  if (!store_drop_alert(looking->store, looking->rule->name, alert->subject, error))
    return false;
  if (alert_kind_is_event(looking->rule->kind)) /* it is just no longer new */
    return true;
  counts->cleared++;
  return queue(looking, "cleared", alert, error);
}

/* What another program has raised or cleared meanwhile is as it left it. */
static bool put_all(const struct looking *looking, const GPtrArray *raised, const GPtrArray *found,
                    struct alerting_counts *counts, GError **error) {
  g_autoptr(GPtrArray) stored = store_alerts(looking->store, looking->rule->name, error);
  bool good = stored != NULL;
  for (guint i = 0; good && i < found->len; i++)
    good = put_one(looking, stored, g_ptr_array_index(found, i), counts, error);
  for (guint i = 0; good && i < stored->len; i++) {
    const struct alert *alert = g_ptr_array_index(stored, i);
    if (find(raised, alert->subject) && !find(found, alert->subject))
      good = drop_one(looking, alert, counts, error);
  }
  return good;
}

bool alerting_look(struct store *store, const struct config *config, const struct alert_rule *rule, int64_t now,
                   struct alerting_counts *counts, GError **error) {
  const struct looking looking = {store, config, rule, now};
  struct alerting_counts own = {0};
  g_autoptr(GPtrArray) raised = store_alerts(store, rule->name, error);
  g_autoptr(GPtrArray) found = raised ? alert_rule_find(store, rule, raised, now, error) : NULL;
  if (!found || !store_begin(store, error))
    return false;
  if (!put_all(&looking, raised, found, &own, error) || !store_commit(store, error)) {
    store_rollback(store);
    return false;
  }
  counts->raised += own.raised;
  counts->changed += own.changed;
  counts->cleared += own.cleared;
  return true;
}
