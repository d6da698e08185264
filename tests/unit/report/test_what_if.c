/* SPDX-License-Identifier: MIT */
/* What another record would change, and what it would not. */
#include "sample.h"

#define COM "example.com"

/* example.com under p=quarantine: own mail, mail signed one level up, bounces below, and what fails. */
static struct store *store_of_senders(void) {
  struct store *store = sample_empty();
  struct dkim_result own = {.domain = COM, .result = {.value = AUTH_PASS}};
  struct dkim_result other = {.domain = "service.example", .result = {.value = AUTH_PASS}};
  struct spf_result bounce = {
      .domain = "bounce.example.com", .scope = {.value = SCOPE_MFROM}, .result = {.value = AUTH_PASS}};
  struct override list = {.type = {.value = OVERRIDE_MAILING_LIST}};
  struct record records[] = {
      sample_record("192.0.2.1", 1000, true, true, DISPOSITION_NONE, COM, &own, &bounce),
      sample_record("192.0.2.2", 200, true, false, DISPOSITION_NONE, "news.example.com", &own, NULL),
      sample_record("192.0.2.3", 30, false, true, DISPOSITION_NONE, COM, &other, &bounce),
      sample_record("192.0.2.4", 7, false, false, DISPOSITION_QUARANTINE, COM, NULL, NULL),
      sample_record("192.0.2.5", 6, false, false, DISPOSITION_QUARANTINE, "shop.example.com", NULL, NULL),
      sample_record("192.0.2.6", 5, false, false, DISPOSITION_NONE, COM, &other, NULL),
      /* the reporter does not show the signature that it counts */
      sample_record("192.0.2.7", 4, true, false, DISPOSITION_NONE, COM, NULL, NULL),
  };
  records[5].overrides = &list;
  records[5].n_overrides = 1;
  sample_put(store, sample_report(COM, "google.com", "g-1", NEWEST, 1), records, G_N_ELEMENTS(records));
  return store;
}

static void changes_are(struct store *store, const char *record, const char *wanted) {
  struct answer *answer = sample_ask(store, "what-if", &(struct filter){.domain = COM, .record = record});
  GString *got = g_string_new(NULL);
  for (size_t row = 0; row < table_rows(answer->table); row++) {
    const struct cell *source = table_cell(answer->table, row, 0);
    g_autofree char *address = address_text(source->text, source->length);
    g_string_append_printf(got, "%s %s %d\n", address, table_text(answer->table, row, "change"),
                           (int)table_int(answer->table, row, "messages"));
  }
  if (!g_str_equal(got->str, wanted))
    fail_msg("%s: %s", record, got->str);
  g_string_free(got, TRUE);
  answer_free(answer);
}

static void a_record_changes_what_it_says(void **state) {
  (void)state;
  struct store *store = store_of_senders();
  changes_are(store, "v=DMARC1; p=quarantine", "");
  changes_are(store, "v=DMARC1; p=quarantine; adkim=r; aspf=r; pct=1", "");
  changes_are(store, "v=DMARC1; p=reject; t=y", "");
  changes_are(store, "v=DMARC1; p=reject",
              "192.0.2.4 fails, would be rejected 7\n"
              "192.0.2.5 fails, would be rejected 6\n"
              "192.0.2.6 fails, would be rejected 5\n");
  changes_are(store, "v=DMARC1; p=reject; sp=none",
              "192.0.2.4 fails, would be rejected 7\n"
              "192.0.2.5 fails, would be let through 6\n"
              "192.0.2.6 fails, would be rejected 5\n");
  changes_are(store, "v=DMARC1; p=quarantine; np=reject", "");
  changes_are(store, "v=DMARC1; p=none",
              "192.0.2.4 fails, would be let through 7\n"
              "192.0.2.5 fails, would be let through 6\n");
  changes_are(store, "v=DMARC1; p=quarantine; adkim=s", "192.0.2.2 passes, would be quarantined 200\n");
  changes_are(store, "v=DMARC1; p=quarantine; sp=none; adkim=s",
              "192.0.2.2 passes, would fail 200\n"
              "192.0.2.5 fails, would be let through 6\n");
  changes_are(store, "v=DMARC1; p=quarantine; aspf=s", "192.0.2.3 passes, would be quarantined 30\n");
  store_close(store);
}

