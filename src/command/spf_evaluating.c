/* SPDX-License-Identifier: MIT */
#include "command/spf_evaluating.h"
#include "base/fault.h"
#include "base/progress.h"
#include "base/signals.h"
#include "check/spf_outlining.h"
#include "command/settings.h"
#include "command/stopping.h"

#define THREADS 16
#define WAIT_MICROSECONDS (G_USEC_PER_SEC / 10)
#define DOUBT_AFTER 16 /* when DNS has failed for the records of so many domains and of none not, there is none */

struct evaluating {
  struct resolver *resolver;
  struct evaluator_work *work;
  GMutex lock;
  GCond changed;
  guint done, good, failed; /* jobs, and domains; under the lock */
  bool stopped;             /* likewise: no more is begun */
};

/* -- jobs: first the domains, then the pairs ----------------------------------------------------------------------- */

static void outline(struct evaluating *all, guint i) {
  struct evaluator_domain *domain = &g_array_index(all->work->domains, struct evaluator_domain, i);
  enum spf_verdict result = SPF_NONE;
  domain->outline = spf_outline(all->resolver, domain->name, &result);
  domain->result = spf_verdict_word(result);
  g_mutex_lock(&all->lock);
  if (!domain->outline && result == SPF_TEMPERROR)
    all->failed++;
  else
    all->good++;
  all->stopped |= all->good == 0 && all->failed >= DOUBT_AFTER;
  g_mutex_unlock(&all->lock);
}

static void evaluate(struct evaluating *all, guint i) {
  struct evaluator_pair *pair = &g_array_index(all->work->pairs, struct evaluator_pair, i);
  const struct evaluator_domain *domain = &g_array_index(all->work->domains, struct evaluator_domain, pair->domain);
  pair->result = domain->result;
  if (!domain->outline)
    return;
  const struct spf_question question = {
      .address = pair->address, .address_length = pair->length, .domain = domain->name, .sender = domain->name};
  struct spf_answer answer;
  spf_check_host(all->resolver, &question, &answer);
  pair->result = spf_verdict_word(answer.result);
  pair->term = answer.matched ? spf_outline_find(domain->outline, answer.matched) : -1;
  spf_answer_clear(&answer);
}

static void run_job(void *data, void *user) {
  struct evaluating *all = user;
  const guint i = GPOINTER_TO_UINT(data) - 1, domains = all->work->domains->len; /* a pool takes no NULL */
  g_mutex_lock(&all->lock);
  const bool stopped = all->stopped;
  g_mutex_unlock(&all->lock);
  if (!stopped && i < domains)
    outline(all, i);
  else if (!stopped)
    evaluate(all, i - domains);
  g_mutex_lock(&all->lock);
  all->done++;
  g_cond_signal(&all->changed);
  g_mutex_unlock(&all->lock);
}

/* -- all of them --------------------------------------------------------------------------------------------------- */

static void wait_until(struct evaluating *all, guint done, struct progress *progress) {
  g_mutex_lock(&all->lock);
  while (all->done < done) {
    g_cond_wait_until(&all->changed, &all->lock, g_get_monotonic_time() + WAIT_MICROSECONDS);
    all->stopped |= stopping_asked();
    progress_step(progress, all->done);
  }
  g_mutex_unlock(&all->lock);
}

/* Threads inherit it: signals are for the one that waits. */
static GThreadPool *start_pool(struct evaluating *all) {
  sigset_t before;
  signals_hold(&before);
  GThreadPool *pool = g_thread_pool_new(run_job, all, THREADS, TRUE, NULL);
  signals_release(&before);
  return pool;
}

static void run_all(struct evaluating *all) {
  const guint domains = all->work->domains->len, total = domains + all->work->pairs->len;
  struct progress *progress = progress_start("addresses and domains", total);
  GThreadPool *pool = start_pool(all);
  for (guint i = 0; i < total; i++) {
    if (i == domains)
      wait_until(all, domains, progress); /* pairs need the outlines */
    g_thread_pool_push(pool, GUINT_TO_POINTER(i + 1), NULL);
  }
  wait_until(all, total, progress);
  g_thread_pool_free(pool, FALSE, TRUE);
  progress_end(progress);
}

static bool judge(const struct evaluating *all, GError **error) {
  if (stopping_asked())
    return fault(error, FAULT_TRY_LATER, "stopped before the end; nothing was changed");
  return all->good > 0 || all->failed == 0 ||
         fault(error, FAULT_UNAVAILABLE,
               "--resolve: no DNS server answers. Leave it out, or name a server: dns_server in [report] of the "
               "configuration.");
}

bool spf_evaluating_evaluate(void *user, struct evaluator_work *work, GError **error) {
  struct evaluating all = {.work = work, .resolver = settings_resolver(user, error)};
  if (!all.resolver)
    return false;
  stopping_listen(false);
  g_mutex_init(&all.lock);
  g_cond_init(&all.changed);
  run_all(&all);
  g_cond_clear(&all.changed);
  g_mutex_clear(&all.lock);
  resolver_free(all.resolver);
  return judge(&all, error);
}
