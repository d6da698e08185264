/* SPDX-License-Identifier: MIT */
/* One report is one unit: all of it comes back, or nothing of it is there. */
#include "store_sample.h"
#include <sqlite3.h>

/* -- what comes back ----------------------------------------------------------------------------------------------- */

static void all_of_a_report_comes_back(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  const char *errors[] = {"said \"no\"", "größer", ""};
  struct warning warnings[] = {{"odd-value:a", "A is odd", 3}, {"missing:b", "B is missing", UINT32_MAX}};
  struct report report = {.org_name = "Google Inc.",
                          .report_id = "17@google",
                          .begin = FIRST_DAY * DAY + 7,
                          .end = (FIRST_DAY + 3) * DAY - 1,
                          .policy = {.domain = "example.com",
                                     .p = {POLICY_QUARANTINE, NULL},
                                     .sp = {POLICY_OTHER, "quarentine"},
                                     .np = {POLICY_ABSENT, NULL},
                                     .adkim = {MODE_STRICT, NULL},
                                     .aspf = {MODE_OTHER, ""},
                                     .discovery_method = {DISCOVERY_TREEWALK, NULL},
                                     .fo = "1:d",
                                     .testing = "y",
                                     .pct = 50},
                          .email = "noreply@google.com",
                          .extra_contact_info = "https://support.example",
                          .generator = "maker 1.2",
                          .version = "1.0",
                          .namespace_uri = "urn:ietf:params:xml:ns:dmarc-2.0",
                          .errors = errors,
                          .n_errors = 3,
                          .mail_from = "dmarc@google.com",
                          .mail_subject = "Report Domain: example.com",
                          .mail_message_id = "<1@google.com>",
                          .trust = TRUST_AUTHENTICATED,
                          .warnings = warnings,
                          .n_warnings = 2,
                          .nesting = "mail > zip > a.xml"};
  struct record records[] = {record_of(1, 5), record_of(2, 6), record_of(3, 7)};
  records[0].dkim.value = records[1].spf.value = records[1].dkim.value = ALIGNED_PASS;
  put_alone(store, report, records, 3);
  expect_rows(store,
              "SELECT d.text, r.text, report_id, begin, end, first_day, days, records, messages, dmarc_pass, "
              "dkim_aligned, spf_aligned FROM report JOIN name d ON d.id = domain JOIN name r ON r.id = reporter",
              "'example.com'|'Google Inc.'|'17@google'|1795392007|1795651199|20780|3|3|18|11|11|6\n");
  expect_rows(store,
              "SELECT e.text, c.text, g.text, version, n.text, errors FROM report JOIN name e ON e.id = email JOIN "
              "name c ON c.id = contact JOIN name g ON g.id = generator JOIN name n ON n.id = namespace",
              "'noreply@google.com'|'https://support.example'|'maker 1.2'|'1.0'|'urn:ietf:params:xml:ns:dmarc-2.0'|"
              "'[\"said \\\"no\\\"\",\"größer\",\"\"]'\n");
  expect_rows(store,
              "SELECT m.text, subject, message_id, trust, origin, nesting, received FROM report JOIN name m ON m.id = "
              "mail_from",
              "'dmarc@google.com'|'Report Domain: example.com'|'<1@google.com>'|2|'a.eml'|'mail > zip > a.xml'|"
              "1795521600\n");
  expect_rows(store,
              "SELECT p, sp, np, adkim, aspf, discovery_method, pct, fo, testing, raw FROM policy JOIN report ON "
              "policy = policy.id",
              "2|4|0|2|3|2|50|'1:d'|'y'|'{\"sp\":\"quarentine\",\"aspf\":\"\"}'\n");
  expect_rows(store, "SELECT seq, n.text, w.text, times FROM warning w JOIN name n ON n.id = code",
              "0|'odd-value:a'|'A is odd'|3\n1|'missing:b'|'B is missing'|4294967295\n");
  store_close(store);
}

