/* SPDX-License-Identifier: MIT */
/* Small stores for the tests of report/: reports made in memory and put in as ingest does it. */
#ifndef DMARCSTAT_TESTS_SAMPLE_H
#define DMARCSTAT_TESTS_SAMPLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/address.h"
#include "report/question.h"
#include "store/store.h"
#include <string.h>

#define DAY ((int64_t)PERIOD_DAY_SECONDS)
#define NEWEST 20780 /* 2026-11-23 */
#define NOW (NEWEST * DAY + 36 * 3600)

struct sample {
  struct report_stream stream; /* first, so that it can be cast */
  const struct record *records;
  unsigned int n, next;
};

static inline void ok(bool result, GError *error) {
  if (!result)
    fail_msg("%s", error ? error->message : "failed without a fault");
}

static inline bool sample_next(struct report_stream *stream, struct record *record, GError **error) {
  struct sample *sample = (struct sample *)stream;
  (void)error;
  if (sample->next == sample->n)
    return false;
  *record = sample->records[sample->next++];
  return true;
}

static inline struct source_address sample_address(const char *text) {
  struct source_address first = {0}, last;
  if (*text)
    assert_true(address_parse_range("--source", text, &first, &last, NULL));
  return first;
}

/* Fills in the sums and puts the report into the store. */
static inline void sample_put(struct store *store, struct report report, const struct record *records, unsigned int n) {
  GError *error = NULL;
  report.records = n;
  for (unsigned int i = 0; i < n; i++) {
    bool dkim = records[i].dkim.value == ALIGNED_PASS, spf = records[i].spf.value == ALIGNED_PASS;
    report.messages += records[i].count;
    report.dkim_aligned += dkim ? records[i].count : 0;
    report.spf_aligned += spf ? records[i].count : 0;
    report.dmarc_pass += dkim || spf ? records[i].count : 0;
  }
  if (!report.nesting)
    report.nesting = "mail > gzip > xml";
  struct sample sample = {.stream = {.report = report, .next = sample_next}, .records = records, .n = n};
  struct provenance provenance = {.received = NOW, .origin = "sample"};
  enum store_result result;
  ok(store_begin(store, &error), error);
  ok(store_put_report(store, &sample.stream, &provenance, &result, &error), error);
  assert_int_equal(result, STORE_NEW);
  ok(store_commit(store, &error), error);
}

static inline void sample_put_tls(struct store *store, const struct tls_report *report) {
  GError *error = NULL;
  struct provenance provenance = {.received = NOW, .origin = "sample"};
  enum store_result result;
  ok(store_begin(store, &error), error);
  ok(store_put_tls_report(store, report, &provenance, &result, &error), error);
  assert_int_equal(result, STORE_NEW);
  ok(store_commit(store, &error), error);
}

static inline void sample_put_failure(struct store *store, const struct failure_report *report) {
  GError *error = NULL;
  struct provenance provenance = {.received = NOW, .origin = "sample"};
  enum store_result result;
  ok(store_begin(store, &error), error);
  ok(store_put_failure_report(store, report, &provenance, &result, &error), error);
  assert_int_equal(result, STORE_NEW);
  ok(store_commit(store, &error), error);
}

/* A TLS report and a failure report of the newest day that say `text` wherever they can. */
static inline void sample_put_kinds(struct store *store, const char *text) {
  const struct report_mail mail = {text, text, text, TRUST_VERIFIED};
  struct warning warning = {.code = text, .text = text, .times = 3};
  struct tls_policy policy = {{TLS_POLICY_OTHER, text}, text, text, text, 7, 3};
  struct tls_failure failure = {.result = {TLS_RESULT_OTHER, text},
                                .sending_raw = text,
                                .receiving = sample_address("192.0.2.1"),
                                .receiving_mx = text,
                                .receiving_helo = text,
                                .information = text,
                                .reason_code = text,
                                .sessions = 3};
  const struct tls_report tls = {.org_name = text,
                                 .report_id = text,
                                 .begin = NEWEST * DAY,
                                 .end = NEWEST * DAY + DAY - 1,
                                 .domain = text,
                                 .contact = text,
                                 .mail = mail,
                                 .policies = &policy,
                                 .failures = &failure,
                                 .n_policies = 1,
                                 .n_failures = 1,
                                 .warnings = &warning,
                                 .n_warnings = 1,
                                 .nesting = text};
  sample_put_tls(store, &tls);
  store_keep_samples(store, SAMPLES_WHOLE);
  const struct failure_report report = {.domain = text,
                                        .source = sample_address("192.0.2.1"),
                                        .has_arrived = true,
                                        .arrived = NEWEST * DAY + 3600,
                                        .incidents = 2,
                                        .auth_failure = {AUTH_FAILURE_OTHER, text},
                                        .delivery_result = {DELIVERY_OTHER, text},
                                        .identity_alignment = text,
                                        .user_agent = text,
                                        .reporting_mta = text,
                                        .original_mail_from = text,
                                        .original_rcpt_to = text,
                                        .original_envelope_id = text,
                                        .dkim_domain = text,
                                        .dkim_identity = text,
                                        .dkim_selector = text,
                                        .spf_dns = text,
                                        .authentication_results = text,
                                        .header_from = text,
                                        .message_id = text,
                                        .sample = text,
                                        .mail = mail,
                                        .warnings = &warning,
                                        .n_warnings = 1,
                                        .nesting = text};
  sample_put_failure(store, &report);
}

