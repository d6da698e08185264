/* SPDX-License-Identifier: MIT */
/*
 * piping: what the tests of the pipeline share: a source of items in memory and a sink that writes down, in order, what
 * it is told:
 *
 *   "a: report r1, 3 records, 12 messages"     "a: rejected: the gzip data ends early"
 *   "a: done stored"                           "commit"        "acknowledged a: stored"
 */
#ifndef DMARCSTAT_TESTS_PIPING_H
#define DMARCSTAT_TESTS_PIPING_H

#include "base/fault.h"
#include "ingest/pipeline.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct piping {
  struct source source;     /* first */
  GPtrArray *names, *bytes; /* of the items: texts and GByteArrays */
  guint at;                 /* the next item */
  guint stop_at;            /* pipeline_stop() when so many were asked for; 0: never */
  guint commit_every;       /* items; 0: only when told to */
  guint since_commit;
  guint duplicates_from; /* reports that the sink has had before it calls them duplicates; 0: none are */
  guint reports;
  const char *breaks_at; /* the report at which the sink fails */
  bool acknowledges;     /* writes down commits and acknowledgements too */
  GPtrArray *lines;
  struct pipeline_counts counts;
};

static const char *const piping_outcomes[] = {"stored", "duplicate", "not a report", "rejected", "try later"};

static inline void piping_say(struct piping *piping, const char *format, ...) G_GNUC_PRINTF(2, 3);
static inline void piping_say(struct piping *piping, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_ptr_array_add(piping->lines, g_strdup_vprintf(format, arguments));
  va_end(arguments);
}

/* -- the source --------------------------------------------------------------------------------------------------- */

static inline struct item *piping_next(struct source *source, GError **error) {
  struct piping *piping = (struct piping *)source;
  (void)error;
  if (piping->at == piping->names->len)
    return NULL;
  const GByteArray *bytes = g_ptr_array_index(piping->bytes, piping->at);
  const int fd = memfd_create("item", MFD_CLOEXEC);
  assert_true(fd >= 0);
  for (guint done = 0; done < bytes->len;) {
    const ssize_t n = write(fd, bytes->data + done, bytes->len - done);
    assert_true(n > 0);
    done += (guint)n;
  }
  struct item_file *file = item_file_new(fd);
  struct item *item = item_new(file, 0, bytes->len, g_ptr_array_index(piping->names, piping->at));
  item_file_release(file);
  if (++piping->at == piping->stop_at)
    pipeline_stop();
  return item;
}

static inline void piping_acknowledge(struct source *source, struct item *item, enum outcome outcome) {
  assert_null(item->file);
  piping_say((struct piping *)source, "acknowledged %s: %s", item->origin, piping_outcomes[outcome]);
}

/* -- the sink ----------------------------------------------------------------------------------------------------- */

static inline bool piping_report(void *user, const struct item *item, struct report_stream *stream, bool *duplicate,
                                 GError **error) {
  struct piping *piping = user;
  struct record record;
  uint64_t records = 0, messages = 0;
  GError *broken = NULL;
  while (stream->next(stream, &record, &broken)) {
    records++;
    messages += record.count;
  }
  assert_null(broken);
  assert_int_equal(records, stream->report.records);
  assert_int_equal(messages, stream->report.messages);
  if (piping->breaks_at && strcmp(piping->breaks_at, stream->report.report_id) == 0)
    return fault(error, FAULT_IO, "the sink is broken");
  *duplicate = piping->duplicates_from > 0 && ++piping->reports > piping->duplicates_from;
  piping_say(piping, "%s: report %s, %" G_GUINT64_FORMAT " records, %" G_GUINT64_FORMAT " messages", item->origin,
             stream->report.report_id, records, messages);
  return true;
}

static inline bool piping_tls_report(void *user, const struct item *item, const struct tls_report *report,
                                     bool *duplicate, GError **error) {
  (void)error;
  *duplicate = false;
  piping_say(user, "%s: TLS report %s, %" G_GUINT64_FORMAT " failed", item->origin, report->report_id,
             tls_report_sessions_failed(report));
  return true;
}

