/* SPDX-License-Identifier: MIT */
/* For the tests of store/: folders that go away, reports made in memory, what the database holds as text. */
#ifndef DMARCSTAT_TESTS_STORE_SAMPLE_H
#define DMARCSTAT_TESTS_STORE_SAMPLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/fault.h"
#include "base/period.h"
#include "store/query.h"
#include <ftw.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define DAY ((int64_t)PERIOD_DAY_SECONDS)
#define FIRST_DAY 20780 /* 2026-11-23 */
#define NOW (FIRST_DAY * DAY + 36 * 3600)
#define MOST_MESSAGES (UINT64_C(1) << 53) /* of one record */

/* -- files --------------------------------------------------------------------------------------------------------- */

static inline int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where) {
  (void)about, (void)kind, (void)where;
  return remove(path);
}

/* Set-up and tear-down of a test whose state is the path of a folder of its own, which anybody can look into. */
static inline int folder_begin(void **state) {
  *state = g_dir_make_tmp("store-test-XXXXXX", NULL);
  return *state && chmod(*state, 0755) == 0 ? 0 : -1;
}

static inline int folder_end(void **state) {
  nftw(*state, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  g_free(*state);
  return 0;
}

#define TEST_IN_FOLDER(name) cmocka_unit_test_setup_teardown(name, folder_begin, folder_end)

static inline char *path_in(void **state, const char *name) {
  return g_build_filename(*state, name, NULL);
}

/* -- faults -------------------------------------------------------------------------------------------------------- */

/* The fault is looked at only after the arguments were worked out, one of which may set it. */
static inline void ok(bool result, GError **error) {
  if (!result)
    fail_msg("%s", *error ? (*error)->message : "failed without a fault");
}

/* The fault is of that kind and says exactly this; it is cleared. */
G_GNUC_PRINTF(3, 4)
static inline void expect_fault(GError **error, enum fault code, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *sentence = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  assert_non_null(*error);
  assert_string_equal((*error)->message, sentence);
  assert_true(g_error_matches(*error, FAULT, (gint)code));
  g_clear_error(error);
}

/* -- stores -------------------------------------------------------------------------------------------------------- */

static inline struct store *store_at(const char *path, enum store_mode mode) {
  GError *error = NULL;
  struct store *store = store_open(path, mode, &error);
  ok(store != NULL, &error);
  return store;
}

static inline struct store *store_in_memory(void) {
  return store_at(":memory:", STORE_WRITE);
}

static inline void begin(struct store *store) {
  GError *error = NULL;
  ok(store_begin(store, &error), &error);
}

static inline void commit(struct store *store) {
  GError *error = NULL;
  ok(store_commit(store, &error), &error);
}

static inline void append_cell(GString *text, struct query *query, int column) {
  size_t length;
  switch (query_type(query, column)) {
  case QUERY_NULL:
    g_string_append(text, "NULL");
    break;
  case QUERY_INT:
    g_string_append_printf(text, "%" G_GINT64_FORMAT, query_int(query, column));
    break;
  case QUERY_REAL:
    g_string_append_printf(text, "%g", query_real(query, column));
    break;
  case QUERY_TEXT:
    g_string_append_printf(text, "'%s'", query_text(query, column));
    break;
  case QUERY_BLOB: {
    const uint8_t *bytes = query_blob(query, column, &length);
    g_string_append(text, "x'");
    for (size_t i = 0; i < length; i++)
      g_string_append_printf(text, "%02x", bytes[i]);
    g_string_append_c(text, '\'');
  }
  }
}

/* Appends what the SQL gives: a line a row, its values as SQL would write them, between bars. False with *error. */
static inline bool append_rows(GString *text, struct store *store, const char *sql, GError **error) {
  struct query *query = query_open(store, sql, error);
  int step = query ? 0 : -1;
  while (query && (step = query_step(query, error)) > 0)
    for (int i = 0, n = query_columns(query); i < n; i++) {
      append_cell(text, query, i);
      g_string_append_c(text, i + 1 < n ? '|' : '\n');
    }
  query_close(query);
  return step == 0;
}

/* Caller frees. */
static inline char *rows(struct store *store, const char *sql) {
  GError *error = NULL;
  GString *text = g_string_new(NULL);
  ok(append_rows(text, store, sql, &error), &error);
  return g_string_free(text, FALSE);
}

static inline void expect_rows(struct store *store, const char *sql, const char *expected) {
  g_autofree char *found = rows(store, sql);
  assert_string_equal(found, expected);
}

static inline int64_t number(struct store *store, const char *sql) {
  g_autofree char *text = rows(store, sql);
  return g_ascii_strtoll(text, NULL, 10);
}

/* All that is in the database, except when its schema was made. Caller frees. */
static inline char *everything(struct store *store) {
  static const char *const tables[] = {"name",        "policy",     "report",       "warning",  "identity",
                                       "dkim_result", "spf_result", "override_set", "override", "record",
                                       "daily",       "quarantine", "run"};
  GError *error = NULL;
  GString *text = g_string_new(NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
    g_autofree char *sql = g_strdup_printf("SELECT * FROM %s", tables[i]);
    g_string_append_printf(text, "%s:\n", tables[i]);
    ok(append_rows(text, store, sql, &error), &error);
  }
  return g_string_free(text, FALSE);
}

static inline void expect_the_same(struct store *one, struct store *other) {
  g_autofree char *a = everything(one), *b = everything(other);
  assert_string_equal(a, b);
}

static inline void expect_sound(struct store *store) {
  expect_rows(store, "PRAGMA integrity_check", "'ok'\n");
  expect_rows(store, "PRAGMA foreign_key_check", "");
}

/* -- reports ------------------------------------------------------------------------------------------------------- */

#define NEVER UINT_MAX

struct sample {
  struct report_stream stream; /* first, so that it can be cast */
  const struct record *records;
  unsigned int n, asked, breaks_at; /* breaks when it is asked for that record; NEVER */
};

static inline bool sample_next(struct report_stream *stream, struct record *record, GError **error) {
  struct sample *sample = (struct sample *)stream;
  const unsigned int at = sample->asked++;
  if (at == sample->breaks_at)
    return fault(error, FAULT_DATA, "the stream broke at record %u", at);
  if (at >= sample->n)
    return false;
  *record = sample->records[at];
  return true;
}

/* The sums are those of the records. */
static inline struct sample sample_of(struct report report, const struct record *records, unsigned int n) {
  report.records = n;
  for (unsigned int i = 0; i < n; i++) {
    const bool dkim = records[i].dkim.value == ALIGNED_PASS, spf = records[i].spf.value == ALIGNED_PASS;
    report.messages += records[i].count;
    report.dkim_aligned += dkim ? records[i].count : 0;
    report.spf_aligned += spf ? records[i].count : 0;
    report.dmarc_pass += dkim || spf ? records[i].count : 0;
  }
  return (struct sample){
      .stream = {.report = report, .next = sample_next}, .records = records, .n = n, .breaks_at = NEVER};
}

static inline bool sample_try(struct store *store, struct sample *sample, enum store_result *result, GError **error) {
  const struct provenance provenance = {.received = NOW, .origin = "a.eml"};
  return store_put_report(store, &sample->stream, &provenance, result, error);
}

/* Within a batch. */
static inline enum store_result put(struct store *store, struct report report, const struct record *records,
                                    unsigned int n) {
  GError *error = NULL;
  enum store_result result;
  struct sample sample = sample_of(report, records, n);
  ok(sample_try(store, &sample, &result, &error), &error);
  assert_int_equal(sample.asked, result == STORE_NEW ? n + 1 : 0);
  return result;
}

/* Within a batch: the stream breaks when it is asked for that record. */
static inline void put_broken(struct store *store, struct report report, const struct record *records, unsigned int n,
                              unsigned int breaks_at) {
  GError *error = NULL;
  enum store_result result;
  struct sample sample = sample_of(report, records, n);
  sample.breaks_at = breaks_at;
  assert_false(sample_try(store, &sample, &result, &error));
  expect_fault(&error, FAULT_DATA, "the stream broke at record %u", breaks_at);
}

/* As a batch of its own. */
static inline enum store_result put_alone(struct store *store, struct report report, const struct record *records,
                                          unsigned int n) {
  begin(store);
  const enum store_result result = put(store, report, records, n);
  commit(store);
  return result;
}

static inline struct report report_of(const char *id) {
  return (struct report){.org_name = "google.com",
                         .report_id = id,
                         .begin = FIRST_DAY * DAY,
                         .end = (FIRST_DAY + 1) * DAY - 1,
                         .policy = {.domain = "example.com", .p = {.value = POLICY_REJECT}, .pct = 100},
                         .nesting = "gzip > xml"};
}

/* From 10.x.y.z, where x.y.z is `source`. */
static inline struct record record_of(uint32_t source, uint64_t count) {
  return (struct record){
      .source = {.length = 4, .bytes = {10, (uint8_t)(source >> 16), (uint8_t)(source >> 8), (uint8_t)source}},
      .count = count,
      .disposition = {.value = DISPOSITION_NONE},
      .header_from = "example.com"};
}

/* -- other processes ----------------------------------------------------------------------------------------------- */

/* Exit status of a child, which calls nothing of cmocka; or 128 and the number of the signal that ended it. */
static inline int wait_for(pid_t child) {
  int status = 0;
  assert_int_equal(TEMP_FAILURE_RETRY(waitpid(child, &status, 0)), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

#endif
