/* SPDX-License-Identifier: MIT */
/* Pages of months are kept by it: it must change with all that they tell, and with nothing else. */
#include "report/data_version.h"
#include "sample.h"

#define COM "example.com"
#define ORG "example.org"

static const struct period november = {NEWEST - 22, NEWEST + 8}, october = {NEWEST - 53, NEWEST - 22};

static void put(struct store *store, const char *domain, const char *id, int32_t first_day, int32_t days) {
  const struct record record = sample_record("192.0.2.1", 5, true, true, DISPOSITION_NONE, domain, NULL, NULL);
  sample_put(store, sample_report(domain, "google.com", id, first_day, days), &record, 1);
}

/* Caller frees. */
static char *version_of(struct store *store, const char *domain, struct period period) {
  GError *error = NULL;
  struct data_version *version = data_version_read(store, &error);
  ok(version != NULL, error);
  char *text = data_version_of(version, domain, period);
  data_version_free(version);
  return text;
}

static struct store *two_domains(void) {
  struct store *store = sample_empty();
  put(store, COM, "1", NEWEST, 1);
  put(store, COM, "2", NEWEST - 30, 1);
  put(store, ORG, "3", NEWEST, 1);
  return store;
}

static void a_new_report_changes_its_domain_and_days_alone(void **state) {
  (void)state;
  struct store *store = two_domains();
  g_autofree char *com = version_of(store, COM, november), *old = version_of(store, COM, october);
  g_autofree char *org = version_of(store, ORG, november), *all = version_of(store, NULL, november);
  g_autofree char *same = version_of(store, COM, november);
  assert_string_equal(same, com);
  assert_string_not_equal(com, old);
  assert_string_not_equal(com, org);
  put(store, COM, "4", NEWEST - 1, 1);
  g_autofree char *com2 = version_of(store, COM, november), *old2 = version_of(store, COM, october);
  g_autofree char *org2 = version_of(store, ORG, november), *all2 = version_of(store, NULL, november);
  assert_string_not_equal(com2, com);
  assert_string_not_equal(all2, all);
  assert_string_equal(old2, old);
  assert_string_equal(org2, org);
  store_close(store);
}

static void a_long_report_changes_all_of_its_days(void **state) {
  (void)state;
  struct store *store = two_domains();
  g_autofree char *com = version_of(store, COM, november), *old = version_of(store, COM, october);
  put(store, COM, "4", october.until - 2, 4);
  g_autofree char *com2 = version_of(store, COM, november), *old2 = version_of(store, COM, october);
  assert_string_not_equal(com2, com);
  assert_string_not_equal(old2, old);
  store_close(store);
}

static void told(void *user, uint64_t n, const char *one, const char *many) {
  (void)user, (void)n, (void)one, (void)many;
}

static void what_is_forgotten_changes_it(void **state) {
  (void)state;
  GError *error = NULL;
  struct store *store = two_domains();
  g_autofree char *org = version_of(store, ORG, november), *com = version_of(store, COM, november);
  ok(store_begin(store, &error), error);
  ok(store_forget(store, COM, told, NULL, &error), error);
  ok(store_commit(store, &error), error);
  g_autofree char *com2 = version_of(store, COM, november), *org2 = version_of(store, ORG, november);
  assert_string_not_equal(com2, com);
  assert_string_not_equal(org2, org); /* its pages may have named the other */
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_new_report_changes_its_domain_and_days_alone),
      cmocka_unit_test(a_long_report_changes_all_of_its_days),
      cmocka_unit_test(what_is_forgotten_changes_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
