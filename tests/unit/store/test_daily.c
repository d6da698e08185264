/* SPDX-License-Identifier: MIT */
/* The daily roll-up says what the records say. */
#include "store_sample.h"

#define LARGEST "9223372036854775807"

/* What the table `daily` has to hold, from the records, by another way than the program's. */
#define FROM_RECORDS                                                                                                   \
  "WITH RECURSIVE spread (report, i) AS (SELECT id, 0 FROM report UNION ALL SELECT report, i + 1 FROM spread JOIN "    \
  "report ON id = report WHERE i + 1 < days), "                                                                        \
  "part AS (SELECT r.domain, r.first_day + i AS day, c.source, count * (i + 1) / days - count * i / days AS m, "       \
  "c.dkim = 1 AS d, c.spf = 1 AS s, disposition, override_set IS NOT NULL AS o, "                                      \
  "EXISTS (SELECT 1 FROM dkim_result x WHERE x.identity = c.identity AND x.result = 1) AS dp, "                        \
  "EXISTS (SELECT 1 FROM spf_result x WHERE x.identity = c.identity AND x.result = 1) AS sp "                          \
  "FROM spread JOIN report r ON r.id = spread.report JOIN record c ON c.report = r.id) "                               \
  "SELECT domain, day, source, sum(m), sum(m * (d OR s)), sum(m * (d AND s)), sum(m * d), sum(m * s), sum(m * dp), "   \
  "sum(m * sp), sum(m * (disposition = 2)), sum(m * (disposition = 3)), sum(m * o) FROM part WHERE m > 0 "             \
  "GROUP BY domain, day, source"

/* Returns how many rows they agree on. */
static int64_t expect_agreement(struct store *store) {
  g_autofree char *daily = rows(store, "SELECT * FROM daily ORDER BY domain, day, source");
  g_autofree char *records = rows(store, FROM_RECORDS " ORDER BY domain, day, source");
  assert_string_equal(daily, records);
  expect_sound(store);
  return number(store, "SELECT count(*) FROM daily");
}

/* -- random reports ------------------------------------------------------------------------------------------------ */

#define MOST_RECORDS 12

static struct dkim_result dkim_results[][2] = {{{.result = {AUTH_PASS, NULL}}, {.result = {AUTH_FAIL, NULL}}},
                                               {{.result = {AUTH_NONE, NULL}}, {.result = {AUTH_PASS, NULL}}},
                                               {{.result = {AUTH_FAIL, NULL}}, {.result = {AUTH_POLICY, NULL}}}};
static struct spf_result spf_results[][1] = {{{.result = {AUTH_PASS, NULL}}}, {{.result = {AUTH_SOFTFAIL, NULL}}}};
static struct override override;

static struct record random_record(GRand *random) {
  static const uint8_t lengths[] = {0, 4, 4, 16};
  struct record record = {.count = (uint64_t)g_rand_int_range(random, 0, g_rand_boolean(random) ? 5 : 1000000),
                          .disposition.value = (uint8_t)g_rand_int_range(random, 0, DISPOSITION_MAX),
                          .dkim.value = (uint8_t)g_rand_int_range(random, 0, ALIGNMENT_RESULT_MAX),
                          .spf.value = (uint8_t)g_rand_int_range(random, 0, ALIGNMENT_RESULT_MAX),
                          .dkim_results = dkim_results[g_rand_int_range(random, 0, G_N_ELEMENTS(dkim_results))],
                          .spf_results = spf_results[g_rand_int_range(random, 0, G_N_ELEMENTS(spf_results))],
                          .overrides = &override,
                          .n_dkim_results = (uint32_t)g_rand_int_range(random, 0, 3),
                          .n_spf_results = (uint32_t)g_rand_int_range(random, 0, 2),
                          .n_overrides = (uint32_t)g_rand_int_range(random, 0, 2)};
  record.source.length = lengths[g_rand_int_range(random, 0, G_N_ELEMENTS(lengths))];
  /* Few addresses, one of which begins as another does; what is beyond the length means nothing. */
  for (int i = 0; i < 16; i++)
    record.source.bytes[i] = i < record.source.length ? 0 : (uint8_t)g_rand_int(random);
  if (record.source.length > 0)
    record.source.bytes[record.source.length - 1] = (uint8_t)g_rand_int_range(random, 0, 3);
  return record;
}