static void all_of_its_records_comes_back_in_order(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  struct dkim_result dkim[] = {{"z.example", "s2", "all is well", {AUTH_PASS, NULL}},
                               {"a.example", "s1", NULL, {AUTH_OTHER, "hardpass"}},
                               {NULL, NULL, "", {AUTH_OTHER, ""}}};
  struct spf_result spf[] = {{"b.example", NULL, {SCOPE_MFROM, NULL}, {AUTH_SOFTFAIL, NULL}},
                             {"a.example", "no", {SCOPE_OTHER, "pra"}, {AUTH_OTHER, "hardfail"}}};
  struct override overrides[] = {{{OVERRIDE_MAILING_LIST, NULL}, "a list"}, {{OVERRIDE_OTHER, "arc"}, NULL}};
  struct record records[] = {
      {.source = {4, {192, 0, 2, 1}},
       .count = MOST_MESSAGES,
       .disposition = {DISPOSITION_OTHER, "deliver"},
       .dkim = {ALIGNED_PASS, NULL},
       .spf = {ALIGNED_OTHER, ""},
       .header_from = "example.com",
       .envelope_from = "bounce.example.com",
       .envelope_to = "example.net",
       .overrides = overrides,
       .dkim_results = dkim,
       .spf_results = spf,
       .n_overrides = 2,
       .n_dkim_results = 3,
       .n_spf_results = 2},
      {.source = {16, {0x20, 1, 0xd, 0xb8, [15] = 9}}, .disposition = {DISPOSITION_REJECT, NULL}, .header_from = ""},
      {.source = {0, {1, 2, 3}}, .source_raw = "X.X.X.X", .count = 1},
  };
  put_alone(store, report_of("r"), records, 3);
  expect_rows(store, "SELECT seq, source, count, disposition, dkim, spf, raw FROM record ORDER BY seq",
              "0|x'c0000201'|9007199254740992|0|1|2|'{\"disposition\":\"deliver\",\"spf\":\"\"}'\n"
              "1|x'20010db8000000000000000000000009'|0|3|0|0|NULL\n"
              "2|x''|1|0|0|0|'{\"source_ip\":\"X.X.X.X\"}'\n");
  expect_rows(store,
              "SELECT seq, h.text, f.text, t.text, dkim_pass, spf_pass FROM record JOIN identity i ON i.id = identity "
              "LEFT JOIN name h ON h.id = header_from LEFT JOIN name f ON f.id = envelope_from LEFT JOIN name t ON "
              "t.id = envelope_to ORDER BY seq",
              "0|'example.com'|'bounce.example.com'|'example.net'|1|0\n1|''|NULL|NULL|0|0\n2|NULL|NULL|NULL|0|0\n");
  expect_rows(store,
              "SELECT d.seq, n.text, s.text, result, d.raw, human_result FROM record r JOIN dkim_result d USING "
              "(identity) LEFT JOIN name n ON n.id = domain LEFT JOIN name s ON s.id = selector ORDER BY r.seq, d.seq",
              "0|'z.example'|'s2'|1|NULL|'all is well'\n1|'a.example'|'s1'|0|'hardpass'|NULL\n2|NULL|NULL|0|''|''\n");
  expect_rows(store,
              "SELECT s.seq, n.text, scope, scope_raw, result, s.raw, human_result FROM record r JOIN spf_result s "
              "USING (identity) LEFT JOIN name n ON n.id = domain ORDER BY r.seq, s.seq",
              "0|'b.example'|1|NULL|5|NULL|NULL\n1|'a.example'|3|'pra'|0|'hardfail'|'no'\n");
  expect_rows(store,
              "SELECT r.seq, o.seq, type, o.raw, comment FROM record r LEFT JOIN override o USING (override_set) ORDER "
              "BY r.seq, o.seq",
              "0|0|4|NULL|'a list'\n0|1|0|'arc'|NULL\n1|NULL|NULL|NULL|NULL\n2|NULL|NULL|NULL|NULL\n");
  expect_sound(store);
  store_close(store);
}

