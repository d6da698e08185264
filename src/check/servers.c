/* SPDX-License-Identifier: MIT */
#include "check/servers.h"
#include "base/organisation.h"
#include <string.h>

#define UNRELATED_LEAST 2 /* silent hosts that make it likely that it is us */

/* One address of it. */
struct stop {
  struct visit *visit;
  char *address;
};

struct visit {
  char *host;
  uint16_t to; /* port */
  enum server_kind kind;
  unsigned int n, left; /* addresses, and those whose probe is not there yet; `left` under the lock */
  struct stop stops[SERVERS_ADDRESSES_MOST];
  struct visited visited[SERVERS_ADDRESSES_MOST]; /* when nothing is left */
};

struct servers {
  const struct servers_options *options;
  GThreadPool *pool;
  GMutex lock;
  GCond changed;
  GHashTable *visits; /* "host port kind" -> visit */
  bool smtp_works;
  GHashTable *smtp_silent; /* organisational domains, or addresses */
};

/* -- routes ------------------------------------------------------------------------------------------------------- */

const char *const *servers_addresses(const struct servers *servers, const struct mail_host *host, uint16_t *port,
                                     const char *space[2]) {
  for (const struct route *const *route = servers->options->routes; route && *route; route++)
    if ((*route)->port == *port && g_str_equal((*route)->host, host->name)) {
      *port = (*route)->to;
      space[0] = (*route)->address;
      space[1] = NULL;
      return space;
    }
  return (const char *const *)host->addresses;
}

/* -- port 25 ------------------------------------------------------------------------------------------------------ */

/* Whom a host belongs to. Caller frees. */
static char *owner_of(const char *host) {
  char *organisation = organisation_of(host, strlen(host));
  return organisation ? organisation : g_strdup(host);
}

/* Under the lock. */
static void learn(struct servers *servers, const struct visit *visit, const struct mail_probe *probe) {
  if (visit->kind != SERVER_MX || probe->state == MAIL_PROBE_NO_HOST)
    return;
  if (probe->state != MAIL_PROBE_TIMED_OUT && probe->state != MAIL_PROBE_NO_ROUTE)
    servers->smtp_works = true;
  else
    g_hash_table_add(servers->smtp_silent, owner_of(visit->host));
}

enum servers_smtp servers_smtp(struct servers *servers) {
  g_mutex_lock(&servers->lock);
  const enum servers_smtp known = servers->smtp_works                                          ? SERVERS_SMTP_WORKS
                                  : g_hash_table_size(servers->smtp_silent) >= UNRELATED_LEAST ? SERVERS_SMTP_BLOCKED
                                                                                               : SERVERS_SMTP_UNKNOWN;
  g_mutex_unlock(&servers->lock);
  return known;
}

/* -- visits ------------------------------------------------------------------------------------------------------- */

static void run_stop(void *data, void *user) {
  struct stop *stop = data;
  struct visit *visit = stop->visit;
  struct servers *servers = user;
  const char *const addresses[] = {stop->address, NULL};
  struct mail_probe *probe = mail_probe(&(struct mail_probe_target){.host = visit->host,
                                                                    .addresses = addresses,
                                                                    .port = visit->to,
                                                                    .protocol = server_protocol(visit->kind),
                                                                    .ca_file = servers->options->ca_file,
                                                                    .seconds = servers->options->seconds});
  g_mutex_lock(&servers->lock);
  visit->visited[stop - visit->stops] = (struct visited){stop->address, probe};
  visit->left--;
  learn(servers, visit, probe);
  g_cond_broadcast(&servers->changed);
  g_mutex_unlock(&servers->lock);
}

static void visit_free(void *data) {
  struct visit *visit = data;
  for (unsigned int i = 0; i < visit->n; i++) {
    mail_probe_free((struct mail_probe *)(uintptr_t)visit->visited[i].probe);
    g_free(visit->stops[i].address);
  }
  g_free(visit->host);
  g_free(visit);
}

struct servers *servers_new(const struct servers_options *options) {
  struct servers *servers = g_new0(struct servers, 1);
  servers->options = options;
  g_mutex_init(&servers->lock);
  g_cond_init(&servers->changed);
  servers->visits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, visit_free);
  servers->smtp_silent = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  servers->pool = g_thread_pool_new(run_stop, servers, SERVERS_AT_ONCE, FALSE, NULL);
  return servers;
}

void servers_free(struct servers *servers) {
  if (!servers)
    return;
  g_thread_pool_free(servers->pool, FALSE, TRUE);
  g_hash_table_unref(servers->visits);
  g_hash_table_unref(servers->smtp_silent);
  g_mutex_clear(&servers->lock);
  g_cond_clear(&servers->changed);
  g_free(servers);
}

const struct servers_options *servers_options(const struct servers *servers) {
  return servers->options;
}

static bool is_six(const char *address) {
  return strchr(address, ':') != NULL;
}

static void add_stop(struct visit *visit, const char *address) {
  if (visit->n < SERVERS_ADDRESSES_MOST)
    visit->stops[visit->n++] = (struct stop){visit, g_strdup(address)};
}

/* The first of each family, and then the others. */
static void choose_stops(struct visit *visit, const char *const *addresses) {
  const char *four = NULL, *six = NULL;
  for (const char *const *one = addresses; *one; one++) {
    const char **first = is_six(*one) ? &six : &four;
    if (!*first)
      add_stop(visit, *first = *one);
  }
  for (; *addresses; addresses++)
    if (*addresses != four && *addresses != six)
      add_stop(visit, *addresses);
  visit->left = visit->n;
}

struct visit *servers_visit(struct servers *servers, const struct mail_host *host, uint16_t port,
                            enum server_kind kind) {
  const char *space[2];
  uint16_t to = port;
  const char *const *addresses = servers_addresses(servers, host, &to, space);
  if (!*addresses)
    return NULL;
  char *key = g_strdup_printf("%s %u %d", host->name, port, (int)kind);
  g_mutex_lock(&servers->lock);
  struct visit *visit = g_hash_table_lookup(servers->visits, key);
  const bool is_new = visit == NULL;
  if (is_new) {
    visit = g_new0(struct visit, 1);
    *visit = (struct visit){.host = g_strdup(host->name), .to = to, .kind = kind};
    choose_stops(visit, addresses);
    g_hash_table_insert(servers->visits, g_steal_pointer(&key), visit);
  }
  g_mutex_unlock(&servers->lock);
  for (unsigned int i = 0; is_new && i < visit->n; i++)
    g_thread_pool_push(servers->pool, &visit->stops[i], NULL);
  g_free(key);
  return visit;
}

const struct visited *visit_wait(struct servers *servers, struct visit *visit, unsigned int *n) {
  g_mutex_lock(&servers->lock);
  while (visit->left > 0)
    g_cond_wait(&servers->changed, &servers->lock);
  g_mutex_unlock(&servers->lock);
  *n = visit->n;
  return visit->visited;
}
