/* SPDX-License-Identifier: MIT */
#include "store/health.h"
#include "store/query.h"

#define DAY 86400

/* Up to 7 days before the newest day of any report, so that a fetch that has stopped makes nobody silent. */
static const char silent_sql[] =
    "WITH newest AS (SELECT max(first_day + days) AS day FROM report),"
    " lately AS (SELECT reporter, count(DISTINCT first_day) AS regular FROM report, newest"
    "  WHERE first_day >= newest.day - 30 - :silent AND first_day < newest.day - :silent GROUP BY reporter)"
    "SELECT name.text FROM lately JOIN name ON name.id = lately.reporter WHERE regular >= :regular AND NOT EXISTS"
    " (SELECT 1 FROM report, newest WHERE report.reporter = lately.reporter AND first_day + days > newest.day - "
    ":silent)"
    "ORDER BY regular DESC, name.text";

static const char domains_sql[] = "SELECT name.text FROM daily JOIN name ON name.id = daily.domain WHERE day >= :since"
                                  " GROUP BY daily.domain ORDER BY sum(messages) DESC, name.text LIMIT :most";

static bool read_sums(struct store *store, int64_t now, struct store_health *health, GError **error) {
  struct query *query = query_open(store,
                                   "SELECT (SELECT count(*) FROM report), (SELECT max(received) FROM report),"
                                   " (SELECT count(*) FROM quarantine WHERE at >= :since)",
                                   error);
  if (query)
    query_bind_int(query, ":since", now - 7 * DAY);
  const bool good = query && query_step(query, error) == 1;
  if (good) {
    health->reports = (uint64_t)query_int(query, 0);
    health->last_received = query_int(query, 1);
    health->quarantined = (uint64_t)query_int(query, 2);
  }
  query_close(query);
  return good;
}

/* The first column of all rows. */
static bool read_texts(struct query *query, GPtrArray *texts, GError **error) {
  int step = -1;
  while (query && (step = query_step(query, error)) == 1)
    g_ptr_array_add(texts, g_strdup(query_text(query, 0)));
  query_close(query);
  return step == 0;
}

static bool read_silent(struct store *store, GPtrArray *silent, GError **error) {
  struct query *query = query_open(store, silent_sql, error);
  if (query) {
    query_bind_int(query, ":silent", HEALTH_SILENT_DAYS);
    query_bind_int(query, ":regular", HEALTH_REGULAR_DAYS);
  }
  return read_texts(query, silent, error);
}

static bool read_domains(struct store *store, int64_t now, GPtrArray *domains, GError **error) {
  struct query *query = query_open(store, domains_sql, error);
  if (query) {
    query_bind_int(query, ":since", now / DAY - 30);
    query_bind_int(query, ":most", HEALTH_DOMAINS_MOST);
  }
  return read_texts(query, domains, error);
}

/* SQLite says "ok" or what is wrong. */
static bool read_damage(struct store *store, char **damage, GError **error) {
  struct query *query = query_open(store, "PRAGMA quick_check(1)", error);
  const bool good = query && query_step(query, error) == 1;
  if (good && g_strcmp0(query_text(query, 0), "ok") != 0)
    *damage = g_strdup(query_text(query, 0));
  query_close(query);
  return good;
}

bool store_health(struct store *store, int64_t now, struct store_health *health, GError **error) {
  *health = (struct store_health){.silent = g_ptr_array_new_with_free_func(g_free),
                                  .domains = g_ptr_array_new_with_free_func(g_free)};
  return read_damage(store, &health->damage, error) && read_sums(store, now, health, error) &&
         read_silent(store, health->silent, error) && read_domains(store, now, health->domains, error);
}

void store_health_clear(struct store_health *health) {
  g_free(health->damage);
  g_clear_pointer(&health->silent, g_ptr_array_unref);
  g_clear_pointer(&health->domains, g_ptr_array_unref);
  *health = (struct store_health){0};
}