static void what_is_missing_is_null_and_what_is_empty_stays_empty(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  struct report report = report_of("");
  report.org_name = report.version = report.policy.fo = report.email = "";
  report.policy.pct = -1;
  report.nesting = NULL;
  put_alone(store, report, NULL, 0);
  expect_rows(store,
              "SELECT r.text, report_id, version, e.text, contact, generator, namespace, errors, mail_from, subject, "
              "message_id, nesting, records FROM report JOIN name r ON r.id = reporter JOIN name e ON e.id = email",
              "''|''|''|''|NULL|NULL|NULL|NULL|NULL|NULL|NULL|''|0\n");
  expect_rows(store, "SELECT pct, fo, testing, raw FROM policy", "NULL|''|NULL|NULL\n");
  store_close(store);
}

static void sums_that_do_not_fit_are_the_largest_number(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  struct report report = report_of("r");
  report.messages = report.dmarc_pass = report.dkim_aligned = report.spf_aligned = UINT64_MAX;
  put_alone(store, report, NULL, 0);
  expect_rows(store, "SELECT messages, dmarc_pass, dkim_aligned, spf_aligned FROM report",
              "9223372036854775807|9223372036854775807|9223372036854775807|9223372036854775807\n");
  store_close(store);
}

/* -- all or nothing ------------------------------------------------------------------------------------------------ */

/* A report that shares some of its names with report_of, and brings all kinds of others. */
static struct report strange_report(void) {
  static struct warning warning = {"code:x", "text", 1};
  struct report report = report_of("strange");
  report.org_name = "Strange Inc.";
  report.policy.domain = "strange.example";
  report.policy.fo = "s";
  report.email = "strange@strange.example";
  report.warnings = &warning;
  report.n_warnings = 1;
  return report;
}

static void strange_records(struct record records[4]) {
  static struct dkim_result dkim = {"strange.example", "strange", NULL, {AUTH_PASS, NULL}};
  static struct spf_result spf = {"strange.example", NULL, {SCOPE_HELO, NULL}, {AUTH_FAIL, NULL}};
  static struct override override = {{OVERRIDE_OTHER, NULL}, "strange"};
  for (unsigned int i = 0; i < 4; i++) {
    records[i] = record_of(i, 10 + i);
    records[i].header_from = i % 2 ? "strange.example" : "example.com";
    records[i].dkim_results = &dkim;
    records[i].spf_results = &spf;
    records[i].overrides = &override;
    records[i].n_dkim_results = records[i].n_spf_results = records[i].n_overrides = 1;
  }
}

static void a_stream_that_breaks_leaves_nothing_and_the_batch_goes_on(void **state) {
  (void)state;
  struct record records[4];
  strange_records(records);
  for (unsigned int breaks_at = 0; breaks_at <= 4; breaks_at++) {
    struct store *store = store_in_memory(), *without = store_in_memory();
    begin(store);
    put(store, report_of("before"), records, 1);
    put_broken(store, strange_report(), records, 4, breaks_at);
    put(store, report_of("after"), records, 3);
    commit(store);
    begin(without);
    put(without, report_of("before"), records, 1);
    put(without, report_of("after"), records, 3);
    commit(without);
    expect_the_same(store, without);
    expect_sound(store);
    assert_int_equal(put_alone(store, strange_report(), records, 4), STORE_NEW);
    put_alone(without, strange_report(), records, 4);
    expect_the_same(store, without);
    store_close(store);
    store_close(without);
  }
}

static void others_see_nothing_before_the_commit_and_all_after_it(void **state) {
  g_autofree char *path = path_in(state, "d.db");
  struct record records[4];
  strange_records(records);
  struct store *store = store_at(path, STORE_WRITE), *reader = store_at(path, STORE_READ), *fresh = store_in_memory();
  begin(store);
  put(store, strange_report(), records, 4);
  expect_the_same(reader, fresh);
  commit(store);
  expect_the_same(reader, store);
  expect_rows(reader, "SELECT count(*), sum(count) FROM record", "4|46\n");
  expect_rows(reader, "SELECT count(*), sum(messages) FROM daily", "4|46\n");
  store_close(reader);
  store_close(store);
  store_close(fresh);
}

