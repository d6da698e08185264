/* SPDX-License-Identifier: MIT */
/* The whole way from items to a sink, through real workers with the real parsers in their jail. */
#include "packing.h"
#include "piping.h"
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

/* A report with `n` records, the i-th of which counts i messages. */
static GByteArray *long_report(const char *id, unsigned int n) {
  GByteArray *whole = report(id);
  const char *text = (const char *)whole->data;
  const char *start = g_strstr_len(text, whole->len, "<record>"), *count = g_strstr_len(text, whole->len, "<count>");
  const char *end = g_strstr_len(text, whole->len, "</feedback>");
  GString *xml = g_string_new_len(text, start - text);
  for (unsigned int i = 0; i < n; i++) {
    g_string_append_len(xml, start, count - start);
    g_string_append_printf(xml, "<count>%u", i);
    const char *rest = strstr(count, "</count>");
    g_string_append_len(xml, rest, end - rest);
  }
  g_string_append(xml, "</feedback>\n");
  g_byte_array_unref(whole);
  GByteArray *bytes = bytes_of(xml->str);
  g_string_free(xml, TRUE);
  return bytes;
}

static GByteArray *cut_short(GByteArray *bytes) {
  return g_byte_array_set_size(bytes, bytes->len / 2);
}

static void every_item_ends_in_its_outcome(void **state) {
  (void)state;
  struct piping piping;
  piping_begin(&piping);
  piping_add(&piping, "mail", mail_of(attachment("application/gzip", gzipped(report("r1"))), NULL));
  piping_add(&piping, "text", bytes_of("hello"));
  piping_add(&piping, "half", cut_short(gzipped(report("r2"))));
  piping_add(&piping, "two",
             zipped((struct member[]){{.name = "a.xml", .content = report("r3")},
                                      {.name = "b.gz", .content = cut_short(gzipped(report("r4")))},
                                      {0}}));
  piping_add(&piping, "xml", report("r5"));
  piping_run(&piping);
  assert_int_equal(piping.counts.items, 5);
  assert_int_equal(piping.counts.reports, 3);
  assert_int_equal(piping.counts.records, 3);
  assert_int_equal(piping.counts.not_reports, 1);
  assert_int_equal(piping.counts.rejected, 2);
  assert_int_equal(piping.counts.outcomes[OUTCOME_STORED], 2);
  assert_int_equal(piping.counts.outcomes[OUTCOME_NOT_A_REPORT], 1);
  assert_int_equal(piping.counts.outcomes[OUTCOME_REJECTED], 2);
  piping_end(&piping, "mail: report r1, 1 records, 3 messages\nmail: done stored\n"
                      "text: not a report: neither XML, JSON, mail nor archive\ntext: done not a report\n"
                      "half: rejected: the gzip data ends early\nhalf: done rejected\n"
                      "two: report r3, 1 records, 3 messages\ntwo: rejected: the gzip data ends early\n"
                      "two: done rejected\n"
                      "xml: report r5, 1 records, 3 messages\nxml: done stored\n");
}

static void an_item_whose_reports_are_all_there_is_a_duplicate(void **state) {
  (void)state;
  struct piping piping;
  piping_begin(&piping);
  piping.duplicates_from = 1;
  piping_add(
      &piping, "a",
      zipped((struct member[]){{.name = "1", .content = report("r1")}, {.name = "2", .content = report("r2")}, {0}}));
  piping_add(&piping, "b", report("r2"));
  piping_run(&piping);
  assert_int_equal(piping.counts.reports, 1);
  assert_int_equal(piping.counts.records, 1);
  assert_int_equal(piping.counts.duplicates, 2);
  piping_end(&piping, "a: report r1, 1 records, 3 messages\na: report r2, 1 records, 3 messages\na: done stored\n"
                      "b: report r2, 1 records, 3 messages\nb: done duplicate\n");
}

static void nothing_is_acknowledged_before_its_commit(void **state) {
  (void)state;
  struct piping piping;
  piping_begin(&piping);
  piping.acknowledges = true;
  piping.commit_every = 2;
  piping_add(&piping, "a", report("r1"));
  piping_add(&piping, "b", bytes_of("hello"));
  piping_add(&piping, "c", report("r3"));
  piping_run(&piping);
  piping_end(&piping, "a: report r1, 1 records, 3 messages\na: done stored\n"
                      "b: not a report: neither XML, JSON, mail nor archive\nb: done not a report\n"
                      "commit\nacknowledged a: stored\nacknowledged b: not a report\n"
                      "c: report r3, 1 records, 3 messages\nc: done stored\n"
                      "commit\nacknowledged c: stored\n");
}

