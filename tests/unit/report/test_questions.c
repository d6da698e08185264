/* SPDX-License-Identifier: MIT */
/* What is asked for is what is answered: filters, periods, order, limits, and what is wrong with a question. */
#include "sample.h"

static size_t rows(struct store *store, const char *id, const struct filter *filter) {
  struct answer *answer = sample_ask(store, id, filter);
  size_t n = table_rows(answer->table);
  answer_free(answer);
  return n;
}

/* The column `key` of all rows, joined by spaces. */
static char *column(struct store *store, const char *id, const struct filter *filter, const char *key) {
  struct answer *answer = sample_ask(store, id, filter);
  GString *all = g_string_new(NULL);
  for (size_t row = 0; row < table_rows(answer->table); row++) {
    const struct cell *cell = table_cell(answer->table, row, (unsigned int)table_column(answer->table, key));
    g_autofree char *address = cell->kind == CELL_BLOB ? address_text(cell->text, cell->length) : NULL;
    g_string_append_printf(all, "%s", row ? " " : "");
    if (cell->kind == CELL_INT)
      g_string_append_printf(all, "%" G_GINT64_FORMAT, cell->number);
    else
      g_string_append(all, address ? address : cell->text);
  }
  answer_free(answer);
  return g_string_free(all, FALSE);
}

static void column_is(struct store *store, const char *id, struct filter filter, const char *key, const char *wanted) {
  g_autofree char *got = column(store, id, &filter, key);
  assert_string_equal(got, wanted);
}

static void refuses(struct store *store, const char *id, struct filter filter, int code, const char *sentence) {
  GError *error = NULL;
  assert_null(question_ask(question_find(id), store, &filter, &error));
  assert_int_equal(error->code, code);
  assert_string_equal(error->message, sentence);
  g_error_free(error);
}

static struct filter from(const char *source) {
  struct filter filter = {0};
  assert_true(address_parse_range("--source", source, &filter.source_first, &filter.source_last, NULL));
  return filter;
}

static void every_question_is_found_by_its_id(void **state) {
  (void)state;
  for (const struct question *const *question = questions; *question; question++)
    assert_ptr_equal(question_find((*question)->id), *question);
  assert_null(question_find("nonsense"));
}

static void a_source_filter_takes_the_edges_of_its_block_and_nothing_beyond(void **state) {
  (void)state;
  struct store *store = sample_empty();
  static const char *const addresses[] = {"192.0.1.255", "192.0.2.0",  "192.0.2.255", "192.0.3.0",
                                          "c000:200::1", "2001:db8::1"}; /* c000:0200 begins like 192.0.2.0 */
  struct record records[G_N_ELEMENTS(addresses)];
  for (unsigned int i = 0; i < G_N_ELEMENTS(addresses); i++)
    records[i] = sample_record(addresses[i], 1, false, false, DISPOSITION_NONE, NULL, NULL, NULL);
  sample_put(store, sample_report("example.com", "google.com", "1", NEWEST, 1), records, G_N_ELEMENTS(addresses));
  column_is(store, "sources", from("192.0.2.0/24"), "source_ip", "192.0.2.0 192.0.2.255");
  column_is(store, "top-failures", from("192.0.2.0/24"), "source_ip", "192.0.2.0 192.0.2.255");
  column_is(store, "sources", from("192.0.2.0"), "source_ip", "192.0.2.0");
  column_is(store, "sources", from("0.0.0.0/0"), "source_ip", "192.0.1.255 192.0.2.0 192.0.2.255 192.0.3.0");
  column_is(store, "sources", from("::/0"), "source_ip", "2001:db8::1 c000:200::1");
  column_is(store, "reports", from("192.0.2.9"), "id", "");
  column_is(store, "reports", from("192.0.2.255"), "id", "1");
  store_close(store);
}

static void filters_narrow_to_the_same_mail_in_every_question(void **state) {
  (void)state;
  struct store *store = sample_store();
  column_is(store, "summary", (struct filter){.reporter = "GOOGLE.com"}, "messages", "1047 211 0");
  column_is(store, "summary", (struct filter){.disposition = DISPOSITION_REJECT}, "messages", "7 0 0");
  column_is(store, "summary", from("192.0.2.25"), "messages", "80 0 0");
  column_is(store, "summary", from("192.0.2.25"), "reports", "2 0 0");
  column_is(store, "reporters", (struct filter){.disposition = DISPOSITION_REJECT}, "reporter", "google.com");
  column_is(store, "reports", (struct filter){.disposition = DISPOSITION_REJECT}, "id", "1");
  column_is(store, "sources", (struct filter){.domain = "example.com", .reporter = "yahoo"}, "messages", "1000 40");
  column_is(store, "timeline", (struct filter){.has_period = true, .period = {NEWEST, NEWEST + 1}, .reporter = "Yahoo"},
            "messages", "0");
  store_close(store);
}

