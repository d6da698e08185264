/* SPDX-License-Identifier: MIT */
/* DANE: whether the servers are those that their TLSA records mean (RFC 7672). */
#include "base/ip_address.h"
#include "check/check.h"
#include "check/servers.h"
#include "check/tls_findings.h"
#include "check/visit_tell.h"
#include "net/dane.h"
#include <string.h>

extern const struct check check_dane;

#define FIND(result, subject, ...) finding_add(context->findings, result, subject, __VA_ARGS__)

/* One server and its records. */
struct tlsa_set {
  const struct mail_host *host;
  uint16_t port;
  enum server_kind kind;
  const char *domain; /* whose mail it takes, as an MX; else NULL */
  const char *base;   /* the name of the server that the records are at */
  char *name;         /* "_25._tcp.mx.example.com" */
  dns_reply *reply;   /* NULL: not asked */
  unsigned int usable;
  struct visit *visit;
  bool reached; /* there is a way to one of its addresses */
};

/* What is said of servers of which nothing but DANE's own standard is known (RFC 7671 sections 4 and 5). */
static const char *reference(const struct tlsa_set *set, const char *of_smtp) {
  return set->domain ? of_smtp : "RFC 7671 section 4";
}

static const char *consequence(const struct tlsa_set *set) {
  return set->domain ? "senders with DANE do not deliver to it" : "clients with DANE do not connect to it";
}

/* -- records --------------------------------------------------------------------------------------------------------
 */

/* False when the record cannot be used, which is said. */
static bool check_record(struct check_context *context, const struct tlsa_set *set, const struct dns_record *raw,
                         struct tlsa_record *record) {
  if (!tlsa_record_read(raw->bytes, raw->length, record)) {
    FIND(CHECK_WARNING, set->name, "dane-unusable", "RFC 6698 section 2.1", NULL, "publish it anew as 3 1 1",
         "a TLSA record is too short");
    return false;
  }
  const char *why = tlsa_record_unusable(record);
  g_autofree char *text = tlsa_record_text(record);
  if (!set->domain && record->usage <= TLSA_PKIX_EE) {
    FIND(CHECK_NOTE, set->name, "dane-pkix", "RFC 6698 section 2.1.1", text, NULL,
         "a TLSA record is for clients that verify the certificate by authorities, too; it was not compared");
    return false;
  }
  if (why)
    FIND(CHECK_WARNING, set->name, "dane-unusable",
         record->usage <= TLSA_PKIX_EE ? "RFC 7672 section 3.1.3" : "RFC 6698 section 2.1", text,
         "publish it anew as 3 1 1, or as 2 0 1 for an authority", "senders cannot use a TLSA record: %s", why);
  else if (record->matching == TLSA_FULL)
    FIND(CHECK_NOTE, set->name, "dane-full", "RFC 7672 section 3.1.2", text,
         "publish a digest instead: matching type 1",
         "a TLSA record holds a whole certificate or key, which makes answers large");
  return why == NULL;
}

static void count_usable(struct check_context *context, struct tlsa_set *set) {
  struct tlsa_record record;
  for (unsigned int i = 0; i < set->reply->answer.n; i++)
    set->usable += check_record(context, set, &set->reply->answer.records[i], &record);
  if (set->usable == 0 && set->domain)
    FIND(CHECK_WARNING, set->name, "dane-all-unusable", "RFC 7672 section 2.2", NULL,
         "publish 3 1 1 and the SHA-256 digest of the public key of the server",
         "no TLSA record can be used, so senders use TLS and verify nothing");
}

/* Whether it is worth to look at the server. */
static bool check_answer(struct check_context *context, struct tlsa_set *set) {
  const struct dns_answer *answer = &set->reply->answer;
  if (!set->host->secure && answer->status == DNS_FOUND) /* senders do not even ask then: RFC 7672 section 2.2.2 */
    FIND(CHECK_WARNING, set->name, "dane-insecure", "RFC 7672 section 2.2.2", NULL,
         "sign the zone of the server with DNSSEC",
         "the addresses of the server are not proven by DNSSEC, so nobody heeds its TLSA records");
  else if (!set->host->secure)
    FIND(CHECK_NOTE, set->name, "dane-missing", "RFC 7672 section 2.2.2", NULL,
         "sign the zone of the server with DNSSEC, and publish a TLSA record",
         "the addresses of the server are not proven by DNSSEC, so senders with DANE do not verify it");
  else if (answer->status == DNS_BOGUS)
    FIND(CHECK_ERROR, set->name, "dane-bogus", "RFC 7672 section 2.1.2", answer->why,
         "sign the zone anew, or mend its DS records", "the signatures of the TLSA records are wrong, so %s",
         consequence(set));
  else if (dns_has_failed(answer->status))
    FIND(CHECK_ERROR, set->name, "dane-no-answer", "RFC 7672 section 2.1.2", NULL,
         "make the name servers of the zone answer questions for TLSA",
         "%s for TLSA, in which case senders with DANE do not deliver to the server",
         check_failure_words(answer->status));
  else if (answer->status != DNS_FOUND)
    FIND(CHECK_NOTE, set->name, "dane-missing", "RFC 7672 section 2.2", NULL,
         "publish 3 1 1 and the SHA-256 digest of the public key of the server",
         "the server has no TLSA record, so senders with DANE do not verify it");
  else if (!answer->secure)
    FIND(CHECK_WARNING, set->name, "dane-insecure", "RFC 6698 section 4.1", NULL, "sign the zone with DNSSEC",
         "the TLSA records are not proven by DNSSEC, so nobody heeds them");
  else
    return true;
  return false;
}

