/* SPDX-License-Identifier: MIT */
#include "command/intake.h"
#include "base/fault.h"
#include "base/period.h"
#include "base/progress.h"
#include "base/say.h"
#include "base/text.h"
#include "command/batch.h"
#include "command/notify.h"
#include "command/stopping.h"
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define EXPLAINED_MOST 5 /* rejections that are named at the end */

/* Why an item cannot be taken; the first reason when there are several. */
struct rejection {
  char *reason, *nesting;
  unsigned int more;
};

struct intake {
  const char *command, *place;
  int64_t started;
  GHashTable *rejections; /* of items that are not through: struct item -> struct rejection */
  struct batch batch;
  GPtrArray *explained; /* sentences about rejected and unread items */
  uint64_t unexplained;
  char *refused; /* why the newest was that is not stored */
};

static void rejection_free(gpointer pointer) {
  struct rejection *rejection = pointer;
  g_free(rejection->reason);
  g_free(rejection->nesting);
  g_free(rejection);
}

struct intake *intake_new(struct store *store, const char *command, const char *place) {
  struct intake *intake = g_new0(struct intake, 1);
  intake->batch.store = store;
  store_add_only(store);
  intake->command = command;
  intake->place = place;
  intake->started = period_now();
  intake->rejections = g_hash_table_new_full(NULL, NULL, NULL, rejection_free);
  intake->explained = g_ptr_array_new_with_free_func(g_free);
  return intake;
}

void intake_free(struct intake *intake) {
  if (!intake)
    return;
  g_hash_table_unref(intake->rejections);
  g_ptr_array_unref(intake->explained);
  g_free(intake->refused);
  g_free(intake);
}

bool intake_write(struct intake *intake, bool (*write)(struct store *store, void *user, GError **error), void *user,
                  GError **error) {
  const bool alone = !intake->batch.begun;
  return batch_begin(&intake->batch, error) && write(intake->batch.store, user, error) &&
         (!alone || batch_commit(&intake->batch, error));
}

/* -- the sink ------------------------------------------------------------------------------------------------------ */

static struct provenance provenance_of(const struct item *item) {
  return (struct provenance){.received = period_now(), .origin = item->origin};
}

static bool take_report(void *user, const struct item *item, struct report_stream *stream, bool *duplicate,
                        GError **error) {
  struct intake *intake = user;
  const struct provenance provenance = provenance_of(item);
  enum store_result result;
  if (!batch_begin(&intake->batch, error) ||
      !store_put_report(intake->batch.store, stream, &provenance, &result, error))
    return false;
  *duplicate = result == STORE_DUPLICATE;
  intake->batch.records += *duplicate ? 0 : stream->report.records;
  return true;
}

static bool take_tls_report(void *user, const struct item *item, const struct tls_report *report, bool *duplicate,
                            GError **error) {
  struct intake *intake = user;
  const struct provenance provenance = provenance_of(item);
  enum store_result result;
  if (!batch_begin(&intake->batch, error) ||
      !store_put_tls_report(intake->batch.store, report, &provenance, &result, error))
    return false;
  *duplicate = result == STORE_DUPLICATE;
  intake->batch.records += *duplicate ? 0 : report->n_policies + report->n_failures;
  return true;
}

static bool take_failure_report(void *user, const struct item *item, const struct failure_report *report,
                                bool *duplicate, GError **error) {
  struct intake *intake = user;
  const struct provenance provenance = provenance_of(item);
  enum store_result result;
  if (!batch_begin(&intake->batch, error) ||
      !store_put_failure_report(intake->batch.store, report, &provenance, &result, error))
    return false;
  *duplicate = result == STORE_DUPLICATE;
  return true;
}

static void explain(struct intake *intake, const struct item *item, const char *reason) {
  if (intake->explained->len < EXPLAINED_MOST)
    g_ptr_array_add(intake->explained, g_strdup_printf("%s: %s", item->origin, reason));
  else
    intake->unexplained++;
}

