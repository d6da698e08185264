/* SPDX-License-Identifier: MIT */
/*
 * libunbound tries for longer than we want to wait, so each question has its own time here. All have the same, so that
 * the queue of those pending is in the order in which they run out.
 */
#include "net/dns.h"
#include "base/fault.h"
#include "base/ip_address.h"
#include "base/signals.h"
#include "base/text.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unbound.h>
#include <unistd.h>

#define CLASS_IN 1

/* The keys of the root, as IANA publishes them (KSK-2017 and KSK-2024). */
static const char *const root_keys[] = {
    ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D",
    ". IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16"};

struct dns {
  struct ub_ctx *context;
  gint64 patience; /* microseconds */
  GQueue pending;  /* of struct question */
  bool started, closing;
};

struct question {
  struct dns *dns;
  GList link;
  gint64 until;
  int id; /* of libunbound */
  dns_done done;
  void *user;
};

/* -- making one ---------------------------------------------------------------------------------------------------- */

/* "ADDRESS" or "ADDRESS@PORT", which is how libunbound wants it. */
static bool is_server(const char *text) {
  g_auto(GStrv) parts = g_strsplit(text, "@", 2);
  guint64 port;
  return parts[0] && ip_address_is(parts[0]) &&
         (!parts[1] || g_ascii_string_to_unsigned(parts[1], 10, 1, 65535, &port, NULL));
}

static bool set_servers(struct dns *dns, const char *const *servers, GError **error) {
  if (!servers || !*servers) {
    ub_ctx_resolvconf(dns->context, NULL); /* when it names none, the library asks the root servers itself */
    return true;
  }
  for (; *servers; servers++) {
    g_autofree char *shown = text_printable(*servers);
    if (!is_server(*servers))
      return fault(error, FAULT_CONFIG, "'%s' is no DNS server; it is an address, or an address@port", shown);
    const int trouble = ub_ctx_set_fwd(dns->context, *servers);
    if (trouble != 0)
      return fault(error, FAULT_SOFTWARE, "DNS server %s: %s", shown, ub_strerror(trouble));
  }
  return true;
}

static bool configure(struct dns *dns, bool validate, GError **error) {
  const char *const options[][2] = {
      {"module-config:", validate ? "validator iterator" : "iterator"},
      {"do-not-query-localhost:", "no"}, /* a server on this machine is fine */
      {"unblock-lan-zones:", "yes"},     /* private addresses have names too, where the server knows them */
      {"infra-host-ttl:", "0"},          /* dead reverse zones must not make the server look dead */
      {"rrset-roundrobin:", "no"},       /* the same answer is to look the same each time */
      {"outgoing-range:", "128"},
  };
  for (unsigned int i = 0; i < G_N_ELEMENTS(options); i++) {
    const int trouble = ub_ctx_set_option(dns->context, options[i][0], options[i][1]);
    if (trouble != 0)
      return fault(error, FAULT_SOFTWARE, "libunbound does not take %s %s", options[i][0], ub_strerror(trouble));
  }
  ub_ctx_async(dns->context, 1);
  ub_ctx_debugout(dns->context, NULL);
  return true;
}

static bool set_trust(struct dns *dns, const struct dns_options *options, GError **error) {
  int trouble = 0;
  if (options->trust_anchor) {
    g_autofree char *shown = text_printable(options->trust_anchor);
    if (access(options->trust_anchor, R_OK) != 0)
      return fault(error, FAULT_NO_INPUT, "cannot read the trust anchor %s: %s", shown, g_strerror(errno));
    trouble = ub_ctx_add_ta_file(dns->context, options->trust_anchor);
  } else {
    for (unsigned int i = 0; i < G_N_ELEMENTS(root_keys) && trouble == 0; i++)
      trouble = ub_ctx_add_ta(dns->context, root_keys[i]);
  }
  return trouble == 0 ||
         fault(error, FAULT_SOFTWARE, "libunbound does not take the trust anchor: %s", ub_strerror(trouble));
}

/* Names for tests and for homes, which the library would answer by itself. No option can be set after this. */
static bool unblock_names(struct dns *dns, GError **error) {
  static const char *const names[] = {"test.", "invalid.", "home.arpa."};
  for (unsigned int i = 0; i < G_N_ELEMENTS(names); i++)
    if (ub_ctx_zone_remove(dns->context, names[i]) != 0) /* the first call reads the file of trust anchors */
      return fault(error, FAULT_CONFIG, "libunbound cannot begin; is the trust anchor a file of DS or DNSKEY records?");
  return true;
}

static bool set_up(struct dns *dns, const struct dns_options *options, GError **error) {
  return configure(dns, options->validate, error) && set_servers(dns, options->servers, error) &&
         (!options->validate || set_trust(dns, options, error)) && unblock_names(dns, error);
}

struct dns *dns_new(const struct dns_options *options, GError **error) {
  struct dns *dns = g_new0(struct dns, 1);
  g_queue_init(&dns->pending);
  dns->patience = (gint64)options->seconds * G_USEC_PER_SEC;
  dns->context = ub_ctx_create();
  if (!dns->context)
    fault(error, FAULT_TRY_LATER, "there is not enough memory to ask DNS");
  else if (set_up(dns, options, error))
    return dns;
  dns_free(dns);
  return NULL;
}

