/* SPDX-License-Identifier: MIT */
/* How text fits a terminal. */
#include "base/text.h"
#include "report/layout.h"
#include "sample.h"

static size_t widest_line(const char *text) {
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  size_t widest = 0;
  for (unsigned int i = 2; lines[i] && *lines[i]; i++) /* the table follows the sentence and an empty line */
    widest = MAX(widest, text_width(lines[i]));
  return widest;
}

static void every_table_fits_the_terminal(void **state) {
  (void)state;
  struct store *store = sample_store();
  for (const struct question *const *question = questions; *question; question++) {
    if ((*question)->takes & TAKES_REPORT_ID)
      continue;
    struct answer *answer = sample_ask(store, (*question)->id, &(struct filter){0});
    for (unsigned int width = 60; width < 200; width += 7) {
      char *text = sample_print(answer, FORMAT_TEXT, width, false);
      if (widest_line(text) > width)
        fail_msg("%s at %u columns:\n%s", (*question)->id, width, text);
      free(text);
    }
    answer_free(answer);
  }
  store_close(store);
}

static void the_least_important_column_goes_first(void **state) {
  (void)state;
  struct store *store = sample_store();
  struct answer *answer = sample_ask(store, "summary", &(struct filter){0});
  char *wide = sample_print(answer, FORMAT_TEXT, 110, false), *narrow = sample_print(answer, FORMAT_TEXT, 100, false);
  assert_non_null(strstr(wide, "  Reports"));
  assert_null(strstr(narrow, "  Reports"));
  assert_non_null(strstr(narrow, "Published"));
  assert_non_null(strstr(narrow, "Messages"));
  free(wide);
  free(narrow);
  answer_free(answer);
  store_close(store);
}

static void nothing_is_dropped_or_cut_when_piped(void **state) {
  (void)state;
  struct store *store = sample_empty();
  g_autofree char *name = g_strnfill(250, 'n');
  struct dkim_result dkim = {.domain = name, .selector = name};
  struct spf_result spf = {.domain = name};
  struct override override = {.comment = name};
  struct record records[] = {sample_record("192.0.2.1", 5, false, false, DISPOSITION_NONE, name, &dkim, &spf),
                             sample_record("192.0.2.1", 5, true, false, DISPOSITION_NONE, name, NULL, NULL)};
  records[0].overrides = &override;
  records[0].n_overrides = 1;
  sample_put(store, sample_report(name, name, name, NEWEST, 1), records, 2);
  sample_put(store, sample_report("older.example", name, "older", NEWEST - 50, 1), records, 2); /* so that it is new */
  sample_put_kinds(store, name);
  const struct source_facts facts = {.address = records[0].source, .name = name, .resolved = NOW};
  assert_true(store_begin(store, NULL) && store_put_source(store, &facts, NULL) && store_commit(store, NULL));
  for (const struct question *const *question = questions; *question; question++) {
    struct filter filter = {.report_id = (*question)->takes & TAKES_REPORT_ID ? "1" : NULL};
    struct answer *answer = sample_ask(store, (*question)->id, &filter);
    char *text = sample_print(answer, FORMAT_TEXT, 0, false);
    assert_null(strstr(text, "…"));
    for (const struct column *column = (*question)->columns; column->key; column++)
      if (!column->data_only && !strstr(text, column->label))
        fail_msg("%s lacks %s", (*question)->id, column->label);
    free(text);
    answer_free(answer);
  }
  store_close(store);
}

static void a_long_text_gives_way_before_the_table_overflows(void **state) {
  (void)state;
  struct store *store = sample_empty();
  struct record record = sample_record("192.0.2.1", 5, false, false, DISPOSITION_NONE, NULL, NULL, NULL);
  sample_put(store,
             sample_report("a-very-long-name-of-a-domain-that-goes-on-and-on-and-does-not-end-soon.example", "x", "1",
                           NEWEST, 1),
             &record, 1);
  struct answer *answer = sample_ask(store, "summary", &(struct filter){0});
  char *text = sample_print(answer, FORMAT_TEXT, 50, false);
  assert_true(widest_line(text) <= 50);
  assert_non_null(strstr(text, "…"));
  assert_non_null(strstr(text, ".example"));
  free(text);
  answer_free(answer);
  store_close(store);
}

static void a_long_text_gives_way_before_a_column_does(void **state) {
  (void)state;
  struct store *store = sample_empty();
  struct record record = sample_record("192.0.2.1", 5, false, false, DISPOSITION_NONE, NULL, NULL, NULL);
  g_autofree char *name = g_strnfill(60, 'n');
  sample_put(store, sample_report("example.com", name, "1", NEWEST, 1), &record, 1);
  struct answer *answer = sample_ask(store, "coverage", &(struct filter){0});
  char *text = sample_print(answer, FORMAT_TEXT, 80, false);
  assert_true(widest_line(text) <= 80);
  assert_non_null(strstr(text, "▇"));
  assert_non_null(strstr(text, "…"));
  free(text);
  answer_free(answer);
  store_close(store);
}

static void no_line_ends_in_a_space(void **state) {
  (void)state;
  struct store *store = sample_store();
  for (const struct question *const *question = questions; *question; question++) {
    struct filter filter = {.report_id = (*question)->takes & TAKES_REPORT_ID ? "1" : NULL};
    char *text = sample_asked(store, (*question)->id, &filter, FORMAT_TEXT);
    assert_null(strstr(text, " \n"));
    free(text);
  }
  store_close(store);
}

static void colour_only_repeats_what_a_word_says(void **state) {
  (void)state;
  struct store *store = sample_store();
  struct answer *answer = sample_ask(store, "report", &(struct filter){.report_id = "1"});
  char *plain = sample_print(answer, FORMAT_TEXT, 0, false), *coloured = sample_print(answer, FORMAT_TEXT, 0, true);
  assert_null(strchr(plain, '\033'));
  assert_non_null(strstr(coloured, "\033[31mfail\033[0m"));
  assert_non_null(strstr(coloured, "\033[32mpass\033[0m"));
  assert_non_null(strstr(coloured, "\033[1mSource\033[0m"));
  g_autoptr(GRegex) codes = g_regex_new("\033\\[[0-9]+m", 0, 0, NULL);
  g_autofree char *stripped = g_regex_replace_literal(codes, coloured, -1, 0, "", 0, NULL);
  assert_string_equal(stripped, plain);
  free(plain);
  free(coloured);
  answer_free(answer);
  store_close(store);
}

static void cuts(const char *text, size_t width, const char *wanted) {
  g_autofree char *cut = layout_cut(text, width);
  assert_string_equal(cut, wanted);
  assert_true(text_width(cut) <= width);
}

static void the_middle_of_a_text_is_cut(void **state) {
  (void)state;
  cuts("example.com", 11, "example.com");
  cuts("static.host.example.com", 11, "stati…e.com");
  cuts("ab", 1, "…");
  cuts("日本語日本語", 7, "日…語");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_table_fits_the_terminal),
      cmocka_unit_test(the_least_important_column_goes_first),
      cmocka_unit_test(nothing_is_dropped_or_cut_when_piped),
      cmocka_unit_test(a_long_text_gives_way_before_the_table_overflows),
      cmocka_unit_test(a_long_text_gives_way_before_a_column_does),
      cmocka_unit_test(no_line_ends_in_a_space),
      cmocka_unit_test(colour_only_repeats_what_a_word_says),
      cmocka_unit_test(the_middle_of_a_text_is_cut),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
