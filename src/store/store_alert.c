/* SPDX-License-Identifier: MIT */
/* What alerts were raised, and what is to be delivered. Asked for seldom, so that no statement is kept. */
#include "store/alerts.h"
#include "store/query.h"

void alert_free(struct alert *alert) {
  g_free(alert->subject);
  g_free(alert->state);
  g_free(alert->domain);
  g_free(alert->text);
  g_free(alert);
}

const struct alert *alert_find(const GPtrArray *alerts, const char *subject) {
  for (guint i = 0; i < alerts->len; i++) {
    const struct alert *alert = g_ptr_array_index(alerts, i);
    if (g_str_equal(alert->subject, subject))
      return alert;
  }
  return NULL;
}

static void message_free(struct alert_message *message) {
  g_free(message->rule);
  g_free(message->way);
  g_free(message->event);
  g_free(message);
}

/* Runs what gives no rows. */
static bool run(struct query *query, GError **error) {
  const bool good = query && query_step(query, error) == 0;
  query_close(query);
  return good;
}

/* -- what is raised ------------------------------------------------------------------------------------------------ */

static struct alert *read_alert(struct query *query) {
  struct alert *alert = g_new0(struct alert, 1);
  alert->subject = g_strdup(query_text(query, 0));
  alert->state = g_strdup(query_text(query, 1));
  alert->domain = g_strdup(query_text(query, 2));
  alert->text = g_strdup(query_text(query, 3));
  alert->raised = query_int(query, 4);
  alert->day = query_int(query, 5);
  alert->pass_before = query_int(query, 6);
  alert->messages_before = query_int(query, 7);
  return alert;
}

GPtrArray *store_alerts(struct store *store, const char *rule, GError **error) {
  struct query *query = query_open(store,
                                   "SELECT subject, state, domain, text, raised, day, pass_before, messages_before"
                                   " FROM alert WHERE rule = :rule ORDER BY subject",
                                   error);
  if (!query)
    return NULL;
  GPtrArray *alerts = g_ptr_array_new_with_free_func((GDestroyNotify)alert_free);
  int step;
  query_bind_text(query, ":rule", rule);
  while ((step = query_step(query, error)) == 1)
    g_ptr_array_add(alerts, read_alert(query));
  query_close(query);
  if (step < 0)
    g_clear_pointer(&alerts, g_ptr_array_unref);
  return alerts;
}

bool store_put_alert(struct store *store, const char *rule, const struct alert *alert, GError **error) {
  struct query *query = query_open(store,
                                   "INSERT OR REPLACE INTO alert VALUES (:rule, :subject, :state, :domain, :text,"
                                   " :raised, :day, :pass_before, :messages_before)",
                                   error);
  if (!query)
    return false;
  query_bind_text(query, ":rule", rule);
  query_bind_text(query, ":subject", alert->subject);
  query_bind_text(query, ":state", alert->state);
  query_bind_text(query, ":domain", alert->domain);
  query_bind_text(query, ":text", alert->text);
  query_bind_int(query, ":raised", alert->raised);
  query_bind_int(query, ":day", alert->day);
  query_bind_int(query, ":pass_before", alert->pass_before);
  query_bind_int(query, ":messages_before", alert->messages_before);
  return run(query, error);
}

bool store_drop_alert(struct store *store, const char *rule, const char *subject, GError **error) {
  struct query *query = query_open(store, "DELETE FROM alert WHERE rule = :rule AND subject = :subject", error);
  if (query) {
    query_bind_text(query, ":rule", rule);
    query_bind_text(query, ":subject", subject);
  }
  return run(query, error);
}

/* -- what is to be delivered --------------------------------------------------------------------------------------- */

bool store_queue_alert(struct store *store, const char *rule, const char *way, const char *event, int64_t now,
                       GError **error) {
  struct query *query = query_open(store,
                                   "INSERT INTO alert_message (rule, way, event, created, due, attempts, claimed)"
                                   " VALUES (:rule, :way, :event, :now, :now, 0, 0)",
                                   error);
  if (!query)
    return false;
  query_bind_text(query, ":rule", rule);
  query_bind_text(query, ":way", way);
  query_bind_text(query, ":event", event);
  query_bind_int(query, ":now", now);
  return run(query, error);
}

/* RETURNING has no order. */
static gint by_id(gconstpointer a, gconstpointer b) {
  const struct alert_message *one = *(const struct alert_message *const *)a;
  const struct alert_message *other = *(const struct alert_message *const *)b;
  return (one->id > other->id) - (one->id < other->id);
}

GPtrArray *store_claim_alerts(struct store *store, int64_t now, unsigned int most, GError **error) {
  struct query *query = query_open(store,
                                   "UPDATE alert_message SET claimed = :now WHERE id IN (SELECT id FROM alert_message"
                                   " WHERE due <= :now AND (claimed = 0 OR claimed > :now OR claimed <= :now - :long)"
                                   " ORDER BY id LIMIT :most) RETURNING id, rule, way, event, attempts",
                                   error);
  if (!query)
    return NULL;
  GPtrArray *messages = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
  int step;
  query_bind_int(query, ":now", now);
  query_bind_int(query, ":long", ALERT_CLAIM_SECONDS);
  query_bind_int(query, ":most", most);
  while ((step = query_step(query, error)) == 1) {
    struct alert_message *message = g_new0(struct alert_message, 1);
    message->id = query_int(query, 0);
    message->rule = g_strdup(query_text(query, 1));
    message->way = g_strdup(query_text(query, 2));
    message->event = g_strdup(query_text(query, 3));
    message->attempts = (unsigned int)query_int(query, 4);
    g_ptr_array_add(messages, message);
  }
  query_close(query);
  if (step < 0)
    g_clear_pointer(&messages, g_ptr_array_unref);
  else
    g_ptr_array_sort(messages, by_id);
  return messages;
}

bool store_delivered_alert(struct store *store, int64_t id, GError **error) {
  struct query *query = query_open(store, "DELETE FROM alert_message WHERE id = :id", error);
  if (query)
    query_bind_int(query, ":id", id);
  return run(query, error);
}

bool store_postpone_alert(struct store *store, int64_t id, int64_t due, GError **error) {
  struct query *query = query_open(
      store, "UPDATE alert_message SET due = :due, attempts = attempts + 1, claimed = 0 WHERE id = :id", error);
  if (query) {
    query_bind_int(query, ":id", id);
    query_bind_int(query, ":due", due);
  }
  return run(query, error);
}

bool store_count_alerts(struct store *store, uint64_t *waiting, GError **error) {
  int64_t number = 0;
  const bool good = query_number(store, "SELECT count(*) FROM alert_message", &number, error);
  *waiting = (uint64_t)number;
  return good;
}
