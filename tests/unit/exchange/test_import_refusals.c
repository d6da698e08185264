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
  changed("_export\":1", "_export\":2",
          "FILE, line 1: the export is of another version than this program reads; read it with the program that wrote "
          "it");
  changed("_export\":1", "_export\":\"1\"", "FILE, line 1: it is no line of an export");
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
  changed("\"bytes\":\"A", "\"bytes\":\"*A", "FILE, line 7: bytes is no base64");
  changed("\"size\":6", "\"size\":7", "FILE, line 7: bytes are more than are kept, or not as many as size says");
  changed("mx.example.org", "mx.\\u001bexample.org", "FILE, line 9: name is no host name");
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
  changed("\"records\":3", "\"records\":2", "FILE, line 5: the report has more records than it says");
  changed("\"records\":0,\"messages\":0", "\"records\":0,\"messages\":9",
          "FILE, line 6: the report has messages without a record");
  changed("\"reports\":2", "\"reports\":3",
          "FILE, line 10: it counts other lines than there are: some were lost or added");
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
  assert_string_equal(said, "FILE, line 11: there is something behind the end of the export");
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
      cmocka_unit_test(a_file_that_is_cut_off_is_seen),
      cmocka_unit_test(no_changed_byte_does_harm),
      cmocka_unit_test(lines_have_caps),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
