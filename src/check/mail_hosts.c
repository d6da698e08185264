/* SPDX-License-Identifier: MIT */
#include "check/mail_hosts.h"
#include "base/ip_address.h"
#include "base/text.h"
#include "net/dns_data.h"
#include "net/host_name.h"
#include <arpa/inet.h>

#define PREFERENCE_BYTES 2

/* -- addresses ---------------------------------------------------------------------------------------------------- */

/* The addresses of one family, among those that are there already. */
static enum dns_status add_addresses(struct resolver *resolver, struct mail_host *host, enum dns_type type,
                                     GPtrArray *addresses) {
  g_autoptr(dns_reply) reply = resolver_ask(resolver, host->name, type);
  const struct dns_answer *answer = &reply->answer;
  const size_t size = type == DNS_A ? sizeof(struct in_addr) : sizeof(struct in6_addr);
  char words[INET6_ADDRSTRLEN];
  host->secure = host->secure && answer->secure;
  if (answer->canonical && !host->canonical)
    host->canonical = text_printable(answer->canonical);
  for (unsigned int i = 0; i < answer->n && addresses->len < MAIL_HOST_ADDRESSES_MOST; i++)
    if (answer->records[i].length == size &&
        inet_ntop(type == DNS_A ? AF_INET : AF_INET6, answer->records[i].bytes, words, sizeof words))
      g_ptr_array_add(addresses, g_strdup(words));
  return answer->status;
}

static void find_addresses(struct resolver *resolver, struct mail_host *host) {
  GPtrArray *addresses = g_ptr_array_new();
  host->secure = true;
  const enum dns_status six = add_addresses(resolver, host, DNS_AAAA, addresses);
  const enum dns_status four = add_addresses(resolver, host, DNS_A, addresses);
  host->status = addresses->len > 0 ? DNS_FOUND : dns_has_failed(six) ? six : four;
  if (host->status == DNS_FOUND && addresses->len == 0)
    host->status = DNS_NO_DATA; /* records that are no addresses */
  g_ptr_array_add(addresses, NULL);
  g_strfreev(host->addresses);
  host->addresses = (char **)g_ptr_array_free(addresses, FALSE);
}

/* Takes over the name. */
static struct mail_host *host_new(char *name, bool valid, unsigned int preference) {
  struct mail_host *host = g_new0(struct mail_host, 1);
  *host = (struct mail_host){.name = name, .valid = valid, .preference = preference, .addresses = g_new0(char *, 1)};
  host->status = DNS_NO_DATA;
  return host;
}

struct mail_host *mail_host_find(struct resolver *resolver, const char *name) {
  struct mail_host *host = host_new(g_ascii_strdown(name, -1), true, 0);
  if (ip_address_is(name)) {
    g_strfreev(host->addresses);
    host->addresses = g_new0(char *, 2);
    host->addresses[0] = g_strdup(name);
    host->status = DNS_FOUND;
  } else {
    find_addresses(resolver, host);
  }
  return host;
}

void mail_host_free(struct mail_host *host) {
  g_free(host->name);
  g_strfreev(host->addresses);
  g_free(host->canonical);
  g_free(host);
}

/* -- MX ----------------------------------------------------------------------------------------------------------- */

static gint by_preference(gconstpointer one, gconstpointer other) {
  const struct mail_host *a = *(struct mail_host *const *)one, *b = *(struct mail_host *const *)other;
  return a->preference != b->preference ? (a->preference < b->preference ? -1 : 1) : g_strcmp0(a->name, b->name);
}

static void add_mx(struct mail_hosts *hosts, const struct dns_record *record, unsigned int *nulls) {
  struct dns_mx mx;
  if (!dns_mx_read(record, &mx))
    return;
  hosts->records++;
  if (g_str_equal(mx.host, ".")) {
    (*nulls)++;
    hosts->null_at = mx.preference;
  } else {
    char *name = host_name_from_wire(record->bytes + PREFERENCE_BYTES, record->length - PREFERENCE_BYTES);
    const bool valid = name != NULL;
    g_ptr_array_add(hosts->list, host_new(valid ? name : text_printable(mx.host), valid, mx.preference));
  }
  g_free(mx.host);
}

static void read_mx(struct mail_hosts *hosts, struct resolver *resolver, const struct dns_answer *answer) {
  unsigned int nulls = 0;
  for (unsigned int i = 0; i < answer->n; i++)
    add_mx(hosts, &answer->records[i], &nulls);
  g_ptr_array_sort(hosts->list, by_preference);
  if (hosts->list->len > MAIL_HOSTS_MOST)
    g_ptr_array_set_size(hosts->list, MAIL_HOSTS_MOST);
  hosts->null_among = nulls > 0 && hosts->records > nulls;
  hosts->kind = hosts->list->len > 0 ? MAIL_HOSTS_MX : nulls > 0 ? MAIL_HOSTS_NULL : MAIL_HOSTS_NONE;
  for (unsigned int i = 0; i < hosts->list->len; i++)
    if (((struct mail_host *)hosts->list->pdata[i])->valid)
      find_addresses(resolver, hosts->list->pdata[i]);
}

static void try_domain_itself(struct mail_hosts *hosts, struct resolver *resolver, const char *domain) {
  struct mail_host *host = mail_host_find(resolver, domain);
  hosts->kind = host->status == DNS_FOUND      ? MAIL_HOSTS_IMPLICIT
                : dns_has_failed(host->status) ? MAIL_HOSTS_FAILED
                                               : MAIL_HOSTS_NONE;
  if (hosts->kind == MAIL_HOSTS_FAILED)
    hosts->status = host->status;
  if (hosts->kind == MAIL_HOSTS_IMPLICIT)
    g_ptr_array_add(hosts->list, host);
  else
    mail_host_free(host);
}

static void free_host(void *host) {
  mail_host_free(host);
}

struct mail_hosts *mail_hosts_find(struct resolver *resolver, const char *domain) {
  struct mail_hosts *hosts = g_new0(struct mail_hosts, 1);
  g_autoptr(dns_reply) reply = resolver_ask(resolver, domain, DNS_MX);
  hosts->list = g_ptr_array_new_with_free_func(free_host);
  hosts->status = reply->answer.status;
  hosts->secure = reply->answer.secure;
  if (hosts->status == DNS_FOUND)
    read_mx(hosts, resolver, &reply->answer);
  else if (dns_has_failed(hosts->status))
    hosts->kind = MAIL_HOSTS_FAILED;
  else if (hosts->status == DNS_NO_NAME)
    hosts->kind = MAIL_HOSTS_NONE;
  else
    try_domain_itself(hosts, resolver, domain);
  return hosts;
}

void mail_hosts_free(struct mail_hosts *hosts) {
  g_ptr_array_unref(hosts->list);
  g_free(hosts);
}