static bool take_refusal(void *user, const struct item *item, const struct refusal *refusal, GError **error) {
  struct intake *intake = user;
  (void)error;
  g_free(intake->refused);
  intake->refused = g_strdup(refusal->reason);
  if (refusal->kind == REFUSAL_NOT_A_REPORT)
    return true;
  struct rejection *rejection = g_hash_table_lookup(intake->rejections, item);
  if (refusal->kind == REFUSAL_TRY_LATER) {
    explain(intake, item, refusal->reason);
  } else if (rejection) {
    rejection->more++;
  } else {
    explain(intake, item, refusal->reason);
    rejection = g_new0(struct rejection, 1);
    rejection->reason = g_strdup(refusal->reason);
    rejection->nesting = g_strdup(refusal->nesting);
    g_hash_table_insert(intake->rejections, (gpointer)(uintptr_t)item, rejection);
  }
  return true;
}

/* The item's bytes; NULL when they are too many to keep, or cannot be read. Caller frees. */
static uint8_t *read_bytes(const struct item *item) {
  if (item->length > QUARANTINE_MAX_BYTES)
    return NULL;
  uint8_t *bytes = g_malloc(item->length + 1); /* never NULL, not even for nothing */
  uint64_t done = 0;
  while (done < item->length) {
    const ssize_t got =
        TEMP_FAILURE_RETRY(pread(item->file->fd, bytes + done, item->length - done, (off_t)(item->offset + done)));
    if (got <= 0) {
      g_free(bytes);
      return NULL;
    }
    done += (uint64_t)got;
  }
  return bytes;
}

static bool put_into_quarantine(struct intake *intake, const struct item *item, const struct rejection *rejection,
                                GError **error) {
  g_autofree uint8_t *bytes = read_bytes(item);
  g_autofree char *more = rejection->more > 0 ? g_strdup_printf(" (and %u more in it)", rejection->more) : NULL;
  g_autofree char *reason = g_strconcat(rejection->reason, more, NULL);
  const struct quarantined entry = {.at = period_now(),
                                    .origin = item->origin,
                                    .reason = reason,
                                    .nesting = rejection->nesting,
                                    .size = item->length,
                                    .bytes = bytes,
                                    .n_bytes = bytes ? (size_t)item->length : 0};
  return batch_begin(&intake->batch, error) && store_put_quarantine(intake->batch.store, &entry, error);
}

static bool take_done(void *user, const struct item *item, enum outcome outcome, bool *committed, GError **error) {
  struct intake *intake = user;
  (void)outcome;
  if (item) {
    const struct rejection *rejection = g_hash_table_lookup(intake->rejections, item);
    if (rejection && !put_into_quarantine(intake, item, rejection, error))
      return false;
    g_hash_table_remove(intake->rejections, item);
    intake->batch.items++;
  }
  *committed = !item || !intake->batch.begun || batch_is_full(&intake->batch);
  return !*committed || batch_commit(&intake->batch, error);
}

/* -- what is said -------------------------------------------------------------------------------------------------- */

/* ", 3 rejected"; nothing when there are none. */
static void append_part(GString *line, uint64_t number, const char *one, const char *many) {
  if (number == 0)
    return;
  g_autofree char *words = text_plural(number, one, many);
  g_string_append_printf(line, ", %s", words);
}

static void say_what_came_of_it(const struct intake *intake, const struct pipeline_counts *counts,
                                uint64_t unreadable) {
  g_autofree char *stored = text_plural(counts->reports, "report", "reports");
  g_autoptr(GString) line = g_string_new(NULL);
  if (counts->items > 0)
    g_string_append_printf(line, "%s stored", stored);
  else
    g_string_append(line, "nothing new");
  append_part(line, counts->duplicates, "duplicate", "duplicates");
  append_part(line, counts->not_reports, "not a report", "not reports");
  append_part(line, counts->rejected, "rejected", "rejected");
  append_part(line, counts->try_later, "left for another try", "left for another try");
  append_part(line, unreadable, "unreadable", "unreadable");
  say(SAY_INFO, "%s%s%s", intake->place ? intake->place : "", intake->place ? ": " : "", line->str);
  for (guint i = 0; i < intake->explained->len; i++)
    say(SAY_WARNING, "  %s", (const char *)g_ptr_array_index(intake->explained, i));
  if (intake->unexplained > 0)
    say(SAY_WARNING, "  and %" G_GUINT64_FORMAT " more", intake->unexplained);
}

