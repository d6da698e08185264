/* SPDX-License-Identifier: MIT */
/* TLS and failure reports in the store: all of each, once, with the local parts of failure reports hashed. */
#include "store_sample.h"

static const struct provenance from_mail = {.received = NOW, .origin = "a.eml"};

static struct tls_policy policies[] = {{{TLS_POLICY_STS, NULL}, "example.org", "version: STSv1", "*.example.org", 5, 2},
                                       {{TLS_POLICY_OTHER, "tls"}, "example.net", NULL, NULL, MOST_MESSAGES, 0}};
static struct tls_failure failures[] = {{.policy = 0,
                                         .result = {TLS_RESULT_OTHER, "new"},
                                         .sending = {4, {192, 0, 2, 1}},
                                         .receiving_raw = "nowhere",
                                         .receiving_mx = "mx.example.org",
                                         .sessions = 2}};
static struct warning warnings[] = {{"odd", "it is \"odd\"", 2}};

static struct tls_report tls_report(const char *id) {
  return (struct tls_report){.org_name = "Reporter",
                             .report_id = id,
                             .begin = FIRST_DAY * DAY,
                             .end = FIRST_DAY * DAY + DAY - 1,
                             .domain = "example.org",
                             .policies = policies,
                             .failures = failures,
                             .n_policies = 2,
                             .n_failures = 1,
                             .warnings = warnings,
                             .n_warnings = 1,
                             .nesting = "json"};
}

static struct failure_report failure_report(void) {
  return (struct failure_report){
      .domain = "example.org",
      .source = {4, {192, 0, 2, 1}},
      .has_arrived = true,
      .arrived = FIRST_DAY * DAY + 3600,
      .incidents = 2,
      .auth_failure = {AUTH_FAILURE_DMARC, NULL},
      .delivery_result = {DELIVERY_OTHER, "held for ann@example.org"},
      .original_mail_from = "<Ann@Example.org>",
      .original_rcpt_to = "\"bob b\"@receiver.example",
      .dkim_identity = "ann@example.org",
      .message_id = "<m1@example.org>",
      .authentication_results = "mx; spf=fail smtp.mailfrom=ann@example.org",
      .sample = "From: ann@example.org\n",
      .mail = {"R <dmarc@receiver.example>", "about ann@example.org", "<1@r>", TRUST_VERIFIED},
      .warnings = warnings,
      .nesting = "mail > arf"};
}

static enum store_result put_tls(struct store *store, const struct tls_report *report) {
  GError *error = NULL;
  enum store_result result;
  ok(store_begin(store, &error), &error);
  ok(store_put_tls_report(store, report, &from_mail, &result, &error), &error);
  ok(store_commit(store, &error), &error);
  return result;
}

static enum store_result put_failure(struct store *store, const struct failure_report *report) {
  GError *error = NULL;
  enum store_result result;
  ok(store_begin(store, &error), &error);
  ok(store_put_failure_report(store, report, &from_mail, &result, &error), &error);
  ok(store_commit(store, &error), &error);
  return result;
}

static struct store *memory_store(void) {
  GError *error = NULL;
  struct store *store = store_open(":memory:", STORE_WRITE, &error);
  ok(store != NULL, &error);
  return store;
}

/* -- TLS reports --------------------------------------------------------------------------------------------------- */

static void all_of_a_tls_report_is_stored(void **state) {
  (void)state;
  struct store *store = memory_store();
  const struct tls_report report = tls_report("t1");
  assert_int_equal(put_tls(store, &report), STORE_NEW);
  expect_rows(store,
              "SELECT d.text, o.text, report_id, day, sessions_ok, sessions_failed, warnings, origin, nesting FROM"
              " tls_report JOIN name AS d ON d.id = domain JOIN name AS o ON o.id = reporter",
              "'example.org'|'Reporter'|'t1'|20780|9007199254740997|2|'[{\"code\":\"odd\",\"text\":\"it is "
              "\\\"odd\\\"\",\"times\":2}]'|'a.eml'|'json'\n");
  expect_rows(store,
              "SELECT seq, d.text, type, raw, p.text, m.text, sessions_ok, sessions_failed FROM tls_policy"
              " JOIN name AS d ON d.id = domain LEFT JOIN name AS p ON p.id = policy LEFT JOIN name AS m ON m.id = mx",
              "0|'example.org'|2|NULL|'version: STSv1'|'*.example.org'|5|2\n"
              "1|'example.net'|0|'tls'|NULL|NULL|9007199254740992|0\n");
  expect_rows(store,
              "SELECT seq, policy, result, raw, sending, receiving, m.text, sessions FROM tls_failure"
              " JOIN name AS m ON m.id = mx",
              "0|0|0|'{\"result_type\":\"new\",\"receiving_ip\":\"nowhere\"}'|x'c0000201'|x''|'mx.example.org'|2\n");
  expect_sound(store);
  store_close(store);
}

