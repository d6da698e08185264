/* SPDX-License-Identifier: MIT */
/* Changes that were planted among mail that stays as it is: they are found, and nothing else. */
#include "report/confidence.h"
#include "sample.h"

#define COM "example.com"
#define DAYS_OF_MAIL 60
#define TURN (NEWEST - 29) /* where the default period begins */

static struct dkim_result own = {.domain = COM, .selector = "s1", .result = {.value = AUTH_PASS}};
static struct dkim_result next_key = {.domain = COM, .selector = "s2", .result = {.value = AUTH_PASS}};
static struct dkim_result forged_key = {.domain = COM, .selector = "evil", .result = {.value = AUTH_FAIL}};
static struct dkim_result service = {.domain = "service.example", .selector = "m1", .result = {.value = AUTH_PASS}};
static struct dkim_result next_service = {
    .domain = "service.example", .selector = "m2", .result = {.value = AUTH_PASS}};

struct day {
  struct record records[16];
  uint16_t n;
};

static void add(struct day *day, const char *source, uint64_t count, bool passes, const char *header_from,
                struct dkim_result *dkim) {
  if (count > 0)
    day->records[day->n++] = sample_record(source, count, passes, false, DISPOSITION_NONE, header_from, dkim, NULL);
}

static void put_day(struct store *store, const char *domain, const char *reporter, int32_t at, enum policy p,
                    const struct day *day) {
  g_autofree char *id = g_strdup_printf("%s-%d", reporter, at);
  struct report report = sample_report(domain, reporter, id, at, 1);
  report.policy.p.value = (uint8_t)p;
  sample_put(store, report, (struct record *)day->records, day->n);
}

/* What stays as it is. */
static void add_steady(struct day *day, int32_t at) {
  add(day, "192.0.2.1", 100, true, COM, &own);
  add(day, "192.0.2.9", 5, false, COM, &service);
  add(day, "203.0.113.1", at % 7 == 0 ? 40 : 0, true, "weekly.example.com", &own); /* comes once a week */
}

static struct store *steady_store(int32_t first) {
  struct store *store = sample_empty();
  for (int32_t at = first; at <= NEWEST; at++) {
    struct day day = {0};
    add_steady(&day, at);
    put_day(store, COM, "google.com", at, POLICY_NONE, &day);
  }
  return store;
}

/* Every kind of change in the default period, and what must not be taken for one. */
static struct store *changed_store(void) {
  struct store *store = sample_empty();
  for (int32_t at = NEWEST - DAYS_OF_MAIL + 1; at <= NEWEST; at++) {
    const bool late = at >= TURN;
    struct day day = {0}, shop = {0}, other = {0};
    add_steady(&day, at);
    add(&day, "192.0.2.2", at >= NEWEST - 5 ? 30 : 0, false, COM, &forged_key); /* new sender */
    add(&day, "192.0.2.3", at <= NEWEST - 20 ? 10 : 0, true, COM, &own);        /* sender gone */
    add(&day, "192.0.2.4", late ? 10 : 20, true, COM, &own);                    /* pass rate fell */
    add(&day, "192.0.2.4", late ? 10 : 0, false, COM, NULL);
    add(&day, "192.0.2.5", late ? 20 : 5, true, COM, &own); /* pass rate rose */
    add(&day, "192.0.2.5", late ? 0 : 15, false, COM, NULL);
    add(&day, "192.0.2.7", late ? 87 : 90, true, COM, &own); /* hardly worse */
    add(&day, "192.0.2.7", late ? 13 : 10, false, COM, NULL);
    add(&day, "192.0.2.1", at >= NEWEST - 3 ? 20 : 0, true, "news.example.com", &own);   /* new subdomain */
    add(&day, "192.0.2.1", at >= NEWEST - 8 ? 20 : 0, true, COM, &next_key);             /* new selector */
    add(&day, "192.0.2.9", at >= NEWEST - 8 ? 5 : 0, false, COM, &next_service);         /* not a selector of ours */
    add(&day, "198.51.100.1", at == NEWEST - 2 ? 19 : 0, false, COM, NULL);              /* too few to be a sender */
    add(&day, "198.51.100.2", at == NEWEST - 2 ? 9 : 0, false, "odd.example.com", NULL); /* too few to be a name */
    put_day(store, COM, "google.com", at, at >= NEWEST - 10 ? POLICY_QUARANTINE : POLICY_NONE, &day);
    /* a second reporter, which sees the policy later and is then silent; a third that is alone with what it sees */
    add(&other, "192.0.2.1", 10, true, COM, &own);
    put_day(store, COM, "Yahoo", at, at >= NEWEST - 9 ? POLICY_QUARANTINE : POLICY_NONE, &other);
    if (at <= NEWEST - 15)
      put_day(store, COM, "silent.example", at, POLICY_NONE, &other);
    if (at % 9 == 0) /* reports every nine days: not silent */
      put_day(store, COM, "rare.example", at, at > NEWEST - 18 ? POLICY_REJECT : POLICY_NONE, &other);
    if (at >= NEWEST - 9) {
      add(&shop, "192.0.2.1", 7, true, "shop.example.net", NULL);
      put_day(store, "shop.example.net", "google.com", at, POLICY_NONE, &shop);
    }
  }
  return store;
}

