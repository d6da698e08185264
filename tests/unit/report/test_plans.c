/* SPDX-License-Identifier: MIT */
/* How SQLite goes about the questions: by keys, whatever the size of the store. */
#include "report/ask.h"
#include "report/confidence.h"
#include "sample.h"

/* The plan of a question as lines of "SEARCH d USING PRIMARY KEY (...)". Caller frees. */
static char *plan_of(const char *id, struct filter *filter) {
  GError *error = NULL;
  struct store *store = sample_store();
  ok(class_add_functions(store, &error) && confidence_add_function(store, &error), error);
  filter->has_period = true;
  filter->period = (struct period){NEWEST - 29, NEWEST + 1};
  struct asking asking = {.question = question_find(id), .store = store, .filter = filter};
  g_autofree char *text = ask_question_text(&asking, &error), *explain = g_strconcat("EXPLAIN QUERY PLAN ", text, NULL);
  struct query *query = query_open(store, explain, &error);
  ok(query != NULL, error);
  GString *plan = g_string_new(NULL);
  while (query_step(query, &error) > 0)
    g_string_append_printf(plan, "%s\n", query_text(query, 3));
  query_close(query);
  store_close(store);
  return g_string_free(plan, FALSE);
}

/* The names that the SQL files give the large tables: daily AS d, record AS c, report AS r and newest. */
static void scans_no_table(const char *id, const char *plan) {
  static const char *const scans[] = {"SCAN d\n",      "SCAN c\n",         "SCAN r\n",        "SCAN newest\n",
                                      "SCAN d USING",  "SCAN c USING",     "SCAN r USING",    "SCAN newest USING",
                                      "SCAN daily",    "SCAN record",      "SCAN report\n",   "SCAN report USING",
                                      "SCAN identity", "SCAN dkim_result", "SCAN spf_result", "SCAN k\n",
                                      "SCAN y\n",      "SCAN o\n",         "SCAN override"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(scans); i++)
    if (strstr(plan, scans[i]))
      fail_msg("%s has %s:\n%s", id, scans[i], strstr(plan, scans[i]));
}

#define BY_DAY "SEARCH d USING PRIMARY KEY (domain=? AND day>? AND day<?)"
#define BY_REPORT "SEARCH r USING INDEX report_identity (domain=? AND begin>? AND begin<?)"
#define BY_RECORD "SEARCH c USING PRIMARY KEY (report=?)"

static void overviews_read_stretches_of_the_roll_up(void **state) {
  (void)state;
  static const char *const overviews[] = {"summary", "sources", "top-failures", "timeline"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(overviews); i++) {
    g_autofree char *plan = plan_of(overviews[i], &(struct filter){.failing = i % 2});
    scans_no_table(overviews[i], plan);
    if (!strstr(plan, BY_DAY))
      fail_msg("%s does not go by day:\n%s", overviews[i], plan);
  }
}

static void filters_on_reporters_read_the_reports_of_the_period_only(void **state) {
  (void)state;
  static const char *const overviews[] = {"summary", "sources",   "top-failures", "timeline", "reporters",
                                          "reports", "selectors", "spf",          "overrides"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(overviews); i++) {
    g_autofree char *plan = plan_of(overviews[i], &(struct filter){.reporter = "google.com"});
    scans_no_table(overviews[i], plan);
    if (!strstr(plan, BY_REPORT) || !strstr(plan, BY_RECORD))
      fail_msg("%s does not go by report:\n%s", overviews[i], plan);
  }
}

static void filters_on_trust_read_the_reports_of_the_period_only(void **state) {
  (void)state;
  static const char *const overviews[] = {"summary", "sources",   "top-failures", "timeline", "reporters",
                                          "reports", "selectors", "spf",          "overrides"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(overviews); i++) {
    g_autofree char *plan = plan_of(overviews[i], &(struct filter){.has_trust = true, .trust = TRUST_VERIFIED});
    scans_no_table(overviews[i], plan);
    if (!strstr(plan, BY_REPORT) || !strstr(plan, BY_RECORD))
      fail_msg("%s does not go by report:\n%s", overviews[i], plan);
  }
}

static void inventories_read_the_reports_of_the_period_only(void **state) {
  (void)state;
  static const char *const inventories[] = {"selectors", "spf", "overrides", "policies", "coverage", "changes"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(inventories); i++) {
    g_autofree char *plan = plan_of(inventories[i], &(struct filter){0});
    scans_no_table(inventories[i], plan);
    if (!strstr(plan, BY_REPORT) || !strstr(plan, BY_RECORD))
      fail_msg("%s does not go by report:\n%s", inventories[i], plan);
  }
}

/* Results are looked up for each combination that occurs, not for each record. */
static void results_are_looked_up_by_identity(void **state) {
  (void)state;
  static const struct {
    const char *id, *step;
  } lookups[] = {{"selectors", "SEARCH k USING PRIMARY KEY (identity=?)"},
                 {"spf", "SEARCH k USING PRIMARY KEY (identity=?)"},
                 {"overrides", "SEARCH o USING PRIMARY KEY (override_set=?)"}};
  for (unsigned int i = 0; i < G_N_ELEMENTS(lookups); i++) {
    g_autofree char *plan = plan_of(lookups[i].id, &(struct filter){0});
    if (!strstr(plan, lookups[i].step))
      fail_msg("%s has no %s:\n%s", lookups[i].id, lookups[i].step, plan);
  }
}

static void one_report_is_found_by_its_number(void **state) {
  (void)state;
  g_autofree char *plan = plan_of("report", &(struct filter){.report_id = "1"});
  scans_no_table("report", plan);
  assert_non_null(strstr(plan, BY_RECORD));
}

/* The rule of alignment is worked out by identity, and found by it for each record. */
static void alignment_is_found_by_identity(void **state) {
  (void)state;
  static const char *const recomputing[] = {"audit", "what-if"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(recomputing); i++) {
    g_autofree char *plan = plan_of(recomputing[i], &(struct filter){.reporter = i ? NULL : "google.com"});
    scans_no_table(recomputing[i], plan);
    if (!strstr(plan, BY_REPORT) || !strstr(plan, BY_RECORD) || strstr(plan, "SCAN i\n") || strstr(plan, "SCAN k\n") ||
        strstr(plan, "SCAN a\n") || !strstr(plan, "SEARCH a USING AUTOMATIC COVERING INDEX (identity=?)") ||
        !strstr(plan, "SEARCH k USING PRIMARY KEY (identity=?)"))
      fail_msg("%s does not go by identity:\n%s", recomputing[i], plan);
  }
}

static void names_of_sources_are_found_by_their_address(void **state) {
  (void)state;
  static const char *const overviews[] = {"sources", "top-failures"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(overviews); i++) {
    g_autofree char *plan = plan_of(overviews[i], &(struct filter){0});
    if (!strstr(plan, "SEARCH known USING PRIMARY KEY (address=?) LEFT-JOIN") || strstr(plan, "SCAN known"))
      fail_msg("%s does not go by address:\n%s", overviews[i], plan);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(overviews_read_stretches_of_the_roll_up),
      cmocka_unit_test(filters_on_reporters_read_the_reports_of_the_period_only),
      cmocka_unit_test(filters_on_trust_read_the_reports_of_the_period_only),
      cmocka_unit_test(inventories_read_the_reports_of_the_period_only),
      cmocka_unit_test(results_are_looked_up_by_identity),
      cmocka_unit_test(one_report_is_found_by_its_number),
      cmocka_unit_test(names_of_sources_are_found_by_their_address),
      cmocka_unit_test(alignment_is_found_by_identity),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
