/* SPDX-License-Identifier: MIT */
/* The verdict on a policy, and the steps: each as an experienced administrator would give them. */
#include "report/confidence.h"
#include "sample.h"
#include <math.h>

/* -- confidence ---------------------------------------------------------------------------------------------------- */

static void the_upper_bound_is_wilsons_or_three_in_n(void **state) {
  (void)state;
  static const struct {
    uint64_t hits, n;
    double upper; /* to four digits */
  } cases[] = {{0, 0, 1},         {0, 1, 1},         {0, 3, 1},     {0, 300, 0.01},       {1, 10, 0.3477},
               {5, 1000, 0.0102}, {50, 100, 0.5812}, {100, 100, 1}, {1, 1000000, 0.0000}, {2243, 123532, 0.0188}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    const double upper = confidence_upper(cases[i].hits, cases[i].n);
    if (fabs(upper - cases[i].upper) > 0.00006)
      fail_msg("%d of %d: %f", (int)cases[i].hits, (int)cases[i].n, upper);
  }
}

/* -- verdicts ------------------------------------------------------------------------------------------------------ */

static struct dkim_result own_key = {.domain = "example.com", .selector = "s1", .result = {.value = AUTH_PASS}};
static struct dkim_result other_key = {.domain = "mail.service.example", .result = {.value = AUTH_PASS}};
static struct spf_result own_spf = {.domain = "example.com", .result = {.value = AUTH_PASS}};
static struct spf_result other_spf = {.domain = "bounce.service.example", .result = {.value = AUTH_PASS}};

/* A month of mail: each day so many messages of an own server, a service that signs as itself, and a forger. */
static struct store *month(int days, uint64_t own, uint64_t own_failing, uint64_t service, uint64_t forged,
                           enum policy policy) {
  struct store *store = sample_empty();
  for (int day = 0; day < days; day++) {
    const struct record records[] = {
        sample_record("192.0.2.1", own, true, true, DISPOSITION_NONE, "example.com", &own_key, &own_spf),
        sample_record("192.0.2.1", own_failing, false, false, DISPOSITION_NONE, "example.com", NULL, NULL),
        sample_record("203.0.113.5", service, false, false, DISPOSITION_NONE, "example.com", &other_key, &other_spf),
        sample_record("198.51.100.66", forged, false, false, DISPOSITION_NONE, "example.com", NULL, NULL),
    };
    g_autofree char *id = g_strdup_printf("r%d", day);
    struct report report = sample_report("example.com", "google.com", id, NEWEST - day, 1);
    report.policy.p.value = (uint8_t)policy;
    sample_put(store, report, records, G_N_ELEMENTS(records));
  }
  return store;
}

static void advises(struct store *store, const char *verdict, const char *const *steps) {
  struct answer *answer = sample_ask(store, "advise", &(struct filter){.domain = "example.com"});
  if (!g_str_has_prefix(answer->sentence, verdict))
    fail_msg("%s", answer->sentence);
  for (guint i = 0; i < answer->steps->len; i++)
    assert_string_equal(g_ptr_array_index(answer->steps, i), steps[i] ? steps[i] : "(nothing more)");
  assert_null(steps[answer->steps->len]);
  answer_free(answer);
  store_close(store);
}

#define WAIT(most)                                                                                                     \
  "Wait 14 days, then ask again. Expect at most " most " of your own in a period like this to fail (95 %)."
#define REPAIR                                                                                                         \
  "If they are yours, have 203.0.113.5, which pass as service.example, sign with DKIM as example.com; if not, leave "  \
  "them to the policy."
#define RECORD(policy)                                                                                                 \
  "Publish _dmarc.example.com. TXT \"v=DMARC1; p=" policy "; rua=...\", with the rua= that you have now."

static void a_sender_of_ones_own_that_fails_forbids_a_stricter_policy(void **state) {
  (void)state;
  advises(month(30, 1000, 0, 100, 50, POLICY_NONE),
          "Not yet for example.com: 3,000 of 33,000 messages of your own (9.1 %)",
          (const char *const[]){REPAIR, WAIT("4 messages"), NULL});
}

static void mail_that_all_passes_may_go_to_reject_whatever_is_forged(void **state) {
  (void)state;
  advises(month(30, 1000, 0, 0, 5000, POLICY_NONE), "example.com may go to p=reject: 0 of 30,000 messages",
          (const char *const[]){RECORD("reject"), NULL});
}

static void a_little_that_fails_allows_quarantine_only(void **state) {
  (void)state;
  advises(month(30, 1000, 10, 0, 0, POLICY_NONE),
          "example.com may go to p=quarantine, not yet go to p=reject: 300 of 30,300",
          (const char *const[]){WAIT("330 messages"), RECORD("quarantine"), NULL});
  advises(month(30, 1000, 10, 0, 0, POLICY_QUARANTINE), "example.com may stay at p=quarantine, not yet go to p=reject",
          (const char *const[]){WAIT("330 messages"), NULL});
}

static void who_is_at_reject_already_is_told_so(void **state) {
  (void)state;
  advises(month(30, 1000, 0, 0, 10, POLICY_REJECT), "example.com is at p=reject, and rightly",
          (const char *const[]){NULL});
}