/* "kind what", a line each. */
static void changes_are(struct store *store, const struct filter *filter, const char *wanted) {
  struct answer *answer = sample_ask(store, "changes", filter);
  g_autoptr(GString) got = g_string_new(NULL);
  for (size_t row = 0; row < table_rows(answer->table); row++)
    g_string_append_printf(got, "%s %s\n", table_text(answer->table, row, "kind"),
                           table_text(answer->table, row, "what"));
  if (!g_str_equal(got->str, wanted))
    fail_msg("%s\n%s", answer->sentence, got->str);
  answer_free(answer);
}

static void what_was_planted_is_found_and_nothing_else(void **state) {
  (void)state;
  struct store *store = changed_store();
  char *text = sample_asked(store, "changes", &(struct filter){0}, FORMAT_CSV);
  assert_string_equal(text, "importance,kind,what,domain,day,messages_before,messages,pass_before,dmarc_pass,meaning\n"
                            "high,policy changed,p=quarantine (was none),example.com,2026-11-13,,0,,,\"2 reporters "
                            "have seen it: if you did not change it, somebody else did\"\n"
                            "high,pass rate fell,192.0.2.4,example.com,2026-10-25,600,600,600,300,\"a key, an SPF "
                            "record or the service changed: mend it, as failing mail is what a policy hits\"\n"
                            "high,new sender,192.0.2.2,example.com,2026-11-18,0,180,0,0,\"nothing of it passes: "
                            "forged, unless a service of yours is not set up yet\"\n"
                            "medium,reporter silent,silent.example,,2026-11-08,300,150,300,150,it reported daily: what "
                            "it sees is missing from all answers since\n"
                            "medium,sender gone,192.0.2.3,example.com,2026-11-03,300,100,300,100,\"it sent regularly "
                            "and stopped: if you did not end it, mail may not be going out\"\n"
                            "medium,new subdomain,news.example.com,example.com,2026-11-20,0,80,0,80,\"a new name in "
                            "From that passes: fine, when it is yours\"\n"
                            "medium,new domain,shop.example.net,shop.example.net,2026-11-14,0,70,0,70,reports about "
                            "this domain come since that day\n"
                            "low,pass rate rose,192.0.2.5,example.com,2026-10-25,600,600,150,600,\"what was mended "
                            "works, or other mail comes from it than before\"\n"
                            "low,new selector,s2._domainkey.example.com,example.com,2026-11-15,0,180,0,180,\"another "
                            "key signs as your domain: fine, when it is yours; else revoke it\"\n");
  free(text);
  store_close(store);
}

static void filters_narrow_the_changes(void **state) {
  (void)state;
  struct store *store = changed_store();
  changes_are(store, &(struct filter){.domain = "shop.example.net"}, "new domain shop.example.net\n");
  changes_are(store, &(struct filter){.domain = COM, .limit = 2},
              "policy changed p=quarantine (was none)\npass rate fell 192.0.2.4\n");
  changes_are(store, &(struct filter){.reporter = "Yahoo"}, "policy changed p=quarantine (was none)\n");
  store_close(store);
}