static inline bool piping_failure_report(void *user, const struct item *item, const struct failure_report *report,
                                         bool *duplicate, GError **error) {
  (void)error;
  *duplicate = false;
  piping_say(user, "%s: failure report about %s", item->origin, report->domain);
  return true;
}

static inline bool piping_refused(void *user, const struct item *item, const struct refusal *refusal, GError **error) {
  static const char *const kinds[] = {"not a report", "rejected", "try later"};
  (void)error;
  assert_non_null(item->file); /* its bytes can go to quarantine */
  piping_say(user, "%s: %s: %s", item->origin, kinds[refusal->kind], refusal->reason);
  return true;
}

static inline bool piping_done(void *user, const struct item *item, enum outcome outcome, bool *committed,
                               GError **error) {
  struct piping *piping = user;
  (void)error;
  if (item)
    piping_say(piping, "%s: done %s", item->origin, piping_outcomes[outcome]);
  piping->since_commit++;
  *committed = !item || (piping->commit_every > 0 && piping->since_commit >= piping->commit_every);
  if (*committed)
    piping->since_commit = 0;
  if (*committed && piping->acknowledges)
    piping_say(piping, "commit");
  return true;
}

/* -- a test's three steps: begin and add, run, compare ------------------------------------------------------------ */

static inline void piping_begin(struct piping *piping) {
  *piping = (struct piping){.source = {.next = piping_next},
                            .names = g_ptr_array_new_with_free_func(g_free),
                            .bytes = g_ptr_array_new_with_free_func((GDestroyNotify)g_byte_array_unref),
                            .lines = g_ptr_array_new_with_free_func(g_free)};
}

/* Takes over `bytes`. */
static inline void piping_add(struct piping *piping, const char *name, GByteArray *bytes) {
  g_ptr_array_add(piping->names, g_strdup(name));
  g_ptr_array_add(piping->bytes, bytes);
}

static inline void piping_add_text(struct piping *piping, const char *name, const char *text) {
  piping_add(piping, name, g_byte_array_append(g_byte_array_new(), (const uint8_t *)text, (guint)strlen(text)));
}

static inline bool piping_run_with(struct piping *piping, const struct pipeline_options *options, GError **error) {
  const struct pipeline_sink sink = {.report = piping_report,
                                     .tls_report = piping_tls_report,
                                     .failure_report = piping_failure_report,
                                     .refused = piping_refused,
                                     .done = piping_done,
                                     .user = piping};
  struct pipeline *pipeline = pipeline_new(options, error);
  assert_non_null(pipeline);
  if (piping->acknowledges)
    piping->source.acknowledge = piping_acknowledge;
  const bool good = pipeline_run(pipeline, &piping->source, &sink, NULL, NULL, &piping->counts, error);
  pipeline_free(pipeline);
  return good;
}

/* With one worker, so that the order is that of the items. */
static inline void piping_run(struct piping *piping) {
  const struct pipeline_options options = {.workers = 1, .sandbox = true, .caps = caps_default};
  GError *error = NULL;
  assert_true(piping_run_with(piping, &options, &error));
  assert_null(error);
}

/* Holds what was written down against `lines`, each with its \n, and frees. */
static inline void piping_end(struct piping *piping, const char *lines) {
  g_autoptr(GString) got = g_string_new(NULL);
  for (guint i = 0; i < piping->lines->len; i++)
    g_string_append_printf(got, "%s\n", (const char *)g_ptr_array_index(piping->lines, i));
  if (lines)
    assert_string_equal(got->str, lines);
  g_ptr_array_unref(piping->names);
  g_ptr_array_unref(piping->bytes);
  g_ptr_array_unref(piping->lines);
}

/* How often a line was written down. */
static inline guint piping_count(const struct piping *piping, const char *line) {
  guint n = 0;
  for (guint i = 0; i < piping->lines->len; i++)
    n += strcmp(g_ptr_array_index(piping->lines, i), line) == 0;
  return n;
}

#endif