/* Of a strict record: what its relaxing lets pass. */
static void a_relaxed_record_lets_pass(void **state) {
  (void)state;
  struct store *store = sample_empty();
  struct dkim_result own = {.domain = COM, .result = {.value = AUTH_PASS}};
  struct record records[] = {
      sample_record("192.0.2.2", 200, false, false, DISPOSITION_REJECT, "news.example.com", &own, NULL),
      /* the reporter does not mind that adkim is s */
      sample_record("192.0.2.3", 100, true, false, DISPOSITION_NONE, "news.example.com", &own, NULL),
  };
  struct report report = sample_report(COM, "google.com", "g-1", NEWEST, 1);
  report.policy.p.value = POLICY_REJECT;
  report.policy.adkim.value = MODE_STRICT;
  sample_put(store, report, records, 2);
  changes_are(store, "v=DMARC1; p=reject; adkim=s", "");
  changes_are(store, "v=DMARC1; p=reject", "192.0.2.2 fails, would pass 200\n");
  store_close(store);
}

/* pct and t of the published policy: what was done to a message does not tell what the policy would be without them. */
static void a_sampled_policy_is_not_the_same_as_a_whole_one(void **state) {
  (void)state;
  struct store *store = sample_empty();
  struct record records[] = {
      sample_record("192.0.2.2", 20, false, false, DISPOSITION_NONE, COM, NULL, NULL),
      sample_record("192.0.2.3", 10, false, false, DISPOSITION_REJECT, COM, NULL, NULL),
  };
  struct report report = sample_report(COM, "google.com", "g-1", NEWEST, 1);
  report.policy.p.value = POLICY_REJECT;
  report.policy.pct = 30;
  sample_put(store, report, records, 2);
  changes_are(store, "v=DMARC1; p=reject", "192.0.2.2 fails, would be rejected 20\n");
  store_close(store);

  store = sample_empty();
  report.policy.pct = -1;
  report.policy.testing = "y";
  records[1].disposition.value = DISPOSITION_QUARANTINE;
  sample_put(store, report, records, 2);
  changes_are(store, "v=DMARC1; p=reject; t=y", "");
  changes_are(store, "v=DMARC1; p=quarantine", "");
  changes_are(store, "v=DMARC1; p=reject",
              "192.0.2.2 fails, would be rejected 20\n"
              "192.0.2.3 fails, would be rejected 10\n");
  store_close(store);
}

static void what_if_prints(const struct filter *filter, enum format format, const char *wanted) {
  struct store *store = store_of_senders();
  char *text = sample_asked(store, "what-if", filter, format);
  assert_string_equal(text, wanted);
  free(text);
  store_close(store);
}

static void what_if_as_text(void **state) {
  (void)state;
  what_if_prints(&(struct filter){.domain = COM, .limit = 2}, FORMAT_TEXT,
                 "1,252 messages for example.com, 30 days to 23 November 2026, under \"v=DMARC1; p=reject\": 0 that "
                 "pass would fail, 0 that fail would pass, 18 would be rejected (0 today), 0 quarantined (13 today)\n"
                 "\n"
                 "Source     Change                    Messages   None  Quarantined  Rejected  Overridden  From        "
                 "      DKIM passed for  SPF passed for\n"
                 "                                               today        today     today       today\n"
                 "192.0.2.4  fails, would be rejected         7      0            7         0           0  example.com "
                 "      -                -\n"
                 "192.0.2.5  fails, would be rejected         6      0            6         0           0  "
                 "shop.example.com  -                -\n"
                 "1 more change                               5\n"
                 "\n"
                 "Next: dmarcstat sources --domain example.com --source 192.0.2.4\n");
  what_if_prints(&(struct filter){.domain = COM, .record = "v=DMARC1; np=reject; pct=5"}, FORMAT_TEXT,
                 "1,252 messages for example.com, 30 days to 23 November 2026, under \"v=DMARC1; np=reject; pct=5\": 0 "
                 "that pass would fail, 0 that fail would pass, 0 would be rejected (0 today), 0 quarantined (13 "
                 "today); without p it counts as p=none; np is left out, as reports do not say which names exist; pct "
                 "ignored: RFC 9989 does not have it\n"
                 "\n"
                 "Source     Change                       Messages   None  Quarantined  Rejected  Overridden  From     "
                 "         DKIM passed for  SPF passed for\n"
                 "                                                  today        today     today       today\n"
                 "192.0.2.4  fails, would be let through         7      0            7         0           0  "
                 "example.com       -                -\n"
                 "192.0.2.5  fails, would be let through         6      0            6         0           0  "
                 "shop.example.com  -                -\n"
                 "\n"
                 "Next: dmarcstat sources --domain example.com --source 192.0.2.4\n");
  what_if_prints(&(struct filter){.domain = COM, .record = "v=DMARC1; p=quarantine"}, FORMAT_TEXT,
                 "1,252 messages for example.com, 30 days to 23 November 2026, under \"v=DMARC1; p=quarantine\": "
                 "nothing would change\n");
}

