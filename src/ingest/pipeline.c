/* SPDX-License-Identifier: MIT */
#include "ingest/pipeline.h"
#include "base/fault.h"
#include "base/text.h"
#include "ingest/authentication_results.h"
#include "ingest/jail.h"
#include "ingest/pipeline_parts.h"
#include <poll.h>
#include <signal.h>

#define WORKERS_MOST 8
#define QUIET_MILLISECONDS 1000
#define DEATHS_MOST 5

struct pipeline {
  struct pipeline_options options; /* with a copy of the authserv-ids */
  unsigned int n_lanes;
  struct lane lanes[WORKERS_MOST];
  GQueue waiting;      /* flights that come back from a worker that died */
  struct flight *next; /* taken from the source and not sent yet */
  bool ended;          /* the source has no more, or is not asked any more */
  unsigned int deaths; /* of workers that were at no item, without an item done in between */
  uint64_t items_at_death;
};

static volatile sig_atomic_t stopped;

void pipeline_stop(void) {
  stopped = 1;
}

/* -- making and freeing ------------------------------------------------------------------------------------------- */

static bool start_lane(struct pipeline *pipeline, struct lane *lane, GError **error) {
  const struct pipeline_options *options = &pipeline->options;
  const struct worker_settings settings = {&options->caps, options->authserv_ids, options->sandbox};
  return lane->running || lane_start(lane, &settings, error);
}

struct pipeline *pipeline_new(const struct pipeline_options *options, GError **error) {
  if (!authserv_ids_check(options->authserv_ids, error) || (options->sandbox && !jail_possible(error)))
    return NULL;
  struct pipeline *pipeline = g_new0(struct pipeline, 1);
  pipeline->options = *options;
  pipeline->options.authserv_ids = (const char *const *)g_strdupv((GStrv)options->authserv_ids);
  pipeline->n_lanes = CLAMP(options->workers ? options->workers : g_get_num_processors(), 1, WORKERS_MOST);
  g_queue_init(&pipeline->waiting);
  for (unsigned int i = 0; i < pipeline->n_lanes; i++)
    lane_init(&pipeline->lanes[i], &options->caps);
  for (unsigned int i = 0; i < pipeline->n_lanes; i++)
    if (!start_lane(pipeline, &pipeline->lanes[i], error)) {
      pipeline_free(pipeline);
      return NULL;
    }
  return pipeline;
}

/* Gives up what is under way, unacknowledged. Workers that have something to do are ended. */
static void abandon(struct pipeline *pipeline) {
  struct flight *guilty;
  for (unsigned int i = 0; i < pipeline->n_lanes; i++)
    if (pipeline->lanes[i].running && pipeline->lanes[i].n > 0) {
      g_free(lane_stop(&pipeline->lanes[i], &pipeline->waiting, &guilty));
      flight_free(guilty);
    }
  g_queue_clear_full(&pipeline->waiting, (GDestroyNotify)flight_free);
  g_clear_pointer(&pipeline->next, flight_free);
}

void pipeline_free(struct pipeline *pipeline) {
  if (!pipeline)
    return;
  abandon(pipeline);
  for (unsigned int i = 0; i < pipeline->n_lanes; i++)
    lane_clear(&pipeline->lanes[i]);
  g_strfreev((GStrv)pipeline->options.authserv_ids);
  g_free(pipeline);
}

/* -- feeding ------------------------------------------------------------------------------------------------------ */

static bool refuse(struct delivery *delivery, struct flight *flight, const char *reason, GError **error) {
  const struct refusal refusal = {REFUSAL_REJECTED, reason, ""};
  if (delivery_refusal(delivery, flight, &refusal, error))
    return delivery_done(delivery, flight, error);
  flight_free(flight);
  return false;
}

static bool refuse_large(struct pipeline *pipeline, struct delivery *delivery, struct flight *flight, GError **error) {
  g_autofree char *size = text_bytes(flight->item->length);
  g_autofree char *most = text_bytes(pipeline->options.caps.message);
  g_autofree char *reason = g_strdup_printf("is %s long, more than %s, the cap \"message\"", size, most);
  return refuse(delivery, flight, reason, error);
}

/* Fills pipeline->next unless there is nothing more. False with *error. */
static bool fetch(struct pipeline *pipeline, struct delivery *delivery, GError **error) {
  GError *trouble = NULL;
  while (!pipeline->next) {
    pipeline->next = g_queue_pop_head(&pipeline->waiting);
    if (pipeline->next || pipeline->ended)
      return true;
    struct item *item = stopped ? NULL : delivery->source->next(delivery->source, &trouble);
    if (trouble) {
      g_propagate_error(error, trouble);
      return false;
    }
    if (!item) {
      pipeline->ended = true;
    } else if (item->length <= pipeline->options.caps.message) {
      pipeline->next = flight_new(item);
    } else if (!refuse_large(pipeline, delivery, flight_new(item), error)) {
      return false;
    }
  }
  return true;
}

