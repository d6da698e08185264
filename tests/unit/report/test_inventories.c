/* SPDX-License-Identifier: MIT */
/* What is told of signatures, SPF, override reasons, policies and days of reporters. */
#include "sample.h"

static void prints(struct store *store, const char *id, const struct filter *filter, enum format format,
                   const char *wanted) {
  char *text = sample_asked(store, id, filter, format);
  assert_string_equal(text, wanted);
  free(text);
}

static void holds(struct store *store, const char *id, const struct filter *filter, enum format format,
                  const char *wanted) {
  char *text = sample_asked(store, id, filter, format);
  if (!strstr(text, wanted))
    fail_msg("no %s in:\n%s", wanted, text);
  free(text);
}

static void several_signatures_of_a_selector_count_a_message_once(void **state) {
  (void)state;
  struct store *store = sample_empty();
  struct dkim_result dkim[] = {{.domain = "example.com", .selector = "s1", .result = {.value = AUTH_FAIL}},
                               {.domain = "example.com", .selector = "s1", .result = {.value = AUTH_PASS}},
                               {.domain = "service.example", .selector = "", .result = {.value = AUTH_PASS}},
                               {.domain = "service.example", .result = {.value = AUTH_FAIL}}};
  struct record record = sample_record("192.0.2.1", 10, true, false, DISPOSITION_NONE, "example.com", NULL, NULL);
  record.dkim_results = dkim;
  record.n_dkim_results = G_N_ELEMENTS(dkim);
  struct dkim_result failed = {.domain = "example.com", .selector = "s1", .result = {.value = AUTH_FAIL}};
  struct record other = sample_record("192.0.2.1", 5, false, false, DISPOSITION_NONE, "example.com", &failed, NULL);
  sample_put(store, sample_report("example.com", "google.com", "1", NEWEST - 1, 1), &record, 1);
  sample_put(store, sample_report("example.com", "google.com", "2", NEWEST, 1), &other, 1);
  prints(store, "selectors", &(struct filter){0}, FORMAT_CSV,
         "dkim_domain,selector,domain,messages,pass,dkim_aligned,dmarc_pass,first_seen,last_seen\n"
         "example.com,s1,example.com,15,10,10,10,2026-11-22,2026-11-23\n"
         "service.example,,example.com,10,10,10,10,2026-11-22,2026-11-22\n");
  holds(store, "selectors", &(struct filter){0}, FORMAT_TEXT, "1 selector of 2 domains signed mail, 30 days");
  holds(store, "selectors", &(struct filter){0}, FORMAT_TEXT,
        "\nexample.com, selector s1: on 5 of 15 messages the signature did not pass. Next: dmarcstat top-failures "
        "--domain example.com\n");
  prints(store, "selectors", &(struct filter){.failing = true}, FORMAT_CSV,
         "dkim_domain,selector,domain,messages,pass,dkim_aligned,dmarc_pass,first_seen,last_seen\n"
         "example.com,s1,example.com,15,10,10,10,2026-11-22,2026-11-23\n");
  store_close(store);
}

static void mail_without_a_signature_has_no_selector(void **state) {
  (void)state;
  struct store *store = sample_empty();
  struct record record = sample_record("192.0.2.1", 5, false, false, DISPOSITION_NONE, NULL, NULL, NULL);
  sample_put(store, sample_report("example.com", "google.com", "1", NEWEST, 1), &record, 1);
  prints(store, "selectors", &(struct filter){0}, FORMAT_TEXT, "No signed mail, 30 days to 23 November 2026\n");
  prints(store, "spf", &(struct filter){0}, FORMAT_TEXT, "No SPF results of mail, 30 days to 23 November 2026\n");
  prints(store, "overrides", &(struct filter){0}, FORMAT_TEXT, "No override reasons, 30 days to 23 November 2026\n");
  store_close(store);
}