/* One report of each class, from its own source and reporter, with 1, 10, 100 and 1000 messages; half of it long. */
static struct store *store_of_each_trust(void) {
  struct store *store = sample_empty();
  for (enum trust trust = 0; trust < TRUST_MAX; trust++) {
    static const uint64_t counts[] = {1, 10, 100, 1000};
    g_autofree char *source = g_strdup_printf("192.0.2.%u", trust);
    struct record record =
        sample_record(source, counts[trust], false, false, DISPOSITION_NONE, "example.com", NULL, NULL);
    struct report report = sample_report("example.com", trust_word(trust), trust_word(trust), NEWEST - 1, 1);
    report.trust = trust;
    if (trust % 2 == 1)
      report.end += DAY;
    sample_put(store, report, &record, 1);
  }
  return store;
}

static void trust_narrows_to_the_same_mail_in_every_question(void **state) {
  (void)state;
  static const struct {
    struct filter filter;
    const char *messages, *sources;
  } cases[] = {
      {{0}, "1111", "1000 100 10 1"},
      {{.has_trust = true, .trust = TRUST_UNVERIFIED}, "1", "1"},
      {{.has_trust = true, .trust = TRUST_FAILED}, "10", "10"},
      {{.has_trust = true, .trust = TRUST_AUTHENTICATED}, "1100", "1000 100"},
      {{.has_trust = true, .trust = TRUST_VERIFIED}, "1000", "1000"},
      {{.has_trust = true, .trust = TRUST_AUTHENTICATED, .reporter = "authenticated"}, "100", "100"},
  };
  struct store *store = store_of_each_trust();
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    column_is(store, "summary", cases[i].filter, "messages", cases[i].messages);
    column_is(store, "sources", cases[i].filter, "messages", cases[i].sources);
    column_is(store, "top-failures", cases[i].filter, "messages", cases[i].sources);
    column_is(store, "top-failures", cases[i].filter, "total", cases[i].sources);
    column_is(store, "reporters", cases[i].filter, "messages", cases[i].sources);
    struct filter by_size = cases[i].filter;
    by_size.sort = "-messages";
    column_is(store, "reports", by_size, "messages", cases[i].sources);
    struct filter both_days = cases[i].filter;
    both_days.has_period = true;
    both_days.period = (struct period){NEWEST - 1, NEWEST + 1};
    struct answer *answer = sample_ask(store, "timeline", &both_days);
    g_autofree char *sum = g_strdup_printf("%" G_GINT64_FORMAT, table_int(answer->table, 0, "messages") +
                                                                    table_int(answer->table, 1, "messages"));
    assert_string_equal(sum, cases[i].messages);
    answer_free(answer);
  }
  store_close(store);
}

static void trust_is_shown_of_each_report(void **state) {
  (void)state;
  struct store *store = store_of_each_trust();
  column_is(store, "reports", (struct filter){.sort = "report_id"}, "trust",
            "authenticated failed unverified verified");
  column_is(store, "reports", (struct filter){.sort = "trust", .limit = 2}, "trust", "authenticated failed");
  char *text = sample_asked(store, "report", &(struct filter){.report_id = "failed"}, FORMAT_TEXT);
  assert_non_null(strstr(text, "\nTrust         failed\n"));
  free(text);
  text = sample_asked(store, "report", &(struct filter){.report_id = "verified"}, FORMAT_JSON);
  assert_non_null(strstr(text, ",\"trust\":\"verified\","));
  free(text);
  /* the sentence says what was asked for, and the column that then says the same everywhere is left out */
  text = sample_asked(store, "reports", &(struct filter){.has_trust = true, .trust = TRUST_VERIFIED}, FORMAT_TEXT);
  assert_true(g_str_has_prefix(text, "1 report, verified, 30 days to "));
  assert_null(strstr(text, "  Trust"));
  free(text);
  text = sample_asked(store, "reports", &(struct filter){.has_trust = true, .trust = TRUST_AUTHENTICATED}, FORMAT_TEXT);
  assert_true(g_str_has_prefix(text, "2 reports, at least authenticated, 30 days to "));
  assert_non_null(strstr(text, "  Trust"));
  free(text);
  store_close(store);
}

