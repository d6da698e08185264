/* SPDX-License-Identifier: MIT */
/* A store that answers strangers lets through what pages need, and nothing else. */
#include "base/fault.h"
#include "store_sample.h"

#define FOREVER "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"

static struct store *guarded(unsigned int seconds) {
  GError *error = NULL;
  struct store *store = store_in_memory();
  ok(store_guard(store, seconds, &error), &error);
  return store;
}

/* Prepares and takes one step. */
static int code_of(struct store *store, const char *sql) {
  g_autoptr(GError) error = NULL;
  struct query *query = query_open(store, sql, &error);
  const bool good = query && query_step(query, &error) >= 0;
  query_close(query);
  return good ? 0 : error->code;
}

static void what_pages_read_is_let_through(void **state) {
  (void)state;
  struct store *store = guarded(60);
  static const char *const texts[] = {
      "SELECT sum(messages) FROM daily",
      "SELECT text FROM name WHERE id IN (SELECT domain FROM report)",
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT count(*) FROM n",
      "SELECT value FROM json_each('[1,2]')",
      "SELECT organisation('mail.example.com')",
      "SELECT reason FROM quarantine",
  };
  for (unsigned int i = 0; i < G_N_ELEMENTS(texts); i++)
    assert_int_equal(code_of(store, texts[i]), 0);
  store_close(store);
}

static void nothing_else_is(void **state) {
  (void)state;
  struct store *store = guarded(60);
  static const char *const texts[] = {
      "DELETE FROM daily",
      "INSERT INTO name (text) VALUES ('x')",
      "UPDATE report SET domain = 1",
      "CREATE TABLE x (y)",
      "CREATE TEMP TABLE x (y)",
      "DROP TABLE record",
      "ATTACH ':memory:' AS other",
      "PRAGMA query_only = OFF",
      "VACUUM",
      "SELECT sql FROM sqlite_schema",
      "SELECT account FROM mailbox",
      "SELECT name FROM pragma_database_list",
  };
  for (unsigned int i = 0; i < G_N_ELEMENTS(texts); i++)
    if (code_of(store, texts[i]) == 0)
      fail_msg("%s is let through", texts[i]);
  store_close(store);
}

/* Whoever makes a new table decides whether pages may read it: in store_guard.c, or here. */
static void every_other_table_is_readable(void **state) {
  (void)state;
  static const char *const kept[] = {"alert",     "alert_message", "digest", "mailbox", "mailbox_exception",
                                     "migration", "privacy",       NULL};
  GError *error = NULL;
  struct store *store = store_in_memory(), *asked = guarded(60);
  struct query *query = query_open(store, "SELECT name FROM sqlite_schema WHERE type = 'table'", &error);
  while (query_step(query, &error) == 1) {
    const char *table = query_text(query, 0);
    g_autofree char *sql = g_strdup_printf("SELECT * FROM [%s]", table);
    if ((code_of(asked, sql) == 0) == g_strv_contains(kept, table) && !g_str_has_prefix(table, "sqlite_"))
      fail_msg("%s can be read and should not, or should and cannot", table);
  }
  query_close(query);
  store_close(asked);
  store_close(store);
}

static void the_bytes_of_rejected_items_are_not_told(void **state) {
  (void)state;
  GError *error = NULL;
  struct store *store = store_in_memory();
  const struct quarantined entry = {
      .at = 1, .origin = "a", .reason = "b", .nesting = "c", .bytes = (const uint8_t *)"secret", .n_bytes = 6};
  ok(store_begin(store, &error) && store_put_quarantine(store, &entry, &error) && store_commit(store, &error) &&
         store_guard(store, 60, &error),
     &error);
  struct query *query = query_open(store, "SELECT reason, bytes FROM quarantine", &error);
  ok(query && query_step(query, &error) == 1, &error);
  assert_string_equal(query_text(query, 0), "b");
  assert_int_equal(query_type(query, 1), QUERY_NULL);
  query_close(query);
  store_close(store);
}

static void what_takes_too_long_is_ended_with_a_sentence(void **state) {
  (void)state;
  struct store *store = guarded(1);
  g_autoptr(GError) error = NULL;
  struct query *query = query_open(store, FOREVER, &error);
  assert_int_equal(query_step(query, &error), -1);
  assert_int_equal(error->code, FAULT_TRY_LATER);
  assert_string_equal(
      error->message,
      "this takes longer than the 1 seconds it may; ask for less, such as a shorter period or one domain");
  query_close(query);
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_pages_read_is_let_through),
      cmocka_unit_test(nothing_else_is),
      cmocka_unit_test(every_other_table_is_readable),
      cmocka_unit_test(the_bytes_of_rejected_items_are_not_told),
      cmocka_unit_test(what_takes_too_long_is_ended_with_a_sentence),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