static void a_result_without_scope_is_about_the_envelope_sender(void **state) {
  (void)state;
  struct store *store = sample_empty();
  struct spf_result results[] = {
      {.domain = "example.com", .result = {.value = AUTH_PASS}},
      {.domain = "example.com", .scope = {.value = SCOPE_MFROM}, .result = {.value = AUTH_PASS}},
      {.domain = "mail.example.com", .scope = {.value = SCOPE_HELO}, .result = {.value = AUTH_NONE}}};
  struct record both = sample_record("192.0.2.1", 10, false, true, DISPOSITION_NONE, "example.com", NULL, NULL);
  both.spf_results = results;
  both.n_spf_results = G_N_ELEMENTS(results);
  struct record one = sample_record("192.0.2.2", 3, false, true, DISPOSITION_NONE, "example.com", NULL, &results[0]);
  struct record two = sample_record("192.0.2.2", 4, false, true, DISPOSITION_NONE, "example.com", NULL, &results[1]);
  sample_put(store, sample_report("example.com", "google.com", "1", NEWEST, 1), (struct record[]){both, one, two}, 3);
  prints(store, "spf", &(struct filter){0}, FORMAT_CSV,
         "spf_domain,scope,result,domain,messages,spf_aligned,dmarc_pass,sources,first_seen,last_seen\n"
         "example.com,mfrom,pass,example.com,17,17,17,2,2026-11-23,2026-11-23\n"
         "mail.example.com,helo,none,example.com,10,10,10,1,2026-11-23,2026-11-23\n");
  store_close(store);
}

static struct store *store_of_overrides(void) {
  struct store *store = sample_empty();
  struct override list = {.type = {OVERRIDE_MAILING_LIST, NULL}, .comment = "List-Id is known"};
  struct override several[] = {list,
                               {.type = {OVERRIDE_MAILING_LIST, NULL}, .comment = "seen before"},
                               {.type = {OVERRIDE_OTHER, "arc"}, .comment = ""}};
  struct record plain = sample_record("192.0.2.9", 1000, true, true, DISPOSITION_NONE, "example.com", NULL, NULL);
  struct record one = sample_record("192.0.2.1", 6, false, false, DISPOSITION_NONE, "example.com", NULL, NULL);
  one.overrides = &list;
  one.n_overrides = 1;
  struct record more = sample_record("192.0.2.2", 4, true, false, DISPOSITION_NONE, "example.com", NULL, NULL);
  more.overrides = several;
  more.n_overrides = G_N_ELEMENTS(several);
  sample_put(store, sample_report("example.com", "google.com", "1", NEWEST - 1, 1), (struct record[]){plain, one}, 2);
  sample_put(store, sample_report("example.com", "google.com", "2", NEWEST, 1), &more, 1);
  return store;
}

static void override_reasons_are_told_with_their_most_frequent_comment(void **state) {
  (void)state;
  struct store *store = store_of_overrides();
  prints(store, "overrides", &(struct filter){0}, FORMAT_TEXT,
         "1 reporter gave reasons to override the policy on 10 of 1,010 messages, 30 days to 23 November 2026\n"
         "\n"
         "Reporter    Type          Domain       Comment           Messages   DMARC  Sources  First seen  Last seen\n"
         "                                                                     pass\n"
         "google.com  mailing_list  example.com  List-Id is known        10  40.0 %        2  2026-11-22  2026-11-23\n"
         "google.com  other         example.com  -                        4   100 %        1  2026-11-23  2026-11-23\n"
         "\n"
         "Next: dmarcstat top-failures --domain example.com --reporter google.com\n");
  holds(store, "overrides", &(struct filter){0}, FORMAT_CSV, "google.com,other,example.com,,arc,4,4,1,");
  prints(store, "overrides", &(struct filter){.failing = true}, FORMAT_CSV,
         "reporter,type,domain,comment,raw,messages,dmarc_pass,sources,first_seen,last_seen\n"
         "google.com,mailing_list,example.com,List-Id is known,,10,4,2,2026-11-22,2026-11-23\n");
  store_close(store);
}

static void put_policy(struct store *store, const char *reporter, int32_t day, enum policy p) {
  static unsigned int number;
  struct record record = sample_record("192.0.2.1", 10, true, true, DISPOSITION_NONE, "example.com", NULL, NULL);
  g_autofree char *id = g_strdup_printf("p%u", ++number);
  struct report report = sample_report("example.com", reporter, id, day, 1);
  report.policy.p.value = (uint8_t)p;
  sample_put(store, report, &record, 1);
}

