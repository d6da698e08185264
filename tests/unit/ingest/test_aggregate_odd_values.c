/* SPDX-License-Identifier: MIT */
/*
 * Values that are missing, empty or no words of the standard (VIOLATIONS.md): what they count as, the raw word beside
 * it, and the warning. None of them is ever a pass.
 */
#include "aggregate_reading.h"

struct value_case {
  const char *to; /* in place of the element */
  const char *raw;
  uint8_t value;
  const char *codes;
};

/* The token of the first record, or of the policy, that a table of cases is about. */
typedef struct token (*token_getter)(const struct memory_unit *unit);

static void assert_values(const char *from, const struct value_case *cases, size_t n, token_getter get) {
  for (size_t i = 0; i < n; i++) {
    g_autofree char *text = usual_with(from, cases[i].to);
    struct memory_collector *memory = reading(text);
    const struct memory_unit *unit = only_report(memory);
    const struct token token = get(unit);
    g_autofree char *codes = warning_codes(unit);
    assert_string_equal(codes, cases[i].codes);
    assert_int_equal(token.value, cases[i].value);
    if (g_strcmp0(token.raw, cases[i].raw) != 0)
      fail_msg("the raw word of '%s' is '%s'", cases[i].to, token.raw);
    assert_int_equal(unit->report.dmarc_pass, unit->records[0].dkim.value == ALIGNED_PASS ? 3 : 0);
    memory_collector_free(memory);
  }
}
#define ASSERT_VALUES(from, cases, get) assert_values(from, cases, G_N_ELEMENTS(cases), get)

static struct token sp_of(const struct memory_unit *unit) {
  return unit->report.policy.sp;
}

static struct token p_of(const struct memory_unit *unit) {
  return unit->report.policy.p;
}

static struct token adkim_of(const struct memory_unit *unit) {
  return unit->report.policy.adkim;
}

static struct token disposition_of(const struct memory_unit *unit) {
  return unit->records[0].disposition;
}

static struct token evaluated_dkim_of(const struct memory_unit *unit) {
  return unit->records[0].dkim;
}

static struct token reason_of(const struct memory_unit *unit) {
  assert_int_equal(unit->records[0].n_overrides, 1);
  return unit->records[0].overrides[0].type;
}

static struct token dkim_result_of(const struct memory_unit *unit) {
  return unit->records[0].dkim_results[0].result;
}

static struct token spf_result_of(const struct memory_unit *unit) {
  return unit->records[0].spf_results[0].result;
}

static struct token spf_scope_of(const struct memory_unit *unit) {
  return unit->records[0].spf_results[0].scope;
}

/* RB-24: an absent sp is not none: it inherits p. */
static void rb24_an_absent_policy_stays_absent_and_padding_is_cut(void **state) {
  (void)state;
  static const struct value_case sp[] = {
      {"", NULL, POLICY_ABSENT, ""},
      {"<sp/>", "", POLICY_ABSENT, ""},
      {"<sp>\n  </sp>", "", POLICY_ABSENT, ""},
      {"<sp> quarantine\n</sp>", NULL, POLICY_QUARANTINE, ""},
      {"<sp>Reject</sp>", NULL, POLICY_REJECT, "capitalised:policy_published/sp"},
      {"<sp>monitor</sp>", "monitor", POLICY_OTHER, "odd-value:policy_published/sp"},
  };
  static const struct value_case p[] = {
      {"", NULL, POLICY_ABSENT, "missing:policy_published/p"},
      {"<p/>", "", POLICY_ABSENT, "empty:policy_published/p"},
  };
  static const struct value_case adkim[] = {
      {"", NULL, MODE_ABSENT, ""},
      {"<adkim/>", "", MODE_ABSENT, ""},
      {"<adkim>relaxed</adkim>", "relaxed", MODE_OTHER, "odd-value:policy_published/adkim"},
  };
  ASSERT_VALUES("<sp>none</sp>", sp, sp_of);
  ASSERT_VALUES("<p>reject</p>", p, p_of);
  ASSERT_VALUES("<adkim>r</adkim>", adkim, adkim_of);
}

