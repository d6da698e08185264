/* SPDX-License-Identifier: MIT */
/* Reports with every field of their own value, exports of them as text, and imports of text. */
#ifndef DMARCSTAT_TESTS_EXCHANGE_SAMPLE_H
#define DMARCSTAT_TESTS_EXCHANGE_SAMPLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/fault.h"
#include "exchange/import.h"
#include "schema/frame.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What may be in a text, and should not get out of it. */
#define ODD "\"q\" \\ </x> =1+1\t\n \xc3\xbc \xe2\x80\xae \xf0\x9f\x93\xac ,;'"

static struct override overrides[] = {{{OVERRIDE_FORWARDED, "Forwarded "}, ODD},
                                      {{OVERRIDE_POLICY_TEST_MODE, NULL}, NULL}};
static struct dkim_result dkim_results[] = {{"a.example", "s1", ODD, {AUTH_PASS, NULL}},
                                            {"b.example", NULL, NULL, {AUTH_OTHER, "unknown"}},
                                            {NULL, "", NULL, {AUTH_POLICY, ""}}};
static struct spf_result spf_results[] = {{"mx.example", "matched", {SCOPE_HELO, "HELO"}, {AUTH_SOFTFAIL, NULL}},
                                          {"", NULL, {SCOPE_ABSENT, NULL}, {AUTH_PERMERROR, "error"}}};

static inline struct record full_record(void) {
  return (struct record){.source = {4, {192, 0, 2, 77}},
                         .count = UINT64_C(1) << 53,
                         .disposition = {DISPOSITION_PASS, "PASS"},
                         .dkim = {ALIGNED_PASS, NULL},
                         .spf = {ALIGNED_OTHER, ""},
                         .header_from = "example.org",
                         .envelope_from = "",
                         .envelope_to = ODD,
                         .overrides = overrides,
                         .n_overrides = G_N_ELEMENTS(overrides),
                         .dkim_results = dkim_results,
                         .n_dkim_results = G_N_ELEMENTS(dkim_results),
                         .spf_results = spf_results,
                         .n_spf_results = G_N_ELEMENTS(spf_results)};
}

/* Nothing that can be missing is there. */
static inline struct record bare_record(void) {
  return (struct record){.source_raw = "nowhere", .count = 1, .spf = {.value = ALIGNED_PASS}};
}

static inline struct record six_record(void) {
  struct record record = {.source = {.length = 16, .bytes = {0x20, 0x01, 0x0d, 0xb8}}, .count = 0};
  record.source.bytes[15] = 1;
  return record;
}

static inline struct report full_report(void) {
  static struct warning warnings[] = {{"odd-value:p", ODD, 7}, {"missing:sp", "no sp", UINT32_MAX}};
  static const char *errors[] = {ODD, ""};
  return (struct report){.org_name = ODD,
                         .report_id = "1@reporter.example",
                         .begin = -1,
                         .end = 1793491199,
                         .policy = {.domain = "example.org",
                                    .p = {POLICY_REJECT, NULL},
                                    .sp = {POLICY_ABSENT, NULL},
                                    .np = {POLICY_OTHER, "nil"},
                                    .adkim = {MODE_STRICT, "S"},
                                    .aspf = {MODE_RELAXED, NULL},
                                    .discovery_method = {DISCOVERY_TREEWALK, NULL},
                                    .fo = "1:d:s",
                                    .testing = "y",
                                    .pct = 0},
                         .email = "dmarc@reporter.example",
                         .extra_contact_info = ODD,
                         .generator = "gen 1.2",
                         .version = "1.0",
                         .namespace_uri = "urn:ietf:params:xml:ns:dmarc-2.0",
                         .errors = errors,
                         .n_errors = G_N_ELEMENTS(errors),
                         .mail_from = "Reporter <dmarc@reporter.example>",
                         .mail_subject = "line one\nline two",
                         .mail_message_id = "<1@reporter.example>",
                         .trust = TRUST_VERIFIED,
                         .warnings = warnings,
                         .n_warnings = G_N_ELEMENTS(warnings),
                         .nesting = "mail > gzip > xml"};
}

