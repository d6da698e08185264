/* SPDX-License-Identifier: MIT */
/* The roll-up and the records must tell the same, whatever the reports look like and whatever is asked. */
#include "report/ask.h"
#include "sample_random.h"

#define PERIODS 12

static struct asking asking_for(struct store *store, struct filter *filter, int64_t domain) {
  return (struct asking){.question = question_find("sources"), .store = store, .filter = filter, .domain = domain};
}

#define COMPARED 13
#define FACTS                                                                                                          \
  "SELECT domain, day, source, sum(messages), sum(dmarc_pass), sum(both_aligned), sum(dkim_aligned), "                 \
  "sum(spf_aligned), sum(dkim_pass), sum(spf_pass), sum(quarantine), sum(reject), sum(overridden) "                    \
  "FROM fact GROUP BY domain, day, source ORDER BY domain, day, source"

/* Steps through both at once; returns how many rows they agreed on. */
static unsigned int compare(struct query *left, struct query *right) {
  GError *error = NULL;
  unsigned int rows = 0;
  for (;; rows++) {
    int more = query_step(left, &error);
    ok(more >= 0, error);
    assert_int_equal(more, query_step(right, &error));
    if (more == 0)
      return rows;
    for (int i = 0; i < COMPARED; i++) {
      if (i != 2) {
        assert_int_equal(query_int(left, i), query_int(right, i));
        continue;
      }
      size_t n, m;
      const uint8_t *a = query_blob(left, i, &n), *b = query_blob(right, i, &m);
      assert_int_equal(n, m);
      if (n > 0)
        assert_memory_equal(a, b, n);
    }
  }
}

static void the_roll_up_and_the_records_tell_the_same(void **state) {
  (void)state;
  GError *error = NULL;
  g_autoptr(GRand) random = g_rand_new_with_seed(20260923);
  struct store *store = random_store(random);
  unsigned int rows = 0;
  for (int i = 0; i < PERIODS; i++) {
    struct filter filter = {.has_period = true};
    filter.period.since = NEWEST - g_rand_int_range(random, 0, 110);
    filter.period.until = filter.period.since + g_rand_int_range(random, 1, 60);
    if (i % 3 == 2)
      assert_true(address_parse_range("--source", i % 2 ? "192.0.2.0/25" : "2001:db8::/64", &filter.source_first,
                                      &filter.source_last, NULL));
    struct filter by_reporter =
        filter; /* names the only reporter, so it changes nothing but where facts are taken from */
    by_reporter.reporter = RANDOM_REPORTER;
    struct asking daily = asking_for(store, &filter, i % 4), records = asking_for(store, &by_reporter, i % 4);
    struct query *left = ask_query(&daily, FACTS, &error), *right = ask_query(&records, FACTS, &error);
    ok(left && right, error);
    rows += compare(left, right);
    query_close(left);
    query_close(right);
  }
  assert_true(rows > 500);
  store_close(store);
}

static int64_t sum(struct store *store, const char *question, struct filter *filter, const char *key) {
  struct answer *answer = sample_ask(store, question, filter);
  int64_t total = 0;
  for (size_t row = 0; row < table_rows(answer->table); row++)
    total += table_int(answer->table, row, key);
  answer_free(answer);
  return total;
}

static void every_overview_adds_up_to_the_same_messages(void **state) {
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(7);
  struct store *store = random_store(random);
  for (int i = 0; i < PERIODS; i++) {
    struct filter filter = {.has_period = true, .limit = -1};
    filter.period.since = NEWEST - g_rand_int_range(random, 0, 110);
    filter.period.until = filter.period.since + g_rand_int_range(random, 1, 60);
    if (i % 3 == 1)
      filter.disposition = DISPOSITION_NONE;
    if (i % 4 == 1)
      assert_true(address_parse_range("--source", "192.0.2.0/24", &filter.source_first, &filter.source_last, NULL));
    int64_t messages = sum(store, "summary", &filter, "messages"), pass = sum(store, "summary", &filter, "dmarc_pass");
    assert_true(messages > 0);
    static const char *const others[] = {"sources", "timeline", "reporters"};
    for (unsigned int k = 0; k < G_N_ELEMENTS(others); k++) {
      assert_int_equal(sum(store, others[k], &filter, "messages"), messages);
      assert_int_equal(sum(store, others[k], &filter, "dmarc_pass"), pass);
    }
    if (filter.disposition == DISPOSITION_OTHER && filter.source_first.length == 0) {
      assert_int_equal(sum(store, "policies", &filter, "messages"), messages);
      assert_int_equal(sum(store, "coverage", &filter, "messages"), messages);
    }
    assert_int_equal(sum(store, "top-failures", &filter, "messages"), messages - pass);
    assert_int_equal(sum(store, "top-failures", &filter, "none") + sum(store, "top-failures", &filter, "quarantine") +
                         sum(store, "top-failures", &filter, "reject"),
                     messages - pass);
  }
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_roll_up_and_the_records_tell_the_same),
      cmocka_unit_test(every_overview_adds_up_to_the_same_messages),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