static void odd_tags_of_the_policy_are_warned_of(void **state) {
  (void)state;
  static const struct {
    const char *to, *codes;
    int16_t pct;
  } cases[] = {
      {"<pct>0</pct>", "", 0},
      {"", "", -1},
      {"<pct/>", "", -1},
      {"<pct>101</pct>", "odd-value:policy_published/pct", -1},
      {"<pct>most</pct>", "odd-value:policy_published/pct", -1},
      {"<pct>100</pct><testing>y</testing>", "", 100},
      {"<pct>100</pct><testing>maybe</testing>", "odd-value:policy_published/testing", 100},
      {"<pct>100</pct><t>y</t>", "unknown-element:policy_published/t", 100},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *text = usual_with("<pct>100</pct>", cases[i].to);
    assert_read(text, cases[i].codes, usual_sums);
    struct memory_collector *memory = reading(text);
    assert_int_equal(only_report(memory)->report.policy.pct, cases[i].pct);
    memory_collector_free(memory);
  }
}

/* RB-25 */
static void rb25_results_may_lack_everything(void **state) {
  (void)state;
  static const struct edit edits[] = {
      {"<domain>mx.example.net</domain>", "", "missing:auth_results/spf/domain"},
      {"<domain>mx.example.net</domain>", "<domain/>", ""},
      {"<selector>s1</selector>", "", ""},
      {"<selector>s1</selector>", "<selector/>", ""},
      {"<dkim>\n        <domain>example.org</domain>", "<dkim>", "missing:auth_results/dkim/domain"},
      {"<dkim>\n        <domain>example.org</domain>", "<dkim><domain/>", ""},
      {"<result>pass</result>", "", "missing:auth_results/dkim/result"},
      {"<result>fail</result>", "<result/>", "empty:auth_results/spf/result"},
      {"<identifiers>\n      <header_from>example.org</header_from>", "<identifiers>",
       "missing:identifiers/header_from"},
  };
  ASSERT_EDITS_READ(edits);
  g_autofree char *without = usual_without("<auth_results>", "</auth_results>");
  assert_read(without, "missing:record/auth_results", usual_sums);
  g_autofree char *empty = with(without, "</record>", "<auth_results/></record>");
  assert_read(empty, "", usual_sums);
}

/* RB-26 */
static void rb26_reasons_may_be_empty_or_bare_text(void **state) {
  (void)state;
  static const struct value_case reasons[] = {
      {"<reason><type/></reason><dkim>pass</dkim>", "", OVERRIDE_OTHER, ""},
      {"<reason><type></type><comment/></reason><dkim>pass</dkim>", "", OVERRIDE_OTHER, ""},
      {"<reason/><dkim>pass</dkim>", NULL, OVERRIDE_OTHER, "missing:reason/type"},
      {"<reason>sampled_out</reason><dkim>pass</dkim>", NULL, OVERRIDE_SAMPLED_OUT,
       "reason-is-text:policy_evaluated/reason"},
      {"<reason>\n sampled_out <comment>x</comment></reason><dkim>pass</dkim>", NULL, OVERRIDE_SAMPLED_OUT,
       "reason-is-text:policy_evaluated/reason"},
      {"<reason><type>Local_Policy</type></reason><dkim>pass</dkim>", NULL, OVERRIDE_LOCAL_POLICY,
       "capitalised:reason/type"},
  };
  ASSERT_VALUES("<dkim>pass</dkim>", reasons, reason_of);
}

/* RB-41 */
static void rb41_an_unknown_reason_is_other_with_its_own_word(void **state) {
  (void)state;
  static const struct value_case reasons[] = {
      {"<reason><type>policy_test_mode</type></reason><dkim>pass</dkim>", NULL, OVERRIDE_POLICY_TEST_MODE, ""},
      {"<reason><type>arc=pass</type></reason><dkim>pass</dkim>", "arc=pass", OVERRIDE_OTHER, "odd-value:reason/type"},
      {"<reason><type>other</type></reason><dkim>pass</dkim>", NULL, OVERRIDE_OTHER, ""},
  };
  ASSERT_VALUES("<dkim>pass</dkim>", reasons, reason_of);
}

/* RB-27: pass is a word of RFC 9990, and not the same as none. RB-26: quarantine with a blank, softfail. */
static void rb27_a_disposition_may_be_pass_and_odd_ones_are_other(void **state) {
  (void)state;
  static const struct value_case dispositions[] = {
      {"<disposition>pass</disposition>", NULL, DISPOSITION_PASS, ""},
      {"<disposition> quarantine</disposition>", NULL, DISPOSITION_QUARANTINE, ""},
      {"<disposition>softfail</disposition>", "softfail", DISPOSITION_OTHER, "odd-value:policy_evaluated/disposition"},
      {"<disposition>15</disposition>", "15", DISPOSITION_OTHER, "odd-value:policy_evaluated/disposition"},
      {"<disposition>nil</disposition>", "nil", DISPOSITION_OTHER, "odd-value:policy_evaluated/disposition"},
      {"<disposition/>", "", DISPOSITION_OTHER, "empty:policy_evaluated/disposition"},
      {"", NULL, DISPOSITION_OTHER, "missing:policy_evaluated/disposition"},
  };
  ASSERT_VALUES("<disposition>none</disposition>", dispositions, disposition_of);
}

