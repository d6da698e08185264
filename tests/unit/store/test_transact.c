/* SPDX-License-Identifier: MIT */
/* Work in a transaction of its own: all of it, or nothing. */
#include "store/alerts.h"
#include "store_sample.h"

static bool queue_two(struct store *store, void *user, GError **error) {
  const bool *fails = user;
  return store_queue_alert(store, "rule", "mail", "{}", NOW, error) &&
         store_queue_alert(store, "rule", "webhook", "{}", NOW, error) &&
         (!*fails || fault(error, FAULT_TRY_LATER, "as if the disk were full"));
}

static void what_fails_leaves_nothing_and_is_not_in_the_way(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  GError *error = NULL;
  uint64_t waiting = 0;
  bool fails = true;
  assert_false(store_transact(store, queue_two, &fails, &error));
  assert_string_equal(error->message, "as if the disk were full");
  g_clear_error(&error);
  ok(store_count_alerts(store, &waiting, &error), &error);
  assert_int_equal(waiting, 0);
  fails = false;
  ok(store_transact(store, queue_two, &fails, &error), &error);
  ok(store_count_alerts(store, &waiting, &error), &error);
  assert_int_equal(waiting, 2);
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_fails_leaves_nothing_and_is_not_in_the_way)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