/* Each is told once: where it begins, or where it is long enough ago to be sure. */
static void a_change_belongs_to_one_period(void **state) {
  (void)state;
  struct store *store = changed_store();
  const struct period week = {NEWEST - 6, NEWEST + 1}, before = {NEWEST - 13, NEWEST - 6},
                      third = {NEWEST - 20, NEWEST - 13};
  changes_are(store, &(struct filter){.domain = COM, .has_period = true, .period = week},
              "new sender 192.0.2.2\nnew subdomain news.example.com\n");
  changes_are(store, &(struct filter){.domain = COM, .has_period = true, .period = before},
              "policy changed p=quarantine (was none)\n"
              "reporter silent silent.example\n"
              "sender gone 192.0.2.3\n"
              "new selector s2._domainkey.example.com\n");
  changes_are(store, &(struct filter){.domain = COM, .has_period = true, .period = third}, "");
  store_close(store);
}

static void without_a_past_nothing_is_new(void **state) {
  (void)state;
  struct store *store = steady_store(NEWEST - 20);
  struct answer *answer = sample_ask(store, "changes", &(struct filter){0});
  assert_int_equal(answer->rows, 0);
  assert_string_equal(answer->sentence,
                      "Nothing changed, 30 days to 23 November 2026; there is hardly any mail from before to compare "
                      "with: ask for a shorter period with --since");
  answer_free(answer);
  store_close(store);
  store = steady_store(NEWEST - DAYS_OF_MAIL);
  answer = sample_ask(store, "changes", &(struct filter){0});
  assert_string_equal(answer->sentence, "Nothing changed, 30 days to 23 November 2026");
  answer_free(answer);
  store_close(store);
}

static void one_more_address_of_a_known_sender_is_no_change(void **state) {
  (void)state;
  static const char *const addresses[] = {"198.51.100.10", "198.51.100.11"};
  for (unsigned int known = 0; known < 2; known++) {
    struct store *store = steady_store(NEWEST - DAYS_OF_MAIL);
    for (int32_t at = NEWEST - 59; at <= NEWEST; at++) {
      struct day day = {0};
      add(&day, addresses[at >= NEWEST - 14], 50, true, COM, &own);
      put_day(store, COM, "Yahoo", at, POLICY_NONE, &day);
    }
    for (unsigned int i = 0; known && i < 2; i++) {
      GError *error = NULL;
      const struct source_facts facts = {.address = sample_address(addresses[i]), .service = "Mailer", .resolved = 1};
      ok(store_begin(store, &error) && store_put_source(store, &facts, &error) && store_commit(store, &error), error);
    }
    changes_are(store, &(struct filter){0}, known ? "" : "sender gone 198.51.100.10\nnew sender 198.51.100.11\n");
    store_close(store);
  }
}

/* From many addresses, but one forger's; a service that passes for itself is none of them. */
static void a_wave_of_forged_mail_is_one_change(void **state) {
  (void)state;
  struct store *store = steady_store(NEWEST - DAYS_OF_MAIL);
  struct day day = {0};
  add(&day, "198.51.100.10", 30, false, COM, NULL);
  add(&day, "198.51.100.11", 50, false, COM, &forged_key);
  add(&day, "198.51.100.12", 40, false, COM, NULL);
  add(&day, "198.51.100.13", 35, false, COM, &service);
  put_day(store, COM, "Yahoo", NEWEST - 3, POLICY_NONE, &day);
  changes_are(store, &(struct filter){0},
              "new sender 3 senders, most from 198.51.100.11\n"
              "new sender 198.51.100.13\n");
  store_close(store);
}

