/* SPDX-License-Identifier: MIT */
/* What repeats is one row; what differs in anything is another. */
#include "store_sample.h"

static struct dkim_result dkim_plain[] = {{"a.example", "s", NULL, {AUTH_PASS, NULL}},
                                          {"b.example", "s", NULL, {AUTH_FAIL, NULL}}};
static struct dkim_result dkim_reversed[] = {{"b.example", "s", NULL, {AUTH_FAIL, NULL}},
                                             {"a.example", "s", NULL, {AUTH_PASS, NULL}}};
static struct dkim_result dkim_human[] = {{"a.example", "s", "good", {AUTH_PASS, NULL}},
                                          {"b.example", "s", NULL, {AUTH_FAIL, NULL}}};
static struct dkim_result dkim_other_human[] = {{"a.example", "s", NULL, {AUTH_PASS, NULL}},
                                                {"b.example", "s", "good", {AUTH_FAIL, NULL}}};
static struct dkim_result dkim_selector[] = {{"a.example", "t", NULL, {AUTH_PASS, NULL}},
                                             {"b.example", "s", NULL, {AUTH_FAIL, NULL}}};
static struct dkim_result dkim_no_selector[] = {{"a.example", NULL, NULL, {AUTH_PASS, NULL}},
                                                {"b.example", "s", NULL, {AUTH_FAIL, NULL}}};
static struct dkim_result dkim_empty_selector[] = {{"a.example", "", NULL, {AUTH_PASS, NULL}},
                                                   {"b.example", "s", NULL, {AUTH_FAIL, NULL}}};
static struct dkim_result dkim_moved[] = {{"a.examples", "", NULL, {AUTH_PASS, NULL}},
                                          {"b.example", "s", NULL, {AUTH_FAIL, NULL}}};
static struct dkim_result dkim_result[] = {{"a.example", "s", NULL, {AUTH_NONE, NULL}},
                                           {"b.example", "s", NULL, {AUTH_FAIL, NULL}}};
static struct dkim_result dkim_raw[] = {{"a.example", "s", NULL, {AUTH_PASS, "hardpass"}},
                                        {"b.example", "s", NULL, {AUTH_FAIL, NULL}}};
static struct spf_result spf_plain[] = {{"a.example", NULL, {SCOPE_MFROM, NULL}, {AUTH_PASS, NULL}}};
static struct spf_result spf_scope[] = {{"a.example", NULL, {SCOPE_HELO, NULL}, {AUTH_PASS, NULL}}};
static struct spf_result spf_scope_raw[] = {{"a.example", NULL, {SCOPE_MFROM, "MFrom?"}, {AUTH_PASS, NULL}}};
static struct spf_result spf_result[] = {{"a.example", NULL, {SCOPE_MFROM, NULL}, {AUTH_FAIL, NULL}}};
static struct spf_result spf_result_raw[] = {{"a.example", NULL, {SCOPE_MFROM, NULL}, {AUTH_PASS, "MFrom?"}}};
static struct spf_result spf_human[] = {{"a.example", "a.example", {SCOPE_MFROM, NULL}, {AUTH_PASS, NULL}}};
static struct spf_result spf_domain[] = {{NULL, NULL, {SCOPE_MFROM, NULL}, {AUTH_PASS, NULL}}};

#define DKIM(results) .dkim_results = (results), .n_dkim_results = 2
#define SPF(results) .spf_results = (results), .n_spf_results = 1

/* Each differs from every other one. */
static const struct record identities[] = {
    {.source_raw = NULL},
    {.header_from = ""},
    {.header_from = "a"},
    {.envelope_from = "a"},
    {.header_from = "a", .envelope_from = "a"},
    {.header_from = "aa"},
    {DKIM(dkim_plain)},
    {DKIM(dkim_plain), .header_from = "a"},
    {DKIM(dkim_reversed)},
    {DKIM(dkim_human)},
    {DKIM(dkim_other_human)},
    {DKIM(dkim_selector)},
    {DKIM(dkim_no_selector)},
    {DKIM(dkim_empty_selector)},
    {DKIM(dkim_moved)},
    {DKIM(dkim_result)},
    {DKIM(dkim_raw)},
    {SPF(spf_plain)},
    {SPF(spf_scope)},
    {SPF(spf_scope_raw)},
    {SPF(spf_result)},
    {SPF(spf_result_raw)},
    {SPF(spf_human)},
    {SPF(spf_domain)},
    {DKIM(dkim_plain), SPF(spf_plain)},
    {.dkim_results = dkim_plain, .n_dkim_results = 1},
};

/* Puts them all twice: with what is known in memory, and with only the file to know it. Counts the rows of the table.
 */
static void expect_one_row_each(const struct record *records, unsigned int n, const char *sql, int64_t expected,
                                void **state) {
  g_autofree char *path = path_in(state, "d.db");
  for (int opened = 0; opened < 2; opened++) {
    struct store *store = store_at(path, STORE_WRITE);
    for (int i = 0; i < 2; i++) {
      g_autofree char *id = g_strdup_printf("r%d-%d", opened, i);
      put_alone(store, report_of(id), records, n);
    }
    assert_int_equal(number(store, sql), expected);
    expect_sound(store);
    store_close(store);
  }
}

static void an_identity_is_one_row_and_a_different_one_is_another(void **state) {
  expect_one_row_each(identities, G_N_ELEMENTS(identities), "SELECT count(*) FROM identity", G_N_ELEMENTS(identities),
                      state);
}

