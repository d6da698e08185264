/* SPDX-License-Identifier: MIT */
/*
 * One thread, the pump, waits for answers and hands them out. All calls into `dns` are made under the lock; only their
 * descriptors are waited for without it.
 *
 * Whether the servers know the root is asked together with the first questions. These go to a `dns` that does not
 * validate; what it answers counts when there is no root, and else they are asked again of one that does.
 */
#include "net/resolver.h"
#include "base/fault.h"
#include "base/signals.h"
#include <errno.h>
#include <poll.h>
#include <string.h>

/*
 * For how long answers are kept back for the root. It is in the cache of whoever answers for others, so an answer takes
 * as long as any other; servers that need many times that do not have it.
 */
#define ROOT_MICROSECONDS_LEAST G_USEC_PER_SEC
#define ROOT_MICROSECONDS_MOST (3 * G_USEC_PER_SEC)
#define ROOT_TIMES 8
#define PUMP_MILLISECONDS 50 /* how exactly time-outs are kept */

struct resolver {
  struct dns *plain, *validating; /* NULL: never or no longer needed */
  bool looking;                   /* for the root: `dnssec` is not known yet */
  enum resolver_dnssec dnssec;
  gint64 began, first_answer; /* monotonic time; how long the first answer took, 0: there was none */
  GMutex lock;
  GCond answered, room;
  GThread *pump;
  bool closing; /* under the lock, as all above */
};

/* What a thread waits for, or does no longer: then whoever answers it frees it. */
struct waiting {
  struct resolver *resolver;
  struct dns *dns;
  struct dns_answer answer;
  gint64 asked;
  bool done, abandoned;
};

static struct dns *chosen(const struct resolver *resolver) {
  return !resolver->looking && resolver->dnssec == RESOLVER_VALIDATES ? resolver->validating : resolver->plain;
}

/* -- answers ------------------------------------------------------------------------------------------------------- */

static void copy_answer(struct dns_answer *copy, const struct dns_answer *answer) {
  struct dns_record *records = g_new(struct dns_record, answer->n);
  for (unsigned int i = 0; i < answer->n; i++)
    records[i] =
        (struct dns_record){g_memdup2(answer->records[i].bytes, answer->records[i].length), answer->records[i].length};
  *copy = *answer;
  copy->records = records;
  copy->canonical = g_strdup(answer->canonical);
  copy->why = g_strdup(answer->why);
}

static void clear_answer(struct dns_answer *answer) {
  for (unsigned int i = 0; i < answer->n; i++)
    g_free((void *)(uintptr_t)answer->records[i].bytes);
  g_free((void *)(uintptr_t)answer->records);
  g_free((void *)(uintptr_t)answer->canonical);
  g_free((void *)(uintptr_t)answer->why);
}

static void on_answer(void *user, const struct dns_answer *answer) {
  struct waiting *waiting = user;
  struct resolver *resolver = waiting->resolver;
  if (resolver->first_answer == 0)
    resolver->first_answer = MAX(1, g_get_monotonic_time() - waiting->asked);
  g_cond_broadcast(&resolver->answered);
  g_cond_signal(&resolver->room);
  if (waiting->abandoned) {
    g_free(waiting);
    return;
  }
  copy_answer(&waiting->answer, answer);
  waiting->done = true;
}

static void abandon(struct waiting *waiting) {
  if (!waiting->done) {
    waiting->abandoned = true;
    return;
  }
  clear_answer(&waiting->answer);
  g_free(waiting);
}

/* -- is there a root? ---------------------------------------------------------------------------------------------- */

static void settle(struct resolver *resolver, enum resolver_dnssec dnssec) {
  resolver->looking = false;
  resolver->dnssec = dnssec;
  g_cond_broadcast(&resolver->answered);
  g_cond_broadcast(&resolver->room);
}

static void on_root(void *user, const struct dns_answer *answer) {
  struct resolver *resolver = user;
  if (resolver->looking)
    settle(resolver, answer->status == DNS_FOUND       ? RESOLVER_VALIDATES
                     : answer->status == DNS_TIMED_OUT ? RESOLVER_DNSSEC_UNKNOWN
                                                       : RESOLVER_NO_ROOT);
}

/* Not until there is an answer to compare with, which may be late, too. */
static void give_up_late_root(struct resolver *resolver) {
  const gint64 patience = resolver->first_answer == 0 ? ROOT_MICROSECONDS_MOST
                                                      : CLAMP(resolver->first_answer * ROOT_TIMES,
                                                              ROOT_MICROSECONDS_LEAST, ROOT_MICROSECONDS_MOST);
  if (resolver->looking && g_get_monotonic_time() - resolver->began >= patience)
    settle(resolver, RESOLVER_DNSSEC_UNKNOWN);
}

