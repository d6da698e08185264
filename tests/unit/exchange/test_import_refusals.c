/* SPDX-License-Identifier: MIT */
/* An export that somebody has changed: one sentence with the line, no crash, and nothing that no report can have. */
#include "exchange/import_line.h"
#include "exchange_sample.h"

/* Reads all of it; NULL when it is fine, else the sentence. Caller frees. */
static char *read_all(const char *text, size_t length) {
  const int fd = file_of(text, length);
  GError *error = NULL;
  struct import *import = import_new(fd, "FILE", &error);
  struct import_unit unit = {.kind = IMPORT_REPORT};
  while (import && unit.kind != IMPORT_END && import_next(import, &unit, &error))
    ;
  import_free(import);
  close(fd);
  if (!error)
    return NULL;
  assert_int_equal(error->code, FAULT_DATA);
  assert_null(strpbrk(error->message, "\n\033"));
  char *message = g_strdup(error->message);
  g_error_free(error);
  return message;
}

/* The first `old` of the export replaced by `new`. */
static void changed(const char *old, const char *new, const char *sentence) {
  char *text = exported(&export_ndjson);
  const char *at = strstr(text, old);
  if (!at)
    fail_msg("there is no %s", old);
  g_autofree char *other = g_strdup_printf("%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
  g_autofree char *said = read_all(other, strlen(other));
  if (!said)
    fail_msg("%s instead of %s is taken", new, old);
  if (!g_str_has_prefix(said, sentence)) /* the JSON library may say more */
    assert_string_equal(said, sentence);
  free(text);
}

#define NO_REPORT_HAS "it holds what no report can have: a control character, a number out of range, or too much"

static void an_export_is_taken(void **state) {
  (void)state;
  char *text = exported(&export_ndjson);
  assert_null(read_all(text, strlen(text)));
  free(text);
}

static void what_is_no_export_is_said_to_be_none(void **state) {
  (void)state;
  static const char *const others[] = {"", "{", "<?xml version=\"1.0\"?><feedback/>", "{\"dmarcstat\":1}\n", "\n\n"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(others); i++) {
    g_autofree char *said = read_all(others[i], strlen(others[i]));
    assert_string_equal(said,
                        "FILE is no export of dmarcstat; `dmarcstat ingest` takes reports and the mail they came in");
  }
  char *csv = exported(&export_csv);
  g_autofree char *said = read_all(csv, strlen(csv));
  assert_string_equal(said,
                      "FILE is an export as CSV, which lacks too much to be read back; export with --format ndjson");
  free(csv);
}

static void another_version_is_not_guessed_at(void **state) {
  (void)state;
  changed("_export\":2", "_export\":3",
          "FILE, line 1: the export is of another version than this program reads; read it with the program that wrote "
          "it");
  changed("_export\":2", "_export\":\"1\"", "FILE, line 1: it is no line of an export");
}

static void wrong_values_are_named(void **state) {
  (void)state;
  changed("\"begin\":-1", "\"begin\":\"-1\"",
          "FILE, line 2: begin is no whole number from -140737488355328 to 140737488355328");
  changed("\"begin\":-1", "\"begin\":9007199254740993",
          "FILE, line 2: begin is no whole number from -140737488355328 to 140737488355328");
  changed("\"report_id\":", "\"report_idd\":", "FILE, line 2: report_id is missing");
  changed(
      "\"generator\":", "\"extra\":1,\"generator\":", "FILE, line 2: there is a field that this version does not know");
  changed("\"p\":\"reject\"", "\"p\":\"rejec\"", "FILE, line 2: p is no word of this version");
  changed("\"p\":\"reject\"", "\"p\":7", "FILE, line 2: p is no text");
  changed("\"pct\":0", "\"pct\":101", "FILE, line 2: pct is no whole number from 0 to 100");
  changed("\"trust\":\"verified\"", "\"trust\":\"very\"", "FILE, line 2: trust is no word of this version");
  changed("\"errors\":[", "\"errors\":[null,", "FILE, line 2: errors holds what is no text");
  changed("\"policy_published\":{", "\"policy_published\":[{}],\"x\":{", "FILE, line 2: policy_published is no object");
  changed("192.0.2.77", "192.0.2.777", "FILE, line 3: source_ip is no IP address");
  changed("\"messages\":9007199254740992", "\"messages\":9007199254740993",
          "FILE, line 3: messages is no whole number from 0 to 9007199254740992");
  changed("\"result\":\"policy\"", "\"result\":\"policy\",\"result\":\"pass\"",
          "FILE, line 3: it is no JSON: duplicate object key");
  changed("\"bytes\":\"A", "\"bytes\":\"*A", "FILE, line 16: bytes is no base64");
  changed("\"size\":6", "\"size\":7", "FILE, line 16: bytes are more than are kept, or not as many as size says");
  changed("\"name\":\"mx.", "\"name\":\"mx.\\u001b", "FILE, line 18: name is no host name");
}

static void what_no_report_can_have_is_refused(void **state) {
  (void)state;
  changed("1@reporter.example", "1\\u001b[2J", "FILE, line 2: " NO_REPORT_HAS);
  changed("1@reporter.example", "1\\u009b2J", "FILE, line 2: " NO_REPORT_HAS);
  changed("\"domain\":\"example.org\"", "\"domain\":\"\"", "FILE, line 2: " NO_REPORT_HAS);
  changed("\"header_from\":\"example.org\"", "\"header_from\":\"\\r\"", "FILE, line 3: " NO_REPORT_HAS);
  changed("\"source_ip\":\"192.0.2.77\"", "\"source_ip\":\"192.0.2.77\",\"source_ip_raw\":\"x\"",
          "FILE, line 3: " NO_REPORT_HAS);
}

static void sums_must_be_those_of_the_records(void **state) {
  (void)state;
  changed("\"dmarc_pass\":9007199254740993", "\"dmarc_pass\":5",
          "FILE, line 5: the sums of the report are not those of its records, of which this is the last");
  changed("\"records\":3", "\"records\":4", "FILE, line 6: it should be a record of the report before");
  changed("\"records\":3", "\"records\":2", "FILE, line 5: the report has more of these than it says");
  changed("\"records\":0,\"messages\":0", "\"records\":0,\"messages\":9",
          "FILE, line 6: the report has messages without a record");
  changed("\"reports\":2", "\"reports\":3",
          "FILE, line 19: it counts other lines than there are: some were lost or added");
}

static void other_kinds_are_checked_as_those_of_a_worker(void **state) {
  (void)state;
  changed("\"policies\":2", "\"policies\":3", "FILE, line 10: it should be a tls_policy of the report before");
  changed("\"policies\":2", "\"policies\":1", "FILE, line 9: it should be a tls_failure of the report before");
  changed("\"failures\":2", "\"failures\":1", "FILE, line 11: the report has more of these than it says");
  changed("\"failures\":2", "\"failures\":50001", "FILE, line 7: failures is no whole number from 0 to 50000");
  changed("\"policies\":2", "\"policies\":1001", "FILE, line 7: policies is no whole number from 0 to 1000");
  changed("\"policy\":1", "\"policy\":2", "FILE, line 11: " NO_REPORT_HAS);
  changed("\"policy_type\":\"sts\"", "\"policy_type\":\"st\"", "FILE, line 8: policy_type is no word of this version");
  changed("\"sessions_ok\":5", "\"sessions_ok\":9007199254740993",
          "FILE, line 8: sessions_ok is no whole number from 0 to 9007199254740992");
  changed("\"contact_info\":\"tls", "\"contact_info\":\"\\u001b[2J", "FILE, line 11: " NO_REPORT_HAS);
  changed("\"report_id\":\"t1\"", "\"report_id\":\"\"", "FILE, line 11: " NO_REPORT_HAS);
  changed("\"key\":\"", "\"key\":\"AAAA", "FILE, line 13: key is not 32 bytes in base64");
  changed("\"digest\":\"", "\"digest\":\"AAAA", "FILE, line 14: digest is not 16 bytes in base64");
  changed("\"digest\":", "\"digets\":", "FILE, line 14: digest is not 16 bytes in base64");
  changed("\"reporter\":\"reporter", "\"reporter\":\"\\u007f", "FILE, line 14: " NO_REPORT_HAS);
  changed("\"sample\":\"From", "\"sample\":\"\\u001b", "FILE, line 14: " NO_REPORT_HAS);
  changed("\"sample\":\"From", "\"mail_from\":\"x\",\"sample\":\"From",
          "FILE, line 14: there is a field that this version does not know");
  changed("\"arrived\":-7", "\"arrived\":1e3", "FILE, line 14: arrived is no whole number");
  changed("\"auth_failure\":\"dmarc\"", "\"auth_failure\":\"x\"",
          "FILE, line 14: auth_failure is no word of this version");
  changed("\"tls_failures\":2", "\"tls_failures\":3",
          "FILE, line 19: it counts other lines than there are: some were lost or added");
}

/* Many lines of one report are more than it can hold long before they are more than memory. */
static void a_tls_report_has_a_cap_in_bytes(void **state) {
  (void)state;
  g_autofree char *words = g_strnfill(1 << 20, 'x');
  g_autoptr(GString) text =
      g_string_new("{\"dmarcstat_export\":2}\n{\"tls_report\":{\"org_name\":\"\",\"report_id\":\"1\","
                   "\"begin\":0,\"end\":0,\"domain\":\"\",\"policies\":100,\"failures\":0,"
                   "\"trust\":\"unverified\",\"nesting\":\"\",\"warnings\":[],\"origin\":\"\","
                   "\"received\":0}}\n");
  for (unsigned int i = 0; i < 5; i++)
    g_string_append_printf(text,
                           "{\"tls_policy\":{\"policy_domain\":\"\",\"policy_type\":\"sts\",\"mx_host\":\"%s\","
                           "\"sessions_ok\":0,\"sessions_failed\":0}}\n",
                           words);
  g_autofree char *said = read_all(text->str, text->len);
  assert_string_equal(said, "FILE, line 6: the TLS report is larger than any can be");
}

static void a_file_that_is_cut_off_is_seen(void **state) {
  (void)state;
  char *text = exported(&export_ndjson);
  const size_t whole = strlen(text);
  for (size_t length = 0; length + 1 < whole; length++) { /* the last newline may be missing */
    g_autofree char *said = read_all(text, length);
    assert_non_null(said);
  }
  g_autofree char *doubled = g_strconcat(text, text, NULL), *said = read_all(doubled, 2 * whole);
  assert_string_equal(said, "FILE, line 20: there is something behind the end of the export");
  free(text);
}

/* Whatever a byte is changed into: it is taken or refused, in the bounds of memory, which the sanitizers watch. */
static void no_changed_byte_does_harm(void **state) {
  (void)state;
  char *text = exported(&export_ndjson);
  const size_t length = strlen(text);
  static const char bytes[] = {'\0', '"', '\\', '}', '[', '9', '-', '\n', '\xff', 'u'};
  for (size_t at = 0; at < length; at++) {
    const char old = text[at];
    text[at] = bytes[at % sizeof bytes];
    g_free(read_all(text, length));
    text[at] = old;
  }
  free(text);
}

static void lines_have_caps(void **state) {
  (void)state;
  g_autofree char *spaces = g_strnfill(IMPORT_LINE_MOST + 2, ' '), *commas = g_strnfill(IMPORT_VALUES_MOST + 1, ',');
  g_autofree char *brackets = g_strnfill(IMPORT_VALUES_MOST / 2, '[');
  char *lines[] = {g_strconcat("{\"dmarcstat_export\":1}\n", spaces, NULL),
                   g_strconcat("{\"dmarcstat_export\":1}\n{\"report\":[", commas, "]}\n", NULL),
                   g_strconcat("{\"dmarcstat_export\":1}\n{\"report\":", brackets, "\n", NULL)};
  static const char *const sentences[] = {"FILE, line 2: it is longer than any line of an export",
                                          "FILE, line 2: it holds more values than any line of an export",
                                          "FILE, line 2: it is no JSON: maximum parsing depth reached"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(sentences); i++) {
    g_autofree char *line = lines[i], *said = read_all(line, strlen(line));
    assert_true(said && g_str_has_prefix(said, sentences[i]));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_export_is_taken),
      cmocka_unit_test(what_is_no_export_is_said_to_be_none),
      cmocka_unit_test(another_version_is_not_guessed_at),
      cmocka_unit_test(wrong_values_are_named),
      cmocka_unit_test(what_no_report_can_have_is_refused),
      cmocka_unit_test(sums_must_be_those_of_the_records),
      cmocka_unit_test(other_kinds_are_checked_as_those_of_a_worker),
      cmocka_unit_test(a_tls_report_has_a_cap_in_bytes),
      cmocka_unit_test(a_file_that_is_cut_off_is_seen),
      cmocka_unit_test(no_changed_byte_does_harm),
      cmocka_unit_test(lines_have_caps),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