/* -- asking -------------------------------------------------------------------------------------------------------- */

static struct question *oldest(struct dns *dns) {
  GList *link = g_queue_peek_head_link(&dns->pending);
  return link ? link->data : NULL;
}

/* Ends a question and frees it. */
static void end(struct question *question, const struct dns_answer *answer) {
  g_queue_unlink(&question->dns->pending, &question->link);
  question->done(question->user, answer);
  g_free(question);
}

static void end_failed(struct question *question, enum dns_status status) {
  end(question, &(struct dns_answer){.status = status});
}

static enum dns_status status_of(int trouble, const struct ub_result *result) {
  if (trouble != 0 || !result)
    return DNS_SERVER_FAILED;
  if (result->bogus)
    return DNS_BOGUS;
  if (result->havedata && result->data[0])
    return DNS_FOUND;
  if (result->nxdomain)
    return DNS_NO_NAME;
  return result->rcode == 0 ? DNS_NO_DATA : DNS_SERVER_FAILED;
}

/* Without the dot at the end, which the library writes here and not there. NULL when it is the name itself. */
static char *canonical(const struct ub_result *result) {
  char *name = g_strdup(result->canonname);
  if (name && g_str_has_suffix(name, "."))
    name[strlen(name) - 1] = '\0';
  const size_t length = strlen(result->qname),
               own = length > 0 && result->qname[length - 1] == '.' ? length - 1 : length;
  if (name && strlen(name) == own && g_ascii_strncasecmp(name, result->qname, own) == 0)
    g_clear_pointer(&name, g_free);
  return name;
}

static void on_result(void *user, int trouble, struct ub_result *result) {
  struct question *question = user;
  struct dns_answer answer = {.status = status_of(trouble, result)};
  g_autofree struct dns_record *records = NULL;
  g_autofree char *alias = NULL;
  if (!dns_has_failed(answer.status)) {
    answer.secure = result->secure;
    answer.canonical = alias = canonical(result);
  }
  if (answer.status == DNS_BOGUS)
    answer.why = result->why_bogus;
  if (answer.status == DNS_FOUND) {
    for (; answer.n < DNS_RECORDS && result->data[answer.n]; answer.n++) {
    }
    records = g_new(struct dns_record, answer.n);
    for (unsigned int i = 0; i < answer.n; i++)
      records[i] = (struct dns_record){(const uint8_t *)result->data[i], (size_t)MAX(0, result->len[i])};
    answer.records = records;
  }
  end(question, &answer);
  ub_resolve_free(result);
}

/* The library starts its thread with the first question; signals are for the thread that was there before. */
static int ask(struct question *question, const char *name, enum dns_type type) {
  struct dns *dns = question->dns;
  sigset_t before;
  if (!dns->started)
    signals_hold(&before);
  const int trouble = ub_resolve_async(dns->context, name, (int)type, CLASS_IN, question, on_result, &question->id);
  if (!dns->started)
    signals_release(&before);
  dns->started = true;
  return trouble;
}

void dns_ask(struct dns *dns, const char *name, enum dns_type type, dns_done done, void *user) {
  struct question *question = g_new0(struct question, 1);
  *question = (struct question){
      .dns = dns, .until = g_get_monotonic_time() + dns->patience, .done = done, .user = user, .link.data = question};
  g_queue_push_tail_link(&dns->pending, &question->link);
  if (dns->closing || ask(question, name, type) != 0)
    end_failed(question, DNS_SERVER_FAILED);
}

unsigned int dns_pending(const struct dns *dns) {
  return dns->pending.length;
}

/* What is asked again while it runs is behind those that are out of time, and so is not reached. */
static void expire(struct dns *dns) {
  const gint64 now = g_get_monotonic_time();
  for (struct question *question; (question = oldest(dns)) && question->until <= now;
       end_failed(question, DNS_TIMED_OUT))
    ub_cancel(dns->context, question->id);
}

/* Those pending have failed; what is asked in their place fails at once. */
void dns_free(struct dns *dns) {
  if (!dns)
    return;
  dns->closing = true;
  for (struct question *question; (question = oldest(dns)); end_failed(question, DNS_TIMED_OUT))
    ub_cancel(dns->context, question->id);
  ub_ctx_delete(dns->context);
  g_free(dns);
}

void dns_wait(struct dns *dns, unsigned int milliseconds) {
  const struct question *question = oldest(dns);
  const gint64 left = question ? (question->until - g_get_monotonic_time() + 999) / 1000 : G_MAXINT;
  struct pollfd answers = {.fd = ub_fd(dns->context), .events = POLLIN};
  poll(&answers, 1, (int)CLAMP(left, 0, (gint64)milliseconds));
  dns_process(dns);
}

int dns_descriptor(const struct dns *dns) {
  return ub_fd(dns->context);
}

void dns_process(struct dns *dns) {
  ub_process(dns->context); /* nothing to be had is fine */
  expire(dns);
}
