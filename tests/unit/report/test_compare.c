/* SPDX-License-Identifier: MIT */
/* --compare, and the key figures: what stands beside a figure is what the same question answers for the period before.
 */
#include "report/figures.h"
#include "report/grouping.h"
#include "sample_random.h"

static const struct period period = {NEWEST - 29, NEWEST + 1}, before = {NEWEST - 59, NEWEST - 29};

static char *row_key(const struct answer *answer, size_t row) {
  GString *key = g_string_new(NULL);
  for (unsigned int i = 0; i < 2 && answer->question->keys[i]; i++) {
    const unsigned int column = (unsigned int)table_column(answer->table, answer->question->keys[i]);
    const struct cell *cell = table_cell(answer->table, row, column);
    g_autofree char *address = cell->kind == CELL_BLOB ? address_text(cell->text, cell->length) : NULL;
    g_string_append_printf(key, "%s/", address ? address : cell->text);
  }
  return g_string_free(key, FALSE);
}

/* The row of the same key, or -1. */
static int find_row(const struct answer *answer, const char *key) {
  for (size_t row = 0; row < table_rows(answer->table); row++) {
    g_autofree char *found = row_key(answer, row);
    if (g_str_equal(found, key))
      return (int)row;
  }
  return -1;
}

static const char *const figures[] = {"sources", "messages", "dmarc_pass", "dkim_aligned", "spf_pass",
                                      "none",    "reject",   "total",      "reports"};

/* Returns how many rows were there before, too. */
static unsigned int holds(const struct answer *compared, const struct answer *then) {
  unsigned int found = 0;
  for (size_t row = 0; row < table_rows(compared->table); row++) {
    g_autofree char *key = row_key(compared, row);
    const int was = find_row(then, key);
    found += was >= 0;
    for (unsigned int i = 0; i < G_N_ELEMENTS(figures); i++) {
      g_autofree char *of_before = g_strconcat(figures[i], "_before", NULL);
      g_autofree char *of_change = g_strconcat(figures[i], "_change", NULL);
      if (table_column(compared->table, of_before) < 0)
        continue;
      if (table_cell(compared->table, row, (unsigned int)table_column(compared->table, of_change))->kind == CELL_NULL)
        continue; /* of all mail, see struct column */
      const int64_t wanted = was < 0 ? 0 : table_int(then->table, (size_t)was, figures[i]);
      assert_int_equal(table_int(compared->table, row, of_before), wanted);
      assert_int_equal(table_int(compared->table, row, of_change),
                       table_int(compared->table, row, figures[i]) - wanted);
    }
  }
  return found;
}

/* The rows of then that have none now: all of them are told, with 0 messages. */
static unsigned int count_gone(const struct answer *compared, const struct answer *now, const struct answer *then) {
  unsigned int gone = 0;
  for (size_t row = 0; row < table_rows(then->table); row++) {
    g_autofree char *key = row_key(then, row);
    if (find_row(now, key) >= 0)
      continue;
    const int told = find_row(compared, key);
    assert_true(told >= 0);
    assert_int_equal(table_int(compared->table, (size_t)told, "messages"), 0);
    if (table_column(compared->table, "dmarc_pass") >= 0)
      assert_int_equal(table_int(compared->table, (size_t)told, "dmarc_pass"), 0);
    gone++;
  }
  return gone;
}

static unsigned int compare(struct store *store, const char *question, struct filter filter) {
  filter.has_period = filter.compare = true;
  filter.limit = -1;
  filter.period = period;
  struct answer *compared = sample_ask(store, question, &filter);
  filter.compare = false;
  struct answer *now = sample_ask(store, question, &filter);
  filter.period = before;
  struct answer *then = sample_ask(store, question, &filter);
  assert_int_equal(compared->rows - compared->gone, now->rows);      /* the rows are those without --compare, */
  assert_int_equal(compared->gone, count_gone(compared, now, then)); /* and those that had mail only then */
  assert_int_equal(compared->messages, now->messages);
  const unsigned int found = holds(compared, then);
  assert_int_equal(compared->before.period.since, before.since);
  assert_int_equal(compared->before.period.until, before.until);
  answer_free(compared);
  answer_free(now);
  answer_free(then);
  return found;
}