static void what_if_as_csv(void **state) {
  (void)state;
  what_if_prints(&(struct filter){.domain = COM, .record = "v=DMARC1; p=reject; sp=quarantine; adkim=s"}, FORMAT_CSV,
                 "source_ip,change,messages,none,quarantine,reject,would_meet,overridden,header_from,dkim_passed_for,s"
                 "pf_passed_for,first_seen,last_seen\n"
                 "192.0.2.2,\"passes, would be quarantined\",200,200,0,0,quarantine,0,news.example.com,example.com,,20"
                 "26-11-23,2026-11-23\n"
                 "192.0.2.4,\"fails, would be rejected\",7,0,7,0,reject,0,example.com,,,2026-11-23,2026-11-23\n"
                 "192.0.2.6,\"fails, would be rejected\",5,5,0,0,reject,5,example.com,service.example,,2026-11-23,2026"
                 "-11-23\n");
}

static void what_if_as_json(void **state) {
  (void)state;
  struct filter filter = {.domain = COM, .record = "v=DMARC1; p=reject; aspf=s"};
  assert_true(address_parse_range("--source", "192.0.2.3", &filter.source_first, &filter.source_last, NULL));
  what_if_prints(&filter, FORMAT_JSON,
                 "{\"question\":\"what-if\",\"since\":\"2026-10-25\",\"until\":\"2026-11-23\",\"more\":0,\"rows\":[{\""
                 "source_ip\":\"192.0.2.3\",\"change\":\"passes, would be rejected\",\"messages\":30,\"none\":30,\"qua"
                 "rantine\":0,\"reject\":0,\"would_meet\":\"reject\",\"overridden\":0,\"header_from\":\"example.com\","
                 "\"dkim_passed_for\":[\"service.example\"],\"spf_passed_for\":[\"bounce.example.com\"],\"first_seen\""
                 ":\"2026-11-23\",\"last_seen\":\"2026-11-23\"}]}\n");
}

static void the_record_to_try_comes_from_what_is_published(void **state) {
  (void)state;
  struct store *store = sample_empty();
  struct record record = sample_record("192.0.2.1", 1, true, true, DISPOSITION_NONE, COM, NULL, NULL);
  struct report report = sample_report(COM, "google.com", "old", NEWEST - 3, 1);
  sample_put(store, report, &record, 1);
  report = sample_report(COM, "google.com", "new", NEWEST, 1);
  report.policy.p.value = report.policy.np.value = POLICY_QUARANTINE;
  report.policy.sp.value = POLICY_NONE;
  report.policy.adkim.value = MODE_STRICT;
  report.policy.aspf.value = MODE_RELAXED;
  sample_put(store, report, &record, 1);
  char *text = sample_asked(store, "what-if", &(struct filter){.domain = COM}, FORMAT_TEXT);
  assert_string_equal(text, "2 messages for example.com, 30 days to 23 November 2026, under "
                            "\"v=DMARC1; p=reject; sp=none; adkim=s\": nothing would change\n");
  free(text);
  store_close(store);
}

static void a_record_with_an_error_is_refused(void **state) {
  (void)state;
  struct store *store = store_of_senders();
  GError *error = NULL;
  struct filter filter = {.domain = COM, .record = "v=DMARC1; foo=1; p=rejct"};
  assert_null(question_ask(question_find("what-if"), store, &filter, &error));
  assert_int_equal(error->code, 64);
  assert_string_equal(error->message, "--record: at character 20, p is 'rejct'; it may be none, quarantine, reject "
                                      "(RFC 9989 section 4.8).");
  g_error_free(error);
  store_close(store);
}

/* -- by the DNS tree walk -------------------------------------------------------------------------------------------
 */

/* Says of each name what `organisations` says; a name that is not there has no answer. */
struct told_walker {
  const char *const (*organisations)[2];
  const char *asked; /* names with spaces between, with most mail first */
};

static bool walk_as_told(void *user, const struct walker_wish *wish, char **organisations, GError **error) {
  const struct told_walker *told = user;
  (void)error;
  g_autoptr(GString) asked = g_string_new(NULL);
  assert_string_equal(wish->domain, COM);
  for (unsigned int i = 0; i < wish->n; i++) {
    g_string_append_printf(asked, "%s%s", i > 0 ? " " : "", wish->names[i]);
    for (unsigned int j = 0; told->organisations[j][0]; j++)
      if (g_str_equal(told->organisations[j][0], wish->names[i]))
        organisations[i] = g_strdup(told->organisations[j][1]);
  }
  assert_string_equal(asked->str, told->asked);
  return true;
}

