/* SPDX-License-Identifier: MIT */
/* What checks found is kept as a history of what changed, and its newest is at hand. */
#include "store_sample.h"

static void note(struct store *store, const char *domain, const char *name, int64_t when, const char *result,
                 const char *details) {
  GError *error = NULL;
  ok(store_begin(store, &error), &error);
  const struct domain_check check = {
      .domain = domain, .name = name, .checked = when, .result = result, .details = details};
  ok(store_put_check(store, &check, &error), &error);
  ok(store_commit(store, &error), &error);
}

static bool append(void *user, const struct domain_check *check, GError **error) {
  (void)error;
  g_string_append_printf(user, "%s %s %s %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "; ", check->name, check->result,
                         check->details, check->since, check->checked);
  return true;
}

static void expect(struct store *store, const char *domain, bool history, const char *expected) {
  GError *error = NULL;
  g_autoptr(GString) text = g_string_new(NULL);
  ok(store_each_check(store, domain, history, append, text, &error), &error);
  assert_string_equal(text->str, expected);
}

static void the_same_again_lengthens_its_row(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  note(store, "a.example", "spf", 100, "ok", "{}");
  note(store, "a.example", "spf", 200, "ok", "{}");
  note(store, "a.example", "spf", 150, "ok", "{}"); /* a clock that goes back shortens nothing */
  expect(store, "a.example", true, "spf ok {} 100-200; ");
  note(store, "a.example", "spf", 300, "error", "{}");
  note(store, "a.example", "spf", 400, "ok", "{}");
  expect(store, "a.example", true, "spf ok {} 400-400; spf error {} 300-300; spf ok {} 100-200; ");
  expect(store, "a.example", false, "spf ok {} 400-400; ");
  store_close(store);
}

static void checks_and_domains_are_apart(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  note(store, "a.example", "spf", 100, "ok", "1");
  note(store, "a.example", "dkim", 100, "note", "2");
  note(store, "b.example", "spf", 100, "error", "3");
  expect(store, "a.example", false, "dkim note 2 100-100; spf ok 1 100-100; ");
  expect(store, "b.example", false, "spf error 3 100-100; ");
  expect(store, "c.example", false, "");
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_same_again_lengthens_its_row),
      cmocka_unit_test(checks_and_domains_are_apart),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
