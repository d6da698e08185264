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

/* Two reports, one of them without records, a quarantined item and a source. Caller frees with free(). */
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
  const struct exchange_counts counts = {.reports = 2, .records = 3, .quarantined = 2, .sources = 1};
  GError *error = NULL;
  char *text = NULL;
  size_t length;
  FILE *out = open_memstream(&text, &length);
  writer->begin(out);
  assert_true(writer->report(out, &full.stream, &from_file, &error));
  assert_true(writer->report(out, &bare.stream, &from_stdin, &error));
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