static inline struct report bare_report(void) {
  return (struct report){
      .org_name = "", .report_id = "", .policy = {.domain = "example.net", .pct = -1}, .nesting = ""};
}

/* -- the other kinds ------------------------------------------------------------------------------------------------
 */

static inline struct tls_report full_tls_report(void) {
  static struct warning warnings[] = {{"odd", ODD, 3}};
  static struct tls_policy policies[] = {
      {{TLS_POLICY_STS, NULL}, "example.org", "version: STSv1\nmode: enforce", "*.example.org\nmx.example.org", 5, 2},
      {{TLS_POLICY_OTHER, "dane-ish"}, "", NULL, NULL, UINT64_C(1) << 53, 0}};
  static struct tls_failure failures[] = {{.policy = 1,
                                           .result = {TLS_RESULT_OTHER, "new-word"},
                                           .sending = {4, {192, 0, 2, 1}},
                                           .receiving_raw = "nowhere",
                                           .receiving_mx = "mx.example.org",
                                           .receiving_helo = ODD,
                                           .information = "https://reporter.example/1",
                                           .reason_code = "",
                                           .sessions = 2},
                                          {.policy = 0,
                                           .result = {TLS_RESULT_CERTIFICATE_EXPIRED, NULL},
                                           .sending_raw = ODD,
                                           .receiving = {16, {0x20, 1, 0x0d, 0xb8, [15] = 9}}}};
  return (struct tls_report){.org_name = ODD,
                             .report_id = "t1",
                             .begin = 1793491200,
                             .end = 1793577599,
                             .domain = "example.org",
                             .contact = "tls@reporter.example",
                             .mail = {"R <tls@reporter.example>", "a\nb", "<t1@reporter.example>", TRUST_AUTHENTICATED},
                             .policies = policies,
                             .failures = failures,
                             .n_policies = G_N_ELEMENTS(policies),
                             .n_failures = G_N_ELEMENTS(failures),
                             .warnings = warnings,
                             .n_warnings = 1,
                             .nesting = "mail > gzip > json"};
}

static inline struct tls_report bare_tls_report(void) {
  return (struct tls_report){.org_name = "", .report_id = "t2", .domain = "", .nesting = ""};
}

static inline struct kept_failure full_failure(void) {
  static struct warning warnings[] = {{"odd", ODD, 3}};
  return (struct kept_failure){.report = {.domain = "example.org",
                                          .source = {4, {192, 0, 2, 1}},
                                          .has_arrived = true,
                                          .arrived = -7,
                                          .incidents = UINT32_MAX,
                                          .auth_failure = {AUTH_FAILURE_DMARC, NULL},
                                          .delivery_result = {DELIVERY_OTHER, "held"},
                                          .identity_alignment = "none",
                                          .user_agent = "Agent/1.0",
                                          .reporting_mta = "dns;mx.example.net",
                                          .original_mail_from = "<hashed-0123456789abcdef@example.org>",
                                          .original_rcpt_to = ODD,
                                          .original_envelope_id = "e1",
                                          .dkim_domain = "example.org",
                                          .dkim_identity = "@example.org",
                                          .dkim_selector = "s1",
                                          .spf_dns = "txt : example.org : v=spf1 -all",
                                          .authentication_results = "mx; spf=fail\nmx; dkim=fail",
                                          .header_from = "example.org",
                                          .message_id = "<m1@example.org>",
                                          .sample = "From: hashed-0123456789abcdef@example.org\n",
                                          .mail = {NULL, "a subject", "<f1@reporter.example>", TRUST_VERIFIED},
                                          .warnings = warnings,
                                          .n_warnings = 1,
                                          .nesting = "mail > arf"},
                               .reporter = "reporter.example",
                               .digest = {0, 1, 2, 0xff}};
}

