/* SPDX-License-Identifier: MIT */
#include "ingest/pipeline_parts.h"

struct flight *flight_new(struct item *item) {
  struct flight *flight = g_new0(struct flight, 1);
  flight->item = item;
  return flight;
}

void flight_free(struct flight *flight) {
  if (!flight)
    return;
  item_free(flight->item);
  g_free(flight);
}

static void count(struct delivery *delivery, struct flight *flight, bool duplicate, uint64_t records) {
  struct pipeline_counts *counts = delivery->counts;
  flight->told = true;
  flight->units[duplicate ? OUTCOME_DUPLICATE : OUTCOME_STORED] = true;
  if (duplicate) {
    counts->duplicates++;
  } else {
    counts->reports++;
    counts->records += records;
  }
}

static bool refuse_kind(struct delivery *delivery, struct flight *flight, const char *reason, GError **error) {
  return delivery_refusal(delivery, flight, &(struct refusal){REFUSAL_REJECTED, reason, ""}, error);
}

bool delivery_report(struct delivery *delivery, struct flight *flight, struct report_stream *stream, GError **error) {
  bool duplicate = false;
  if (delivery->only_tls)
    return refuse_kind(delivery, flight, "an aggregate report, and only TLS reports are taken here", error);
  delivery->uncommitted = true;
  if (!delivery->sink->report(delivery->sink->user, flight->item, stream, &duplicate, error))
    return false;
  count(delivery, flight, duplicate, stream->report.records);
  return true;
}

bool delivery_tls_report(struct delivery *delivery, struct flight *flight, const struct tls_report *report,
                         GError **error) {
  bool duplicate = false;
  delivery->uncommitted = true;
  if (!delivery->sink->tls_report(delivery->sink->user, flight->item, report, &duplicate, error))
    return false;
  count(delivery, flight, duplicate, 0);
  return true;
}

bool delivery_failure_report(struct delivery *delivery, struct flight *flight, const struct failure_report *report,
                             GError **error) {
  bool duplicate = false;
  if (delivery->only_tls)
    return refuse_kind(delivery, flight, "a failure report, and only TLS reports are taken here", error);
  delivery->uncommitted = true;
  if (!delivery->sink->failure_report(delivery->sink->user, flight->item, report, &duplicate, error))
    return false;
  count(delivery, flight, duplicate, 0);
  return true;
}

bool delivery_refusal(struct delivery *delivery, struct flight *flight, const struct refusal *refusal, GError **error) {
  flight->told = true;
  switch (refusal->kind) {
  case REFUSAL_NOT_A_REPORT:
    flight->units[OUTCOME_NOT_A_REPORT] = true;
    delivery->counts->not_reports++;
    break;
  case REFUSAL_TRY_LATER:
    flight->units[OUTCOME_TRY_LATER] = true;
    delivery->counts->try_later++;
    break;
  case REFUSAL_REJECTED:
  case REFUSAL_KIND_MAX:
    flight->units[OUTCOME_REJECTED] = true;
    delivery->counts->rejected++;
    break;
  }
  delivery->uncommitted = true;
  return delivery->sink->refused(delivery->sink->user, flight->item, refusal, error);
}

/* What is worst for its sender decides: an item that must be tried again must not be put away. */
static enum outcome outcome_of(const struct flight *flight) {
  static const enum outcome worst_first[] = {OUTCOME_TRY_LATER, OUTCOME_REJECTED, OUTCOME_STORED, OUTCOME_DUPLICATE};
  for (size_t i = 0; i < G_N_ELEMENTS(worst_first); i++)
    if (flight->units[worst_first[i]])
      return worst_first[i];
  return OUTCOME_NOT_A_REPORT;
}

static void acknowledge_all(struct delivery *delivery) {
  for (guint i = 0; i < delivery->pending->len; i++) {
    const struct pending *pending = &g_array_index(delivery->pending, struct pending, i);
    delivery->source->acknowledge(delivery->source, pending->item, pending->outcome);
    item_free(pending->item);
  }
  g_array_set_size(delivery->pending, 0);
  delivery->uncommitted = false;
}

/* Keeps the item for its acknowledgement, but not its file open. */
static void keep(struct delivery *delivery, struct item *item, enum outcome outcome) {
  const struct pending pending = {item, outcome};
  item_file_release(item->file);
  item->file = NULL;
  if (delivery->source->acknowledge)
    g_array_append_val(delivery->pending, pending);
  else
    item_free(item);
}

bool delivery_done(struct delivery *delivery, struct flight *flight, GError **error) {
  const enum outcome outcome = outcome_of(flight);
  bool committed = false;
  if (!delivery->sink->done(delivery->sink->user, flight->item, outcome, &committed, error)) {
    flight_free(flight);
    return false;
  }
  keep(delivery, g_steal_pointer(&flight->item), outcome);
  flight_free(flight);
  delivery->uncommitted = true;
  if (committed)
    acknowledge_all(delivery);
  delivery->counts->items++;
  delivery->counts->outcomes[outcome]++;
  if (delivery->progress)
    delivery->progress(delivery->progress_user, delivery->counts);
  return true;
}

bool delivery_commit(struct delivery *delivery, GError **error) {
  bool committed = false;
  if (!delivery->sink->done(delivery->sink->user, NULL, OUTCOME_MAX, &committed, error))
    return false;
  if (committed)
    acknowledge_all(delivery);
  return true;
}

void delivery_clear(struct delivery *delivery) {
  for (guint i = 0; i < delivery->pending->len; i++)
    item_free(g_array_index(delivery->pending, struct pending, i).item);
  g_array_unref(delivery->pending);
}