static void reporters_that_write_a_policy_differently_agree(void **state) {
  (void)state;
  struct store *store = sample_empty();
  struct report terse = sample_report("example.com", "terse.example", "1", NEWEST, 1), full = terse, other = terse;
  terse.policy.pct = -1;
  terse.policy.sp.raw = "";
  full.org_name = "full.example";
  full.policy.sp.value = full.policy.np.value = POLICY_QUARANTINE;
  full.policy.adkim.value = full.policy.aspf.value = MODE_RELAXED;
  full.policy.discovery_method.value = DISCOVERY_TREEWALK;
  full.policy.fo = "0";
  full.policy.testing = "n";
  other.org_name = "other.example";
  other.policy.sp = (struct token){POLICY_OTHER, "monitor"};
  sample_put(store, terse, NULL, 0);
  sample_put(store, full, NULL, 0);
  sample_put(store, other, NULL, 0);
  prints(store, "policies", &(struct filter){0}, FORMAT_CSV,
         "first_seen,last_seen,domain,p,sp,np,adkim,aspf,pct,fo,testing,discovery,reports,reporters,messages,"
         "late_reporters\n"
         "2026-11-23,2026-11-23,example.com,quarantine,monitor,monitor,r,r,100,0,n,,1,1,0,\n"
         "2026-11-23,2026-11-23,example.com,quarantine,quarantine,quarantine,r,r,100,0,n,treewalk,2,2,0,\n");
  store_close(store);
}

static void who_goes_on_seeing_an_old_policy_is_named(void **state) {
  (void)state;
  struct store *store = sample_empty();
  for (int32_t day = NEWEST - 9; day <= NEWEST; day++) {
    put_policy(store, "google.com", day, day < NEWEST - 4 ? POLICY_NONE : POLICY_REJECT);
    put_policy(store, "Yahoo", day, day < NEWEST - 3 ? POLICY_NONE : POLICY_REJECT); /* within a day: DNS caches */
    put_policy(store, "slow.example", day, day < NEWEST ? POLICY_NONE : POLICY_REJECT);
  }
  put_policy(store, "silent.example", NEWEST - 9, POLICY_NONE);
  prints(store, "policies", &(struct filter){.domain = "example.com"}, FORMAT_TEXT,
         "2 published policies for example.com, 30 days to 23 November 2026\n"
         "\n"
         "First seen  Last seen   p       sp      np      adkim  aspf  pct  fo  Testing  Reports  Reporters  Messages"
         "  Still seen by\n"
         "2026-11-14  2026-11-22  none    none    none    r      r     100  0   n             21          4       210"
         "  slow.example\n"
         "2026-11-19  2026-11-23  reject  reject  reject  r      r     100  0   n             10          3       100"
         "  -\n"
         "\n"
         "example.com: slow.example went on seeing p=none. Next: dmarcstat reports --domain example.com --reporter "
         "slow.example\n");
  store_close(store);
}

/* A change that is taken back is no delay of those who see what is published. */
static void a_policy_that_comes_back_makes_nobody_late(void **state) {
  (void)state;
  struct store *store = sample_empty();
  for (int32_t day = NEWEST - 9; day <= NEWEST; day++)
    put_policy(store, "google.com", day, day == NEWEST - 5 ? POLICY_REJECT : POLICY_NONE);
  holds(store, "policies", &(struct filter){0}, FORMAT_NDJSON, "\"p\":\"none\"");
  char *text = sample_asked(store, "policies", &(struct filter){0}, FORMAT_NDJSON);
  assert_null(strstr(text, "google.com"));
  free(text);
  store_close(store);
}

static void without_a_change_a_longer_period_is_proposed(void **state) {
  (void)state;
  struct store *store = sample_store();
  holds(store, "policies", &(struct filter){.domain = "example.com"}, FORMAT_TEXT,
        "\nNext: dmarcstat policies --since 1y --domain example.com\n");
  store_close(store);
}

static struct store *store_of_days(void) {
  struct store *store = sample_empty();
  struct record record = sample_record("192.0.2.1", 10, true, true, DISPOSITION_NONE, NULL, NULL, NULL);
  for (int32_t day = NEWEST - 9; day <= NEWEST; day++) {
    g_autofree char *id = g_strdup_printf("%d", day);
    sample_put(store, sample_report("example.com", "steady.example", id, day, 1), &record, 1);
    if (day < NEWEST - 4)
      sample_put(store, sample_report("example.com", "broken.example", id, day, 1), &record, 1);
  }
  sample_put(store, sample_report("example.com", "long.example", "1", NEWEST - 5, 4), &record, 1);
  sample_put(store, sample_report("example.com", "empty.example", "1", NEWEST - 2, 1), NULL, 0);
  return store;
}