/* Of two, one is not needed any more when it is known which. */
static void drop_other(struct resolver *resolver) {
  struct dns **other = resolver->dnssec == RESOLVER_VALIDATES ? &resolver->plain : &resolver->validating;
  if (!resolver->looking && *other && dns_pending(*other) == 0)
    g_clear_pointer(other, dns_free);
}

/* -- the pump ------------------------------------------------------------------------------------------------------ */

static struct pollfd answers_of(const struct dns *dns) {
  return (struct pollfd){.fd = dns ? dns_descriptor(dns) : -1, .events = POLLIN};
}

static void *pump(void *user) {
  struct resolver *resolver = user;
  g_mutex_lock(&resolver->lock);
  while (!resolver->closing) {
    struct pollfd answers[] = {answers_of(resolver->plain), answers_of(resolver->validating)};
    g_mutex_unlock(&resolver->lock);
    poll(answers, G_N_ELEMENTS(answers), PUMP_MILLISECONDS);
    g_mutex_lock(&resolver->lock);
    if (resolver->plain)
      dns_process(resolver->plain);
    if (resolver->validating)
      dns_process(resolver->validating);
    give_up_late_root(resolver);
    drop_other(resolver);
  }
  g_mutex_unlock(&resolver->lock);
  return NULL;
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

static bool make_both(struct resolver *resolver, const struct dns_options *options, enum resolver_trust trust,
                      GError **error) {
  struct dns_options plain = *options, validating = *options;
  plain.validate = false;
  validating.validate = true;
  resolver->validating = dns_new(&validating, error);
  if (!resolver->validating || trust == RESOLVER_VALIDATE_ALWAYS)
    return resolver->validating != NULL;
  resolver->plain = dns_new(&plain, error);
  if (!resolver->plain)
    return false;
  resolver->looking = true;
  dns_ask(resolver->plain, ".", DNS_DNSKEY, on_root, resolver);
  return true;
}

struct resolver *resolver_new(const struct dns_options *options, enum resolver_trust trust, GError **error) {
  struct resolver *resolver = g_new0(struct resolver, 1);
  g_mutex_init(&resolver->lock);
  g_cond_init(&resolver->answered);
  g_cond_init(&resolver->room);
  resolver->dnssec = RESOLVER_VALIDATES;
  resolver->began = g_get_monotonic_time();
  if (make_both(resolver, options, trust, error)) {
    resolver->pump = start_pump(resolver);
    return resolver;
  }
  resolver_free(resolver);
  return NULL;
}

void resolver_free(struct resolver *resolver) {
  if (!resolver)
    return;
  g_mutex_lock(&resolver->lock);
  resolver->closing = true;
  g_mutex_unlock(&resolver->lock);
  if (resolver->pump)
    g_thread_join(resolver->pump);
  dns_free(resolver->plain);
  dns_free(resolver->validating);
  g_cond_clear(&resolver->room);
  g_cond_clear(&resolver->answered);
  g_mutex_clear(&resolver->lock);
  g_free(resolver);
}

enum resolver_dnssec resolver_dnssec(struct resolver *resolver) {
  g_mutex_lock(&resolver->lock);
  while (resolver->looking)
    g_cond_wait(&resolver->answered, &resolver->lock);
  const enum resolver_dnssec dnssec = resolver->dnssec;
  g_mutex_unlock(&resolver->lock);
  return dnssec;
}

/* -- asking -------------------------------------------------------------------------------------------------------- */

/* Under the lock. */
static struct waiting *begin(struct resolver *resolver, const char *name, enum dns_type type) {
  while (dns_pending(chosen(resolver)) >= DNS_AT_ONCE)
    g_cond_wait(&resolver->room, &resolver->lock);
  struct waiting *waiting = g_new0(struct waiting, 1);
  *waiting = (struct waiting){.resolver = resolver, .dns = chosen(resolver), .asked = g_get_monotonic_time()};
  dns_ask(waiting->dns, name, type, on_answer, waiting);
  return waiting;
}

struct dns_reply *resolver_ask(struct resolver *resolver, const char *name, enum dns_type type) {
  struct dns_reply *reply = g_new0(struct dns_reply, 1);
  reply->name = g_strdup(name);
  reply->type = type;
  g_mutex_lock(&resolver->lock);
  struct waiting *waiting = begin(resolver, name, type);
  while (resolver->looking || (!waiting->done && waiting->dns == chosen(resolver)))
    g_cond_wait(&resolver->answered, &resolver->lock);
  if (waiting->dns != chosen(resolver)) {
    abandon(waiting);
    waiting = begin(resolver, name, type);
    while (!waiting->done)
      g_cond_wait(&resolver->answered, &resolver->lock);
  }
  reply->answer = waiting->answer;
  g_mutex_unlock(&resolver->lock);
  g_free(waiting);
  return reply;
}

void resolver_done(struct dns_reply *reply) {
  if (!reply)
    return;
  clear_answer(&reply->answer);
  g_free(reply->name);
  g_free(reply);
}