static bool judge(const struct pipeline_counts *counts, uint64_t unreadable, GError **error) {
  if (stopping_asked())
    return fault(error, FAULT_TRY_LATER, "stopped before the end; the same command takes the rest");
  if (counts->try_later > 0)
    return fault(error, FAULT_TRY_LATER, "some of it could not be read this time; the same command tries again");
  if (counts->rejected > 0)
    return fault(error, FAULT_DATA, "what was rejected is kept; `dmarcstat quarantine list` shows it");
  if (unreadable > 0)
    return fault(error, FAULT_NO_INPUT, "some of it could not be opened; the rest was taken");
  return true;
}

static bool note_run(struct intake *intake, const struct pipeline_counts *counts, uint64_t unreadable, GError **error) {
  if (counts->items + unreadable == 0)
    return true;
  const struct run_counts run = {
      .started = intake->started,
      .finished = period_now(),
      .command = intake->command,
      .items = counts->items,
      .reports = counts->reports,
      .records = counts->records,
      .duplicates = counts->duplicates,
      .not_reports = counts->not_reports,
      .rejected = counts->rejected,
      .unreadable = unreadable + counts->try_later,
  };
  return batch_begin(&intake->batch, error) && store_put_run(intake->batch.store, &run, error) &&
         batch_commit(&intake->batch, error);
}

/* -- running ------------------------------------------------------------------------------------------------------- */

struct watch {
  struct progress *progress;
  struct source *source;
};

static void show_progress(void *user, const struct pipeline_counts *counts) {
  struct watch *watch = user;
  if (watch->source->total)
    progress_total(watch->progress, watch->source->total(watch->source));
  progress_step(watch->progress, counts->items);
  notify_alive();
}

static struct pipeline_sink sink_of(struct intake *intake) {
  return (struct pipeline_sink){.report = take_report,
                                .tls_report = take_tls_report,
                                .failure_report = take_failure_report,
                                .refused = take_refusal,
                                .done = take_done,
                                .user = intake};
}

bool intake_one(struct intake *intake, struct pipeline *pipeline, struct source *source, enum outcome *outcome,
                char **reason, GError **error) {
  const struct pipeline_sink sink = sink_of(intake);
  struct pipeline_counts counts;
  if (!pipeline_run(pipeline, source, &sink, NULL, NULL, &counts, error))
    return false;
  for (*outcome = OUTCOME_STORED; *outcome < OUTCOME_TRY_LATER && counts.outcomes[*outcome] == 0; (*outcome)++)
    ;
  *reason = g_steal_pointer(&intake->refused);
  return true;
}

bool intake_run(struct intake *intake, struct pipeline *pipeline, struct source *source, enum intake_talk talk,
                GError **error) {
  const struct pipeline_sink sink = sink_of(intake);
  struct watch watch = {.progress = progress_start("mails", source->total ? source->total(source) : 0),
                        .source = source};
  struct pipeline_counts counts;
  stopping_listen(false);
  const bool good = pipeline_run(pipeline, source, &sink, show_progress, &watch, &counts, error);
  progress_end(watch.progress);
  if (!good)
    return false;
  if (talk == INTAKE_SAYS_ALL || (talk == INTAKE_SAYS_NEWS && counts.items + source->unreadable > 0))
    say_what_came_of_it(intake, &counts, source->unreadable);
  return note_run(intake, &counts, source->unreadable, error) && judge(&counts, source->unreadable, error);
}