static void put_random(struct store *store, GRand *random, int number_of_it) {
  static const char *const domains[] = {"example.com", "example.net", "example.org"};
  struct record records[MOST_RECORDS];
  const unsigned int n = (unsigned int)g_rand_int_range(random, 0, MOST_RECORDS + 1);
  for (unsigned int i = 0; i < n; i++)
    records[i] = random_record(random);
  g_autofree char *id = g_strdup_printf("r%d", number_of_it);
  struct report report = report_of(id);
  report.policy.domain = domains[g_rand_int_range(random, 0, G_N_ELEMENTS(domains))];
  report.begin += g_rand_int_range(random, -20, 20) * DAY + g_rand_int_range(random, 0, 86400);
  report.end = report.begin + (g_rand_int_range(random, 0, 3) ? DAY : g_rand_int_range(random, -1, 500) * DAY);
  if (g_rand_int_range(random, 0, 5) == 0 && n > 0)
    put_broken(store, report, records, n, (unsigned int)g_rand_int_range(random, 0, (int)n + 1));
  else
    put(store, report, records, n);
}

static void it_says_what_the_records_say_of_random_reports(void **state) {
  (void)state;
  int64_t agreed = 0;
  for (guint32 seed = 1; seed <= 8; seed++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    struct store *store = store_in_memory();
    for (int batch = 0, i = 0; batch < 6; batch++) {
      begin(store);
      for (int n = g_rand_int_range(random, 1, 20); n > 0; n--)
        put_random(store, random, i++);
      if (g_rand_int_range(random, 0, 4) == 0)
        store_rollback(store);
      else
        commit(store);
    }
    agreed += expect_agreement(store);
    store_close(store);
  }
  assert_true(agreed > 5000);
}

/* -- days ---------------------------------------------------------------------------------------------------------- */

static void a_report_of_several_days_adds_up_over_them(void **state) {
  (void)state;
  static const struct {
    int64_t seconds;
    uint64_t count;
    const char *expected; /* day and messages */
  } cases[] = {
      {DAY - 1, 7, "20780|7\n"},
      {3 * DAY - 1, 7, "20780|2\n20781|2\n20782|3\n"},
      {3 * DAY, 7, "20780|2\n20781|2\n20782|3\n"},
      {4 * DAY, 2, "20781|1\n20783|1\n"},
      {2 * DAY, 0, ""},
      {-1, 7, "20780|7\n"},
      {(REPORT_MAX_DAYS + 1) * DAY, 7, "20780|7\n"},
      {INT64_MAX - FIRST_DAY * DAY, 7, "20780|7\n"},
      {2 * DAY, MOST_MESSAGES, "20780|4503599627370496\n20781|4503599627370496\n"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    struct store *store = store_in_memory();
    struct record record = record_of(1, cases[i].count);
    struct report report = report_of("r");
    report.end = report.begin + cases[i].seconds;
    put_alone(store, report, &record, 1);
    expect_rows(store, "SELECT day, messages FROM daily ORDER BY day", cases[i].expected);
    expect_agreement(store);
    store_close(store);
  }
}

/* -- very large numbers -------------------------------------------------------------------------------------------- */

/* So many times the most messages, in reports of so many records and batches of so many reports. */
static void put_most(struct store *store, unsigned int batches, unsigned int reports, unsigned int n) {
  static unsigned int number_of_it;
  g_autofree struct record *records = g_new(struct record, n);
  for (unsigned int i = 0; i < n; i++) {
    records[i] = record_of(1, MOST_MESSAGES);
    records[i].dkim.value = records[i].spf.value = ALIGNED_PASS;
    records[i].disposition.value = DISPOSITION_REJECT;
  }
  while (batches--) {
    begin(store);
    for (unsigned int i = 0; i < reports; i++) {
      g_autofree char *id = g_strdup_printf("r%u", number_of_it++);
      put(store, report_of(id), records, n);
    }
    commit(store);
  }
}

static void messages_that_add_up_to_more_than_a_number_holds_are_the_largest(void **state) {
  (void)state;
  static const unsigned int ways[][3] = {{1, 1, 1100}, {1, 1100, 1}, {3, 1, 400}, {2, 1, 600}};
  for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
    struct store *store = store_in_memory();
    for (int again = 0; again < 2; again++) {
      put_most(store, ways[i][0], ways[i][1], ways[i][2]);
      expect_rows(store, "SELECT messages, dmarc_pass, both_aligned, dkim_aligned, spf_aligned, reject FROM daily",
                  LARGEST "|" LARGEST "|" LARGEST "|" LARGEST "|" LARGEST "|" LARGEST "\n");
      expect_rows(store, "SELECT dkim_pass, spf_pass, quarantine, overridden FROM daily", "0|0|0|0\n");
    }
    store_close(store);
  }
}