static void a_tls_report_is_stored_once(void **state) {
  (void)state;
  struct store *store = memory_store();
  struct tls_report report = tls_report("t1");
  assert_int_equal(put_tls(store, &report), STORE_NEW);
  assert_int_equal(put_tls(store, &report), STORE_DUPLICATE);
  report.org_name = "Other";
  assert_int_equal(put_tls(store, &report), STORE_NEW);
  report.begin -= DAY;
  assert_int_equal(put_tls(store, &report), STORE_NEW);
  report.report_id = "";
  report.stand_in = "no-report-id-1";
  assert_int_equal(put_tls(store, &report), STORE_NEW);
  report.stand_in = "no-report-id-2";
  assert_int_equal(put_tls(store, &report), STORE_NEW);
  assert_int_equal(put_tls(store, &report), STORE_DUPLICATE);
  assert_int_equal(number(store, "SELECT count(*) FROM tls_report"), 5);
  store_close(store);
}

/* -- failure reports ----------------------------------------------------------------------------------------------- */

static void local_parts_are_hashed_in_every_column(void **state) {
  (void)state;
  struct store *store = memory_store();
  const struct failure_report report = failure_report();
  assert_int_equal(put_failure(store, &report), STORE_NEW);
  g_autofree char *row = rows(store, "SELECT * FROM failure"), *names = rows(store, "SELECT text FROM name");
  assert_null(strcasestr(row, "ann"));
  assert_null(strcasestr(row, "bob"));
  assert_null(strcasestr(names, "ann"));
  assert_null(strstr(row, "From:"));
  g_autofree char *addresses = rows(store, "SELECT original_mail_from, dkim_identity, authentication_results,"
                                           " original_rcpt_to, subject, raw, message_id FROM failure");
  g_autoptr(GRegex) expected =
      g_regex_new("^'<hashed-([0-9a-f]{16})@Example.org>'\\|'hashed-\\1@example.org'\\|'mx; spf=fail "
                  "smtp.mailfrom=hashed-\\1@example.org'\\|'hashed-[0-9a-f]{16}@receiver.example'\\|'about "
                  "hashed-\\1@example.org'\\|'\\{\"delivery_result\":\"held for hashed-\\1@example.org\"\\}'\\|"
                  "'<m1@example.org>'\n$",
                  0, 0, NULL);
  assert_true(g_regex_match(expected, addresses, 0, NULL));
  expect_rows(store,
              "SELECT day, source, arrived, incidents, auth_failure, delivery_result, trust, n.text FROM failure"
              " JOIN name AS n ON n.id = reporter",
              "20780|x'c0000201'|1795395600|2|7|1|3|'receiver.example'\n");
  store_close(store);
}

static void the_header_of_the_message_is_kept_as_the_owner_wants(void **state) {
  (void)state;
  static const struct {
    enum failure_samples samples;
    const char *pattern;
  } cases[] = {{SAMPLES_NONE, "^NULL\n$"},
               {SAMPLES_HASHED, "^'From: hashed-[0-9a-f]{16}@example.org\n'\n$"},
               {SAMPLES_WHOLE, "^'From: ann@example.org\n'\n$"}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    struct store *store = memory_store();
    store_keep_samples(store, cases[i].samples);
    const struct failure_report report = failure_report();
    put_failure(store, &report);
    g_autofree char *sample = rows(store, "SELECT sample FROM failure");
    assert_true(g_regex_match_simple(cases[i].pattern, sample, 0, 0));
    store_close(store);
  }
}

static void a_failure_report_is_stored_once_however_it_is_packed(void **state) {
  (void)state;
  struct store *store = memory_store();
  struct failure_report report = failure_report();
  assert_int_equal(put_failure(store, &report), STORE_NEW);
  report.nesting = "zip > mail > arf";
  report.mail.trust = TRUST_FAILED;
  assert_int_equal(put_failure(store, &report), STORE_DUPLICATE);
  report.mail.message_id = "<2@r>";
  assert_int_equal(put_failure(store, &report), STORE_NEW);
  report.original_rcpt_to = "carol@receiver.example";
  assert_int_equal(put_failure(store, &report), STORE_NEW);
  assert_int_equal(number(store, "SELECT count(*) FROM failure"), 3);
  expect_sound(store);
  store_close(store);
}