static struct lane *least_busy(struct pipeline *pipeline, const struct item *item) {
  struct lane *best = NULL;
  for (unsigned int i = 0; i < pipeline->n_lanes; i++) {
    struct lane *lane = &pipeline->lanes[i];
    if (lane_takes(lane, item) && (!best || lane->n < best->n))
      best = lane;
  }
  return best;
}

/* Ends a lane's worker, refuses the item it was at, and starts another. */
static bool replace(struct pipeline *pipeline, struct delivery *delivery, struct lane *lane, enum lane_state why,
                    GError **error) {
  struct flight *guilty;
  g_autofree char *ending = lane_stop(lane, &pipeline->waiting, &guilty);
  g_autofree char *reason = NULL;
  if (why == LANE_NONSENSE)
    reason = g_strdup("the parser's answer about it made no sense");
  else if (why == LANE_HUNG)
    reason = g_strdup_printf("the parser gave no sign of life for %u seconds, the cap \"seconds\"",
                             pipeline->options.caps.seconds);
  else
    reason = g_strdup_printf("the parser %s while reading it", ending);
  if (guilty && !refuse(delivery, guilty, reason, error))
    return false;
  pipeline->deaths = delivery->counts->items == pipeline->items_at_death ? pipeline->deaths + 1 : 1;
  pipeline->items_at_death = delivery->counts->items;
  if (pipeline->deaths > DEATHS_MOST)
    return fault(error, FAULT_SOFTWARE, "the parser process %s again and again without anything to read", ending);
  return start_lane(pipeline, lane, error);
}

/* Gives the workers as much as they take. */
static bool feed(struct pipeline *pipeline, struct delivery *delivery, GError **error) {
  while (fetch(pipeline, delivery, error)) {
    struct lane *lane = pipeline->next ? least_busy(pipeline, pipeline->next->item) : NULL;
    if (!lane || !lane_send(lane, pipeline->next))
      return true;
    pipeline->next = NULL;
  }
  return false;
}

/* -- listening ---------------------------------------------------------------------------------------------------- */

static bool hear_lane(struct pipeline *pipeline, struct delivery *delivery, struct lane *lane, GError **error) {
  const enum lane_state state = lane_read(lane, delivery, error);
  if (state == LANE_BROKEN)
    return false;
  return state == LANE_FINE || replace(pipeline, delivery, lane, state, error);
}

static bool watch_lane(struct pipeline *pipeline, struct delivery *delivery, struct lane *lane, GError **error) {
  const int64_t most = (int64_t)pipeline->options.caps.seconds * G_USEC_PER_SEC;
  if (lane_silence(lane, g_get_monotonic_time()) <= most)
    return true;
  return replace(pipeline, delivery, lane, LANE_HUNG, error);
}

/* Waits until a worker says something, but no longer than a moment, and hears them all. */
static bool listen_once(struct pipeline *pipeline, struct delivery *delivery, GError **error) {
  struct pollfd ready[WORKERS_MOST];
  for (unsigned int i = 0; i < pipeline->n_lanes; i++)
    ready[i] = (struct pollfd){.fd = pipeline->lanes[i].worker.socket, .events = POLLIN};
  const int n = poll(ready, pipeline->n_lanes, QUIET_MILLISECONDS);
  if (n == 0 && delivery->uncommitted && !delivery_commit(delivery, error))
    return false;
  for (unsigned int i = 0; i < pipeline->n_lanes; i++) {
    struct lane *lane = &pipeline->lanes[i];
    if (n > 0 && ready[i].revents && !hear_lane(pipeline, delivery, lane, error))
      return false;
    if (!watch_lane(pipeline, delivery, lane, error))
      return false;
  }
  return true;
}

static bool in_flight(const struct pipeline *pipeline) {
  for (unsigned int i = 0; i < pipeline->n_lanes; i++)
    if (pipeline->lanes[i].n > 0)
      return true;
  return pipeline->next != NULL;
}

static bool run(struct pipeline *pipeline, struct delivery *delivery, GError **error) {
  for (unsigned int i = 0; i < pipeline->n_lanes; i++)
    if (!start_lane(pipeline, &pipeline->lanes[i], error))
      return false;
  pipeline->ended = false;
  while (feed(pipeline, delivery, error)) {
    if (!in_flight(pipeline))
      return delivery_commit(delivery, error);
    if (!listen_once(pipeline, delivery, error))
      return false;
  }
  return false;
}

bool pipeline_run(struct pipeline *pipeline, struct source *source, const struct pipeline_sink *sink,
                  void (*progress)(void *user, const struct pipeline_counts *counts), void *progress_user,
                  struct pipeline_counts *counts, GError **error) {
  *counts = (struct pipeline_counts){0};
  struct delivery delivery = {.sink = sink,
                              .source = source,
                              .counts = counts,
                              .only_tls = pipeline->options.only_tls,
                              .progress = progress,
                              .progress_user = progress_user,
                              .pending = g_array_new(FALSE, FALSE, sizeof(struct pending))};
  const bool done = run(pipeline, &delivery, error);
  if (!done)
    abandon(pipeline);
  delivery_clear(&delivery);
  return done;
}
