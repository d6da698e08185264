/* SPDX-License-Identifier: MIT */
/* --by: whatever the rows are gathered by, they hold the same mail. */
#include "report/grouping.h"
#include "sample_random.h"
#include "sample_source.h"

#define PERIODS 6

static const struct grouping *by(const char *word) {
  GError *error = NULL;
  const struct grouping *grouping = grouping_parse(question_find("summary"), word, &error);
  ok(grouping != NULL, error);
  return grouping;
}

static int64_t sum(const struct answer *answer, const char *key) {
  int64_t total = 0;
  for (size_t row = 0; row < table_rows(answer->table); row++)
    total += table_int(answer->table, row, key);
  return total;
}

/* Some are known in all ways, some in part, some not at all. */
static void put_sources(struct store *store) {
  sample_put_source(store, "192.0.2.1",
                    (struct source_facts){.name = "a.mail.example.com",
                                          .service = "Amazon SES",
                                          .kind = "transactional",
                                          .country = "NL",
                                          .asn = 64500,
                                          .as_name = "Example Net"});
  sample_put_source(
      store, "192.0.2.130",
      (struct source_facts){.name = "b.mail.example.com", .country = "DE", .asn = 64500, .as_name = "Example Net"});
  sample_put_source(store, "192.0.3.1", (struct source_facts){.ptr = "liar.example.com", .asn = 64501});
  sample_put_source(store, "2001:db8::1", (struct source_facts){.failed = true});
}

/* Every figure that both have. */
static void holds_the_same(const struct answer *grouped, const struct answer *whole) {
  static const char *const figures[] = {"messages", "dmarc_pass", "dkim_aligned", "spf_aligned", "dkim_pass",
                                        "spf_pass", "none",       "quarantine",   "reject"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(figures); i++)
    if (table_column(grouped->table, figures[i]) >= 0)
      assert_int_equal(sum(grouped, figures[i]), sum(whole, figures[i]));
  assert_int_equal(grouped->messages, whole->messages);
  assert_int_equal(grouped->rows, table_rows(grouped->table));
}

static struct filter random_filter(GRand *random, int i) {
  struct filter filter = {.has_period = true, .limit = -1};
  filter.period.since = NEWEST - g_rand_int_range(random, 0, 110);
  filter.period.until = filter.period.since + g_rand_int_range(random, 1, 90);
  filter.disposition = i % 3 == 1 ? DISPOSITION_REJECT : DISPOSITION_OTHER;
  filter.domain = i % 3 == 2 ? "example.net" : NULL;
  if (i % 4 == 1)
    assert_true(address_parse_range("--source", "192.0.2.0/24", &filter.source_first, &filter.source_last, NULL));
  return filter;
}

static void groups_hold_the_same_mail_as_the_question_without_them(void **state) {
  (void)state;
  static const char *const asked[] = {"summary", "sources", "top-failures"};
  g_autoptr(GRand) random = g_rand_new_with_seed(11);
  struct store *store = random_store(random);
  put_sources(store);
  int64_t seen = 0;
  for (int i = 0; i < PERIODS; i++)
    for (unsigned int q = 0; q < G_N_ELEMENTS(asked); q++) {
      struct filter filter = random_filter(random, i);
      struct answer *whole = sample_ask(store, asked[q], &filter);
      seen += sum(whole, "messages");
      for (filter.by = groupings; filter.by->id; filter.by++) {
        struct answer *grouped = sample_ask(store, asked[q], &filter);
        holds_the_same(grouped, whole);
        answer_free(grouped);
      }
      answer_free(whole);
    }
  assert_true(seen > 1000000);
  store_close(store);
}

static void a_class_is_divided_by_whatever_it_is_asked_by(void **state) {
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(12);
  struct store *store = random_store(random);
  unsigned int found = 0;
  for (enum source_class class = 0; class < SOURCE_CLASS_MAX; class ++) {
    struct filter filter = {.has_class = true, .class = class, .limit = -1};
    struct answer *whole = sample_ask(store, "sources", &filter);
    found += whole->messages > 0;
    for (filter.by = groupings; filter.by->id; filter.by++) {
      struct answer *grouped = sample_ask(store, "sources", &filter);
      holds_the_same(grouped, whole);
      if (g_str_equal(filter.by->id, "class"))
        assert_int_equal(table_rows(grouped->table), whole->messages > 0);
      answer_free(grouped);
    }
    answer_free(whole);
  }
  assert_true(found >= 2);
  store_close(store);
}