static void the_largest_sum_that_fits_is_exact(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  put_most(store, 1, 1, 1023);
  expect_rows(store, "SELECT messages FROM daily", "9214364837600034816\n"); /* 2^63 - 2^53 */
  struct record record = record_of(1, MOST_MESSAGES - 1);
  put_alone(store, report_of("rest"), &record, 1);
  expect_rows(store, "SELECT messages FROM daily", LARGEST "\n");
  store_close(store);
}

/* -- very many sources --------------------------------------------------------------------------------------------- */

#define MANY 45000
#define MANY_SOURCES 44000 /* more than twice what is kept in memory */

static struct record *many_records(void) {
  struct record *records = g_new(struct record, MANY);
  for (uint32_t i = 0; i < MANY; i++)
    records[i] = record_of(i % MANY_SOURCES, i);
  return records;
}

static void a_report_with_very_many_sources_agrees_with_its_records(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  g_autofree struct record *records = many_records();
  begin(store);
  put(store, report_of("small"), records, 10);
  put(store, report_of("large"), records, MANY);
  put(store, report_of("later"), records, 30);
  commit(store);
  assert_int_equal(expect_agreement(store), MANY_SOURCES);
  store_close(store);
}

static void of_one_that_breaks_nothing_remains(void **state) {
  (void)state;
  struct store *store = store_in_memory(), *without = store_in_memory();
  g_autofree struct record *records = many_records();
  begin(store);
  put(store, report_of("small"), records, 10);
  put_broken(store, report_of("large"), records, MANY, MANY - 1);
  put(store, report_of("later"), records, 30);
  commit(store);
  begin(without);
  put(without, report_of("small"), records, 10);
  put(without, report_of("later"), records, 30);
  commit(without);
  expect_the_same(store, without);
  store_close(store);
  store_close(without);
}

static void a_batch_with_very_many_sources_agrees_or_is_gone(void **state) {
  (void)state;
  struct store *store = store_in_memory(), *fresh = store_in_memory();
  g_autofree struct record *records = many_records();
  for (int round = 0; round < 2; round++) {
    begin(store);
    for (int i = 0; i < 3; i++) {
      g_autofree char *id = g_strdup_printf("r%d", i);
      put(store, report_of(id), records + i * 15000, 15000);
    }
    if (round == 0) {
      store_rollback(store);
      expect_the_same(store, fresh);
    } else {
      commit(store);
      assert_int_equal(expect_agreement(store), MANY_SOURCES);
    }
  }
  store_close(store);
  store_close(fresh);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_says_what_the_records_say_of_random_reports),
      cmocka_unit_test(a_report_of_several_days_adds_up_over_them),
      cmocka_unit_test(messages_that_add_up_to_more_than_a_number_holds_are_the_largest),
      cmocka_unit_test(the_largest_sum_that_fits_is_exact),
      cmocka_unit_test(a_report_with_very_many_sources_agrees_with_its_records),
      cmocka_unit_test(of_one_that_breaks_nothing_remains),
      cmocka_unit_test(a_batch_with_very_many_sources_agrees_or_is_gone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