/* RB-28 */
static void rb28_words_are_compared_without_case(void **state) {
  (void)state;
  static const struct value_case dispositions[] = {
      {"<disposition>None</disposition>", NULL, DISPOSITION_NONE, "capitalised:policy_evaluated/disposition"},
      {"<disposition>REJECT</disposition>", NULL, DISPOSITION_REJECT, "capitalised:policy_evaluated/disposition"}};
  static const struct value_case evaluated[] = {
      {"<dkim>Pass</dkim>", NULL, ALIGNED_PASS, "capitalised:policy_evaluated/dkim"},
      {"<dkim>FAIL</dkim>", NULL, ALIGNED_FAIL, "capitalised:policy_evaluated/dkim"}};
  static const struct value_case results[] = {
      {"<result>TempError</result>", NULL, AUTH_TEMPERROR, "capitalised:auth_results/spf/result"}};
  ASSERT_VALUES("<disposition>none</disposition>", dispositions, disposition_of);
  ASSERT_VALUES("<dkim>pass</dkim>", evaluated, evaluated_dkim_of);
  ASSERT_VALUES("<result>fail</result>", results, spf_result_of);
}

/* RB-29: what older texts call by other names is normalised; what nobody defines stays other. */
static void rb29_results_that_are_no_words_of_the_standard_keep_their_word(void **state) {
  (void)state;
  static const struct value_case spf[] = {
      {"<result>hardfail</result>", "hardfail", AUTH_FAIL, "odd-value:auth_results/spf/result"},
      {"<result>HardFail</result>", "HardFail", AUTH_FAIL, "odd-value:auth_results/spf/result"},
      {"<result>unknown</result>", "unknown", AUTH_TEMPERROR, "odd-value:auth_results/spf/result"},
      {"<result>error</result>", "error", AUTH_PERMERROR, "odd-value:auth_results/spf/result"},
      {"<result>not.evaluated</result>", "not.evaluated", AUTH_OTHER, "odd-value:auth_results/spf/result"},
      {"<result>softfail</result>", NULL, AUTH_SOFTFAIL, ""},
  };
  static const struct value_case dkim[] = {
      {"<result>unknown</result>", "unknown", AUTH_OTHER, "odd-value:auth_results/dkim/result"},
      {"<result>invalid</result>", "invalid", AUTH_OTHER, "odd-value:auth_results/dkim/result"},
      {"<result>hardfail</result>", "hardfail", AUTH_OTHER, "odd-value:auth_results/dkim/result"},
      {"<result/>", "", AUTH_OTHER, ""},
  };
  static const struct value_case scopes[] = {
      {"<scope>mfrom</scope><result>fail</result>", NULL, SCOPE_MFROM, ""},
      {"<scope>scope</scope><result>fail</result>", "scope", SCOPE_OTHER, "odd-value:auth_results/spf/scope"},
      {"<scope/><result>fail</result>", "", SCOPE_ABSENT, ""},
      {"<result>fail</result>", NULL, SCOPE_ABSENT, ""},
  };
  ASSERT_VALUES("<result>fail</result>", spf, spf_result_of);
  ASSERT_VALUES("<result>pass</result>", dkim, dkim_result_of);
  ASSERT_VALUES("<result>fail</result>", scopes, spf_scope_of);
}

/* RB-30 */
static void rb30_an_evaluation_that_is_missing_or_odd_is_no_pass(void **state) {
  (void)state;
  static const struct value_case evaluated[] = {
      {"", NULL, ALIGNED_OTHER, "missing:policy_evaluated/dkim"},
      {"<dkim/>", "", ALIGNED_OTHER, "empty:policy_evaluated/dkim"},
      {"<dkim> \n</dkim>", "", ALIGNED_OTHER, "empty:policy_evaluated/dkim"},
      {"<dkim>none</dkim>", "none", ALIGNED_OTHER, "odd-value:policy_evaluated/dkim"},
      {"<dkim>unknown</dkim>", "unknown", ALIGNED_OTHER, "odd-value:policy_evaluated/dkim"},
      {"<dkim>softfail</dkim>", "softfail", ALIGNED_OTHER, "odd-value:policy_evaluated/dkim"},
  };
  ASSERT_VALUES("<dkim>pass</dkim>", evaluated, evaluated_dkim_of);
  g_autofree char *text = usual_without("<policy_evaluated>", "</policy_evaluated>");
  assert_read(text, "missing:row/policy_evaluated", (struct sums){2, 7, 0, 0, 0});
}