static void after_a_roll_back_the_same_can_be_put_again(void **state) {
  (void)state;
  struct record records[4];
  strange_records(records);
  struct store *store = store_in_memory(), *fresh = store_in_memory();
  begin(store);
  put(store, strange_report(), records, 4);
  store_rollback(store);
  expect_the_same(store, fresh);
  /* Other texts take the numbers that those had. */
  for (struct store **each = (struct store *[]){store, fresh, NULL}; *each; each++) {
    put_alone(*each, report_of("r"), records, 1);
    assert_int_equal(put_alone(*each, strange_report(), records, 4), STORE_NEW);
  }
  expect_the_same(store, fresh);
  expect_sound(store);
  store_close(store);
  store_close(fresh);
}

static void what_was_not_committed_is_gone_when_closed(void **state) {
  g_autofree char *path = path_in(state, "d.db");
  struct record records[4];
  strange_records(records);
  struct store *store = store_at(path, STORE_WRITE), *fresh = store_in_memory();
  begin(store);
  put(store, strange_report(), records, 4);
  store_close(store);
  store = store_at(path, STORE_WRITE);
  expect_the_same(store, fresh);
  store_close(store);
  store_close(fresh);
}

/* The other program takes the numbers of all that is interned away, and gives them to something else. */
static void numbers_stay_right_when_another_program_writes_in_between(void **state) {
  g_autofree char *path = path_in(state, "d.db");
  struct record records[4];
  strange_records(records);
  struct store *store = store_at(path, STORE_WRITE);
  put_alone(store, strange_report(), records, 4);
  g_autofree char *names = rows(store, "SELECT text FROM name ORDER BY text");
  sqlite3 *other;
  assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
  assert_int_equal(sqlite3_exec(other,
                                "BEGIN; DELETE FROM record; DELETE FROM warning; DELETE FROM report; DELETE FROM daily;"
                                "DELETE FROM dkim_result; DELETE FROM spf_result; DELETE FROM override;"
                                "DELETE FROM identity; DELETE FROM override_set; DELETE FROM policy;"
                                "UPDATE name SET text = 'not ' || text; COMMIT",
                                NULL, NULL, NULL),
                   SQLITE_OK);
  sqlite3_close(other);
  assert_int_equal(put_alone(store, strange_report(), records, 4), STORE_NEW);
  expect_rows(store, "SELECT text FROM name WHERE text NOT LIKE 'not %' ORDER BY text", names);
  expect_rows(store, "SELECT text FROM report JOIN name ON name.id = domain", "'strange.example'\n");
  expect_sound(store);
  store_close(store);
}

/* What a report changes is kept in memory at first, and then in a file. */
static void a_report_may_change_any_number_of_pages(void **state) {
  enum { RECORDS = 300000 }; /* whose rows of a day take more than 4 MiB */
  g_autofree char *path = path_in(state, "d.db");
  g_autofree struct record *records = g_new(struct record, RECORDS);
  for (unsigned int i = 0; i < RECORDS; i++)
    records[i] = record_of(i, 1);
  struct store *store = store_at(path, STORE_WRITE);
  put_alone(store, report_of("1"), records, RECORDS);
  put_alone(store, report_of("2"), records, RECORDS);
  expect_rows(store, "SELECT count(*), sum(messages) FROM daily", "300000|600000\n");
  expect_sound(store);
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_of_a_report_comes_back),
      cmocka_unit_test(all_of_its_records_comes_back_in_order),
      cmocka_unit_test(what_is_missing_is_null_and_what_is_empty_stays_empty),
      cmocka_unit_test(sums_that_do_not_fit_are_the_largest_number),
      cmocka_unit_test(a_stream_that_breaks_leaves_nothing_and_the_batch_goes_on),
      TEST_IN_FOLDER(others_see_nothing_before_the_commit_and_all_after_it),
      cmocka_unit_test(after_a_roll_back_the_same_can_be_put_again),
      TEST_IN_FOLDER(what_was_not_committed_is_gone_when_closed),
      TEST_IN_FOLDER(numbers_stay_right_when_another_program_writes_in_between),
      TEST_IN_FOLDER(a_report_may_change_any_number_of_pages),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
