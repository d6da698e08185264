/* SPDX-License-Identifier: MIT */
/* Asking the store with bound values. */
#include "store_sample.h"

static struct query *query_of(struct store *store, const char *sql) {
  GError *error = NULL;
  struct query *query = query_open(store, sql, &error);
  ok(query != NULL, &error);
  return query;
}

static void step(struct query *query, int expected) {
  GError *error = NULL;
  const int found = query_step(query, &error);
  ok(found >= 0, &error);
  assert_int_equal(found, expected);
}

static void values_come_back_as_they_were_bound(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  struct query *query = query_of(store, "SELECT :int AS i, :text, :blob, :empty, :null, :never, 0.5");
  char text[] = "it's 'quoted'; DROP TABLE record --";
  uint8_t bytes[] = {0, 1, 0xff, 0};
  query_bind_int(query, ":int", INT64_MIN);
  query_bind_text(query, ":text", text);
  query_bind_blob(query, ":blob", bytes, sizeof bytes);
  query_bind_blob(query, ":empty", bytes, 0);
  query_bind_text(query, ":null", NULL);
  memset(text, 'x', sizeof text - 1); /* they were copied */
  memset(bytes, 0x55, sizeof bytes);
  step(query, 1);
  const enum query_type types[] = {QUERY_INT, QUERY_TEXT, QUERY_BLOB, QUERY_BLOB, QUERY_NULL, QUERY_NULL, QUERY_REAL};
  assert_int_equal(query_columns(query), G_N_ELEMENTS(types));
  for (int i = 0; i < (int)G_N_ELEMENTS(types); i++)
    assert_int_equal(query_type(query, i), types[i]);
  size_t length;
  assert_string_equal(query_column_name(query, 0), "i");
  assert_true(query_int(query, 0) == INT64_MIN);
  assert_string_equal(query_text(query, 1), "it's 'quoted'; DROP TABLE record --");
  assert_memory_equal(query_blob(query, 2, &length), "\0\1\xff\0", 4);
  assert_int_equal(length, 4);
  query_blob(query, 3, &length);
  assert_int_equal(length, 0);
  assert_null(query_text(query, 4));
  assert_true(query_real(query, 6) == 0.5);
  step(query, 0);
  query_close(query);
  store_close(store);
}

static void a_name_that_the_text_does_not_use_is_fine(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  struct query *query = query_of(store, "SELECT :a");
  query_bind_int(query, ":b", 1);
  query_bind_text(query, ":c", "x");
  query_bind_blob(query, ":d", "x", 1);
  query_bind_int(query, ":a", 7);
  step(query, 1);
  assert_int_equal(query_int(query, 0), 7);
  query_close(query);
  query_close(NULL);
  store_close(store);
}

static void rows_come_one_after_the_other_and_then_no_more(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  struct query *query = query_of(store, "VALUES (1), (2)");
  for (int i = 1; i <= 2; i++) {
    step(query, 1);
    assert_int_equal(query_int(query, 0), i);
  }
  step(query, 0);
  query_close(query);
  query = query_of(store, "SELECT * FROM report");
  step(query, 0);
  query_close(query);
  store_close(store);
}

static void a_wrong_text_and_a_failing_step_are_faults(void **state) {
  (void)state;
  GError *error = NULL;
  struct store *store = store_in_memory();
  assert_null(query_open(store, "SELECT absent FROM nowhere", &error));
  expect_fault(&error, FAULT_SOFTWARE, ":memory:: the database does not take a statement: no such table: nowhere");
  struct query *query = query_of(store, "SELECT sum(a) FROM (SELECT 9223372036854775807 AS a UNION ALL SELECT 1)");
  assert_int_equal(query_step(query, &error), -1);
  expect_fault(&error, FAULT_SOFTWARE, ":memory:: the database does not take a statement: integer overflow");
  query_close(query);
  store_close(store);
}