static void few_messages_or_days_are_no_ground_for_advice(void **state) {
  (void)state;
  static const char *const wait[] = {
      "Wait until there are reports of 14 days and 100 messages of your own, then ask again.", NULL};
  advises(month(30, 3, 0, 0, 500, POLICY_NONE), "Too little is known of example.com to tell: 90 messages", wait);
  advises(month(5, 1000, 0, 0, 0, POLICY_NONE),
          "Too little is known of example.com to tell: 5,000 messages of your own on "
          "5 days",
          wait);
}

static void mail_that_passes_by_spf_only_wants_dkim(void **state) {
  (void)state;
  struct store *store = month(30, 1000, 0, 0, 0, POLICY_NONE);
  for (int day = 0; day < 30; day++) {
    const struct record record =
        sample_record("192.0.2.9", 20, false, true, DISPOSITION_NONE, "example.com", NULL, &own_spf);
    g_autofree char *id = g_strdup_printf("spf%d", day);
    sample_put(store, sample_report("example.com", "google.com", id, NEWEST - day, 1), &record, 1);
  }
  struct answer *answer = sample_ask(store, "advise", &(struct filter){.domain = "example.com"});
  assert_string_equal(g_ptr_array_index(answer->steps, 0),
                      "Switch on DKIM as example.com at 192.0.2.9: what passes by SPF only is lost when forwarded.");
  answer_free(answer);
  store_close(store);
}

/* -- stored checks ------------------------------------------------------------------------------------------------- */

#define ERROR(rule, subject, text)                                                                                     \
  "{\"result\":\"error\",\"rule\":\"" rule "\",\"subject\":\"" subject "\",\"text\":\"" text "\"}"

static void put_check(struct store *store, int32_t day, const char *name, const char *result, const char *findings) {
  GError *error = NULL;
  g_autofree char *details = g_strdup_printf("{\"check\":\"%s\",\"findings\":[%s]}", name, findings);
  const struct domain_check check = {
      .domain = "example.com", .name = name, .result = result, .details = details, .checked = day * DAY};
  ok(store_begin(store, &error) && store_put_check(store, &check, &error) && store_commit(store, &error), error);
}

static void next_is(struct store *store, const char *wanted) {
  struct answer *answer = sample_ask(store, "advise", &(struct filter){.domain = "example.com"});
  if (g_strcmp0(answer->next, wanted) != 0)
    fail_msg("%s", answer->next);
  answer_free(answer);
}

static void records_that_were_found_broken_come_first(void **state) {
  (void)state;
  struct store *store = month(30, 1000, 0, 0, 0, POLICY_NONE);
  put_check(store, NEWEST - 9, "dmarc", "error", ERROR("dmarc-gone-since", "example.com", "an old one"));
  put_check(store, NEWEST - 1, "dmarc", "error", ERROR("dmarc-multiple", "example.com", "there are two records"));
  put_check(store, NEWEST - 1, "tls", "error", ERROR("tls-expired", "mx.example.com:25", "no record of DNS"));
  put_check(
      store, NEWEST - 1, "dkim", "warning",
      "{\"result\":\"warning\",\"rule\":\"dkim-key-short\",\"subject\":\"s1._domainkey.example.com\","
      "\"text\":\"a weak key\"},{\"result\":\"warning\",\"rule\":\"dkim-testing\",\"subject\":\"x\",\"text\":\"y\"}");
  next_is(store, NULL);
  advises(store, "example.com may go to p=reject",
          (const char *const[]){"Mend what the check of 2026-11-22 (2 days ago) found in the published records: "
                                "example.com: there are two records; s1._domainkey.example.com: a weak key.",
                                RECORD("reject"), NULL});
  store = month(30, 1000, 0, 0, 0, POLICY_NONE);
  put_check(store, NEWEST, "spf", "error",
            ERROR("a", "1", "b") "," ERROR("b", "2", "b") "," ERROR("c", "3", "b") "," ERROR("d", "4", "b"));
  advises(
      store, "example.com may go to p=reject",
      (const char *const[]){"Mend what the check of 2026-11-23 (1 day ago) found in the published records: 1: b; 2: b; "
                            "3: b and 1 more.",
                            RECORD("reject"), NULL});
}

static void a_check_that_is_missing_or_old_is_asked_for(void **state) {
  (void)state;
  struct store *store = month(30, 1000, 0, 0, 0, POLICY_NONE);
  next_is(store, "The published records were never checked. Next: dmarcstat check example.com --store");
  put_check(store, NEWEST - 39, "tls", "ok", "");
  next_is(store, "The published records were never checked. Next: dmarcstat check example.com --store");
  put_check(store, NEWEST - 30, "spf", "ok", "");
  next_is(store, "The stored check of the published records is 31 days old. Next: dmarcstat check example.com --store");
  put_check(store, NEWEST - 29, "spf", "ok", "");
  next_is(store, NULL);
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_upper_bound_is_wilsons_or_three_in_n),
      cmocka_unit_test(a_sender_of_ones_own_that_fails_forbids_a_stricter_policy),
      cmocka_unit_test(mail_that_all_passes_may_go_to_reject_whatever_is_forged),
      cmocka_unit_test(a_little_that_fails_allows_quarantine_only),
      cmocka_unit_test(who_is_at_reject_already_is_told_so),
      cmocka_unit_test(few_messages_or_days_are_no_ground_for_advice),
      cmocka_unit_test(mail_that_passes_by_spf_only_wants_dkim),
      cmocka_unit_test(records_that_were_found_broken_come_first),
      cmocka_unit_test(a_check_that_is_missing_or_old_is_asked_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