static void what_nobody_says_is_null_and_the_day_is_that_of_receipt(void **state) {
  (void)state;
  struct store *store = memory_store();
  const struct failure_report report = {.domain = "", .incidents = 1, .nesting = "arf"};
  assert_int_equal(put_failure(store, &report), STORE_NEW);
  expect_rows(store, "SELECT day, arrived, source, raw, original_mail_from, sample FROM failure",
              "20781|NULL|x''|NULL|NULL|NULL\n");
  store_close(store);
}

static void two_databases_hash_differently(void **state) {
  (void)state;
  struct store *one = memory_store(), *other = memory_store();
  const struct failure_report report = failure_report();
  put_failure(one, &report);
  put_failure(other, &report);
  g_autofree char *a = rows(one, "SELECT dkim_identity FROM failure"),
                  *b = rows(other, "SELECT dkim_identity FROM failure");
  assert_string_not_equal(a, b);
  store_close(one);
  store_close(other);
}

/* -- out of one database, into another ------------------------------------------------------------------------------
 */

static bool put_again_tls(void *user, const struct tls_report *report, const struct provenance *provenance,
                          GError **error) {
  enum store_result result;
  return store_put_tls_report(user, report, provenance, &result, error);
}

static bool put_again_failure(void *user, const struct kept_failure *kept, const struct provenance *provenance,
                              GError **error) {
  enum store_result result;
  return store_restore_failure(user, kept, provenance, &result, error);
}

static void move(struct store *from, struct store *to, const struct report_wish *wish) {
  GError *error = NULL;
  ok(store_begin(to, &error), &error);
  ok(store_each_tls_report(from, wish, put_again_tls, to, &error), &error);
  ok(store_each_failure(from, wish, put_again_failure, to, &error), &error);
  ok(store_commit(to, &error), &error);
}

static void same_rows(struct store *one, struct store *other, const char *sql) {
  g_autofree char *a = rows(one, sql), *b = rows(other, sql);
  assert_true(strlen(a) > 1);
  assert_string_equal(a, b);
}

/* All that is stored of one, with names as texts. */
#define TLS_ROWS                                                                                                       \
  "SELECT t.id, d.text, begin, end, r.text, report_id, day, sessions_ok, sessions_failed, c.text, m.text, subject,"    \
  " message_id, trust, warnings, origin, nesting, received FROM tls_report AS t JOIN name AS d ON d.id = domain"       \
  " JOIN name AS r ON r.id = reporter LEFT JOIN name AS c ON c.id = contact LEFT JOIN name AS m ON m.id = mail_from"
#define POLICY_ROWS                                                                                                    \
  "SELECT report, seq, d.text, type, raw, p.text, m.text, sessions_ok, sessions_failed FROM tls_policy"                \
  " JOIN name AS d ON d.id = domain LEFT JOIN name AS p ON p.id = policy LEFT JOIN name AS m ON m.id = mx"
#define FAILED_ROWS                                                                                                    \
  "SELECT report, seq, policy, result, raw, sending, receiving, m.text, h.text, c.text, i.text, sessions"              \
  " FROM tls_failure LEFT JOIN name AS m ON m.id = mx LEFT JOIN name AS h ON h.id = helo"                              \
  " LEFT JOIN name AS c ON c.id = reason_code LEFT JOIN name AS i ON i.id = information"

static void all_kinds_come_out_as_they_were_put(void **state) {
  (void)state;
  struct store *one = memory_store(), *other = memory_store();
  struct tls_report tls = tls_report("t1");
  tls.contact = "c@reporter.example";
  tls.mail = (struct report_mail){"f", "s", "m", TRUST_FAILED};
  put_tls(one, &tls);
  tls.report_id = "";
  tls.stand_in = "made of the content";
  tls.n_policies = tls.n_warnings = 0;
  tls.n_failures = 0;
  put_tls(one, &tls);
  struct failure_report failure = failure_report();
  failure.n_warnings = 1;
  failure.original_mail_from = "x\"ann\"@example.org"; /* hashed again it would be another token */
  store_keep_samples(one, SAMPLES_WHOLE);
  put_failure(one, &failure);
  failure = (struct failure_report){.domain = "", .source_raw = "nobody", .nesting = ""};
  put_failure(one, &failure);
  move(one, other, &(struct report_wish){0});
  same_rows(one, other, TLS_ROWS);
  same_rows(one, other, POLICY_ROWS);
  same_rows(one, other, FAILED_ROWS);
  same_rows(one, other, "SELECT * FROM failure AS f"); /* names, too: of both they were put in the same order */
  assert_int_equal(number(other, "SELECT count(*) FROM failure WHERE sample LIKE '%ann%'"), 1);
  move(one, other, &(struct report_wish){0});
  assert_int_equal(number(other, "SELECT (SELECT count(*) FROM tls_report) * 10 + (SELECT count(*) FROM failure)"), 22);
  expect_sound(other);
  store_close(one);
  store_close(other);
}