static inline struct kept_failure bare_failure(void) {
  return (struct kept_failure){
      .report = {.domain = "", .source_raw = "nobody", .nesting = ""}, .reporter = "", .digest = {9}};
}

/* -- records one by one -------------------------------------------------------------------------------------------- */

struct listed {
  struct report_stream stream; /* first */
  const struct record *records;
  unsigned int n, next;
};

static inline bool listed_next(struct report_stream *stream, struct record *record, GError **error) {
  struct listed *listed = (struct listed *)stream;
  (void)error;
  if (listed->next == listed->n)
    return false;
  *record = listed->records[listed->next++];
  return true;
}

static inline struct listed listed_of(struct report report, const struct record *records, unsigned int n) {
  for (unsigned int i = 0; i < n; i++)
    assert_true(report_add_up(&report, &records[i]));
  return (struct listed){.stream = {.report = report, .next = listed_next}, .records = records, .n = n};
}

/* Two reports of each kind, one of them with as little as can be, a key, quarantined items and a source. Caller frees
 * with free(). */
static inline char *exported(const struct export_writer *writer) {
  const struct record records[] = {full_record(), bare_record(), six_record()};
  struct listed full = listed_of(full_report(), records, G_N_ELEMENTS(records));
  struct listed bare = listed_of(bare_report(), NULL, 0);
  const struct provenance from_file = {.received = 1793500000, .origin = "mail/\xff\xfe 1"},
                          from_stdin = {.received = -5, .origin = ODD};
  const struct quarantined entry = {.at = 7,
                                    .origin = "a file",
                                    .reason = ODD,
                                    .nesting = "mail",
                                    .size = 6,
                                    .bytes = (const uint8_t *)"\0\1\2\xff\n\"",
                                    .n_bytes = 6},
                           large = {.at = 8, .origin = "b", .reason = "too large", .nesting = "", .size = 1 << 30};
  const struct source_facts facts = {.address = {4, {192, 0, 2, 77}},
                                     .name = "mx.example.org",
                                     .service = ODD,
                                     .kind = "mailbox",
                                     .known_by = "envelope",
                                     .country = "NL",
                                     .asn = UINT32_MAX,
                                     .as_name = ODD,
                                     .resolved = 1793500000,
                                     .failed = true};
  const struct tls_report tls[] = {full_tls_report(), bare_tls_report()};
  const struct kept_failure failures[] = {full_failure(), bare_failure()};
  static const uint8_t key[PRIVACY_KEY_BYTES] = {7, 8, 9};
  const struct exchange_counts counts = {.reports = 2,
                                         .records = 3,
                                         .tls_reports = 2,
                                         .tls_policies = 2,
                                         .tls_failures = 2,
                                         .failure_reports = 2,
                                         .quarantined = 2,
                                         .sources = 1};
  GError *error = NULL;
  char *text = NULL;
  size_t length;
  FILE *out = open_memstream(&text, &length);
  writer->begin(out);
  assert_true(writer->report(out, &full.stream, &from_file, &error));
  assert_true(writer->report(out, &bare.stream, &from_stdin, &error));
  for (unsigned int i = 0; writer->tls_report && i < G_N_ELEMENTS(tls); i++)
    writer->tls_report(out, &tls[i], &from_file);
  if (writer->failure) {
    writer->privacy_key(out, key);
    writer->failure(out, &failures[0], &from_file);
    writer->failure(out, &failures[1], &from_stdin);
  }
  if (writer->quarantined) {
    writer->quarantined(out, &entry);
    writer->quarantined(out, &large);
    writer->source(out, &facts);
  }
  writer->end(out, &counts);
  fclose(out);
  return text;
}

/* A file with that in it, read from its beginning. */
static inline int file_of(const char *text, size_t length) {
  char path[] = "/tmp/exchange-XXXXXX";
  const int fd = mkstemp(path);
  assert_true(fd >= 0);
  assert_int_equal(unlink(path), 0);
  assert_int_equal(write(fd, text, length), (ssize_t)length);
  assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
  return fd;
}

#endif