/* key, messages; a line for each row */
static void asked_by(struct store *store, const char *question, struct filter filter, const char *wanted) {
  struct answer *answer = sample_ask(store, question, &filter);
  g_autoptr(GString) all = g_string_new(NULL);
  for (size_t row = 0; row < table_rows(answer->table); row++) {
    const struct cell *key = table_cell(answer->table, row, 0);
    g_autofree char *number = key->kind == CELL_INT ? g_strdup_printf("%d", (int)key->number - NEWEST) : NULL;
    g_string_append_printf(all, "%s%s: %d", row ? ", " : "", number ? number : key->text,
                           (int)table_int(answer->table, row, "messages"));
  }
  assert_string_equal(all->str, wanted);
  answer_free(answer);
}

/* NEWEST, 23 November 2026, is a Monday; 1 January 2027 is in the week that begins on 28 December. */
static void weeks_begin_on_monday_and_months_with_their_first_day(void **state) {
  (void)state;
  struct store *store = sample_empty();
  for (int day = -2; day <= 40; day++) {
    struct record record = sample_record("192.0.2.1", 1, false, false, DISPOSITION_NONE, NULL, NULL, NULL);
    g_autofree char *id = g_strdup_printf("%d", day);
    sample_put(store, sample_report("example.com", "google.com", id, NEWEST + day, 1), &record, 1);
  }
  struct filter filter = {.has_period = true, .period = {NEWEST - 2, NEWEST + 41}, .by = by("week")};
  static const char weeks[] = "-7: 2, 0: 7, 7: 7, 14: 7, 21: 7, 28: 7, 35: 6";
  asked_by(store, "summary", filter, weeks);
  asked_by(store, "sources", filter, weeks);
  asked_by(store, "top-failures", filter, weeks);
  filter.by = by("month");
  asked_by(store, "summary", filter, "2026-11: 10, 2026-12: 31, 2027-01: 2");
  filter.by = by("day");
  filter.period = (struct period){NEWEST, NEWEST + 2};
  asked_by(store, "summary", filter, "0: 1, 1: 1");
  store_close(store);
}

static void who_is_not_known_is_said_to_be_unknown(void **state) {
  (void)state;
  struct store *store = sample_store();
  sample_put_source(
      store, "192.0.2.1",
      (struct source_facts){.name = "mx1.example.com", .country = "NL", .asn = 64500, .as_name = "Example Net"});
  sample_put_source(store, "192.0.2.25",
                    (struct source_facts){.name = "a.service.example", .service = "A Service", .asn = 64501});
  asked_by(store, "sources", (struct filter){.by = by("sender")}, "example.com: 2000, unknown: 218, A Service: 80");
  asked_by(store, "sources", (struct filter){.by = by("network")},
           "AS64500 Example Net: 2000, unknown: 218, AS64501: 80");
  asked_by(store, "sources", (struct filter){.by = by("country")}, "NL: 2000, unknown: 298");
  asked_by(store, "top-failures", (struct filter){.by = by("sender")}, "A Service: 80, unknown: 7");
  asked_by(store, "summary", (struct filter){.by = by("reporter")}, "google.com: 1258, Yahoo: 1040");
  asked_by(store, "summary", (struct filter){.by = by("header_from"), .domain = "example.com"},
           "example.com: 2007, news.example.com: 80");
  struct answer *answer = sample_ask(store, "sources", &(struct filter){.by = by("sender")});
  assert_string_equal(answer->next, "218 messages are from sources that nothing is known of. Next: dmarcstat enrich");
  answer_free(answer);
  store_close(store);
}

