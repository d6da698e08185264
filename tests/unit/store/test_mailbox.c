/* SPDX-License-Identifier: MIT */
/* How far mailboxes have been read comes back as it was put, each folder by itself. */
#include "store_sample.h"

#define MOST 40

static void remember(struct store *store, const char *account, const char *folder, uint32_t uidvalidity,
                     uint32_t last_uid, const struct mailbox_exception *exceptions, guint n) {
  GError *error = NULL;
  g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof *exceptions);
  if (n > 0)
    g_array_append_vals(list, exceptions, n);
  const struct mailbox_progress progress = {uidvalidity, last_uid, list};
  ok(store_put_mailbox(store, account, folder, &progress, &error), &error);
}

/* "7, 4711: 12 again, 13" */
static void expect(struct store *store, const char *account, const char *folder, const char *expected) {
  GError *error = NULL;
  struct mailbox_progress progress;
  ok(store_get_mailbox(store, account, folder, &progress, &error), &error);
  g_autoptr(GString) text = g_string_new(NULL);
  g_string_append_printf(text, "%u, %u", progress.uidvalidity, progress.last_uid);
  for (guint i = 0; i < progress.exceptions->len; i++) {
    const struct mailbox_exception *one = &g_array_index(progress.exceptions, struct mailbox_exception, i);
    g_string_append_printf(text, "%s %u%s", i ? "," : ":", one->uid, one->again ? " again" : "");
  }
  g_array_unref(progress.exceptions);
  assert_string_equal(text->str, expected);
}

static void a_folder_that_was_never_read_is_all_zero(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  expect(store, "dmarc@example.com", "INBOX", "0, 0");
  store_close(store);
}

static void each_folder_of_each_account_has_its_own(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  remember(store, "a@example.com", "INBOX", 7, 4711, NULL, 0);
  remember(store, "a@example.com", "Reports", 8, 1, (struct mailbox_exception[]){{1, true}}, 1);
  remember(store, "b@example.com", "INBOX", UINT32_MAX, UINT32_MAX, NULL, 0);
  expect(store, "a@example.com", "INBOX", "7, 4711");
  expect(store, "a@example.com", "Reports", "8, 1: 1 again");
  expect(store, "b@example.com", "INBOX", "4294967295, 4294967295");
  expect(store, "a@example.com", "inbox", "0, 0");
  store_close(store);
}

static void exceptions_come_and_go(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  remember(store, "a", "INBOX", 7, 20, (struct mailbox_exception[]){{3, true}, {5, false}, {9, true}}, 3);
  expect(store, "a", "INBOX", "7, 20: 3 again, 5, 9 again");
  remember(store, "a", "INBOX", 7, 30, (struct mailbox_exception[]){{1, false}, {5, true}, {9, true}, {25, false}}, 4);
  expect(store, "a", "INBOX", "7, 30: 1, 5 again, 9 again, 25");
  remember(store, "a", "INBOX", 8, 0, NULL, 0);
  expect(store, "a", "INBOX", "8, 0");
  store_close(store);
}

static void any_list_of_exceptions_replaces_any_other(void **state) {
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(20261124);
  struct store *store = store_in_memory();
  for (int round = 0; round < 200; round++) {
    struct mailbox_exception list[MOST];
    g_autoptr(GString) text = g_string_new(NULL);
    guint n = 0;
    g_string_append_printf(text, "7, %d", round);
    for (uint32_t uid = 1; uid <= MOST; uid++)
      if (g_rand_int_range(random, 0, 3) == 0) {
        list[n] = (struct mailbox_exception){uid, g_rand_boolean(random)};
        g_string_append_printf(text, "%s %u%s", n ? "," : ":", uid, list[n].again ? " again" : "");
        n++;
      }
    remember(store, "a", "INBOX", 7, (uint32_t)round, list, n);
    expect(store, "a", "INBOX", text->str);
  }
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_folder_that_was_never_read_is_all_zero),
      cmocka_unit_test(each_folder_of_each_account_has_its_own),
      cmocka_unit_test(exceptions_come_and_go),
      cmocka_unit_test(any_list_of_exceptions_replaces_any_other),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