static void failing_keeps_rows_with_failures_only(void **state) {
  (void)state;
  struct store *store = sample_store();
  struct filter failing = {.failing = true};
  column_is(store, "summary", failing, "domain", "example.com");
  column_is(store, "sources", failing, "messages", "80 7");
  column_is(store, "timeline", failing, "messages", "1040 1047");
  column_is(store, "reporters", failing, "reporter", "google.com Yahoo");
  column_is(store, "reports", failing, "id", "1 2");
  column_is(store, "report", (struct filter){.failing = true, .report_id = "1"}, "messages", "40 7");
  store_close(store);
}

static void rows_come_in_the_order_that_is_asked_for(void **state) {
  (void)state;
  struct store *store = sample_store();
  column_is(store, "sources", (struct filter){0}, "messages", "2000 211 80 7");
  column_is(store, "sources", (struct filter){.sort = "messages"}, "messages", "7 80 211 2000");
  column_is(store, "sources", (struct filter){.sort = "-messages"}, "messages", "2000 211 80 7");
  column_is(store, "sources", (struct filter){.sort = "source_ip"}, "source_ip",
            "192.0.2.1 192.0.2.25 198.51.100.9 2001:db8::bad");
  column_is(store, "reports", (struct filter){.sort = "report_id", .limit = 2}, "report_id", "g-1 g-2");
  column_is(store, "reports", (struct filter){.sort = "-quarantine", .limit = 2}, "quarantine", "40 40"); /* late */
  column_is(store, "reports", (struct filter){.sort = "quarantine", .limit = 3}, "quarantine", "0 0 40");
  store_close(store);
}

static void a_limit_says_what_it_leaves_out(void **state) {
  (void)state;
  struct store *store = sample_store();
  struct answer *answer = sample_ask(store, "sources", &(struct filter){.limit = 1});
  assert_int_equal(table_rows(answer->table), 1);
  assert_int_equal(answer->rows, 4);
  assert_int_equal(answer->messages, 2298);
  assert_int_equal(answer->dmarc_pass, 2211);
  char *text = sample_print(answer, FORMAT_TEXT, 0, false);
  assert_non_null(strstr(text, "\nSource     Domain       Messages  Class    DMARC "));
  assert_non_null(strstr(text, "\n3 more sources               298\n"));
  free(text);
  answer_free(answer);
  assert_int_equal(rows(store, "sources", &(struct filter){.limit = -1}), 4);
  store_close(store);
}

static void questions_have_limits_of_their_own(void **state) {
  (void)state;
  struct store *store = sample_empty();
  struct record record = sample_record("192.0.2.1", 1, false, false, DISPOSITION_NONE, NULL, NULL, NULL);
  for (int i = 0; i < 60; i++) {
    g_autofree char *id = g_strdup_printf("%d", 1000 + i);
    record.source.bytes[3] = (uint8_t)i;
    sample_put(store, sample_report("example.com", "google.com", id, NEWEST, 1), &record, 1);
  }
  assert_int_equal(rows(store, "top-failures", &(struct filter){0}), 20);
  assert_int_equal(rows(store, "reports", &(struct filter){0}), 50);
  assert_int_equal(rows(store, "reports", &(struct filter){.limit = -1}), 60);
  assert_int_equal(rows(store, "sources", &(struct filter){0}), 60);
  store_close(store);
}

static void the_period_is_the_30_days_that_end_with_the_newest_data(void **state) {
  (void)state;
  struct store *store = sample_store();
  struct answer *answer = sample_ask(store, "timeline", &(struct filter){0});
  assert_int_equal(answer->filter.period.since, NEWEST - 29);
  assert_int_equal(answer->filter.period.until, NEWEST + 1);
  assert_int_equal(table_rows(answer->table), 30);
  assert_int_equal(table_int(answer->table, 29, "day"), NEWEST);
  assert_null(answer->warning);
  answer_free(answer);
  answer = sample_ask(store, "timeline", &(struct filter){.domain = "shop.example.net"});
  assert_int_equal(answer->filter.period.until, NEWEST - 2); /* its own newest data */
  answer_free(answer);
  store_close(store);
}

