/* SPDX-License-Identifier: MIT */
/* What is exported comes back as it was, field by field, and exported again it is the same bytes. */
#include "exchange/report_json.h"
#include "exchange_sample.h"

static GByteArray *report_frame(const struct report *report) {
  GByteArray *frame = g_byte_array_new();
  assert_true(frame_put_report(frame, report));
  return frame;
}

static GByteArray *record_frame(const struct record *record) {
  GByteArray *frame = g_byte_array_new();
  assert_true(frame_put_record(frame, record));
  return frame;
}

static GByteArray *tls_frame(const struct tls_report *report) {
  GByteArray *frame = g_byte_array_new();
  assert_true(frame_put_tls_report(frame, report));
  return frame;
}

static GByteArray *failure_frame(const struct kept_failure *kept) {
  GByteArray *frame = g_byte_array_new();
  assert_true(frame_put_failure_report(frame, &kept->report));
  return frame;
}

/* Takes over both. */
static void same_frames(GByteArray *one, GByteArray *other) {
  assert_int_equal(one->len, other->len);
  assert_memory_equal(one->data, other->data, one->len);
  g_byte_array_unref(one);
  g_byte_array_unref(other);
}

static void next(struct import *import, struct import_unit *unit, enum import_kind kind) {
  GError *error = NULL;
  if (!import_next(import, unit, &error))
    fail_msg("%s", error->message);
  assert_int_equal(unit->kind, kind);
}

static void every_field_comes_back(void **state) {
  (void)state;
  char *text = exported(&export_ndjson);
  const int fd = file_of(text, strlen(text));
  GError *error = NULL;
  struct import *import = import_new(fd, "a file", &error);
  struct import_unit unit;
  struct record record;
  const struct record records[] = {full_record(), bare_record(), six_record()};
  const struct listed full = listed_of(full_report(), records, G_N_ELEMENTS(records));
  const struct report bare = bare_report();

  next(import, &unit, IMPORT_REPORT);
  same_frames(report_frame(&full.stream.report), report_frame(&unit.stream->report));
  for (unsigned int i = 0; i < G_N_ELEMENTS(records); i++) {
    assert_true(unit.stream->next(unit.stream, &record, &error));
    same_frames(record_frame(&records[i]), record_frame(&record));
  }
  assert_false(unit.stream->next(unit.stream, &record, &error));
  assert_null(error);
  assert_string_equal(unit.provenance.origin, "mail/\xff\xfe 1");
  assert_int_equal(unit.provenance.received, 1793500000);

  next(import, &unit, IMPORT_REPORT);
  same_frames(report_frame(&bare), report_frame(&unit.stream->report));
  assert_string_equal(unit.provenance.origin, ODD);
  assert_int_equal(unit.provenance.received, -5);

  const struct tls_report tls[] = {full_tls_report(), bare_tls_report()};
  for (unsigned int i = 0; i < G_N_ELEMENTS(tls); i++) {
    next(import, &unit, IMPORT_TLS_REPORT);
    same_frames(tls_frame(&tls[i]), tls_frame(&unit.tls_report));
    assert_string_equal(unit.provenance.origin, "mail/\xff\xfe 1");
  }
  next(import, &unit, IMPORT_PRIVACY_KEY);
  assert_memory_equal(unit.privacy_key, "\7\10\11\0", 4);
  const struct kept_failure failures[] = {full_failure(), bare_failure()};
  for (unsigned int i = 0; i < G_N_ELEMENTS(failures); i++) {
    next(import, &unit, IMPORT_FAILURE);
    same_frames(failure_frame(&failures[i]), failure_frame(&unit.failure));
    assert_string_equal(unit.failure.reporter, failures[i].reporter);
    assert_memory_equal(unit.failure.digest, failures[i].digest, FAILURE_DIGEST_BYTES);
  }
  assert_string_equal(unit.provenance.origin, ODD);

  next(import, &unit, IMPORT_QUARANTINED);
  assert_int_equal(unit.quarantined.at, 7);
  assert_string_equal(unit.quarantined.reason, ODD);
  assert_string_equal(unit.quarantined.nesting, "mail");
  assert_int_equal(unit.quarantined.size, 6);
  assert_int_equal(unit.quarantined.n_bytes, 6);
  assert_memory_equal(unit.quarantined.bytes, "\0\1\2\xff\n\"", 6);
  next(import, &unit, IMPORT_QUARANTINED);
  assert_null(unit.quarantined.bytes);
  assert_int_equal(unit.quarantined.size, 1 << 30);

  next(import, &unit, IMPORT_SOURCE);
  assert_int_equal(unit.source.address.length, 4);
  assert_string_equal(unit.source.name, "mx.example.org");
  assert_null(unit.source.ptr);
  assert_string_equal(unit.source.service, ODD);
  assert_int_equal(unit.source.asn, UINT32_MAX);
  assert_true(unit.source.failed);
  next(import, &unit, IMPORT_END);
  assert_int_equal(import_position(import), strlen(text));
  import_free(import);
  close(fd);
  free(text);
}

