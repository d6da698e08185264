/* SPDX-License-Identifier: MIT */
#include "check/servers.h"
#include "base/organisation.h"
#include <string.h>

#define UNRELATED_LEAST 2 /* silent hosts that make it likely that it is us */

struct visit {
  struct mail_host *host; /* a copy */
  uint16_t port;
  enum server_kind kind;
  struct mail_probe *probe; /* under the lock; NULL until it is there */
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
static void learn(struct servers *servers, const struct visit *visit) {
  if (visit->kind != SERVER_MX || visit->probe->state == MAIL_PROBE_NO_HOST)
    return;
  if (visit->probe->state != MAIL_PROBE_TIMED_OUT && visit->probe->state != MAIL_PROBE_NO_ROUTE)
    servers->smtp_works = true;
  else
    g_hash_table_add(servers->smtp_silent, owner_of(visit->host->name));
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

static void run_visit(void *data, void *user) {
  struct visit *visit = data;
  struct servers *servers = user;
  const char *space[2];
  uint16_t port = visit->port;
  const char *const *addresses = servers_addresses(servers, visit->host, &port, space);
  struct mail_probe *probe = mail_probe(&(struct mail_probe_target){.host = visit->host->name,
                                                                    .addresses = addresses,
                                                                    .port = port,
                                                                    .protocol = server_protocol(visit->kind),
                                                                    .ca_file = servers->options->ca_file,
                                                                    .seconds = servers->options->seconds});
  g_mutex_lock(&servers->lock);
  visit->probe = probe;
  learn(servers, visit);
  g_cond_broadcast(&servers->changed);
  g_mutex_unlock(&servers->lock);
}

static void visit_free(void *data) {
  struct visit *visit = data;
  mail_probe_free(visit->probe);
  mail_host_free(visit->host);
  g_free(visit);
}

struct servers *servers_new(const struct servers_options *options) {
  struct servers *servers = g_new0(struct servers, 1);
  servers->options = options;
  g_mutex_init(&servers->lock);
  g_cond_init(&servers->changed);
  servers->visits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, visit_free);
  servers->smtp_silent = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  servers->pool = g_thread_pool_new(run_visit, servers, SERVERS_AT_ONCE, FALSE, NULL);
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

static struct mail_host *host_copy(const struct mail_host *host) {
  struct mail_host *copy = g_memdup2(host, sizeof *host);
  copy->name = g_strdup(host->name);
  copy->addresses = g_strdupv(host->addresses);
  copy->canonical = g_strdup(host->canonical);
  return copy;
}

struct visit *servers_visit(struct servers *servers, const struct mail_host *host, uint16_t port,
                            enum server_kind kind) {
  char *key = g_strdup_printf("%s %u %d", host->name, port, (int)kind);
  g_mutex_lock(&servers->lock);
  struct visit *visit = g_hash_table_lookup(servers->visits, key);
  const bool is_new = visit == NULL;
  if (is_new) {
    visit = g_new0(struct visit, 1);
    *visit = (struct visit){.host = host_copy(host), .port = port, .kind = kind};
    g_hash_table_insert(servers->visits, g_steal_pointer(&key), visit);
  }
  g_mutex_unlock(&servers->lock);
  if (is_new)
    g_thread_pool_push(servers->pool, visit, NULL);
  g_free(key);
  return visit;
}

const struct mail_probe *visit_wait(struct servers *servers, struct visit *visit) {
  g_mutex_lock(&servers->lock);
  while (!visit->probe)
    g_cond_wait(&servers->changed, &servers->lock);
  g_mutex_unlock(&servers->lock);
  return visit->probe;
}
