/* SPDX-License-Identifier: MIT */
/* The same report is stored once, however often and from however many sides it comes. */
#include "store_sample.h"

static const struct record one_record = {.source = {4, {192, 0, 2, 1}}, .count = 3, .header_from = "example.com"};

/* -- what is the same ---------------------------------------------------------------------------------------------- */

/* `put` checks that nothing is read from the stream of a duplicate. */
static void the_same_report_is_a_duplicate_and_changes_nothing(void **state) {
  g_autofree char *path = path_in(state, "d.db");
  struct store *store = store_at(path, STORE_WRITE);
  struct record others[] = {record_of(7, 7), record_of(8, 8)};
  begin(store);
  assert_int_equal(put(store, report_of("r"), &one_record, 1), STORE_NEW);
  assert_int_equal(put(store, report_of("r"), &one_record, 1), STORE_DUPLICATE);
  commit(store);
  g_autofree char *before = everything(store);
  struct report otherwise_different = report_of("r");
  otherwise_different.email = "other@example.com";
  otherwise_different.policy.p.value = POLICY_NONE;
  otherwise_different.version = "2.0";
  otherwise_different.trust = TRUST_VERIFIED; /* what came first stays, also when the repeat is better attested */
  assert_int_equal(put_alone(store, otherwise_different, others, 2), STORE_DUPLICATE);
  store_close(store);
  store = store_at(path, STORE_WRITE);
  assert_int_equal(put_alone(store, report_of("r"), others, 2), STORE_DUPLICATE);
  g_autofree char *after = everything(store);
  assert_string_equal(before, after);
  store_close(store);
}

static void what_differs_in_one_part_of_the_identity_is_new(void **state) {
  (void)state;
  static const struct {
    const char *domain, *org_name, *report_id;
    int64_t begin, end;
  } cases[] = {
      {"example.com", "google.com", "1@google.com", 1000, 2000},
      {"example.net", "google.com", "1@google.com", 1000, 2000},
      {"sub.example.com", "google.com", "1@google.com", 1000, 2000},
      {"example.com", "yahoo.com", "1@google.com", 1000, 2000},
      {"example.com", "Google.com", "1@google.com", 1000, 2000},
      {"example.com", "", "1@google.com", 1000, 2000},
      {"example.com", "google.com", "1", 1000, 2000},
      {"example.com", "google.com", "1@yahoo.com", 1000, 2000},
      {"example.com", "google.com", "1@Google.com", 1000, 2000},
      {"example.com", "google.com", "", 1000, 2000},
      {"example.com", "google.com", "1@google.com", 1001, 2000},
      {"example.com", "google.com", "1@google.com", 1000, 2001},
      {"example.com", "google.com", "1@google.com", 2000, 1000},
      {"google.com", "example.com", "1@google.com", 1000, 2000},
  };
  struct store *store = store_in_memory();
  for (int round = 0; round < 2; round++)
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
      struct report report = report_of(cases[i].report_id);
      report.policy.domain = cases[i].domain;
      report.org_name = cases[i].org_name;
      report.begin = cases[i].begin;
      report.end = cases[i].end;
      assert_int_equal(put_alone(store, report, &one_record, 1), round == 0 ? STORE_NEW : STORE_DUPLICATE);
    }
  expect_rows(store, "SELECT count(*), sum(messages) FROM report", "14|42\n");
  assert_int_equal(number(store, "SELECT sum(messages) FROM daily"), 42);
  store_close(store);
}

static void one_that_broke_before_is_no_duplicate(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  begin(store);
  put_broken(store, report_of("r"), &one_record, 1, 1);
  assert_int_equal(put(store, report_of("r"), &one_record, 1), STORE_NEW);
  commit(store);
  store_close(store);
}

/* -- at the same time ---------------------------------------------------------------------------------------------- */

#define FAILED 99

/* Without cmocka, for threads and children: the result, or FAILED. */
static int put_quietly(const char *path, const char *id) {
  enum store_result result;
  struct sample sample = sample_of(report_of(id), &one_record, 1);
  struct store *store = store_open(path, STORE_WRITE, NULL);
  const bool good =
      store && store_begin(store, NULL) && sample_try(store, &sample, &result, NULL) && store_commit(store, NULL);
  store_close(store);
  return good ? (int)result : FAILED;
}

static gpointer put_in_thread(gpointer path) {
  return GINT_TO_POINTER(put_quietly(path, "r"));
}

static void a_second_connection_waits_and_then_sees_the_duplicate(void **state) {
  g_autofree char *path = path_in(state, "d.db");
  for (int committed = 0; committed < 2; committed++) {
    struct store *store = store_at(path, STORE_WRITE);
    begin(store);
    put(store, report_of(committed ? "r" : "other"), &one_record, 1);
    GThread *thread = g_thread_new("second", put_in_thread, path);
    g_usleep(100000); /* it is waiting by now; when it is not, the test is only weaker */
    if (committed)
      commit(store);
    else
      store_rollback(store);
    assert_int_equal(GPOINTER_TO_INT(g_thread_join(thread)), committed ? STORE_DUPLICATE : STORE_NEW);
    assert_int_equal(number(store, "SELECT count(*) FROM report"), 1);
    store_close(store);
  }
}

#define PROCESSES 6
#define ROUNDS 10

/* They begin when nobody holds the gate's other end any more. The database is not there yet at first. */
static void of_several_processes_exactly_one_puts_it(void **state) {
  g_autofree char *path = path_in(state, "d.db");
  for (int round = 0; round < ROUNDS; round++) {
    g_autofree char *id = g_strdup_printf("r%d", round);
    pid_t children[PROCESSES];
    int gate[2], results[2] = {0};
    assert_int_equal(pipe(gate), 0);
    for (int i = 0; i < PROCESSES; i++) {
      children[i] = fork();
      assert_true(children[i] >= 0);
      if (children[i] == 0) {
        char byte;
        close(gate[1]);
        if (read(gate[0], &byte, 1) != 0)
          _exit(FAILED);
        _exit(put_quietly(path, id));
      }
    }
    close(gate[0]);
    close(gate[1]);
    for (int i = 0; i < PROCESSES; i++) {
      const int result = wait_for(children[i]);
      assert_in_range(result, STORE_NEW, STORE_DUPLICATE);
      results[result]++;
    }
    assert_int_equal(results[STORE_NEW], 1);
    assert_int_equal(results[STORE_DUPLICATE], PROCESSES - 1);
  }
  struct store *store = store_at(path, STORE_READ);
  expect_rows(store, "SELECT count(*), sum(messages) FROM report", "10|30\n");
  assert_int_equal(number(store, "SELECT sum(messages) FROM daily"), 30);
  expect_sound(store);
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST_IN_FOLDER(the_same_report_is_a_duplicate_and_changes_nothing),
      cmocka_unit_test(what_differs_in_one_part_of_the_identity_is_new),
      cmocka_unit_test(one_that_broke_before_is_no_duplicate),
      TEST_IN_FOLDER(a_second_connection_waits_and_then_sees_the_duplicate),
      TEST_IN_FOLDER(of_several_processes_exactly_one_puts_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