static void when_the_sink_breaks_nothing_more_is_acknowledged(void **state) {
  (void)state;
  struct piping piping;
  const struct pipeline_options options = {.workers = 1, .sandbox = true, .caps = caps_default};
  GError *error = NULL;
  piping_begin(&piping);
  piping.acknowledges = true;
  piping.breaks_at = "r2";
  piping_add(&piping, "a", report("r1"));
  piping_add(&piping, "b", report("r2"));
  piping_add(&piping, "c", report("r3"));
  assert_false(piping_run_with(&piping, &options, &error));
  assert_string_equal(error->message, "the sink is broken");
  g_error_free(error);
  assert_int_equal(piping.counts.items, 1);
  piping_end(&piping, "a: report r1, 1 records, 3 messages\na: done stored\n");
}

static void an_item_over_the_cap_is_refused_unread(void **state) {
  (void)state;
  struct piping piping;
  struct pipeline_options options = {.workers = 1, .sandbox = true, .caps = caps_default};
  options.caps.message = 3000;
  piping_begin(&piping);
  piping_add(&piping, "long", long_report("r1", 10));
  piping_add(&piping, "short", report("r2"));
  GError *error = NULL;
  assert_true(piping_run_with(&piping, &options, &error));
  assert_int_equal(piping.counts.rejected, 1);
  assert_int_equal(piping_count(&piping, "long: done rejected"), 1);
  assert_int_equal(piping_count(&piping, "short: done stored"), 1);
  const char *reason = g_ptr_array_index(piping.lines, 0);
  assert_true(g_str_has_prefix(reason, "long: rejected: is "));
  assert_true(g_str_has_suffix(reason, ", the cap \"message\""));
  piping_end(&piping, NULL);
}

/* -- reports that do not fit into memory --------------------------------------------------------------------------- */

#define MANY 30000 /* several MiB of frames */

static bool in_order(void *user, const struct item *item, struct report_stream *stream, bool *duplicate,
                     GError **error) {
  struct record record;
  uint64_t n = 0;
  (void)user, (void)item;
  *duplicate = false;
  while (stream->next(stream, &record, error)) {
    assert_int_equal(record.count, n++);
    assert_string_equal(record.header_from, "example.org");
    assert_int_equal(record.n_dkim_results, 1);
    assert_string_equal(record.dkim_results[0].domain, "example.org");
  }
  assert_int_equal(n, MANY);
  return true;
}

static void a_large_report_is_replayed_in_order(void **state) {
  (void)state;
  struct piping piping;
  struct pipeline_counts counts;
  GError *error = NULL;
  const struct pipeline_options options = {.workers = 1, .sandbox = true, .caps = caps_default};
  const struct pipeline_sink sink = {
      .report = in_order, .refused = piping_refused, .done = piping_done, .user = &piping};
  piping_begin(&piping);
  piping_add(&piping, "large", gzipped(long_report("r1", MANY)));
  struct pipeline *pipeline = pipeline_new(&options, &error);
  assert_true(pipeline_run(pipeline, &piping.source, &sink, NULL, NULL, &counts, &error));
  assert_int_equal(counts.reports, 1);
  assert_int_equal(counts.records, MANY);
  pipeline_free(pipeline);
  piping_end(&piping, "large: done stored\n");
}

static void without_room_for_its_records_a_large_report_is_for_later(void **state) {
  (void)state;
  struct piping piping;
  struct rlimit before, small;
  piping_begin(&piping);
  piping_add(&piping, "large", gzipped(long_report("r1", MANY)));
  piping_add(&piping, "small", report("r2"));
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
  small = (struct rlimit){.rlim_cur = 1536u << 10, .rlim_max = before.rlim_max};
  signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  piping_run(&piping);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
  piping_end(&piping, "large: try later: its records cannot be kept in a temporary file (EFBIG): make room, or name "
                      "another folder with TMPDIR\nlarge: done try later\n"
                      "small: report r2, 1 records, 3 messages\nsmall: done stored\n");
}