static void old_data_is_worth_a_warning(void **state) {
  (void)state;
  struct store *store = sample_store();
  struct filter any = {0}, chosen = {.has_period = true, .period = {NEWEST - 3, NEWEST}};
  static const struct {
    int days;
    const char *warning;
  } ages[] = {{2, NULL}, {3, "the newest data is 3 days old (2026-11-23)"}};
  for (unsigned int i = 0; i < G_N_ELEMENTS(ages); i++) {
    g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, (gint64)((NEWEST + ages[i].days) * DAY));
    g_setenv("DMARCSTAT_NOW", now, TRUE);
    struct answer *answer = sample_ask(store, "summary", &any);
    if (ages[i].warning)
      assert_string_equal(answer->warning, ages[i].warning);
    else
      assert_null(answer->warning);
    answer_free(answer);
    answer = sample_ask(store, "summary", &chosen);
    assert_null(answer->warning);
    answer_free(answer);
  }
  store_close(store);
}

static void a_report_from_the_future_does_not_move_the_period(void **state) {
  (void)state;
  struct store *store = sample_store();
  struct record record = sample_record("192.0.2.1", 1, true, true, DISPOSITION_NONE, NULL, NULL, NULL);
  sample_put(store, sample_report("example.com", "odd clock", "1", NEWEST + 3000, 1), &record, 1);
  struct answer *answer = sample_ask(store, "summary", &(struct filter){0});
  assert_int_equal(answer->filter.period.until, NEWEST + 1);
  answer_free(answer);
  store_close(store);
}

static void a_long_report_is_counted_on_its_days_in_the_period(void **state) {
  (void)state;
  struct store *store = sample_empty();
  struct record record = sample_record("192.0.2.1", 10, true, true, DISPOSITION_NONE, NULL, NULL, NULL);
  sample_put(store, sample_report("example.com", "slow.example", "1", NEWEST - 3, 4), &record, 1);
  column_is(store, "timeline", (struct filter){.has_period = true, .period = {NEWEST - 4, NEWEST + 2}}, "messages",
            "0 2 3 2 3 0");
  struct filter last = {.has_period = true, .period = {NEWEST, NEWEST + 1}};
  column_is(store, "summary", last, "messages", "3");
  column_is(store, "summary", last, "reports", "1");
  column_is(store, "reporters", last, "messages", "3");
  column_is(store, "reports", last, "messages", "10");
  last.period = (struct period){NEWEST + 1, NEWEST + 2};
  column_is(store, "summary", last, "reports", "0");
  store_close(store);
}

static void without_mail_there_is_no_rate(void **state) {
  (void)state;
  struct store *store = sample_store();
  char *text = sample_asked(store, "summary", &(struct filter){.domain = "quiet.example.org"}, FORMAT_TEXT);
  assert_non_null(
      strstr(text, "\nquiet.example.org         0      -        -        -            0         0  p=none"));
  free(text);
  text = sample_asked(store, "timeline", &(struct filter){.domain = "quiet.example.org"}, FORMAT_TEXT);
  assert_true(g_str_has_prefix(text, "No mail for quiet.example.org, 30 days to 21 November 2026\n"));
  free(text);
  store_close(store);
}

static void an_empty_store_is_answered_with_what_to_type_first(void **state) {
  (void)state;
  struct store *store = sample_empty();
  for (const struct question *const *question = questions; *question; question++) {
    struct filter filter = {.domain = "example.com", .reporter = "google.com", .report_id = "1"};
    char *text = sample_asked(store, (*question)->id, &filter, FORMAT_TEXT);
    static const char *const kinds[] = {"reports", "TLS reports", "failure reports"};
    g_autofree char *wanted = g_strdup_printf("There are no %s in the database yet\n\nNext: dmarcstat ingest PATH\n",
                                              kinds[(*question)->about]);
    assert_string_equal(text, wanted);
    free(text);
    char *json = sample_asked(store, (*question)->id, &filter, FORMAT_JSON);
    assert_non_null(strstr(json, "\"rows\":[]}"));
    free(json);
  }
  store_close(store);
}

static void what_is_unknown_is_said_with_the_nearest_known(void **state) {
  (void)state;
  struct store *store = sample_store();
  refuses(store, "sources", (struct filter){.domain = "exmaple.com"}, 66,
          "there are no reports about 'exmaple.com' in the database; did you mean example.com?");
  refuses(
      store, "sources", (struct filter){.domain = "\033[2jnowhere.test"}, 66,
      "there are no reports about '\xef\xbf\xbd[2jnowhere.test' in the database. Type dmarcstat summary to see which "
      "there are.");
  refuses(store, "reports", (struct filter){.reporter = "gogle.com"}, 66,
          "there are no reports from 'gogle.com' in the database; did you mean google.com?");
  refuses(store, "report", (struct filter){.report_id = "77"}, 66,
          "there is no report '77' in the database. Type dmarcstat reports to see which there are.");
  refuses(store, "summary", (struct filter){.sort = "mesages"}, 64,
          "--sort: `summary` has no column 'mesages'; did you mean messages?");
  store_close(store);
}

