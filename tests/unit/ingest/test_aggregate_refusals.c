/* SPDX-License-Identifier: MIT */
/* What is refused, and the reason that is given. */
#include "aggregate_reading.h"

struct refused_edit {
  const char *from, *to, *reason;
};

static void assert_edits_refused(const struct refused_edit *edits, size_t n) {
  for (size_t i = 0; i < n; i++) {
    g_autofree char *text = usual_with(edits[i].from, edits[i].to);
    assert_refused(text, edits[i].reason);
  }
}
#define ASSERT_EDITS_REFUSED(edits) assert_edits_refused(edits, G_N_ELEMENTS(edits))

static const char doctype_reason[] = "it has a DOCTYPE: reports have none, and it could name files or entities";

/* Nothing is fetched and nothing expanded, because nothing of it reaches the XML parser. */
static void a_doctype_is_refused_wherever_it_stands(void **state) {
  (void)state;
  static const struct refused_edit edits[] = {
      {"<feedback>", "<!DOCTYPE feedback>\n<feedback>", doctype_reason},
      {"<feedback>", "<!doctype feedback SYSTEM \"file:///etc/passwd\"><feedback>", doctype_reason},
      {"<feedback>", "<!DOCTYPE f [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><feedback>", doctype_reason},
      {"<feedback>", "<!DOCTYPE f [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]>\n<feedback>", doctype_reason},
      {"<feedback>", "<feedback><!DOCTYPE feedback>", doctype_reason},
      {"reporter.example", "<!DOCTYPE x>", doctype_reason},
  };
  ASSERT_EDITS_REFUSED(edits);
}

static void an_entity_that_nobody_declared_stays_text(void **state) {
  (void)state;
  g_autofree char *text = usual_with("reporter.example", "&xxe;");
  struct memory_collector *memory = reading(text);
  assert_string_equal(only_report(memory)->report.org_name, "&xxe;");
  memory_collector_free(memory);
}

/* RB-33: however far it came, unless it is the last tag (see test_aggregate_repairs.c). */
static void rb33_a_truncated_report_is_never_taken(void **state) {
  (void)state;
  const char *end = strstr(usual_report, "</feedback>"), *start = strstr(usual_report, "<feedback>") + 10;
  for (const char *cut = start; cut <= end; cut++) {
    const size_t length = (size_t)(cut - usual_report);
    struct memory_collector *memory = reading_of(usual_report, length, length, NULL);
    const struct memory_unit *unit = memory_unit(memory, 0);
    assert_int_equal(memory->units->len, 1);
    assert_true(unit->refused);
    assert_int_equal(unit->refusal.kind, REFUSAL_REJECTED);
    assert_true(g_str_has_prefix(unit->refusal.reason, "the XML ends early, in line "));
    memory_collector_free(memory);
  }
}

static void the_reason_says_where_the_report_ends(void **state) {
  (void)state;
  g_autofree char *text = g_strndup(usual_report, (size_t)(strstr(usual_report, "3</count>") - usual_report));
  assert_refused(text, "the XML ends early, in line 24, within <count>");
}

/* What the unpacker found out at the end counts for what was read before. */
static void a_damaged_container_refuses_what_came_out_of_it(void **state) {
  (void)state;
  struct memory_collector *memory = memory_collector_new(&caps_default, READING_NOW);
  struct aggregate *aggregate = aggregate_new(&memory->collector, "gzip > xml", NULL);
  aggregate_push(aggregate, (const uint8_t *)usual_report, strlen(usual_report));
  aggregate_finish(aggregate, "the gzip data ends early");
  aggregate_free(aggregate);
  assert_int_equal(memory->units->len, 1);
  assert_true(memory_unit(memory, 0)->refused);
  assert_string_equal(memory_unit(memory, 0)->refusal.reason, "the gzip data ends early");
  assert_string_equal(memory_unit(memory, 0)->refusal.nesting, "gzip > xml");
  memory_collector_free(memory);
}

static void what_is_not_well_formed_is_refused_with_line_and_column(void **state) {
  (void)state;
  static const struct refused_edit edits[] = {
      {"</row>", "</rows>",
       "the XML is not well-formed in line 30, column 12: Opening and ending tag mismatch: row line 22 and rows"},
      {"3</count>", "3",
       "the XML is not well-formed in line 30, column 11: Opening and ending tag mismatch: count line 24 and row"},
      {"<feedback>", "<feedback a='1' a='2'>",
       "the XML is not well-formed in line 2, column 22: Attribute a redefined"},
  };
  ASSERT_EDITS_REFUSED(edits);
  g_autofree char *text = usual_with("</row>", "</row\x1B[31m>");
  struct memory_collector *memory = reading(text);
  assert_null(strchr(memory_unit(memory, 0)->refusal.reason, '\x1B'));
  memory_collector_free(memory);
}

static void a_damaged_report_does_not_take_its_whole_neighbour_with_it(void **state) {
  (void)state;
  g_autofree char *half = g_strndup(usual_report, strlen(usual_report) / 2);
  g_autofree char *both = g_strconcat(usual_report, half, NULL);
  struct memory_collector *memory = reading(both);
  assert_int_equal(memory->units->len, 2);
  assert_false(memory_unit(memory, 0)->refused);
  assert_true(memory_unit(memory, 1)->refused);
  memory_collector_free(memory);
}