static void walk_prints(const char *const (*organisations)[2], const char *record, const char *wanted) {
  struct store *store = store_of_senders();
  struct told_walker told = {organisations, "bounce.example.com example.com news.example.com"};
  const struct walker walker = {walk_as_told, &told};
  struct filter filter = {.domain = COM, .record = record, .walker = &walker};
  struct answer *answer = sample_ask(store, "what-if", &filter);
  g_autoptr(GString) got = g_string_new(answer->sentence);
  for (size_t row = 0; row < table_rows(answer->table); row++) {
    const struct cell *source = table_cell(answer->table, row, 0);
    g_autofree char *address = address_text(source->text, source->length);
    g_string_append_printf(got, "\n%s %s", address, table_text(answer->table, row, "change"));
  }
  assert_string_equal(got->str, wanted);
  answer_free(answer);
  store_close(store);
}

#define WALKED "1,252 messages for example.com, 30 days to 23 November 2026, under \"v=DMARC1; p=quarantine\": "
#define BY_WALK "; organisational domains are by the DNS tree walk"

static void organisations_can_be_those_of_the_tree_walk(void **state) {
  (void)state;
  static const char *const together[][2] = {
      {"bounce.example.com", COM}, {COM, COM}, {"news.example.com", COM}, {NULL, NULL}};
  walk_prints(together, "v=DMARC1; p=quarantine", WALKED "nothing would change" BY_WALK);
  static const char *const apart[][2] = {
      {"bounce.example.com", "bounce.example.com"}, {COM, COM}, {"news.example.com", "news.example.com"}, {NULL, NULL}};
  walk_prints(apart, "v=DMARC1; p=quarantine",
              WALKED "230 that pass would fail, 0 that fail would pass, 0 would be rejected (0 today), 243 quarantined "
                     "(13 today)" BY_WALK "\n192.0.2.2 passes, would be quarantined\n192.0.2.3 passes, would be "
                     "quarantined");
}

static void names_that_were_not_walked_are_said(void **state) {
  (void)state;
  static const char *const some[][2] = {{"bounce.example.com", "bounce.example.com"}, {COM, COM}, {NULL, NULL}};
  walk_prints(some, "v=DMARC1; p=quarantine",
              WALKED "30 that pass would fail, 0 that fail would pass, 0 would be rejected (0 today), 43 quarantined "
                     "(13 today)" BY_WALK ", but for 1 name without an answer from DNS (news.example.com), where the "
                     "Public Suffix List stands in\n192.0.2.3 passes, would be quarantined");
}

/* A reporter that walks the tree itself already counts so. */
static void a_reporter_that_walks_the_tree_agrees(void **state) {
  (void)state;
  struct store *store = sample_empty();
  struct dkim_result own = {.domain = COM, .result = {.value = AUTH_PASS}};
  struct record records[] = {
      sample_record("192.0.2.2", 200, false, false, DISPOSITION_NONE, "news.example.com", &own, NULL)};
  struct report report = sample_report(COM, "google.com", "g-1", NEWEST, 1);
  report.policy.p.value = POLICY_NONE;
  report.policy.discovery_method.value = DISCOVERY_TREEWALK;
  sample_put(store, report, records, 1);
  static const char *const apart[][2] = {{COM, COM}, {"news.example.com", "news.example.com"}, {NULL, NULL}};
  struct told_walker told = {apart, "example.com news.example.com"};
  const struct walker walker = {walk_as_told, &told};
  struct answer *answer =
      sample_ask(store, "what-if", &(struct filter){.domain = COM, .record = "v=DMARC1; p=none", .walker = &walker});
  assert_int_equal(table_rows(answer->table), 0);
  answer_free(answer);
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(organisations_can_be_those_of_the_tree_walk),
      cmocka_unit_test(names_that_were_not_walked_are_said),
      cmocka_unit_test(a_reporter_that_walks_the_tree_agrees),
      cmocka_unit_test(a_record_changes_what_it_says),
      cmocka_unit_test(a_relaxed_record_lets_pass),
      cmocka_unit_test(a_sampled_policy_is_not_the_same_as_a_whole_one),
      cmocka_unit_test(what_if_as_text),
      cmocka_unit_test(what_if_as_csv),
      cmocka_unit_test(what_if_as_json),
      cmocka_unit_test(the_record_to_try_comes_from_what_is_published),
      cmocka_unit_test(a_record_with_an_error_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