/* -- many items, several workers, several runs ----------------------------------------------------------------------
 */

static void several_workers_lose_nothing(void **state) {
  (void)state;
  for (unsigned int workers = 1; workers <= 4; workers++) {
    struct piping piping;
    const struct pipeline_options options = {.workers = workers, .sandbox = workers % 2, .caps = caps_default};
    GError *error = NULL;
    piping_begin(&piping);
    for (unsigned int i = 0; i < 200; i++) {
      g_autofree char *name = g_strdup_printf("i%u", i);
      piping_add(&piping, name, gzipped(long_report(name, i)));
    }
    assert_true(piping_run_with(&piping, &options, &error));
    for (unsigned int i = 0; i < 200; i++) {
      g_autofree char *line = g_strdup_printf("i%u: report i%u, %u records, %u messages", i, i, i, i * (i - 1) / 2);
      assert_int_equal(piping_count(&piping, line), 1);
    }
    assert_int_equal(piping.counts.reports, 200);
    assert_int_equal(piping.counts.records, 199 * 200 / 2);
    piping_end(&piping, NULL);
  }
}

static void an_empty_source_is_committed(void **state) {
  (void)state;
  struct piping piping;
  piping_begin(&piping);
  piping.acknowledges = true;
  piping_run(&piping);
  assert_int_equal(piping.counts.items, 0);
  piping_end(&piping, "commit\n");
}

static void a_pipeline_runs_for_one_source_after_the_other(void **state) {
  (void)state;
  const struct pipeline_options options = {.workers = 2, .sandbox = true, .caps = caps_default};
  GError *error = NULL;
  struct pipeline *pipeline = pipeline_new(&options, &error);
  for (int i = 0; i < 3; i++) {
    struct piping piping;
    const struct pipeline_sink sink = {
        .report = piping_report, .refused = piping_refused, .done = piping_done, .user = &piping};
    piping_begin(&piping);
    piping.breaks_at = i == 1 ? "r1" : NULL;
    piping_add(&piping, "a", report("r1"));
    const bool good = pipeline_run(pipeline, &piping.source, &sink, NULL, NULL, &piping.counts, &error);
    assert_int_equal(good, i != 1);
    g_clear_error(&error);
    piping_end(&piping, i == 1 ? "" : "a: report r1, 1 records, 3 messages\na: done stored\n");
  }
  pipeline_free(pipeline);
}

static void no_process_is_left_behind(void **state) {
  (void)state;
  struct piping piping;
  piping_begin(&piping);
  piping_add(&piping, "a", report("r1"));
  piping_run(&piping);
  piping_end(&piping, NULL);
  assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
  assert_int_equal(errno, ECHILD);
}

/* The last test: this process asks no source for another item afterwards. */
static void when_stopped_it_finishes_what_is_under_way(void **state) {
  (void)state;
  struct piping piping;
  piping_begin(&piping);
  piping.acknowledges = true;
  piping.stop_at = 3;
  for (int i = 0; i < 10; i++)
    piping_add(&piping, "a", report("r"));
  piping_run(&piping);
  assert_int_equal(piping.counts.items, 3);
  assert_int_equal(piping_count(&piping, "acknowledged a: stored"), 3);
  piping_end(&piping, NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_item_ends_in_its_outcome),
      cmocka_unit_test(an_item_whose_reports_are_all_there_is_a_duplicate),
      cmocka_unit_test(nothing_is_acknowledged_before_its_commit),
      cmocka_unit_test(when_the_sink_breaks_nothing_more_is_acknowledged),
      cmocka_unit_test(an_item_over_the_cap_is_refused_unread),
      cmocka_unit_test(a_large_report_is_replayed_in_order),
      cmocka_unit_test(without_room_for_its_records_a_large_report_is_for_later),
      cmocka_unit_test(several_workers_lose_nothing),
      cmocka_unit_test(an_empty_source_is_committed),
      cmocka_unit_test(a_pipeline_runs_for_one_source_after_the_other),
      cmocka_unit_test(no_process_is_left_behind),
      cmocka_unit_test(when_stopped_it_finishes_what_is_under_way),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