static void a_report_about_nobody_or_no_time_is_refused(void **state) {
  (void)state;
  static const struct refused_edit edits[] = {
      {"<domain>example.org</domain>", "", "its <policy_published> names no <domain>"},
      {"<domain>example.org</domain>", "<domain/>", "its <policy_published> names no <domain>"},
      {"<domain>example.org</domain>", "<domain> . </domain>", "its <policy_published> names no <domain>"},
      {"<begin>1761955200</begin>", "", "it has no <begin>"},
      {"<end>1762041599</end>", "", "it has no <end>"},
      {"<begin>1761955200", "<begin>", "its date_range/begin is not a time in seconds: ''"},
      {"<begin>1761955200", "<begin>today", "its date_range/begin is not a time in seconds: 'today'"},
      {"<end>1762041599", "<end>2025-11-01T00:00:00Z",
       "its date_range/end is not a time in seconds: '2025-11-01T00:00:00Z'"},
      {"<end>1762041599", "<end>99999999999999999999",
       "its date_range/end is not a time in seconds: '99999999999999999999'"},
      {"<end>1762041599", "<end>1762300000", "its period lies in the future: it ends on 2025-11-04"},
      {"<begin>1761955200", "<begin>1762300000", "its period lies in the future: it ends on 2025-11-04"},
  };
  ASSERT_EDITS_REFUSED(edits);
  g_autofree char *timeless = usual_without("<date_range>", "</date_range>");
  assert_refused(timeless, "it has no <date_range>");
  g_autofree char *nameless = usual_without("<report_metadata>", "</report_metadata>");
  assert_refused(nameless, "it has no <report_metadata>");
  g_autofree char *aimless = usual_without("<policy_published>", "</policy_published>");
  assert_refused(aimless, "it has no <policy_published>");
  assert_refused("<feedback/>", "it has no <report_metadata>");
}

static void up_to_two_days_in_the_future_are_somebodys_clock(void **state) {
  (void)state;
  g_autofree char *text = usual_with("<end>1762041599", "<end>1762270000");
  assert_read(text, "", usual_sums);
}

