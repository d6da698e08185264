/* SPDX-License-Identifier: MIT */
#include "tell/delivery.h"
#include "base/fault.h"
#include "base/say.h"
#include "tell/delivery_parts.h"

#define RETRY_SECONDS 300
#define RETRY_MOST 86400

static const struct {
  const char *name, *key; /* of the configuration */
  deliverer *deliver;
  bool each; /* event by itself */
} ways[DELIVERY_WAYS] = {
    {"mail", "to", delivery_mail, false},
    {"webhook", "webhook", delivery_webhook, false},
    {"command", "command", delivery_command, true},
};

void delivery_ways(const struct config *config, const char *section, const char *names[DELIVERY_WAYS + 1]) {
  unsigned int n = 0;
  for (unsigned int i = 0; i < DELIVERY_WAYS; i++)
    if (config_given(config, section, ways[i].key))
      names[n++] = ways[i].name;
  names[n] = NULL;
}

const char *delivery_text(const json_t *event, const char *key) {
  const char *text = json_string_value(json_object_get(event, key));
  return text ? text : "";
}

char *delivery_json(json_t *json) {
  char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
  if (!text)
    g_error("jansson has no memory for an alert");
  json_decref(json);
  return text;
}

/* -- one delivery -------------------------------------------------------------------------------------------------- */

static deliverer *deliverer_of(const char *way, bool *each) {
  for (unsigned int i = 0; i < DELIVERY_WAYS; i++)
    if (g_str_equal(ways[i].name, way)) {
      *each = ways[i].each;
      return ways[i].deliver;
    }
  return NULL;
}

bool delivery_try(const struct config *config, const struct alert_rule *rule, const char *way, const char *event,
                  int64_t now, GError **error) {
  bool each;
  json_t *json = json_loads(event, 0, NULL);
  json_t *events = json_array();
  json_array_append_new(events, json);
  g_autofree char *id = g_uuid_string_random();
  const struct bundle bundle = {config, rule->section, events, id, now};
  const bool good = deliverer_of(way, &each)(&bundle, error);
  json_decref(events);
  return good;
}

/* -- the queue ----------------------------------------------------------------------------------------------------- */

struct run {
  struct store *store;
  const struct config *config;
  int64_t now;
  GPtrArray *messages; /* of struct alert_message, claimed */
  uint64_t delivered;
  GError *first;
};

static bool claim(struct store *store, void *user, GError **error) {
  struct run *run = user;
  run->messages = store_claim_alerts(store, run->now, DELIVERY_MOST, error);
  return run->messages != NULL;
}

static int64_t due_after(const struct run *run, unsigned int attempts) {
  return run->now + MIN(RETRY_MOST, (int64_t)RETRY_SECONDS << MIN(attempts, 10));
}

/* What became of a bundle. */
struct fate {
  const struct run *run;
  const GPtrArray *messages;
  bool good;
};

static bool settle(struct store *store, void *user, GError **error) {
  const struct fate *fate = user;
  bool stored = true;
  for (guint i = 0; stored && i < fate->messages->len; i++) {
    const struct alert_message *message = g_ptr_array_index(fate->messages, i);
    stored = fate->good ? store_delivered_alert(store, message->id, error)
                        : store_postpone_alert(store, message->id, due_after(fate->run, message->attempts), error);
  }
  return stored;
}

/* A rule that is no longer there has nobody to tell: what waits for it goes. */
static bool has_target(const struct run *run, const char *section, const char *way) {
  const char *names[DELIVERY_WAYS + 1];
  delivery_ways(run->config, section, names);
  return g_strv_contains(names, way);
}

static void deliver(struct run *run, const GPtrArray *messages) {
  const struct alert_message *head = g_ptr_array_index(messages, 0);
  g_autofree char *section = g_strconcat("alert ", head->rule, NULL);
  g_autofree char *id = g_strdup_printf("%s-%" G_GINT64_FORMAT, head->way, head->id);
  GError *trouble = NULL;
  bool each, good = true;
  json_t *events = json_array();
  for (guint i = 0; i < messages->len; i++) {
    const struct alert_message *message = g_ptr_array_index(messages, i);
    json_array_append_new(events, json_loads(message->event, 0, NULL));
  }
  const struct bundle bundle = {run->config, section, events, id, run->now};
  const bool wanted = has_target(run, section, head->way);
  deliverer *how = deliverer_of(head->way, &each);
  if (wanted && how)
    good = how(&bundle, &trouble);
  json_decref(events);
  run->delivered += wanted && good ? messages->len : 0;
  if (trouble)
    say_but_first(&run->first, g_steal_pointer(&trouble));
  if (!store_transact(run->store, settle, &(struct fate){run, messages, good}, &trouble))
    say_but_first(&run->first, trouble);
}

/* What goes together: mail to the same people, and what a rule has for its webhook. Caller frees. */
static char *bundle_key(const struct run *run, const struct alert_message *message) {
  bool each = false;
  deliverer_of(message->way, &each);
  g_autofree char *section = g_strconcat("alert ", message->rule, NULL);
  if (each || !has_target(run, section, message->way))
    return g_strdup_printf("%" G_GINT64_FORMAT, message->id);
  if (!g_str_equal(message->way, "mail"))
    return g_strdup_printf("%s %s", message->way, message->rule);
  g_auto(GStrv) to = config_list(run->config, section, "to");
  g_autofree char *people = g_strjoinv(",", to);
  return g_strdup_printf("mail %s", people);
}

static void deliver_all(struct run *run) {
  g_autoptr(GHashTable) bundles =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  g_autoptr(GPtrArray) order = g_ptr_array_new();
  for (guint i = 0; i < run->messages->len; i++) {
    struct alert_message *message = g_ptr_array_index(run->messages, i);
    char *key = bundle_key(run, message);
    GPtrArray *bundle = g_hash_table_lookup(bundles, key);
    if (bundle) {
      g_free(key);
    } else {
      bundle = g_ptr_array_new();
      g_hash_table_insert(bundles, key, bundle);
      g_ptr_array_add(order, bundle);
    }
    g_ptr_array_add(bundle, message);
  }
  for (guint i = 0; i < order->len; i++)
    deliver(run, g_ptr_array_index(order, i));
}

bool delivery_run(struct store *store, const struct config *config, int64_t now, uint64_t *delivered, GError **error) {
  struct run run = {.store = store, .config = config, .now = now};
  const bool claimed = store_transact(store, claim, &run, error);
  if (claimed)
    deliver_all(&run);
  g_clear_pointer(&run.messages, g_ptr_array_unref);
  if (!claimed)
    return false;
  *delivered = run.delivered;
  return say_give_first(run.first, error);
}