/* -- the server -----------------------------------------------------------------------------------------------------
 */

/* What each record says of the server; true when one of them is for it. */
static bool match_records(struct check_context *context, const struct tlsa_set *set, const struct peer *peer,
                          GString *others) {
  const char *const names[] = {set->base, set->domain, NULL};
  bool matches = false;
  for (unsigned int i = 0; i < set->reply->answer.n; i++) {
    const struct dns_record *raw = &set->reply->answer.records[i];
    struct tlsa_record record;
    unsigned int troubles;
    if (!tlsa_record_read(raw->bytes, raw->length, &record) || tlsa_record_unusable(&record))
      continue;
    g_autofree char *text = tlsa_record_text(&record);
    const enum dane_match match = dane_match(&record, peer, names, &troubles);
    matches = matches || match == DANE_MATCHES;
    if (match == DANE_DIFFERS)
      g_string_append_printf(others, "%s%s", others->len ? "; " : "", text);
    if (match == DANE_NOT_VALID) {
      g_autofree char *words = tls_trouble_words(peer, set->host->name, troubles);
      FIND(CHECK_WARNING, set->name, "dane-authority-not-enough", "RFC 7672 section 3.1.2", text,
           "renew the certificate of the server, for its own name",
           "the authority of a TLSA record was shown, and the certificate does not hold under it: %s", words);
    }
  }
  return matches;
}

static void tell_match(struct check_context *context, const struct tlsa_set *set, const struct peer *peer) {
  g_autoptr(GString) others = g_string_new(NULL);
  g_autofree char *advised = dane_record_for(peer),
                  *advice = g_strdup_printf("publish %s, if this is the right server", advised);
  if (!match_records(context, set, peer, others)) {
    FIND(CHECK_ERROR, set->name, "dane-mismatch", reference(set, "RFC 7672 section 2.2"), others->str, advice,
         "no TLSA record is for what the server shows, so %s", consequence(set));
    return;
  }
  FIND(CHECK_OK, set->name, "dane-match", reference(set, "RFC 7672 section 3"), advised, NULL,
       "what the server shows is what its TLSA record says");
  if (others->len > 0)
    FIND(CHECK_NOTE, set->name, "dane-other-records", "RFC 7671 section 8.1", others->str,
         "take them out, unless they are for the next key",
         "there are TLSA records for something that the server does not show");
}

static void tell_probe(struct check_context *context, const struct tlsa_set *set, const struct mail_probe *probe) {
  if (probe->state == MAIL_PROBE_SHOWN)
    tell_match(context, set, &probe->peer);
  else if (probe->state == MAIL_PROBE_NO_STARTTLS || probe->state == MAIL_PROBE_STARTTLS_REFUSED ||
           probe->state == MAIL_PROBE_STARTTLS_LATER || probe->state == MAIL_PROBE_NO_HANDSHAKE)
    FIND(CHECK_ERROR, set->name, "dane-no-tls", reference(set, "RFC 7672 section 2.2"),
         probe->said ? probe->said : probe->trouble, "turn on STARTTLS on the server, or take the TLSA records out",
         "the server has TLSA records and does not do TLS, so %s", consequence(set));
  else
    FIND(probe->state == MAIL_PROBE_NO_ROUTE && set->reached ? CHECK_NOTE : CHECK_UNKNOWN, set->name,
         "dane-server-unknown", reference(set, "RFC 7672 section 2.2"), probe->trouble, NULL,
         "the server could not be asked for its certificate");
}

struct telling {
  const struct check_context *context;
  const struct tlsa_set *set;
};

static void tell_visited(void *user, struct findings *findings, const struct mail_probe *probe) {
  const struct telling *telling = user;
  struct check_context context = *telling->context;
  context.findings = findings;
  tell_probe(&context, telling->set, probe);
}

static void tell_server(struct check_context *context, struct tlsa_set *set) {
  set->reached = visit_is_reached(context->options->servers, set->visit);
  visit_tell(context->options->servers, set->visit, context->findings, set->name, tell_visited,
             &(struct telling){context, set});
}

/* -- all ------------------------------------------------------------------------------------------------------------
 */

