/* SPDX-License-Identifier: MIT */
/*
 * getaddrinfo waits for as long as the system's configuration says, so that a thread asks it. When the time is over the
 * thread is left to end by itself; what it finds then is freed by whoever of the two comes last.
 */
#include "net/resolve.h"
#include "base/signals.h"
#include <stdbool.h>

struct lookup {
  gatomicrefcount owners;
  GMutex lock;
  GCond changed;
  bool done;
  char *host, *port;
  int trouble;
  struct addrinfo *found;
};

static void lookup_release(struct lookup *lookup) {
  if (!g_atomic_ref_count_dec(&lookup->owners))
    return;
  if (lookup->found)
    freeaddrinfo(lookup->found);
  g_mutex_clear(&lookup->lock);
  g_cond_clear(&lookup->changed);
  g_free(lookup->host);
  g_free(lookup->port);
  g_free(lookup);
}

static gpointer look_up(gpointer data) {
  struct lookup *lookup = data;
  const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
  struct addrinfo *found = NULL;
  const int trouble = getaddrinfo(lookup->host, lookup->port, &hints, &found);
  g_mutex_lock(&lookup->lock);
  lookup->trouble = trouble;
  lookup->found = trouble == 0 ? found : NULL;
  lookup->done = true;
  g_cond_signal(&lookup->changed);
  g_mutex_unlock(&lookup->lock);
  lookup_release(lookup);
  return NULL;
}

/* Signals are for the thread that was there before. */
static bool start_thread(struct lookup *lookup) {
  sigset_t before;
  signals_hold(&before);
  g_atomic_ref_count_inc(&lookup->owners);
  GThread *thread = g_thread_try_new("resolve", look_up, lookup, NULL);
  signals_release(&before);
  if (thread)
    g_thread_unref(thread);
  else
    lookup_release(lookup);
  return thread != NULL;
}

static struct addrinfo *await_answer(struct lookup *lookup, gint64 until, int *trouble) {
  g_mutex_lock(&lookup->lock);
  bool in_time = true;
  while (!lookup->done && in_time)
    in_time = g_cond_wait_until(&lookup->changed, &lookup->lock, until);
  struct addrinfo *found = g_steal_pointer(&lookup->found);
  *trouble = lookup->done ? lookup->trouble : RESOLVE_TIME_OVER;
  g_mutex_unlock(&lookup->lock);
  return found;
}

struct addrinfo *resolve(const char *host, uint16_t port, gint64 until, int *trouble) {
  struct lookup *lookup = g_new0(struct lookup, 1);
  g_atomic_ref_count_init(&lookup->owners);
  g_mutex_init(&lookup->lock);
  g_cond_init(&lookup->changed);
  lookup->host = g_strdup(host);
  lookup->port = g_strdup_printf("%u", port);
  struct addrinfo *found = NULL;
  *trouble = EAI_MEMORY;
  if (start_thread(lookup))
    found = await_answer(lookup, until, trouble);
  lookup_release(lookup);
  return found;
}