static inline struct store *sample_empty(void) {
  GError *error = NULL;
  g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, (gint64)NOW);
  g_setenv("DMARCSTAT_NOW", now, TRUE);
  struct store *store = store_open(":memory:", STORE_WRITE, &error);
  ok(store != NULL, error);
  return store;
}

static inline struct report sample_report(const char *domain, const char *reporter, const char *id, int32_t first_day,
                                          int32_t days) {
  return (struct report){.org_name = reporter,
                         .report_id = id,
                         .begin = first_day * DAY,
                         .end = (first_day + days) * DAY - 1,
                         .policy = {.domain = domain, .p = {.value = POLICY_QUARANTINE}, .pct = 100}};
}

/* What authentication said of a record, in one word each: the evaluated and the raw results. */
static inline struct record sample_record(const char *source, uint64_t count, bool dkim, bool spf,
                                          enum disposition disposition, const char *header_from,
                                          struct dkim_result *dkim_result, struct spf_result *spf_result) {
  return (struct record){.source = sample_address(source),
                         .count = count,
                         .disposition = {.value = (uint8_t)disposition},
                         .dkim = {.value = dkim ? ALIGNED_PASS : ALIGNED_FAIL},
                         .spf = {.value = spf ? ALIGNED_PASS : ALIGNED_FAIL},
                         .header_from = header_from,
                         .dkim_results = dkim_result,
                         .n_dkim_results = dkim_result ? 1 : 0,
                         .spf_results = spf_result,
                         .n_spf_results = spf_result ? 1 : 0};
}

/*
 * Three domains: example.com with an own server, a service that signs as itself and a forger; shop.example.net, where
 * all is well; quiet.example.org, whose only report has no records.
 */
static inline struct store *sample_store(void) {
  struct store *store = sample_empty();
  struct dkim_result own = {.domain = "example.com", .selector = "s1", .result = {.value = AUTH_PASS}};
  struct dkim_result service = {.domain = "service.example", .selector = "m", .result = {.value = AUTH_PASS}};
  struct dkim_result shop = {.domain = "shop.example.net", .selector = "s1", .result = {.value = AUTH_PASS}};
  struct spf_result own_spf = {
      .domain = "example.com", .scope = {.value = SCOPE_MFROM}, .result = {.value = AUTH_PASS}};
  struct spf_result service_spf = {.domain = "bounce.service.example", .result = {.value = AUTH_PASS}};
  struct spf_result forged_spf = {.domain = "example.com", .result = {.value = AUTH_SOFTFAIL}};
  struct record com[] = {
      sample_record("192.0.2.1", 1000, true, true, DISPOSITION_NONE, "example.com", &own, &own_spf),
      sample_record("192.0.2.25", 40, false, false, DISPOSITION_QUARANTINE, "news.example.com", &service, &service_spf),
      sample_record("2001:db8::bad", 7, false, false, DISPOSITION_REJECT, "example.com", NULL, &forged_spf),
  };
  struct record shop_mail[] = {
      sample_record("198.51.100.9", 211, true, false, DISPOSITION_NONE, "shop.example.net", &shop, NULL)};
  struct report google = sample_report("example.com", "google.com", "g-1", NEWEST, 1);
  google.trust = TRUST_VERIFIED;
  sample_put(store, google, com, 3);
  sample_put(store, sample_report("example.com", "Yahoo", "y-1", NEWEST - 1, 1), com, 2);
  sample_put(store, sample_report("shop.example.net", "google.com", "g-2", NEWEST - 3, 1), shop_mail, 1);
  struct report quiet = sample_report("quiet.example.org", "google.com", "g-3", NEWEST - 2, 1);
  quiet.policy.p.value = POLICY_NONE;
  sample_put(store, quiet, NULL, 0);
  return store;
}

static inline struct answer *sample_ask(struct store *store, const char *id, const struct filter *filter) {
  GError *error = NULL;
  struct answer *answer = question_ask(question_find(id), store, filter, &error);
  ok(answer != NULL, error);
  return answer;
}

/* What the question answers in that format, not on a terminal when width is 0. Caller frees with free(). */
static inline char *sample_print(const struct answer *answer, enum format format, unsigned int width, bool colour) {
  GError *error = NULL;
  char *text = NULL;
  size_t length;
  FILE *out = open_memstream(&text, &length);
  struct print_options options = {.format = format, .width = width, .colour = colour};
  ok(answer_print(answer, &options, out, &error), error);
  fclose(out);
  return text;
}

static inline char *sample_asked(struct store *store, const char *id, const struct filter *filter, enum format format) {
  struct answer *answer = sample_ask(store, id, filter);
  char *text = sample_print(answer, format, 0, false);
  answer_free(answer);
  return text;
}

#endif