static void order_limit_and_failing_hold_for_groups(void **state) {
  (void)state;
  struct store *store = sample_store();
  asked_by(store, "summary", (struct filter){.by = by("reporter"), .sort = "reporter"},
           "Yahoo: 1040, google.com: 1258");
  asked_by(store, "summary", (struct filter){.by = by("reporter"), .sort = "messages", .limit = 1}, "Yahoo: 1040");
  asked_by(store, "summary", (struct filter){.by = by("day"), .failing = true}, "-1: 1040, 0: 1047");
  asked_by(store, "summary", (struct filter){.by = by("day"), .sort = "-day", .limit = 2}, "0: 1047, -1: 1040");
  struct answer *answer = sample_ask(store, "summary", &(struct filter){.by = by("day"), .limit = 1});
  assert_int_equal(answer->rows, 3);
  assert_int_equal(answer->messages, 2298);
  char *text = sample_print(answer, FORMAT_TEXT, 0, false);
  assert_non_null(strstr(text, "\n2 more days"));
  free(text);
  answer_free(answer);
  store_close(store);
}

static void a_wrong_word_is_refused_with_the_nearest(void **state) {
  (void)state;
  static const struct {
    const char *word, *sentence;
  } wrong[] = {
      {"wek", "--by: `sources` cannot be grouped by 'wek'; did you mean week?"},
      {"Header_From", "--by: `sources` cannot be grouped by 'Header_From'; did you mean header_from?"},
      {"colour\033", "--by: `sources` cannot be grouped by 'colour\357\277\275'. Try day, week, month, reporter, "
                     "header_from, network, country, sender, class."},
      {"", "--by: `sources` cannot be grouped by ''. Try day, week, month, reporter, header_from, network, country, "
           "sender, class."},
  };
  for (unsigned int i = 0; i < G_N_ELEMENTS(wrong); i++) {
    GError *error = NULL;
    assert_null(grouping_parse(question_find("sources"), wrong[i].word, &error));
    assert_string_equal(error->message, wrong[i].sentence);
    g_error_free(error);
  }
}

static void groups_are_printed_in_every_format(void **state) {
  (void)state;
  struct store *store = sample_store();
  struct filter filter = {.by = by("week"), .domain = "example.com"};
  char *text = sample_asked(store, "top-failures", &filter, FORMAT_TEXT);
  assert_string_equal(text, "87 of 2,087 messages by week failed DMARC for example.com, 30 days to 23 November 2026\n"
                            "\n"
                            "Week of     Sources  Messages     of  First seen  Last seen\n"
                            "                       failed\n"
                            "2026-11-16        1        40  1,040  2026-11-22  2026-11-22\n"
                            "2026-11-23        2        47  1,047  2026-11-23  2026-11-23\n");
  free(text);
  text = sample_asked(store, "top-failures", &filter, FORMAT_CSV);
  assert_string_equal(text, "week,sources,messages,total,first_seen,last_seen\n"
                            "2026-11-16,1,40,1040,2026-11-22,2026-11-22\n"
                            "2026-11-23,2,47,1047,2026-11-23,2026-11-23\n");
  free(text);
  text = sample_asked(store, "top-failures", &filter, FORMAT_JSON);
  assert_true(g_str_has_prefix(text, "{\"question\":\"top-failures\",\"by\":\"week\",\"since\":\"2026-10-25\","));
  assert_non_null(strstr(text, "{\"week\":\"2026-11-16\",\"sources\":1,\"messages\":40,\"total\":1040,"));
  free(text);
  text = sample_asked(store, "top-failures", &filter, FORMAT_MARKDOWN);
  assert_non_null(strstr(text, "| Week of | Sources | Messages failed | of | First seen | Last seen |\n"));
  free(text);
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(groups_hold_the_same_mail_as_the_question_without_them),
      cmocka_unit_test(a_class_is_divided_by_whatever_it_is_asked_by),
      cmocka_unit_test(weeks_begin_on_monday_and_months_with_their_first_day),
      cmocka_unit_test(who_is_not_known_is_said_to_be_unknown),
      cmocka_unit_test(order_limit_and_failing_hold_for_groups),
      cmocka_unit_test(a_wrong_word_is_refused_with_the_nearest),
      cmocka_unit_test(groups_are_printed_in_every_format),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