static void each_figure_is_that_of_the_period_before(void **state) {
  (void)state;
  static const char *const asked[] = {"summary", "sources", "top-failures"};
  g_autoptr(GRand) random = g_rand_new_with_seed(3);
  struct store *store = random_store(random);
  for (unsigned int q = 0; q < G_N_ELEMENTS(asked); q++) {
    unsigned int found = compare(store, asked[q], (struct filter){0});
    found += compare(store, asked[q], (struct filter){.domain = "example.net", .disposition = DISPOSITION_NONE});
    for (const struct grouping *by = groupings; by->id; by++)
      if (!g_str_has_prefix(by->order, "group_key")) /* not those that are in time */
        found += compare(store, asked[q], (struct filter){.by = by});
    assert_true(found > 10);
  }
  store_close(store);
}

static int64_t sum(const struct answer *answer, const char *key) {
  int64_t total = 0;
  for (size_t row = 0; row < table_rows(answer->table); row++)
    total += table_int(answer->table, row, key);
  return total;
}

static void a_day_stands_beside_the_one_as_long_ago_as_the_period_is(void **state) {
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(4);
  struct store *store = random_store(random);
  struct filter filter = {.has_period = true, .period = period, .compare = true}, then = filter;
  then.period = before;
  then.compare = false;
  struct answer *compared = sample_ask(store, "timeline", &filter), *was = sample_ask(store, "timeline", &then);
  assert_int_equal(table_rows(compared->table), 30);
  for (size_t row = 0; row < 30; row++)
    assert_int_equal(table_int(compared->table, row, "messages_before"), table_int(was->table, row, "messages"));
  const int64_t messages = sum(was, "messages");
  assert_true(messages > 0);
  answer_free(compared);
  answer_free(was);
  /* weeks and months take the same days in, wherever the period before is cut by the calendar */
  for (filter.by = groupings; g_str_has_prefix(filter.by->order, "group_key"); filter.by++) {
    compared = sample_ask(store, "summary", &filter);
    assert_int_equal(sum(compared, "messages_before"), messages);
    answer_free(compared);
  }
  assert_string_equal(filter.by->id, "reporter");
  store_close(store);
}

/* 192.0.2.25 failed with 40 of 80 messages on each of two days, and only the newest day has 2001:db8::bad. */
static void filters_of_rows_do_not_hide_what_was_before(void **state) {
  (void)state;
  struct store *store = sample_store();
  struct filter filter = {.has_period = true, .period = {NEWEST, NEWEST + 1}, .failing = true, .compare = true};
  char *text = sample_asked(store, "sources", &filter, FORMAT_TEXT);
  assert_true(g_str_has_prefix(text, "2 sources with failures sent 47 messages, 23 November 2026\n"));
  assert_non_null(strstr(text, "\nSource         Domain       Messages  Messages  Messages  Class "));
  assert_non_null(strstr(text, "                       before    change "));
  assert_non_null(strstr(text, "\n192.0.2.25     example.com        40        40         0  "));
  assert_non_null(strstr(text, "\n2001:db8::bad  example.com         7         0        +7  "));
  free(text);
  filter.failing = false;
  text = sample_asked(store, "top-failures", &filter, FORMAT_TEXT);
  assert_true(g_str_has_prefix(text, "47 of 1,047 messages from 2 sources failed DMARC, 23 November 2026. On the day "
                                     "before: 1,040 messages, 96.2 % of them passed DMARC\n"));
  free(text);
  filter.domain = "shop.example.net";
  text = sample_asked(store, "summary", &filter, FORMAT_JSON);
  assert_true(g_str_has_prefix(text, "{\"question\":\"summary\",\"since\":\"2026-11-23\",\"until\":\"2026-11-23\","
                                     "\"since_before\":\"2026-11-22\",\"until_before\":\"2026-11-22\",\"more\":0,"));
  free(text);
  text = sample_asked(store, "summary", &filter, FORMAT_TEXT);
  assert_non_null(strstr(text, ". On the day before there was no mail\n"));
  free(text);
  store_close(store);
}

/* The day after the newest, and the newest. */
static void a_row_that_had_mail_only_then_is_told(void **state) {
  (void)state;
  struct store *store = sample_store();
  struct filter filter = {.has_period = true, .period = {NEWEST + 1, NEWEST + 2}, .compare = true};
  char *text = sample_asked(store, "sources", &filter, FORMAT_TEXT);
  assert_true(g_str_has_prefix(text,
                               "No mail, 24 November 2026. On the day before: 1,047 messages, 95.5 % of them passed "
                               "DMARC; 3 sources had mail only then\n"));
  assert_non_null(strstr(text, "\n192.0.2.25     example.com         0        40       -40  suspicious  "));
  free(text);
  filter.limit = 1;
  filter.sort = "messages_change";
  text = sample_asked(store, "top-failures", &filter, FORMAT_TEXT);
  assert_non_null(strstr(text, "; 2 sources had mail only then (first with --sort messages_change)\n"));
  assert_non_null(strstr(text, "\n192.0.2.25  example.com         0        40       -40   -  -  "));
  free(text);
  store_close(store);
}