static void a_domain_is_found_whatever_its_case_and_dot(void **state) {
  (void)state;
  struct store *store = sample_empty();
  struct record record = sample_record("192.0.2.1", 1, true, true, DISPOSITION_NONE, NULL, NULL, NULL);
  sample_put(store, sample_report("xn--bcher-kva.example", "google.com", "1", NEWEST, 1), &record, 1);
  assert_int_equal(rows(store, "sources", &(struct filter){.domain = "XN--Bcher-KVA.example."}), 1);
  assert_int_equal(rows(store, "sources", &(struct filter){.domain = "Bücher.example"}), 1);
  store_close(store);
}

static void a_report_is_found_by_its_number_or_its_own_id(void **state) {
  (void)state;
  struct store *store = sample_store();
  column_is(store, "report", (struct filter){.report_id = "1"}, "messages", "1000 40 7");
  column_is(store, "report", (struct filter){.report_id = "y-1"}, "messages", "1000 40");
  struct record record = sample_record("192.0.2.1", 1, true, true, DISPOSITION_NONE, NULL, NULL, NULL);
  sample_put(store, sample_report("example.com", "other.example", "g-1", NEWEST, 1), &record, 1);
  refuses(store, "report", (struct filter){.report_id = "g-1"}, 64,
          "2 reports have the report_id 'g-1'; name one by its number: 1 (google.com, 2026-11-23), 5 (other.example, "
          "2026-11-23).");
  store_close(store);
}

static void a_report_is_shown_with_all_that_it_says(void **state) {
  (void)state;
  struct store *store = sample_empty();
  struct dkim_result dkim[] = {
      {.domain = "example.com", .selector = "s1", .result = {AUTH_FAIL, NULL}, .human_result = "body hash"},
      {.domain = "service.example", .selector = "m", .result = {AUTH_OTHER, "invalid"}}};
  struct override override = {.type = {OVERRIDE_MAILING_LIST, NULL}, .comment = "looks like a list"};
  struct record record = sample_record("192.0.2.1", 3, false, true, DISPOSITION_NONE, "example.com", NULL, NULL);
  record.dkim_results = dkim;
  record.n_dkim_results = 2;
  record.overrides = &override;
  record.n_overrides = 1;
  struct report report = sample_report("example.com", "google.com", "g-1", NEWEST, 1);
  report.policy.sp.value = POLICY_REJECT;
  report.email = "postmaster@google.com";
  const char *errors[] = {"one", "two"};
  struct warning warning = {.code = "odd-value:x", .text = "mended", .times = 2};
  report.errors = errors;
  report.n_errors = 2;
  report.warnings = &warning;
  report.n_warnings = 1;
  sample_put(store, report, &record, 1);
  char *text = sample_asked(store, "report", &(struct filter){.report_id = "1"}, FORMAT_TEXT);
  static const char *const parts[] = {"\nPolicy sp     reject\n",
                                      "\nContact       postmaster@google.com\n",
                                      "\nErrors        one\n              two\n",
                                      "\nWarnings      odd-value:x mended times=2\n",
                                      "fail example.com s1 body hash, other service.example m invalid",
                                      "mailing_list looks like a list"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(parts); i++)
    if (!strstr(text, parts[i]))
      fail_msg("no %s in:\n%s", parts[i], text);
  free(text);
  char *json = sample_asked(store, "report", &(struct filter){.report_id = "1"}, FORMAT_JSON);
  assert_non_null(strstr(json, "\"sp\":\"reject\",\"np\":null"));
  assert_non_null(strstr(json,
                         "\"errors\":[\"one\",\"two\"],\"warnings\":[{\"code\":\"odd-value:x\",\"text\":\"mended\","
                         "\"times\":2}]"));
  assert_non_null(strstr(json, "\"dkim_results\":[{\"result\":\"fail\",\"domain\":\"example.com\",\"selector\":\"s1\","
                               "\"raw\":null,\"human_result\":\"body hash\"},{\"result\":\"other\""));
  free(json);
  store_close(store);
}

