/* SPDX-License-Identifier: MIT */
/* TLS reports that come over HTTPS, from their bytes and media type through the pipeline. */
#include "packing.h"
#include "piping.h"

#define REPORT                                                                                                         \
  "{\"organization-name\":\"R\",\"contact-info\":\"c\",\"report-id\":\"t1\",\"date-range\":{\"start-datetime\":"       \
  "\"2025-06-01T00:00:00Z\",\"end-datetime\":\"2025-06-01T23:59:59Z\"},\"policies\":[]}"

/* What becomes of it. Takes over `content`. */
static void post(GByteArray *content, const char *lines) {
  const struct pipeline_options options = {.workers = 1, .sandbox = true, .caps = caps_default};
  GError *error = NULL;
  struct piping piping;
  piping_begin(&piping);
  const struct pipeline_sink sink = {.report = piping_report,
                                     .tls_report = piping_tls_report,
                                     .failure_report = piping_failure_report,
                                     .refused = piping_refused,
                                     .done = piping_done,
                                     .user = &piping};
  struct pipeline *pipeline = pipeline_new(&options, &error);
  struct source *source = source_post_new("POST", content->data, content->len, &error);
  assert_non_null(source);
  assert_true(pipeline_run(pipeline, source, &sink, NULL, NULL, &piping.counts, &error));
  source->free(source);
  pipeline_free(pipeline);
  g_byte_array_unref(content);
  piping_end(&piping, lines);
}

static void a_posted_report_is_read(void **state) {
  (void)state;
  post(bytes_of(REPORT), "POST: TLS report t1, 0 failed\nPOST: done stored\n");
  post(gzipped(bytes_of(REPORT)), "POST: TLS report t1, 0 failed\nPOST: done stored\n");
  post(bytes_of("nonsense"), "POST: not a report: neither XML, JSON, mail nor archive\nPOST: done not a report\n");
}

static void only_the_media_types_of_tls_reports_are_taken(void **state) {
  (void)state;
  assert_true(source_post_takes("application/tlsrpt+gzip"));
  assert_true(source_post_takes("Application/TLSRPT+json; charset=utf-8"));
  assert_false(source_post_takes("application/json"));
  assert_false(source_post_takes("application/tlsrpt+jsonx"));
  assert_false(source_post_takes(NULL));
}

static void what_was_never_asked_for_is_freed(void **state) {
  (void)state;
  struct source *source = source_post_new("POST", "x", 1, NULL);
  source->free(source);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_posted_report_is_read),
      cmocka_unit_test(only_the_media_types_of_tls_reports_are_taken),
      cmocka_unit_test(what_was_never_asked_for_is_freed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