static void a_change_can_be_sorted_by(void **state) {
  (void)state;
  struct store *store = sample_store();
  struct filter filter = {.has_period = true, .period = {NEWEST - 2, NEWEST + 1}, .compare = true};
  filter.sort = "messages_change";
  filter.limit = 1;
  struct answer *answer = sample_ask(store, "summary", &filter);
  assert_string_equal(table_text(answer->table, 0, "domain"), "shop.example.net");
  assert_int_equal(table_int(answer->table, 0, "messages_change"), -211);
  assert_int_equal(answer->rows, 3);
  char *text = sample_print(answer, FORMAT_CSV, 0, false);
  assert_non_null(strstr(text, "\nshop.example.net,0,211,-211,0,211,-211,"));
  free(text);
  answer_free(answer);
  store_close(store);
}

static void key_figures_are_those_of_the_summary(void **state) {
  (void)state;
  GError *error = NULL;
  g_autoptr(GRand) random = g_rand_new_with_seed(5);
  struct store *store = random_store(random);
  static const struct filter filters[] = {
      {0}, {.domain = "EXAMPLE.net."}, {.reporter = RANDOM_REPORTER}, {.disposition = DISPOSITION_REJECT}};
  for (unsigned int i = 0; i < G_N_ELEMENTS(filters); i++) {
    struct figures now, then;
    struct filter filter = filters[i];
    ok(figures_ask(store, &filter, &now, &then, &error), error);
    filter.compare = true;
    struct answer *answer = sample_ask(store, "summary", &filter);
    assert_int_equal(now.period.until, answer->filter.period.until);
    assert_int_equal(then.period.until, now.period.since);
    assert_true(now.messages > 0 && then.messages > 0);
    assert_int_equal(now.messages, sum(answer, "messages"));
    assert_int_equal(then.messages, sum(answer, "messages_before"));
    assert_int_equal(now.dmarc_pass, sum(answer, "dmarc_pass"));
    assert_int_equal(then.dmarc_pass, sum(answer, "dmarc_pass_before"));
    assert_int_equal(now.reject, sum(answer, "reject"));
    assert_int_equal(then.quarantine, sum(answer, "quarantine_before"));
    assert_int_equal(now.reports, sum(answer, "reports"));
    assert_int_equal(then.reports, sum(answer, "reports_before"));
    assert_memory_equal(&answer->before, &then, sizeof then);
    assert_int_equal(now.reporters, 1);
    assert_true(now.sources >= now.failing_sources && now.failing_sources > 0 && now.sources <= 6);
    answer_free(answer);
  }
  struct figures now, then;
  assert_false(figures_ask(store, &(struct filter){.reporter = "nobody"}, &now, &then, &error));
  assert_true(g_str_has_prefix(error->message, "there are no reports from 'nobody' in the database."));
  g_clear_error(&error);
  assert_false(figures_ask(store, &(struct filter){.domain = "exmaple.net"}, &now, &then, &error));
  assert_true(g_str_has_suffix(error->message, "did you mean example.net?"));
  g_clear_error(&error);
  store_close(store);
}

static void an_empty_store_has_no_figures_and_no_rows(void **state) {
  (void)state;
  GError *error = NULL;
  struct store *store = sample_empty();
  struct figures now, then;
  ok(figures_ask(store, &(struct filter){0}, &now, &then, &error), error);
  assert_int_equal(now.messages + then.messages + now.reports, 0);
  struct answer *answer = sample_ask(store, "summary", &(struct filter){.compare = true, .by = groupings});
  assert_string_equal(answer->sentence, "There are no reports in the database yet");
  answer_free(answer);
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_figure_is_that_of_the_period_before),
      cmocka_unit_test(a_day_stands_beside_the_one_as_long_ago_as_the_period_is),
      cmocka_unit_test(filters_of_rows_do_not_hide_what_was_before),
      cmocka_unit_test(a_row_that_had_mail_only_then_is_told),
      cmocka_unit_test(a_change_can_be_sorted_by),
      cmocka_unit_test(key_figures_are_those_of_the_summary),
      cmocka_unit_test(an_empty_store_has_no_figures_and_no_rows),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