/* Two ways of writing a policy down, and a reporter that changes its mind and back. */
static void reporters_that_differ_are_no_change(void **state) {
  (void)state;
  struct store *store = steady_store(NEWEST - DAYS_OF_MAIL);
  static const char *const names[] = {"a.example", "b.example", "c.example"};
  for (int32_t at = NEWEST - 59; at <= NEWEST; at++)
    for (unsigned int i = 0; i < 3; i++) {
      struct day day = {0};
      add_steady(&day, at);
      put_day(store, COM, names[i], at, at == NEWEST - 4 ? POLICY_REJECT : POLICY_NONE, &day);
    }
  changes_are(store, &(struct filter){0}, "");
  store_close(store);
}

static void a_rate_changes_when_it_is_no_chance(void **state) {
  (void)state;
  static const struct {
    uint64_t hits_of_n, n, hits_of_m, m;
    int change;
  } cases[] = {
      {0, 0, 0, 0, 0},
      {10, 10, 0, 0, 0},
      {100, 100, 100, 100, 0},
      {0, 100, 100, 100, 1},
      {100, 100, 0, 100, -1},
      {50, 100, 70, 100, 0},         /* z = 2.9 */
      {50, 100, 73, 100, 1},         /* z = 3.3 */
      {9000, 10000, 8600, 10000, 0}, /* sure, and small */
      {9000, 10000, 8500, 10000, -1},
      {G_MAXINT64, G_MAXINT64, 0, G_MAXINT64, -1},
  };
  for (unsigned int i = 0; i < G_N_ELEMENTS(cases); i++)
    if (confidence_change(cases[i].hits_of_n, cases[i].n, cases[i].hits_of_m, cases[i].m) != cases[i].change)
      fail_msg("case %u", i);
}

/* -- stored checks ------------------------------------------------------------------------------------------------- */

/* What a check of example.com found on a day: its findings are the inside of a JSON array. */
static void put_check(struct store *store, int32_t day, const char *name, const char *result, const char *findings) {
  GError *error = NULL;
  g_autofree char *details = g_strdup_printf("{\"check\":\"%s\",\"findings\":[%s]}", name, findings);
  const struct domain_check check = {
      .domain = COM, .name = name, .result = result, .details = details, .checked = day * DAY + 3600};
  ok(store_begin(store, &error) && store_put_check(store, &check, &error) && store_commit(store, &error), error);
}

#define FINDING(result, rule, subject, text, evidence)                                                                 \
  "{\"result\":\"" result "\",\"rule\":\"" rule "\",\"subject\":\"" subject "\",\"text\":\"" text                      \
  "\",\"evidence\":\"" evidence "\"}"
#define SPF(text) FINDING("ok", "spf-record", COM, "the record", text)
#define MANY FINDING("error", "spf-too-many-lookups", COM, "it takes 12 lookups", "")
#define SOFT FINDING("warning", "spf-all-neutral", COM, "it ends in ?all", "")
#define KEY(name, text) FINDING("ok", "dkim-key", name, "a key", text)
#define WEAK(name) FINDING("error", "weak-thing", name, "it is weak", "")
#define ONE "one._domainkey.example.com"
#define TWO "two._domainkey.example.com"

/* Half of the mail fails since a day. */
static struct store *broken_store(int32_t since) {
  struct store *store = sample_empty();
  for (int32_t at = NEWEST - DAYS_OF_MAIL + 1; at <= NEWEST; at++) {
    struct day day = {0};
    add(&day, "192.0.2.1", at >= since ? 50 : 100, true, COM, &own);
    add(&day, "192.0.2.1", at >= since ? 50 : 0, false, COM, NULL);
    put_day(store, COM, "google.com", at, POLICY_NONE, &day);
  }
  return store;
}

#define SINCE                                                                                                          \
  "; changed since the check of 2026-11-13; 100 % of 1,400 messages passed DMARC in the 14 days before, 50.0 % of "    \
  "600 since\"\n"