static void days_of_a_reporter_are_drawn_and_listed(void **state) {
  (void)state;
  struct store *store = store_of_days();
  prints(store, "coverage", &(struct filter){0}, FORMAT_TEXT,
         "4 reporters sent reports, 30 days to 23 November 2026; 1 of them missed no day\n"
         "\n"
         "Reporter        Days        Reports  Messages      Days    Days  Last seen   Silent\n"
         "                                               reported  missed                days\n"
         "steady.example  ▇▇▇▇▇▇▇▇▇▇       10       100        10       0  2026-11-23       0\n"
         "broken.example  ▇▇▇▇▇·····        5        50         5       5  2026-11-18       5\n"
         "long.example        ▇▇▇▇··        1        10         4       2  2026-11-21       2\n"
         "empty.example          ▇··        1         0         1       2  2026-11-21       2\n"
         "\n"
         "broken.example reported every day up to 2026-11-18, and nothing in the 5 days since. Next: dmarcstat reports "
         "--reporter broken.example\n");
  prints(store, "coverage", &(struct filter){.reporter = "long.example"}, FORMAT_NDJSON,
         "{\"reporter\":\"long.example\",\"reports\":1,\"messages\":10,\"days_reported\":4,\"days_missed\":2,"
         "\"last_seen\":\"2026-11-21\",\"silent_days\":2,\"missing\":[\"2026-11-22\",\"2026-11-23\"]}\n");
  prints(store, "coverage", &(struct filter){.reporter = "steady.example"}, FORMAT_MARKDOWN,
         "1 reporter sent reports, reported by steady.example, 30 days to 23 November 2026; 1 of them missed no day\n"
         "\n"
         "| Reporter | Reports | Messages | Days reported | Days missed | Last seen | Silent days |\n"
         "| --- | ---: | ---: | ---: | ---: | --- | ---: |\n"
         "| steady.example | 10 | 100 | 10 | 0 | 2026-11-23 | 0 |\n");
  store_close(store);
}

static void only_the_days_of_the_period_count(void **state) {
  (void)state;
  struct store *store = store_of_days();
  struct filter filter = {.has_period = true, .period = {NEWEST - 4, NEWEST - 1}, .sort = "reporter"};
  prints(store, "coverage", &filter, FORMAT_CSV,
         "reporter,reports,messages,days_reported,days_missed,last_seen,silent_days,missing\n"
         "empty.example,1,0,1,0,2026-11-21,0,\n"
         "long.example,1,8,3,0,2026-11-21,0,\n"
         "steady.example,3,30,3,0,2026-11-21,0,\n");
  filter.period = (struct period){NEWEST - 1, NEWEST + 60}; /* nothing is missed that nobody can have reported */
  prints(store, "coverage", &filter, FORMAT_CSV,
         "reporter,reports,messages,days_reported,days_missed,last_seen,silent_days,missing\n"
         "steady.example,2,20,2,0,2026-11-23,0,\n");
  store_close(store);
}

static void a_character_stands_for_several_days_of_a_long_period(void **state) {
  (void)state;
  struct store *store = sample_empty();
  for (int32_t day = 0; day < 84; day++) {
    g_autofree char *id = g_strdup_printf("%d", day);
    if (day < 80 && day != 3)
      sample_put(store, sample_report("example.com", "google.com", id, NEWEST - 83 + day, 1), NULL, 0);
  }
  sample_put(store, sample_report("example.com", "late.example", "1", NEWEST, 1), NULL, 0);
  struct filter filter = {.has_period = true, .period = {NEWEST - 300, NEWEST + 1}};
  holds(store, "coverage", &filter, FORMAT_TEXT, "\ngoogle.com    ▇▄▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇··  ");
  holds(store, "coverage", &filter, FORMAT_TEXT, "\nlate.example                                           ▇  ");
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(several_signatures_of_a_selector_count_a_message_once),
      cmocka_unit_test(mail_without_a_signature_has_no_selector),
      cmocka_unit_test(a_result_without_scope_is_about_the_envelope_sender),
      cmocka_unit_test(override_reasons_are_told_with_their_most_frequent_comment),
      cmocka_unit_test(reporters_that_write_a_policy_differently_agree),
      cmocka_unit_test(who_goes_on_seeing_an_old_policy_is_named),
      cmocka_unit_test(a_policy_that_comes_back_makes_nobody_late),
      cmocka_unit_test(without_a_change_a_longer_period_is_proposed),
      cmocka_unit_test(days_of_a_reporter_are_drawn_and_listed),
      cmocka_unit_test(only_the_days_of_the_period_count),
      cmocka_unit_test(a_character_stands_for_several_days_of_a_long_period),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
