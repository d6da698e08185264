/* SPDX-License-Identifier: MIT */
/*
 * One thread, the pump, waits for answers and hands them out. All calls into `dns` are made under the lock; only its
 * descriptor is waited for without it.
 */
#include "net/resolver.h"
#include "base/fault.h"
#include "base/signals.h"
#include <errno.h>
#include <poll.h>
#include <string.h>

#define ROOT_SECONDS 3       /* that servers have to show that they know the root */
#define PUMP_MILLISECONDS 50 /* how exactly time-outs are kept */

struct resolver {
  struct dns *dns;
  bool validates;
  GMutex lock;
  GCond answered, room;
  GThread *pump;
  bool closing; /* under the lock, as all above */
};

/* What a thread waits for. */
struct waiting {
  struct resolver *resolver;
  struct dns_reply *reply;
  bool done;
};

static void copy_answer(struct dns_reply *reply, const struct dns_answer *answer) {
  struct dns_record *records = g_new(struct dns_record, answer->n);
  for (unsigned int i = 0; i < answer->n; i++)
    records[i] =
        (struct dns_record){g_memdup2(answer->records[i].bytes, answer->records[i].length), answer->records[i].length};
  reply->answer = *answer;
  reply->answer.records = records;
  reply->answer.canonical = g_strdup(answer->canonical);
  reply->answer.why = g_strdup(answer->why);
}

static void on_answer(void *user, const struct dns_answer *answer) {
  struct waiting *waiting = user;
  copy_answer(waiting->reply, answer);
  waiting->done = true;
  g_cond_broadcast(&waiting->resolver->answered);
  g_cond_signal(&waiting->resolver->room);
}

static void *pump(void *user) {
  struct resolver *resolver = user;
  struct pollfd answers = {.fd = dns_descriptor(resolver->dns), .events = POLLIN};
  g_mutex_lock(&resolver->lock);
  while (!resolver->closing) {
    g_mutex_unlock(&resolver->lock);
    poll(&answers, 1, PUMP_MILLISECONDS);
    g_mutex_lock(&resolver->lock);
    dns_process(resolver->dns);
  }
  g_mutex_unlock(&resolver->lock);
  return NULL;
}

/* -- is there a root? ---------------------------------------------------------------------------------------------- */

static void on_root(void *user, const struct dns_answer *answer) {
  *(bool *)user = answer->status == DNS_FOUND;
}

/* Whether the servers have the keys of the root, false with *error when they cannot even be asked. */
static bool find_root(const struct dns_options *options, bool *found, GError **error) {
  struct dns_options plain = *options;
  plain.validate = false;
  plain.seconds = MIN(plain.seconds, ROOT_SECONDS);
  struct dns *dns = dns_new(&plain, error);
  if (!dns)
    return false;
  dns_ask(dns, ".", DNS_DNSKEY, on_root, found);
  while (dns_pending(dns) > 0)
    dns_wait(dns, 1000);
  dns_free(dns);
  return true;
}

/* -- making one ---------------------------------------------------------------------------------------------------- */

/* Signals are for the threads that were there before. */
static GThread *start_pump(struct resolver *resolver) {
  sigset_t before;
  signals_hold(&before);
  GThread *thread = g_thread_new("dns", pump, resolver);
  signals_release(&before);
  return thread;
}

struct resolver *resolver_new(const struct dns_options *options, enum resolver_trust trust, GError **error) {
  struct dns_options validating = *options;
  validating.validate = trust == RESOLVER_VALIDATE_ALWAYS;
  if (!validating.validate && !find_root(options, &validating.validate, error))
    return NULL;
  struct dns *dns = dns_new(&validating, error);
  if (!dns)
    return NULL;
  struct resolver *resolver = g_new0(struct resolver, 1);
  resolver->dns = dns;
  resolver->validates = validating.validate;
  g_mutex_init(&resolver->lock);
  g_cond_init(&resolver->answered);
  g_cond_init(&resolver->room);
  resolver->pump = start_pump(resolver);
  return resolver;
}

void resolver_free(struct resolver *resolver) {
  if (!resolver)
    return;
  g_mutex_lock(&resolver->lock);
  resolver->closing = true;
  g_mutex_unlock(&resolver->lock);
  g_thread_join(resolver->pump);
  dns_free(resolver->dns);
  g_cond_clear(&resolver->room);
  g_cond_clear(&resolver->answered);
  g_mutex_clear(&resolver->lock);
  g_free(resolver);
}

bool resolver_validates(const struct resolver *resolver) {
  return resolver->validates;
}

/* -- asking -------------------------------------------------------------------------------------------------------- */

struct dns_reply *resolver_ask(struct resolver *resolver, const char *name, enum dns_type type) {
  struct dns_reply *reply = g_new0(struct dns_reply, 1);
  struct waiting waiting = {resolver, reply, false};
  reply->name = g_strdup(name);
  reply->type = type;
  g_mutex_lock(&resolver->lock);
  while (dns_pending(resolver->dns) >= DNS_AT_ONCE)
    g_cond_wait(&resolver->room, &resolver->lock);
  dns_ask(resolver->dns, name, type, on_answer, &waiting);
  while (!waiting.done)
    g_cond_wait(&resolver->answered, &resolver->lock);
  g_mutex_unlock(&resolver->lock);
  return reply;
}

void resolver_done(struct dns_reply *reply) {
  if (!reply)
    return;
  for (unsigned int i = 0; i < reply->answer.n; i++)
    g_free((void *)(uintptr_t)reply->answer.records[i].bytes);
  g_free((void *)(uintptr_t)reply->answer.records);
  g_free((void *)(uintptr_t)reply->answer.canonical);
  g_free((void *)(uintptr_t)reply->answer.why);
  g_free(reply->name);
  g_free(reply);
}