static void what_does_not_belong_to_an_identity_makes_no_other_one(void **state) {
  struct record records[] = {record_of(1, 1), record_of(2, 1), record_of(1, 9), record_of(1, 1), record_of(1, 1)};
  records[3].disposition.value = DISPOSITION_REJECT;
  records[4].dkim.value = ALIGNED_PASS;
  expect_one_row_each(records, G_N_ELEMENTS(records), "SELECT count(*) FROM identity", 1, state);
}

static void a_set_of_overrides_is_one_row_and_a_different_one_is_another(void **state) {
  static struct override plain[] = {{{OVERRIDE_FORWARDED, NULL}, "a"}, {{OVERRIDE_OTHER, NULL}, "b"}};
  static struct override reversed[] = {{{OVERRIDE_OTHER, NULL}, "b"}, {{OVERRIDE_FORWARDED, NULL}, "a"}};
  static struct override comment[] = {{{OVERRIDE_FORWARDED, NULL}, NULL}, {{OVERRIDE_OTHER, NULL}, "b"}};
  static struct override raw[] = {{{OVERRIDE_FORWARDED, "a"}, NULL}, {{OVERRIDE_OTHER, NULL}, "b"}};
  static struct override type[] = {{{OVERRIDE_FORWARDED, NULL}, "a"}, {{OVERRIDE_SAMPLED_OUT, NULL}, "b"}};
  const struct record records[] = {
      {.overrides = plain, .n_overrides = 2}, {.overrides = reversed, .n_overrides = 2},
      {.overrides = plain, .n_overrides = 1}, {.overrides = comment, .n_overrides = 2},
      {.overrides = raw, .n_overrides = 2},   {.overrides = type, .n_overrides = 2},
      {.overrides = plain, .n_overrides = 0},
  };
  expect_one_row_each(records, G_N_ELEMENTS(records), "SELECT count(*) FROM override_set", G_N_ELEMENTS(records) - 1,
                      state);
}

static void a_policy_is_one_row_and_a_different_one_is_another(void **state) {
  (void)state;
  static const struct policy_published policies[] = {
      {.p = {POLICY_NONE, NULL}, .pct = 100},
      {.p = {POLICY_NONE, "none!"}, .pct = 100},
      {.p = {POLICY_REJECT, NULL}, .pct = 100},
      {.p = {POLICY_NONE, NULL}, .sp = {POLICY_NONE, NULL}, .pct = 100},
      {.p = {POLICY_NONE, NULL}, .np = {POLICY_NONE, NULL}, .pct = 100},
      {.p = {POLICY_NONE, NULL}, .adkim = {MODE_RELAXED, NULL}, .pct = 100},
      {.p = {POLICY_NONE, NULL}, .aspf = {MODE_RELAXED, NULL}, .pct = 100},
      {.p = {POLICY_NONE, NULL}, .discovery_method = {DISCOVERY_PSL, NULL}, .pct = 100},
      {.p = {POLICY_NONE, NULL}, .fo = "1", .pct = 100},
      {.p = {POLICY_NONE, NULL}, .testing = "1", .pct = 100},
      {.p = {POLICY_NONE, NULL}, .pct = 0},
      {.p = {POLICY_NONE, NULL}, .pct = -1},
  };
  struct store *store = store_in_memory();
  for (int round = 0; round < 2; round++)
    for (size_t i = 0; i < G_N_ELEMENTS(policies); i++) {
      g_autofree char *id = g_strdup_printf("r%d-%zu", round, i);
      struct report report = report_of(id);
      report.policy = policies[i];
      report.policy.domain = round ? "example.com" : "example.net"; /* which is no part of the row */
      put_alone(store, report, NULL, 0);
    }
  assert_int_equal(number(store, "SELECT count(*) FROM policy"), G_N_ELEMENTS(policies));
  store_close(store);
}

/* More than is kept in memory: some of it is forgotten on the way, and found again in the file. */
static void more_names_than_fit_into_memory_are_one_row_each(void **state) {
  (void)state;
  enum { MANY = 6000, ROUNDS = 2, LONG = 2000 };
  struct store *store = store_in_memory();
  struct record *records = g_new(struct record, MANY);
  char(*names)[LONG + 1] = g_malloc(MANY * sizeof *names);
  for (uint32_t i = 0; i < MANY; i++) {
    memset(names[i], 'x', LONG);
    g_snprintf(names[i] + LONG - 8, 9, "%08u", i);
    records[i] = record_of(i, 1);
    records[i].header_from = names[i];
  }
  begin(store);
  for (int round = 0; round < ROUNDS; round++)
    put(store, report_of(round ? "r1" : "r0"), records, MANY);
  commit(store);
  assert_int_equal(number(store, "SELECT count(*) FROM identity"), MANY);
  assert_int_equal(number(store, "SELECT count(*) FROM record JOIN identity i ON i.id = identity JOIN name n ON n.id = "
                                 "header_from WHERE substr(text, -8) = format('%08d', seq)"),
                   ROUNDS * MANY);
  g_free(names);
  g_free(records);
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST_IN_FOLDER(an_identity_is_one_row_and_a_different_one_is_another),
      TEST_IN_FOLDER(what_does_not_belong_to_an_identity_makes_no_other_one),
      TEST_IN_FOLDER(a_set_of_overrides_is_one_row_and_a_different_one_is_another),
      cmocka_unit_test(a_policy_is_one_row_and_a_different_one_is_another),
      cmocka_unit_test(more_names_than_fit_into_memory_are_one_row_each),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