/* At the end of an alias that is proven, or else at the name in the MX record (RFC 7672 section 2.2.2). */
static void ask_for_records(struct check_context *context, struct tlsa_set *set) {
  const char *const bases[] = {set->host->canonical && set->host->secure ? set->host->canonical : NULL,
                               set->host->name};
  for (size_t i = 0; i < G_N_ELEMENTS(bases); i++) {
    if (!bases[i] || (set->reply && set->reply->answer.status == DNS_FOUND))
      continue;
    g_free(set->name);
    resolver_done(set->reply);
    set->base = bases[i];
    set->name = g_strdup_printf("_%u._tcp.%s", set->port, set->base);
    set->reply = resolver_ask(context->resolver, set->name, DNS_TLSA);
  }
}

static void ask(struct check_context *context, struct tlsa_set *set, bool mx_secure) {
  ask_for_records(context, set);
  const enum dns_status status = set->reply->answer.status;
  if (!set->domain && status != DNS_FOUND && status != DNS_BOGUS) /* clients of people need no DANE */
    return;
  if (!check_answer(context, set))
    return;
  if (!mx_secure)
    FIND(CHECK_WARNING, context->domain, "dane-mx-insecure", "RFC 7672 section 2.2.1", NULL,
         "sign the zone of the domain with DNSSEC",
         "the MX records are not proven by DNSSEC, so mail can be led to another server than the one with the TLSA "
         "records");
  count_usable(context, set);
  if (set->usable > 0)
    set->visit = servers_visit(context->options->servers, set->host, set->port, set->kind);
}

static void clear_set(struct tlsa_set *set) {
  g_free(set->name);
  resolver_done(set->reply);
}

static void tell_no_dnssec(struct check_context *context) {
  FIND(CHECK_UNKNOWN, context->domain, "dane-no-dnssec", "RFC 7672 section 2.1", NULL,
       "check through name servers that know the root, or name a trust anchor",
       resolver_dnssec(context->resolver) == RESOLVER_NO_ROOT
           ? "no trust anchor worked with these name servers, so DNSSEC was not validated, and without that DANE means "
             "nothing"
           : "DNSSEC is not known: the name servers did not answer for the root in time, and without it DANE means "
             "nothing");
}

/* Says what is wrong with the records at once, and of the servers when all of them have been begun. */
static void check_sets(struct check_context *context, GArray *sets, bool mx_secure) {
  for (guint i = 0; i < sets->len; i++) {
    struct tlsa_set *set = &g_array_index(sets, struct tlsa_set, i);
    if (set->host->valid && set->host->status == DNS_FOUND)
      ask(context, set, mx_secure || !set->domain);
  }
  for (guint i = 0; i < sets->len; i++) {
    struct tlsa_set *set = &g_array_index(sets, struct tlsa_set, i);
    if (set->visit)
      tell_server(context, set);
    clear_set(set);
  }
}

static void add_named(struct check_context *context, GArray *sets, GPtrArray *found) {
  for (const struct server *const *named = context->options->named; named && *named; named++) {
    if (ip_address_is((*named)->host)) /* DANE is about names */
      continue;
    struct mail_host *host = mail_host_find(context->resolver, (*named)->host);
    g_ptr_array_add(found, host);
    const struct tlsa_set set = {.host = host, .port = (*named)->port, .kind = (*named)->kind};
    g_array_append_val(sets, set);
  }
}

static void free_host(void *host) {
  mail_host_free(host);
}

static void run(struct check_context *context) {
  g_autoptr(mail_hosts) hosts = mail_hosts_find(context->resolver, context->domain);
  g_autoptr(GArray) sets = g_array_new(FALSE, FALSE, sizeof(struct tlsa_set));
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(free_host);
  if (hosts->kind == MAIL_HOSTS_FAILED)
    FIND(CHECK_UNKNOWN, context->domain, "dane-no-answer", "RFC 7672 section 2.2.1", NULL, NULL, "%s for MX",
         check_failure_words(hosts->status));
  else if (hosts->list->len == 0)
    FIND(CHECK_OK, context->domain, "dane-no-servers", "RFC 7672 section 2.2", NULL, NULL,
         "no server takes mail for the domain, so there is none to look at");
  else if (resolver_dnssec(context->resolver) != RESOLVER_VALIDATES)
    tell_no_dnssec(context);
  if (resolver_dnssec(context->resolver) != RESOLVER_VALIDATES)
    return;
  for (unsigned int i = 0; i < hosts->list->len; i++) {
    const struct tlsa_set set = {
        .host = hosts->list->pdata[i], .port = server_port(SERVER_MX), .kind = SERVER_MX, .domain = context->domain};
    g_array_append_val(sets, set);
  }
  add_named(context, sets, found);
  check_sets(context, sets, hosts->kind == MAIL_HOSTS_IMPLICIT || hosts->secure);
}

const struct check check_dane = {.name = "dane",
                                 .title = "DANE",
                                 .summary = "Whether TLSA records mean the servers that are there (RFC 7672)",
                                 .run = run};