static void stored_checks_that_differ_are_told_with_what_they_did(void **state) {
  (void)state;
  struct store *store = broken_store(NEWEST - 5);
  put_check(store, NEWEST - 40, "spf", "warning", SPF("v=spf1 mx ?all") "," SOFT);
  put_check(store, NEWEST - 10, "spf", "warning", SPF("v=spf1 mx ?all") "," SOFT); /* the same */
  put_check(store, NEWEST - 5, "spf", "error", SPF("v=spf1 a -all") "," MANY);
  put_check(store, NEWEST - 5, "dmarc", "error", FINDING("error", "dmarc-multiple", COM, "there are two", ""));
  put_check(store, NEWEST + 1, "dmarc", "ok", FINDING("ok", "dmarc-record", COM, "the record", "v=DMARC1; p=none"));
  char *text = sample_asked(store, "changes", &(struct filter){.has_period = true, .period = {NEWEST - 6, NEWEST + 1}},
                            FORMAT_CSV);
  assert_string_equal(text,
                      "importance,kind,what,domain,day,messages_before,messages,pass_before,dmarc_pass,meaning\n"
                      "high,pass rate fell,192.0.2.1,example.com,2026-11-17,700,700,700,400,\"a key, an SPF record or "
                      "the service changed: mend it, as failing mail is what a policy hits\"\n"
                      "high,finding appeared,spf-too-many-lookups at example.com,example.com,2026-11-18,,0,,,\"it "
                      "takes 12 lookups" SINCE "high,record changed,example.com: v=spf1 a -all (was v=spf1 mx "
                      "?all),example.com,2026-11-18,,0,,,\"another text is published" SINCE
                      "low,finding gone,spf-all-neutral at example.com,example.com,2026-11-18,,0,,,\"no longer so: it "
                      "ends in ?all" SINCE);
  free(text);
  changes_are(store, &(struct filter){.has_period = true, .period = {NEWEST - 4, NEWEST + 1}},
              "pass rate fell 192.0.2.1\n");
  store_close(store);
}

/* DNS that did not answer for a while, and selectors and servers that were only looked at once. */
static void what_was_not_looked_at_or_not_known_is_no_change(void **state) {
  (void)state;
  struct store *store = steady_store(NEWEST - DAYS_OF_MAIL);
  put_check(store, NEWEST - 9, "spf", "error", SPF("v=spf1 a -all") "," MANY);
  put_check(store, NEWEST - 8, "spf", "unknown", FINDING("unknown", "spf-no-answer", COM, "no answer", ""));
  put_check(store, NEWEST - 7, "spf", "error", SPF("v=spf1 a -all") "," MANY);
  put_check(store, NEWEST - 9, "dkim", "error", KEY(ONE, "p=one") "," WEAK(ONE) "," WEAK(TWO));
  put_check(store, NEWEST - 8, "dkim", "error", KEY(ONE, "p=one") "," WEAK(ONE));
  put_check(store, NEWEST - 9, "tls", "error", WEAK("a.example.com:25") "," WEAK("b.example.com:25"));
  put_check(store, NEWEST - 8, "tls", "error",
            WEAK("a.example.com:25") "," FINDING("unknown", "tls-silent", "b.example.com:25", "silent", ""));
  put_check(store, NEWEST - 7, "tls", "error", WEAK("a.example.com:25") "," WEAK("b.example.com:25"));
  changes_are(store, &(struct filter){0}, "");
  put_check(store, NEWEST - 6, "dkim", "error", KEY(ONE, "p=other") "," WEAK(TWO));
  changes_are(store, &(struct filter){0},
              "finding appeared weak-thing at " TWO "\n"
              "record changed " ONE ": p=other (was p=one)\n"
              "finding gone weak-thing at " ONE "\n");
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_was_planted_is_found_and_nothing_else),
      cmocka_unit_test(filters_narrow_the_changes),
      cmocka_unit_test(a_change_belongs_to_one_period),
      cmocka_unit_test(without_a_past_nothing_is_new),
      cmocka_unit_test(one_more_address_of_a_known_sender_is_no_change),
      cmocka_unit_test(a_wave_of_forged_mail_is_one_change),
      cmocka_unit_test(reporters_that_differ_are_no_change),
      cmocka_unit_test(a_rate_changes_when_it_is_no_chance),
      cmocka_unit_test(stored_checks_that_differ_are_told_with_what_they_did),
      cmocka_unit_test(what_was_not_looked_at_or_not_known_is_no_change),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