static void records_that_nobody_reads_are_passed_over(void **state) {
  (void)state;
  char *text = exported(&export_ndjson);
  const int fd = file_of(text, strlen(text));
  struct import *import = import_new(fd, "a file", NULL);
  struct import_unit unit;
  struct record record;
  next(import, &unit, IMPORT_REPORT);
  assert_true(unit.stream->next(unit.stream, &record, NULL));
  next(import, &unit, IMPORT_REPORT);
  assert_string_equal(unit.stream->report.policy.domain, "example.net");
  import_free(import);
  close(fd);
  free(text);
}

/* A sample grows when its addresses are hashed: what a mail may hold at most is not what a database may. */
static void a_sample_that_grew_comes_back(void **state) {
  (void)state;
  g_autoptr(GString) sample = g_string_new(NULL);
  while (sample->len <= 2 * FAILURE_SAMPLE_MOST)
    g_string_append(sample, "To: hashed-0123456789abcdef@example.org\n");
  struct kept_failure kept = full_failure();
  kept.report.sample = sample->str;
  const struct provenance provenance = {.origin = "x"};
  char *text = NULL;
  size_t length;
  FILE *out = open_memstream(&text, &length);
  export_ndjson.begin(out);
  export_ndjson.failure(out, &kept, &provenance);
  fclose(out);
  const int fd = file_of(text, length);
  struct import *import = import_new(fd, "a file", NULL);
  struct import_unit unit;
  next(import, &unit, IMPORT_FAILURE);
  assert_string_equal(unit.failure.report.sample, sample->str);
  import_free(import);
  close(fd);
  free(text);
}

/* Exports from before TLS and failure reports were in them. */
static void the_version_before_is_read(void **state) {
  (void)state;
  static const char text[] = "{\"dmarcstat_export\":1}\n"
                             "{\"end\":{\"reports\":0,\"records\":0,\"quarantined\":0,\"sources\":0}}\n";
  const int fd = file_of(text, strlen(text));
  struct import *import = import_new(fd, "a file", NULL);
  struct import_unit unit;
  next(import, &unit, IMPORT_END);
  import_free(import);
  close(fd);
}

static void a_line_holds_nothing_that_steers_a_terminal(void **state) {
  (void)state;
  char *text = exported(&export_ndjson);
  for (const char *p = text; *p; p++)
    assert_true(*p == '\n' || (*p >= 0x20 && *p < 0x7f));
  free(text);
}

/* As out of a database that is damaged, or that somebody else has made. */
static void numbers_that_stand_for_no_word_are_other(void **state) {
  (void)state;
  struct record record = bare_record();
  record.disposition.value = UINT8_MAX;
  json_t *object = json_object();
  report_json_add(object, &record_fields, &record);
  assert_string_equal(json_string_value(json_object_get(object, "disposition")), "other");
  json_decref(object);
  struct report report = bare_report();
  report.trust = TRUST_MAX;
  object = json_object();
  report_json_add(object, &report_fields, &report);
  assert_string_equal(json_string_value(json_object_get(object, "trust")), "other");
  json_decref(object);
}

static void sums_that_are_not_those_of_the_records_are_not_exported(void **state) {
  (void)state;
  GError *error = NULL;
  const struct record records[] = {full_record()};
  struct listed listed = listed_of(full_report(), records, 1);
  const struct provenance provenance = {.origin = "x"};
  listed.stream.report.spf_aligned++;
  FILE *out = fopen("/dev/null", "w");
  assert_false(export_ndjson.report(out, &listed.stream, &provenance, &error));
  assert_int_equal(error->code, FAULT_CONFIG);
  g_error_free(error);
  fclose(out);
}

/* A spreadsheet must not run what a reporter wrote, and every line has as many cells. */
static void csv_is_one_line_a_record(void **state) {
  (void)state;
  char *text = exported(&export_csv);
  unsigned int cells = 0, wanted = 0, lines = 0;
  bool quoted = false, first = true;
  for (const char *p = text; *p; p++) {
    assert_false(first && !quoted && strchr("=+-@", *p) && *p);
    first = false;
    if (*p == '"') {
      quoted = !quoted;
      first = quoted;
    } else if (!quoted && (*p == ',' || *p == '\n')) {
      cells++;
      first = true;
      if (*p == '\n') {
        wanted = lines++ == 0 ? cells : wanted;
        assert_int_equal(cells, wanted);
        cells = 0;
      }
    }
  }
  assert_int_equal(lines, 1 + 3);
  assert_true(g_str_has_prefix(text, EXPORT_CSV_FIRST));
  assert_non_null(strstr(text, ",192.0.2.77,9007199254740992,pass,pass,other,example.org,,"));
  assert_non_null(strstr(text, ",\"a.example; b.example; \",\"s1; ; \",pass; other; policy,\"mx.example; \",\"helo; "
                               "\",softfail; permerror,forwarded; policy_test_mode,"));
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_field_comes_back),
      cmocka_unit_test(records_that_nobody_reads_are_passed_over),
      cmocka_unit_test(a_sample_that_grew_comes_back),
      cmocka_unit_test(the_version_before_is_read),
      cmocka_unit_test(a_line_holds_nothing_that_steers_a_terminal),
      cmocka_unit_test(numbers_that_stand_for_no_word_are_other),
      cmocka_unit_test(sums_that_are_not_those_of_the_records_are_not_exported),
      cmocka_unit_test(csv_is_one_line_a_record),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