/* Whatever stands there, mended or not: only the word pass itself, padded or in capitals, is one. */
static void a_repair_never_makes_a_pass(void **state) {
  (void)state;
  static const char *const words[] = {"passed",
                                      "pass;",
                                      "pass pass",
                                      "p ass",
                                      "pa&#7;ss",
                                      "pass\x07",
                                      "pa\x07ss",
                                      "pass\x91",
                                      "true",
                                      "1",
                                      "yes",
                                      "ok",
                                      "bypass",
                                      "hardpass",
                                      "&pass;",
                                      "<pass>",
                                      "<p>ss",
                                      "pa\xC2\xADss",
                                      "pass\xC2\xA0",
                                      "\xD1\x80"
                                      "ass",
                                      "none",
                                      "neutral",
                                      "temperror",
                                      "<b>pass</b>",
                                      "pas",
                                      "pass<",
                                      "<!-- pass -->",
                                      "-pass",
                                      "+pass",
                                      "'pass'"};
  static const char *const elements[] = {"dkim", "spf"};
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
    for (size_t e = 0; e < G_N_ELEMENTS(elements); e++) {
      g_autofree char *failing = usual_with("<dkim>pass</dkim>", "<dkim>fail</dkim>");
      g_autofree char *from = g_strdup_printf("<%s>fail</%s>", elements[e], elements[e]);
      g_autofree char *to = g_strdup_printf("<%s>%s</%s>", elements[e], words[i], elements[e]);
      g_autofree char *text = with(failing, from, to);
      struct memory_collector *memory = reading(text);
      const struct memory_unit *unit = memory_unit(memory, 0);
      if (!unit->refused && unit->report.dmarc_pass != 0)
        fail_msg("'%s' became a pass", words[i]);
      if (!unit->refused && unit->report.n_warnings == 0)
        fail_msg("'%s' was taken in silence", words[i]);
      memory_collector_free(memory);
    }
  }
}

/* RB-31: "null" reports of wp.pl, reports about no mail. */
static void rb31_a_report_about_no_mail_is_taken_with_no_messages(void **state) {
  (void)state;
  const char *record = strstr(usual_report, "  <record>");
  g_autofree char *without = g_strdup_printf("%.*s</feedback>", (int)(record - usual_report), usual_report);
  assert_read(without, "missing:feedback/record", (struct sums){0});
  static const char null_record[] =
      "<record><row><source_ip/><count>0</count><policy_evaluated><disposition/><dkim/><spf/></policy_evaluated></row>"
      "<identifiers><header_from/></identifiers><auth_results><spf><domain/><result/></spf></auth_results></record>"
      "</feedback>";
  g_autofree char *text = with(without, "</feedback>", null_record);
  struct memory_collector *memory = reading(text);
  const struct memory_unit *unit = only_report(memory);
  assert_sums(&unit->report, (struct sums){.records = 1});
  assert_int_equal(unit->records[0].dkim.value, ALIGNED_OTHER);
  assert_int_equal(unit->records[0].disposition.value, DISPOSITION_OTHER);
  assert_non_null(memory_warning(unit, "zero:row/count"));
  assert_non_null(memory_warning(unit, "empty:row/source_ip"));
  assert_non_null(memory_warning(unit, "empty:policy_evaluated/dkim"));
  memory_collector_free(memory);
}