static void the_newest_policy_is_shown_as_published(void **state) {
  (void)state;
  struct store *store = sample_empty();
  struct report report = sample_report("example.com", "google.com", "1", NEWEST - 1, 1);
  sample_put(store, report, NULL, 0);
  report.report_id = "2";
  report.begin += DAY;
  report.end += DAY;
  report.policy.p.value = POLICY_REJECT;
  report.policy.sp.value = POLICY_NONE;
  report.policy.pct = 50;
  report.policy.testing = "y";
  sample_put(store, report, NULL, 0);
  column_is(store, "summary", (struct filter){0}, "policy_published", "p=reject sp=none pct=50 t=y");
  column_is(store, "summary", (struct filter){.has_period = true, .period = {NEWEST - 1, NEWEST}}, "policy_published",
            "p=quarantine");
  store_close(store);
}

static void absurd_counts_break_no_question(void **state) {
  (void)state;
  struct store *store = sample_empty();
  struct record records[1000]; /* 2^53 each: a report stays within 64 bits, two do not */
  for (unsigned int r = 0; r < 2; r++) {
    for (unsigned int i = 0; i < G_N_ELEMENTS(records); i++) {
      records[i] = sample_record("192.0.2.0", UINT64_C(1) << 53, false, false, DISPOSITION_REJECT, NULL, NULL, NULL);
      records[i].source.bytes[1] = (uint8_t)r;
      records[i].source.bytes[2] = (uint8_t)(i >> 8);
      records[i].source.bytes[3] = (uint8_t)i;
    }
    sample_put(store, sample_report("example.com", "absurd.example", r ? "1" : "2", NEWEST, 1), records,
               G_N_ELEMENTS(records));
  }
  for (const struct question *const *question = questions; *question; question++) {
    struct filter filter = {.report_id = (*question)->takes & TAKES_REPORT_ID ? "1" : NULL};
    filter.compare = true;
    char *text = sample_asked(store, (*question)->id, &filter, FORMAT_TEXT);
    free(text);
  }
  column_is(store, "summary", (struct filter){0}, "messages", "9223372036854775807");
  store_close(store);
}

static void a_format_is_known_by_its_name(void **state) {
  (void)state;
  enum format format;
  GError *error = NULL;
  assert_true(format_parse("markdown", &format, NULL) && format == FORMAT_MARKDOWN);
  assert_true(format_parse("text", &format, NULL) && format == FORMAT_TEXT);
  assert_false(format_parse("jsno", &format, &error));
  assert_string_equal(error->message, "--format: there is no format 'jsno'; did you mean json?");
  g_clear_error(&error);
  assert_false(format_parse("spreadsheet", &format, &error));
  assert_string_equal(error->message,
                      "--format: there is no format 'spreadsheet'. Try text, csv, tsv, json, ndjson, markdown, html.");
  g_clear_error(&error);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_question_is_found_by_its_id),
      cmocka_unit_test(a_source_filter_takes_the_edges_of_its_block_and_nothing_beyond),
      cmocka_unit_test(filters_narrow_to_the_same_mail_in_every_question),
      cmocka_unit_test(trust_narrows_to_the_same_mail_in_every_question),
      cmocka_unit_test(trust_is_shown_of_each_report),
      cmocka_unit_test(failing_keeps_rows_with_failures_only),
      cmocka_unit_test(rows_come_in_the_order_that_is_asked_for),
      cmocka_unit_test(a_limit_says_what_it_leaves_out),
      cmocka_unit_test(questions_have_limits_of_their_own),
      cmocka_unit_test(the_period_is_the_30_days_that_end_with_the_newest_data),
      cmocka_unit_test(old_data_is_worth_a_warning),
      cmocka_unit_test(a_report_from_the_future_does_not_move_the_period),
      cmocka_unit_test(a_long_report_is_counted_on_its_days_in_the_period),
      cmocka_unit_test(without_mail_there_is_no_rate),
      cmocka_unit_test(an_empty_store_is_answered_with_what_to_type_first),
      cmocka_unit_test(what_is_unknown_is_said_with_the_nearest_known),
      cmocka_unit_test(a_domain_is_found_whatever_its_case_and_dot),
      cmocka_unit_test(a_report_is_found_by_its_number_or_its_own_id),
      cmocka_unit_test(a_report_is_shown_with_all_that_it_says),
      cmocka_unit_test(the_newest_policy_is_shown_as_published),
      cmocka_unit_test(absurd_counts_break_no_question),
      cmocka_unit_test(a_format_is_known_by_its_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
