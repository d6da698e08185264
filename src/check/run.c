/* SPDX-License-Identifier: MIT */
#include "check/run.h"
#include "base/signals.h"

#define WAIT_MICROSECONDS (G_USEC_PER_SEC / 10)

/* What all threads share. */
struct running {
  const struct check_run *run;
  GMutex lock;
  GCond changed;
  unsigned int done; /* domains; under the lock */
  bool stopped;      /* likewise */
};

/* A check of a domain, in a thread. */
struct job {
  struct check_domain *domain;
  unsigned int check;
  unsigned int *left; /* jobs of the domain, one of which frees it; under the lock */
};

static void end_job(struct running *running, struct job *job) {
  g_mutex_lock(&running->lock);
  if (--*job->left == 0) {
    g_free(job->left);
    running->done++;
    g_cond_signal(&running->changed);
  }
  g_mutex_unlock(&running->lock);
  g_free(job);
}

static void run_job(void *data, void *user) {
  struct running *running = user;
  struct job *job = data;
  struct check_domain *domain = job->domain;
  struct check_context context = {.domain = domain->domain,
                                  .resolver = running->run->resolver,
                                  .options = running->run->options,
                                  .known = &domain->known,
                                  .findings = domain->findings[job->check]};
  g_mutex_lock(&running->lock);
  const bool stopped = running->stopped;
  g_mutex_unlock(&running->lock);
  if (!stopped)
    domain->checks[job->check]->run(&context);
  end_job(running, job);
}

static void push_jobs(GThreadPool *pool, struct check_domain *domain) {
  unsigned int *left = g_new(unsigned int, 1);
  *left = domain->n;
  for (unsigned int i = 0; i < domain->n; i++) {
    struct job *job = g_new(struct job, 1);
    *job = (struct job){domain, i, left};
    g_thread_pool_push(pool, job, NULL);
  }
}

static void wait_for_all(struct running *running, unsigned int total) {
  const struct check_run *run = running->run;
  g_mutex_lock(&running->lock);
  while (running->done < total) {
    g_cond_wait_until(&running->changed, &running->lock, g_get_monotonic_time() + WAIT_MICROSECONDS);
    const unsigned int done = running->done;
    running->stopped |= run->stopping && run->stopping();
    g_mutex_unlock(&running->lock);
    if (run->progress)
      run->progress(run->user, done, total);
    g_mutex_lock(&running->lock);
  }
  g_mutex_unlock(&running->lock);
}

static void judge(struct check_domain *domain) {
  for (unsigned int i = 0; i < domain->n; i++)
    domain->result = check_result_worse(domain->result, domain->findings[i]->result);
}

/* Threads inherit it: signals are for the one that waits. */
static GThreadPool *start_pool(struct running *running) {
  sigset_t before;
  signals_hold(&before);
  GThreadPool *pool = g_thread_pool_new(run_job, running, CHECK_THREADS, TRUE, NULL);
  signals_release(&before);
  return pool;
}

bool check_run(const struct check_run *run, GPtrArray *domains) {
  struct running running = {.run = run};
  g_mutex_init(&running.lock);
  g_cond_init(&running.changed);
  GThreadPool *pool = start_pool(&running);
  for (guint i = 0; i < domains->len; i++)
    push_jobs(pool, g_ptr_array_index(domains, i));
  wait_for_all(&running, domains->len);
  g_thread_pool_free(pool, FALSE, TRUE);
  for (guint i = 0; i < domains->len; i++)
    judge(g_ptr_array_index(domains, i));
  g_cond_clear(&running.changed);
  g_mutex_clear(&running.lock);
  return !running.stopped;
}

struct check_domain *check_domain_new(char *domain, const struct check_known *known,
                                      const struct check *const *chosen) {
  struct check_domain *made = g_new0(struct check_domain, 1);
  made->domain = domain;
  made->known = *known;
  while (chosen[made->n])
    made->n++;
  made->checks = g_memdup2(chosen, made->n * sizeof *chosen);
  made->findings = g_new(struct findings *, made->n);
  for (unsigned int i = 0; i < made->n; i++)
    made->findings[i] = findings_list_new();
  return made;
}

void check_domain_free(struct check_domain *domain) {
  for (unsigned int i = 0; i < domain->n; i++)
    findings_list_free(domain->findings[i]);
  g_free(domain->findings);
  g_free(domain->checks);
  for (guint i = 0; domain->known.selectors && i < domain->known.selectors->len; i++)
    g_free(g_array_index(domain->known.selectors, struct check_selector, i).selector);
  g_clear_pointer(&domain->known.selectors, g_array_unref);
  g_free(domain->domain);
  g_free(domain);
}
