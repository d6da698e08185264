/* SPDX-License-Identifier: MIT */
/*
 * What the world gets wrong in a report (VIOLATIONS.md), how it is mended, and the warning that says so. Values of
 * records that are out of the ordinary have a file of their own, test_aggregate_odd_values.c.
 */
#include "aggregate_reading.h"

static const char begin_of_report[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feedback>";

/* RB-1: seen in reports of ikea.com and sitnet.dk. */
static void rb1_what_stands_between_the_declaration_and_the_report_is_skipped(void **state) {
  (void)state;
  static const struct edit edits[] = {
      {begin_of_report, "<?xml version=\"1.0\"?>\n<xs:schema targetNamespace=\"x\" xmlns:xs=\"y\">\n<feedback>",
       "junk-before-report"},
      {begin_of_report, "<?xml version=\"1.0\"?>\"\n<feedback>", "junk-before-report"},
      {begin_of_report, "<?xml version=\"1.0\"?>\nReport:\n<reports><feedback>", "junk-before-report"},
      {begin_of_report, " \n<?xml version=\"1.0\"?>\n<feedback>", "space-before-declaration"},
      {"</feedback>", "</feedback>\n-- \nsent by a gateway & more < >", "junk-after-report"},
  };
  ASSERT_EDITS_READ(edits);
}

/* RB-2 */
static void rb2_the_declaration_may_be_missing_or_end_without_a_line_break(void **state) {
  (void)state;
  static const struct edit edits[] = {
      {begin_of_report, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><feedback>", ""},
      {begin_of_report, "<?xml version='1.0' standalone='yes' ?><feedback>", ""},
      {begin_of_report, "<feedback>", ""},
      {begin_of_report, "<!-- a comment -->\n<feedback>", ""},
      {begin_of_report, "\xEF\xBB\xBF<feedback>", ""},
  };
  ASSERT_EDITS_READ(edits);
  g_autofree char *text = usual_with(begin_of_report, "<feedback>");
  for (char *p = text; *p != '\0'; p++)
    *p = *p == '\n' ? ' ' : *p;
  assert_read(text, "", usual_sums);
}

/* RB-3 */
static void rb3_angle_brackets_and_ampersands_in_text_are_text(void **state) {
  (void)state;
  static const struct {
    const char *email, *read, *code;
  } cases[] = {
      {"<d@reporter.example>", "<d@reporter.example>", "stray-angle-bracket"},
      {"D <d@reporter.example>, <e@reporter.example>", "D <d@reporter.example>, <e@reporter.example>",
       "stray-angle-bracket"},
      {"<>", "<>", "stray-angle-bracket"},
      {"<reporter.example>", "<reporter.example>", "stray-angle-bracket"},
      {"a < b", "a < b", "stray-angle-bracket"},
      {"A & B", "A & B", "stray-ampersand"},
      {"caf&eacute;&nbsp;", "caf&eacute;&nbsp;", "stray-ampersand"},
      {"a &lt; &#98; &#x63; &quot;&apos;&amp;&gt;", "a < b c \"'&>", ""},
      {"<![CDATA[a <b> & c]]>", "a <b> & c", ""},
      {"a]]>b > c", "a]]>b > c", ""},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *text = usual_with("dmarc@reporter.example", cases[i].email);
    struct memory_collector *memory = reading(text);
    const struct memory_unit *unit = only_report(memory);
    g_autofree char *codes = warning_codes(unit);
    assert_string_equal(codes, cases[i].code);
    assert_string_equal(unit->report.email, cases[i].read);
    memory_collector_free(memory);
  }
  g_autofree char *text = usual_with("<header_from>example.org", "<header_from><>");
  assert_read(text, "stray-angle-bracket", usual_sums);
}

struct naming {
  const char *encoding, *name, *read, *codes;
};

static void assert_names_read(const struct naming *names, size_t n) {
  for (size_t i = 0; i < n; i++) {
    g_autofree char *declared = usual_with("UTF-8", names[i].encoding);
    g_autofree char *element = g_strdup_printf("<org_name>%s<", names[i].name);
    g_autofree char *text = with(declared, "<org_name>reporter.example<", element);
    struct memory_collector *memory = reading(text);
    const struct memory_unit *unit = only_report(memory);
    g_autofree char *codes = warning_codes(unit);
    assert_string_equal(codes, names[i].codes);
    assert_string_equal(unit->report.org_name, names[i].read);
    memory_collector_free(memory);
  }
}

/* RB-4 */
static void rb4_bytes_that_are_no_utf_8_are_read_as_windows_1252(void **state) {
  (void)state;
  static const struct naming names[] = {
      {"UTF-8", "Sue\xF1o", "Sueño", "invalid-encoding"},
      {"UTF-8", "\x91quoted\x92", "‘quoted’", "invalid-encoding"},
      {"UTF-8", "Sue\xC3\xB1o", "Sueño", ""},
      {"x-unheard-of", "Sue\xF1o", "Sueño", "unknown-encoding invalid-encoding"},
  };
  assert_names_read(names, G_N_ELEMENTS(names));
}

/* RB-5 */
static void rb5_declared_windows_1252_and_latin_1_are_understood(void **state) {
  (void)state;
  static const struct naming names[] = {
      {"windows-1252", "Sue\xF1o \x80", "Sueño €", ""},
      {"Windows-1252", "\x93x\x94", "“x”", ""},
      {"ISO-8859-1", "Sue\xF1o", "Sueño", ""},
      {"US-ASCII", "plain", "plain", ""},
  };
  assert_names_read(names, G_N_ELEMENTS(names));
}

/* RB-6: BEL in the comments of Yahoo. */
static void rb6_control_characters_are_replaced(void **state) {
  (void)state;
  static const struct naming names[] = {
      {"UTF-8", "a\x07z", "a\xEF\xBF\xBDz", "control-character"},
      {"UTF-8", "a\x1B[31m", "a\xEF\xBF\xBD[31m", "control-character"},
      {"UTF-8", "a&#7;z", "a\xEF\xBF\xBDz", "control-character"},
      {"UTF-8", "a&#x0;z", "a\xEF\xBF\xBDz", "control-character"},
      {"UTF-8", "a\xC2\x9Bz", "a\xEF\xBF\xBDz", "control-character"},
      {"UTF-8", "a\tz\r\nb&#13;&#10;c", "a\tz\nb\nc", ""},
  };
  assert_names_read(names, G_N_ELEMENTS(names));
}

/* RB-17 */
static void rb17_elements_are_known_by_their_local_names(void **state) {
  (void)state;
  static const struct edit edits[] = {
      {"<feedback>", "<feedback xmlns=\"urn:ietf:params:xml:ns:dmarc-2.0\">", ""},
      {"<feedback>", "<feedback xmlns=\"http://dmarc.org/dmarc-xml/0.1\">", ""},
      {"<feedback>", "<feedback xmlns=\"http://www.example.com/\">", "odd-namespace"},
      {"<feedback>", "<feedback\n\txmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:x='a>b'\n>", ""},
  };
  ASSERT_EDITS_READ(edits);
  GString *prefixed = g_string_new(strstr(usual_report, "<feedback>"));
  g_string_replace(prefixed, "<", "<tns:", 0);
  g_string_replace(prefixed, "<tns:/", "</tns:", 0);
  assert_read(prefixed->str, "", usual_sums); /* the prefix is nobody's */
  g_string_replace(prefixed, "<tns:feedback>", "<tns:feedback xmlns:tns=\"urn:ietf:params:xml:ns:dmarc-2.0\">", 1);
  assert_read(prefixed->str, "", usual_sums);
  g_string_free(prefixed, TRUE);
}

/* RB-18 */
static void rb18_unknown_elements_are_skipped_and_named(void **state) {
  (void)state;
  static const struct edit edits[] = {
      {"<p>reject</p>", "<p>reject</p><np>reject</np>", ""},
      {"<p>reject</p>", "<p>reject</p><rf>afrf</rf><ri>86400</ri>",
       "unknown-element:policy_published/rf unknown-element:policy_published/ri"},
      {"<row>", "<row><count2>9</count2><mystery><count>9</count></mystery>",
       "unknown-element:row/count2 unknown-element:row/mystery"},
      {"<version>", "<record2/><version>", "unknown-element:feedback/record2"},
      {"<row>", "text<row>", "stray-text:feedback/record"},
  };
  ASSERT_EDITS_READ(edits);
}

/* RB-19: milliseconds in reports of sfr.fr, decimals in those of 163.com. */
static void rb19_times_in_milliseconds_or_with_decimals_are_seconds(void **state) {
  (void)state;
  static const struct {
    const char *text, *codes;
    int64_t begin;
  } cases[] = {
      {"1761955200000", "milliseconds:date_range/begin", 1761955200},
      {"1761955200999", "milliseconds:date_range/begin", 1761955200},
      {"1761955200.0", "", 1761955200},
      {" 1761955200.999\n", "", 1761955200},
      {"+1761955200", "", 1761955200},
      {"0", "implausible:date_range/begin", 0},
      {"-1", "implausible:date_range/begin", -1},
      {"1762041600", "before-begin:date_range/end", 1762041600},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *text = usual_with("1761955200", cases[i].text);
    assert_read(text, cases[i].codes, usual_sums);
    struct memory_collector *memory = reading(text);
    assert_int_equal(only_report(memory)->report.begin, cases[i].begin);
    memory_collector_free(memory);
  }
}

/* RB-21 */
static void rb21_the_domain_of_the_email_stands_for_a_missing_name(void **state) {
  (void)state;
  static const struct {
    const char *name, *email, *read, *codes;
  } cases[] = {
      {"", "<email>d@Reporter.Example</email>", "reporter.example", "missing:report_metadata/org_name"},
      {"<org_name/>", "<email>d@reporter.example</email>", "reporter.example", "empty:report_metadata/org_name"},
      {"<org_name> </org_name>", "<email>D &lt;d@r.example&gt;</email>", "r.example", "empty:report_metadata/org_name"},
      {"", "<email>nobody</email>", "", "missing:report_metadata/org_name"},
      {"", "", "", "missing:report_metadata/email missing:report_metadata/org_name"},
      {"<org_name> The\nReporter </org_name>", "<email>d@r.example</email>", "The\nReporter", ""},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *unnamed = usual_with("<org_name>reporter.example</org_name>", cases[i].name);
    g_autofree char *text = with(unnamed, "<email>dmarc@reporter.example</email>", cases[i].email);
    assert_read(text, cases[i].codes, usual_sums);
    struct memory_collector *memory = reading(text);
    assert_string_equal(only_report(memory)->report.org_name, cases[i].read);
    memory_collector_free(memory);
  }
}

/* RB-22 */
static void rb22_identities_are_identifiers(void **state) {
  (void)state;
  g_autofree char *half = usual_with("<identifiers>", "<identities>");
  g_autofree char *text = with(half, "</identifiers>", "</identities>");
  assert_read(text, "unknown-element:record/identities", usual_sums);
  struct memory_collector *memory = reading(text);
  assert_string_equal(only_report(memory)->records[0].header_from, "example.org");
  memory_collector_free(memory);
}

/* RB-23: and so it is with everything that may stand there once. */
static void rb23_the_first_of_repeated_elements_counts(void **state) {
  (void)state;
  static const struct edit edits[] = {
      {"</policy_published>", "</policy_published><policy_published><domain>other.example</domain></policy_published>",
       "repeated:feedback/policy_published"},
      {"</report_metadata>", "</report_metadata><report_metadata><report_id>r2</report_id></report_metadata>",
       "repeated:feedback/report_metadata"},
      {"<count>3</count>", "<count>3</count><count>99</count>", "repeated:row/count"},
      {"<dkim>pass</dkim>", "<dkim>pass</dkim><dkim>fail</dkim>", "repeated:policy_evaluated/dkim"},
      {"<spf>fail</spf>", "<spf>fail</spf><spf>pass</spf>", "repeated:policy_evaluated/spf"},
      {"</row>", "</row><row><count>99</count></row>", "repeated:record/row"},
  };
  ASSERT_EDITS_READ(edits);
  g_autofree char *text = usual_with(edits[0].from, edits[0].to);
  struct memory_collector *memory = reading(text);
  assert_string_equal(only_report(memory)->report.policy.domain, "example.org");
  memory_collector_free(memory);
}

/* RB-33: nothing but the end of the last tag may be missing. */
static void rb33_a_report_that_ends_within_its_last_tag_is_whole(void **state) {
  (void)state;
  static const char *const ends[] = {"</feedback>", "</feedback", "</feed", "</f", "</"};
  for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
    g_autofree char *text = usual_with("</feedback>\n", ends[i]);
    assert_read(text, i == 0 ? "" : "truncated", usual_sums);
  }
}

/* RB-34: the other half, what is a duplicate, is in tests/unit/store/test_duplicates.c. */
static void rb34_a_report_id_is_kept_whole_without_what_stands_around_it(void **state) {
  (void)state;
  static const struct {
    const char *text, *read;
  } cases[] = {
      {"&lt;abc.123@reporter.example&gt;", "abc.123@reporter.example"},
      {"<abc.123@reporter.example>", "abc.123@reporter.example"},
      {" abc@x ; ", "abc@x"},
      {"AbC:1!x", "AbC:1!x"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *element = g_strdup_printf("<report_id>%s</report_id>", cases[i].text);
    g_autofree char *text = usual_with("<report_id>r1</report_id>", element);
    struct memory_collector *memory = reading(text);
    assert_string_equal(only_report(memory)->report.report_id, cases[i].read);
    memory_collector_free(memory);
  }
}

static void a_report_without_an_id_gets_the_same_stand_in_each_time(void **state) {
  (void)state;
  static const char *const ids[] = {"", "<report_id/>", "<report_id> &lt;&gt; </report_id>"};
  g_autofree char *first = NULL;
  for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
    g_autofree char *text = usual_with("<report_id>r1</report_id>", ids[i]);
    assert_read(text, i == 0 ? "missing:report_metadata/report_id" : "empty:report_metadata/report_id", usual_sums);
    struct memory_collector *memory = reading(text);
    const char *id = only_report(memory)->report.report_id;
    assert_true(g_str_has_prefix(id, "no-report-id-"));
    if (first)
      assert_string_equal(id, first);
    else
      first = g_strdup(id);
    memory_collector_free(memory);
  }
  g_autofree char *nameless = usual_with("<report_id>r1</report_id>", "");
  g_autofree char *other = with(nameless, "<count>3", "<count>5");
  struct memory_collector *memory = reading(other);
  assert_string_not_equal(only_report(memory)->report.report_id, first);
  memory_collector_free(memory);
}

/* RB-40: in whatever pieces the text comes, also split at references, CDATA and comments within a word. */
static void rb40_text_that_comes_in_pieces_is_one_text(void **state) {
  (void)state;
  static const struct edit edits[] = {
      {"<dkim>pass", "<dkim>p&#97;ss", ""},
      {"<dkim>pass", "<dkim>pa<!-- a comment -->ss", ""},
      {"<dkim>pass", "<dkim>pa<![CDATA[s]]>s", ""},
      {"<org_name>reporter", "<org_name>rep&#111;rter", ""},
  };
  ASSERT_EDITS_READ(edits);
  struct memory_collector *whole = reading(usual_report);
  g_autofree char *wanted = memory_dump(whole);
  memory_collector_free(whole);
  for (size_t piece = 1; piece < 40; piece++) {
    struct memory_collector *memory = reading_of(usual_report, strlen(usual_report), piece, NULL);
    g_autofree char *told = memory_dump(memory);
    assert_string_equal(told, wanted);
    memory_collector_free(memory);
  }
}

static void text_between_elements_counts_once_in_whatever_pieces_it_comes(void **state) {
  (void)state;
  g_autofree char *text = usual_with("<row>", "some &amp; more <!-- a comment -->\n text<row>");
  for (size_t piece = 1; piece < 100; piece++) {
    struct memory_collector *memory = reading_of(text, strlen(text), piece, NULL);
    const struct warning *warning = memory_warning(only_report(memory), "stray-text:feedback/record");
    assert_non_null(warning);
    assert_int_equal(warning->times, 1);
    memory_collector_free(memory);
  }
}

/* RB-37 */
static void rb37_reports_that_stand_behind_each_other_are_all_told(void **state) {
  (void)state;
  g_autofree char *second = usual_with("r1", "r2"), *both = g_strconcat(usual_report, second, NULL);
  struct memory_collector *memory = reading(both);
  assert_int_equal(memory->units->len, 2);
  for (unsigned int i = 0; i < 2; i++) {
    const struct memory_unit *unit = memory_unit(memory, i);
    g_autofree char *codes = warning_codes(unit);
    assert_string_equal(codes, "several-reports");
    assert_string_equal(unit->report.report_id, i == 0 ? "r1" : "r2");
    assert_sums(&unit->report, usual_sums);
  }
  memory_collector_free(memory);
}

/* Of more kinds than a report may hold, the last stands for the rest. */
static void warnings_are_counted_and_capped(void **state) {
  (void)state;
  GString *elements = g_string_new(NULL);
  for (int i = 0; i < 200; i++)
    g_string_append_printf(elements, "<u%d/><u%d/>", i, i);
  g_string_append(elements, "<version>");
  g_autofree char *text = usual_with("<version>", elements->str);
  struct memory_collector *memory = reading(text);
  const struct memory_unit *unit = only_report(memory);
  assert_int_equal(unit->report.n_warnings, REPORT_MAX_WARNINGS);
  assert_int_equal(unit->report.warnings[0].times, 2);
  assert_string_equal(unit->report.warnings[REPORT_MAX_WARNINGS - 1].code, "more-warnings");
  memory_collector_free(memory);
  g_string_free(elements, TRUE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rb1_what_stands_between_the_declaration_and_the_report_is_skipped),
      cmocka_unit_test(rb2_the_declaration_may_be_missing_or_end_without_a_line_break),
      cmocka_unit_test(rb3_angle_brackets_and_ampersands_in_text_are_text),
      cmocka_unit_test(rb4_bytes_that_are_no_utf_8_are_read_as_windows_1252),
      cmocka_unit_test(rb5_declared_windows_1252_and_latin_1_are_understood),
      cmocka_unit_test(rb6_control_characters_are_replaced),
      cmocka_unit_test(rb17_elements_are_known_by_their_local_names),
      cmocka_unit_test(rb18_unknown_elements_are_skipped_and_named),
      cmocka_unit_test(rb19_times_in_milliseconds_or_with_decimals_are_seconds),
      cmocka_unit_test(rb21_the_domain_of_the_email_stands_for_a_missing_name),
      cmocka_unit_test(rb22_identities_are_identifiers),
      cmocka_unit_test(rb23_the_first_of_repeated_elements_counts),
      cmocka_unit_test(rb33_a_report_that_ends_within_its_last_tag_is_whole),
      cmocka_unit_test(rb34_a_report_id_is_kept_whole_without_what_stands_around_it),
      cmocka_unit_test(a_report_without_an_id_gets_the_same_stand_in_each_time),
      cmocka_unit_test(rb40_text_that_comes_in_pieces_is_one_text),
      cmocka_unit_test(text_between_elements_counts_once_in_whatever_pieces_it_comes),
      cmocka_unit_test(rb37_reports_that_stand_behind_each_other_are_all_told),
      cmocka_unit_test(warnings_are_counted_and_capped),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