static void a_count_that_is_no_number_of_messages_is_0(void **state) {
  (void)state;
  static const struct {
    const char *to, *codes;
    uint64_t count;
  } cases[] = {
      {"<count> 5\n</count>", "", 5},
      {"<count>+5</count>", "", 5},
      {"<count>007</count>", "", 7},
      {"<count>1.9</count>", "decimals:row/count", 1},
      {"<count>9007199254740988</count>", "", 9007199254740988}, /* with the other record it is 2^53 */
      {"<count>9007199254740989</count>", "odd-value:row/count", 9007199254740989},
      {"<count>9007199254740993</count>", "odd-value:row/count", 0},
      {"<count>18446744073709551617</count>", "odd-value:row/count", 0},
      {"<count>-3</count>", "odd-value:row/count", 0},
      {"<count>1,000</count>", "odd-value:row/count", 0},
      {"<count>0x10</count>", "odd-value:row/count", 0},
      {"<count>many</count>", "odd-value:row/count", 0},
      {"<count/>", "empty:row/count", 0},
      {"", "missing:row/count", 0},
      {"<count>0</count>", "zero:row/count", 0},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *text = usual_with("<count>3</count>", cases[i].to);
    struct memory_collector *memory = reading(text);
    const struct memory_unit *unit = only_report(memory);
    g_autofree char *codes = warning_codes(unit);
    assert_string_equal(codes, cases[i].codes);
    assert_int_equal(unit->records[0].count, cases[i].count);
    assert_int_equal(unit->report.messages, unit->records[0].count + unit->records[1].count);
    assert_true(unit->report.messages <= UINT64_C(1) << 53);
    memory_collector_free(memory);
  }
}

/* RB-32 */
static void rb32_a_row_without_a_usable_address_counts_all_the_same(void **state) {
  (void)state;
  static const struct {
    const char *to, *raw, *codes;
    uint8_t length, last;
  } cases[] = {
      {"", NULL, "missing:row/source_ip", 0, 0},
      {"<source_ip/>", "", "empty:row/source_ip", 0, 0},
      {"<source_ip>X.X.X.X</source_ip>", "X.X.X.X", "odd-value:row/source_ip", 0, 0},
      {"<source_ip>192.0.2.256</source_ip>", "192.0.2.256", "odd-value:row/source_ip", 0, 0},
      {"<source_ip>192.0.2.1:25</source_ip>", "192.0.2.1:25", "odd-value:row/source_ip", 0, 0},
      {"<source_ip>mail.example.com</source_ip>", "mail.example.com", "odd-value:row/source_ip", 0, 0},
      {"<source_ip> 192.0.2.9\n</source_ip>", NULL, "", 4, 9},
      {"<source_ip>::ffff:192.0.2.9</source_ip>", NULL, "", 4, 9},
      {"<source_ip>[2001:DB8::9]</source_ip>", NULL, "", 16, 9},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *text = usual_with("<source_ip>192.0.2.1</source_ip>", cases[i].to);
    assert_read(text, cases[i].codes, usual_sums);
    struct memory_collector *memory = reading(text);
    const struct record *record = &only_report(memory)->records[0];
    assert_int_equal(record->source.length, cases[i].length);
    assert_int_equal(g_strcmp0(record->source_raw, cases[i].raw), 0);
    if (cases[i].length > 0)
      assert_int_equal(record->source.bytes[cases[i].length - 1], cases[i].last);
    memory_collector_free(memory);
  }
}

static void domains_are_in_lower_case_without_a_dot_at_the_end(void **state) {
  (void)state;
  g_autofree char *half = usual_with("<domain>example.org</domain>", "<domain> Example.ORG. </domain>");
  g_autofree char *text = with(half, "<header_from>example.org", "<header_from>Shop.EXAMPLE.org.");
  struct memory_collector *memory = reading(text);
  const struct memory_unit *unit = only_report(memory);
  assert_string_equal(unit->report.policy.domain, "example.org");
  assert_string_equal(unit->records[0].header_from, "shop.example.org");
  memory_collector_free(memory);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rb24_an_absent_policy_stays_absent_and_padding_is_cut),
      cmocka_unit_test(odd_tags_of_the_policy_are_warned_of),
      cmocka_unit_test(rb25_results_may_lack_everything),
      cmocka_unit_test(rb26_reasons_may_be_empty_or_bare_text),
      cmocka_unit_test(rb41_an_unknown_reason_is_other_with_its_own_word),
      cmocka_unit_test(rb27_a_disposition_may_be_pass_and_odd_ones_are_other),
      cmocka_unit_test(rb28_words_are_compared_without_case),
      cmocka_unit_test(rb29_results_that_are_no_words_of_the_standard_keep_their_word),
      cmocka_unit_test(rb30_an_evaluation_that_is_missing_or_odd_is_no_pass),
      cmocka_unit_test(a_repair_never_makes_a_pass),
      cmocka_unit_test(rb31_a_report_about_no_mail_is_taken_with_no_messages),
      cmocka_unit_test(a_count_that_is_no_number_of_messages_is_0),
      cmocka_unit_test(rb32_a_row_without_a_usable_address_counts_all_the_same),
      cmocka_unit_test(domains_are_in_lower_case_without_a_dot_at_the_end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