static void who_reads_cannot_write(void **state) {
  static const char *const writing[] = {"DELETE FROM report", "INSERT INTO name VALUES (1, 'a')", "DROP TABLE run",
                                        "CREATE TABLE new (a)", "PRAGMA user_version = 5"};
  g_autofree char *path = path_in(state, "d.db"), *before = NULL, *after = NULL;
  gsize length, length_after;
  store_close(store_at(path, STORE_WRITE));
  assert_true(g_file_get_contents(path, &before, &length, NULL));
  struct store *store = store_at(path, STORE_READ);
  for (size_t i = 0; i < G_N_ELEMENTS(writing); i++) {
    GError *error = NULL;
    struct query *query = query_of(store, writing[i]);
    assert_int_equal(query_step(query, &error), -1);
    expect_fault(&error, FAULT_REFUSED, "%s: no permission to write to the database and its folder", path);
    query_close(query);
  }
  store_close(store);
  assert_true(g_file_get_contents(path, &after, &length_after, NULL));
  assert_int_equal(length, length_after);
  assert_memory_equal(before, after, length);
}

/* The rows of one statement are of one moment. */
static void a_running_query_does_not_see_what_is_written_meanwhile(void **state) {
  g_autofree char *path = path_in(state, "d.db");
  struct store *writer = store_at(path, STORE_WRITE), *reader = store_at(path, STORE_READ);
  struct record records[] = {record_of(1, 1), record_of(2, 2), record_of(3, 3)};
  put_alone(writer, report_of("a"), records, 3);
  struct query *query = query_of(reader, "SELECT count FROM record ORDER BY report, seq");
  step(query, 1);
  put_alone(writer, report_of("b"), records, 3);
  step(query, 1);
  step(query, 1);
  step(query, 0);
  query_close(query);
  assert_int_equal(number(reader, "SELECT count(*) FROM record"), 6);
  store_close(reader);
  store_close(writer);
}

/* Texts are prepared once. */
static void the_same_text_again_has_nothing_of_before(void **state) {
  (void)state;
  static const char sql[] = "SELECT :a, :b";
  struct store *store = store_in_memory();
  for (int i = 1; i <= 3; i++) {
    struct query *query = query_of(store, sql), *meanwhile = query_of(store, sql);
    query_bind_int(query, i == 2 ? ":b" : ":a", i);
    step(query, 1);
    step(meanwhile, 1);
    assert_int_equal(query_int(query, i == 2 ? 1 : 0), i);
    assert_int_equal(query_type(query, i == 2 ? 0 : 1), QUERY_NULL);
    assert_int_equal(query_type(meanwhile, 0), QUERY_NULL);
    query_close(query); /* in the middle of its rows */
    query_close(meanwhile);
  }
  struct record records[] = {record_of(1, 1)};
  expect_rows(store, "SELECT count(*) FROM record", "0\n");
  put_alone(store, report_of("a"), records, 1);
  expect_rows(store, "SELECT count(*) FROM record", "1\n");
  store_close(store);
}

static int64_t twice(const int64_t *arguments, int n) {
  return n * 2 * arguments[0];
}

static int64_t thrice(const int64_t *arguments, int n) {
  return n * 3 * arguments[0];
}

static void a_function_can_be_added_again_and_replaced(void **state) {
  (void)state;
  GError *error = NULL;
  struct store *store = store_in_memory();
  for (int i = 0; i < 2; i++) {
    ok(query_add_function(store, "times", 1, twice, &error), &error);
    expect_rows(store, "SELECT times(7)", "14\n");
  }
  ok(query_add_function(store, "times", 1, thrice, &error), &error);
  expect_rows(store, "SELECT times(7)", "21\n");
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_come_back_as_they_were_bound),
      cmocka_unit_test(a_name_that_the_text_does_not_use_is_fine),
      cmocka_unit_test(rows_come_one_after_the_other_and_then_no_more),
      cmocka_unit_test(a_wrong_text_and_a_failing_step_are_faults),
      TEST_IN_FOLDER(who_reads_cannot_write),
      cmocka_unit_test(the_same_text_again_has_nothing_of_before),
      cmocka_unit_test(a_function_can_be_added_again_and_replaced),
      TEST_IN_FOLDER(a_running_query_does_not_see_what_is_written_meanwhile),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