static void what_is_no_report_says_what_it_is_instead(void **state) {
  (void)state;
  static const struct {
    const char *text, *reason;
  } cases[] = {
      {"<?xml version=\"1.0\"?><test/>", "XML, but its root element is <test>, not <feedback>"},
      {"<Feedback></Feedback>", "XML, but its root element is <Feedback>, not <feedback>"},
      {"<x:rss>\n<channel/></x:rss>", "XML, but its root element is <x:rss>, not <feedback>"},
      {"<?xml version=\"1.0\"?>\n", "no <feedback> element in it"},
      {"hello", "no <feedback> element in it"},
      {"<feedback", "no <feedback> element in it"},
      {"", "no <feedback> element in it"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
    assert_refused_with(cases[i].text, NULL, REFUSAL_NOT_A_REPORT, cases[i].reason);
  g_autofree char *junk = g_strnfill(70000, 'x'), *late = g_strconcat("<a>", junk, usual_report, NULL);
  assert_refused_with(late, NULL, REFUSAL_NOT_A_REPORT, "no <feedback> element in its first 64 KiB");
}

/* -- caps ---------------------------------------------------------------------------------------------------------- */

static char *repeated(const char *text, size_t times) {
  GString *all = g_string_new(NULL);
  for (size_t i = 0; i < times; i++)
    g_string_append(all, text);
  return g_string_free(all, FALSE);
}

/* The usual report with `before` put in front of `at`. */
static char *usual_behind(const char *before, const char *at) {
  g_autofree char *both = g_strconcat(before, at, NULL);
  return usual_with(at, both);
}

static void elements_that_nest_too_deep_are_refused(void **state) {
  (void)state;
  static const char reason[] = "its elements are nested more than 32 deep, the cap \"xml_depth\"";
  g_autofree char *open = repeated("<x>", 31), *close = repeated("</x>", 31), *fits = g_strconcat(open, close, NULL);
  g_autofree char *deep = g_strdup_printf("<x>%s</x>", fits), *deeper = repeated("<x>", 100000);
  g_autofree char *first = usual_behind(fits, "<version>");
  g_autofree char *second = usual_behind(deep, "<version>"), *third = usual_behind(deeper, "<version>");
  assert_read(first, "unknown-element:feedback/x", usual_sums);
  assert_refused(second, reason);
  assert_refused(third, reason);
}

static void a_text_that_is_too_long_is_refused(void **state) {
  (void)state;
  g_autofree char *fits = g_strnfill(65536 - strlen("reporter.example"), 'a'), *more = g_strconcat(fits, "a", NULL);
  g_autofree char *first = usual_behind(fits, "reporter.example"), *second = usual_behind(more, "reporter.example");
  assert_read(first, "", usual_sums);
  assert_refused(second, "the text of a <org_name> is longer than 64.0 KiB, the cap \"text\"");
}

static void a_tag_that_is_too_long_is_refused(void **state) {
  (void)state;
  g_autofree char *filler = g_strnfill(65536, 'a');
  g_autofree char *tag = g_strdup_printf("<version a='%s'>", filler),
                  *endless = g_strdup_printf("<version a='%s", filler);
  g_autofree char *first = usual_with("<version>", tag), *second = usual_with("<version>", endless);
  assert_refused(first, "one of its tags is longer than 64.0 KiB, the cap \"text\"");
  assert_refused(second, "one of its tags is longer than 64.0 KiB, the cap \"text\"");
}

static void more_records_than_the_cap_are_refused(void **state) {
  (void)state;
  struct caps caps = caps_default;
  caps.records = 1;
  assert_refused_with(usual_report, &caps, REFUSAL_REJECTED,
                      "it has more than 1 records, the cap \"records\" of one report");
}

static void a_record_or_metadata_of_too_much_text_is_refused(void **state) {
  (void)state;
  g_autofree char *filler = g_strnfill(60000, 'a');
  g_autofree char *signature = g_strdup_printf("<dkim><human_result>%s</human_result></dkim>", filler);
  g_autofree char *signatures = repeated(signature, 20), *record = usual_behind(signatures, "<spf>\n");
  assert_refused(record, "one record holds more than 1 MiB of text");
  g_autofree char *error = g_strdup_printf("<error>%s</error>", filler), *errors = repeated(error, 16);
  g_autofree char *extra =
      g_strdup_printf("%s<generator>%s</generator><extra_contact_info>%s</extra_contact_info>", errors, filler, filler);
  g_autofree char *metadata = usual_behind(extra, "<org_name>");
  assert_refused(metadata, "its metadata holds more than 1 MiB of text");
}

/* What a record can hold is capped as well, but the rest of it is good: dropped with a warning. */
static void too_many_results_reasons_and_errors_are_dropped_with_a_warning(void **state) {
  (void)state;
  static const struct {
    const char *element, *at, *code;
  } cases[] = {
      {"<dkim><domain>a.example</domain><result>pass</result></dkim>", "<spf>\n", "too-many:auth_results/dkim"},
      {"<spf><domain>a.example</domain><result>pass</result></spf>", "<spf>\n", "too-many:auth_results/spf"},
      {"<reason><type>other</type></reason>", "<spf>fail", "too-many:policy_evaluated/reason"},
      {"<error>no</error>", "<org_name>", "too-many:report_metadata/error"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *many = repeated(cases[i].element, 101), *text = usual_behind(many, cases[i].at);
    struct memory_collector *memory = reading(text);
    const struct memory_unit *unit = only_report(memory);
    const struct record *record = &unit->records[0];
    g_autofree char *codes = warning_codes(unit);
    assert_string_equal(codes, cases[i].code);
    assert_sums(&unit->report, usual_sums);
    assert_true(record->n_dkim_results <= RECORD_MAX_DKIM && record->n_spf_results <= RECORD_MAX_SPF);
    assert_true(record->n_overrides <= RECORD_MAX_OVERRIDES && unit->report.n_errors <= REPORT_MAX_ERRORS);
    memory_collector_free(memory);
  }
}

static void when_nobody_listens_nothing_more_is_told(void **state) {
  (void)state;
  struct memory_collector *memory = memory_collector_new(&caps_default, READING_NOW);
  memory->deaf = true;
  struct aggregate *aggregate = aggregate_new(&memory->collector, "xml", NULL);
  assert_false(aggregate_push(aggregate, (const uint8_t *)usual_report, strlen(usual_report)));
  aggregate_finish(aggregate, NULL);
  aggregate_free(aggregate);
  assert_int_equal(memory->told, 1);
  assert_int_equal(memory->units->len, 0);
  memory_collector_free(memory);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_doctype_is_refused_wherever_it_stands),
      cmocka_unit_test(an_entity_that_nobody_declared_stays_text),
      cmocka_unit_test(rb33_a_truncated_report_is_never_taken),
      cmocka_unit_test(the_reason_says_where_the_report_ends),
      cmocka_unit_test(a_damaged_container_refuses_what_came_out_of_it),
      cmocka_unit_test(what_is_not_well_formed_is_refused_with_line_and_column),
      cmocka_unit_test(a_damaged_report_does_not_take_its_whole_neighbour_with_it),
      cmocka_unit_test(a_report_about_nobody_or_no_time_is_refused),
      cmocka_unit_test(up_to_two_days_in_the_future_are_somebodys_clock),
      cmocka_unit_test(what_is_no_report_says_what_it_is_instead),
      cmocka_unit_test(elements_that_nest_too_deep_are_refused),
      cmocka_unit_test(a_text_that_is_too_long_is_refused),
      cmocka_unit_test(a_tag_that_is_too_long_is_refused),
      cmocka_unit_test(more_records_than_the_cap_are_refused),
      cmocka_unit_test(a_record_or_metadata_of_too_much_text_is_refused),
      cmocka_unit_test(too_many_results_reasons_and_errors_are_dropped_with_a_warning),
      cmocka_unit_test(when_nobody_listens_nothing_more_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