static uint64_t fitting(struct store *store, struct report_wish wish) {
  GError *error = NULL;
  struct report_counts counts;
  ok(store_count_reports(store, &wish, &counts, &error), &error);
  struct store *other = memory_store();
  move(store, other, &wish);
  assert_int_equal(number(other, "SELECT count(*) FROM tls_report"), counts.tls_reports);
  assert_int_equal(number(other, "SELECT count(*) FROM failure"), counts.failures);
  store_close(other);
  return counts.tls_reports * 10 + counts.failures;
}

static void wishes_choose_among_all_kinds(void **state) {
  (void)state;
  struct store *store = memory_store();
  struct tls_report tls = tls_report("t1");
  put_tls(store, &tls);
  tls.org_name = "Other";
  tls.n_policies = 1;
  tls.begin += 9 * DAY;
  put_tls(store, &tls);
  struct failure_report failure = failure_report();
  put_failure(store, &failure);
  assert_int_equal(fitting(store, (struct report_wish){0}), 21);
  assert_int_equal(fitting(store, (struct report_wish){.domain = "example.org"}), 21);
  assert_int_equal(fitting(store, (struct report_wish){.domain = "example.net"}), 10); /* of its second policy */
  assert_int_equal(fitting(store, (struct report_wish){.reporter = "OTHER"}), 10);
  assert_int_equal(fitting(store, (struct report_wish){.reporter = "receiver.EXAMPLE"}), 1);
  assert_int_equal(fitting(store, (struct report_wish){.has_trust = true, .trust = TRUST_AUTHENTICATED}), 1);
  assert_int_equal(fitting(store, (struct report_wish){.has_period = true, .period = {FIRST_DAY, FIRST_DAY + 1}}), 11);
  store_close(store);
}

static bool take_key(struct store *store, const uint8_t key[PRIVACY_KEY_BYTES], GError **error) {
  GError *trouble = NULL;
  ok(store_begin(store, &trouble), &trouble);
  const bool good = store_take_privacy_key(store, key, error);
  ok(store_commit(store, &trouble), &trouble);
  return good;
}

static void with_the_key_an_original_is_known_again(void **state) {
  (void)state;
  GError *error = NULL;
  uint8_t key[PRIVACY_KEY_BYTES];
  struct store *one = memory_store(), *with = memory_store(), *without = memory_store();
  const struct failure_report report = failure_report();
  put_failure(one, &report);
  ok(store_privacy_key(one, key, &error), &error);
  ok(take_key(with, key, &error), &error);
  move(one, with, &(struct report_wish){0});
  move(one, without, &(struct report_wish){0});
  assert_int_equal(put_failure(with, &report), STORE_DUPLICATE);
  assert_int_equal(put_failure(without, &report), STORE_NEW);
  ok(take_key(with, key, &error), &error); /* its own */
  assert_false(take_key(without, key, &error));
  expect_fault(
      &error, FAULT_REFUSED,
      ":memory: has failure reports whose addresses are hashed with another key than that of the export; import "
      "into a new database, or an export without --privacy-key");
  store_close(one);
  store_close(with);
  store_close(without);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_of_a_tls_report_is_stored),
      cmocka_unit_test(a_tls_report_is_stored_once),
      cmocka_unit_test(local_parts_are_hashed_in_every_column),
      cmocka_unit_test(the_header_of_the_message_is_kept_as_the_owner_wants),
      cmocka_unit_test(a_failure_report_is_stored_once_however_it_is_packed),
      cmocka_unit_test(what_nobody_says_is_null_and_the_day_is_that_of_receipt),
      cmocka_unit_test(two_databases_hash_differently),
      cmocka_unit_test(all_kinds_come_out_as_they_were_put),
      cmocka_unit_test(wishes_choose_among_all_kinds),
      cmocka_unit_test(with_the_key_an_original_is_known_again),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
