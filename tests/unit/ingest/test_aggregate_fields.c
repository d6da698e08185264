/* SPDX-License-Identifier: MIT */
/* Every field of both dialects (RFC 7489 appendix C, RFC 9990 section 3.1.1) comes through. */
#include "aggregate_reading.h"

/* Everything that RFC 7489 knows. */
static const char rfc_7489[] =
    "<?xml version=\"1.0\"?>\n"
    "<feedback xmlns=\"http://dmarc.org/dmarc-xml/0.1\"><version>0.1</version>"
    "<report_metadata><org_name>The Reporter</org_name><email>dmarc@reporter.example</email>"
    "<extra_contact_info>https://reporter.example/dmarc</extra_contact_info><report_id>2025.11.01:77@example</"
    "report_id>"
    "<date_range><begin>1761955200</begin><end>1762041600</end></date_range>"
    "<error>no DNS</error><error>no time</error></report_metadata>"
    "<policy_published><domain>example.org</domain><adkim>s</adkim><aspf>r</aspf><p>quarantine</p><sp>reject</sp>"
    "<pct>25</pct><fo>1:d:s</fo></policy_published>"
    "<record><row><source_ip>198.51.100.7</source_ip><count>12</count><policy_evaluated>"
    "<disposition>quarantine</disposition><dkim>fail</dkim><spf>pass</spf>"
    "<reason><type>forwarded</type><comment>by us</comment></reason>"
    "<reason><type>sampled_out</type></reason></policy_evaluated></row>"
    "<identifiers><envelope_to>to.example.net</envelope_to><envelope_from>bounce.example.org</envelope_from>"
    "<header_from>example.org</header_from></identifiers>"
    "<auth_results>"
    "<dkim><domain>a.example.org</domain><selector>one</selector><result>fail</result>"
    "<human_result>body hash</human_result></dkim>"
    "<dkim><domain>b.example.org</domain><selector>two</selector><result>neutral</result></dkim>"
    "<dkim><domain>c.example.org</domain><result>policy</result></dkim>"
    "<spf><domain>bounce.example.org</domain><scope>mfrom</scope><result>pass</result></spf>"
    "<spf><domain>mx.example.org</domain><scope>helo</scope><result>none</result></spf>"
    "</auth_results></record></feedback>";

/* Everything that RFC 9990 adds to it. */
static const char rfc_9990[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<feedback xmlns=\"urn:ietf:params:xml:ns:dmarc-2.0\" xmlns:x=\"https://extension.example/1\">"
    "<version>1.0</version>"
    "<report_metadata><org_name>The Reporter</org_name><email>dmarc@reporter.example</email>"
    "<extra_contact_info lang=\"en\">ask us</extra_contact_info><report_id>r9990</report_id>"
    "<date_range><begin>1761955200</begin><end>1762041599</end></date_range>"
    "<error lang=\"fr\">pas de temps</error><generator>Tester 2.1</generator></report_metadata>"
    "<policy_published><domain>example.org</domain><discovery_method>treewalk</discovery_method><p>reject</p>"
    "<sp>quarantine</sp><np>reject</np><fo>0</fo><adkim>r</adkim><aspf>s</aspf><testing>y</testing></policy_published>"
    "<extension>words<note/><x:thing><record>none of ours</record></x:thing></extension>"
    "<record><row><source_ip>2001:db8:0:0::7</source_ip><count>5</count><policy_evaluated>"
    "<disposition>pass</disposition><dkim>pass</dkim><spf>fail</spf>"
    "<reason><type>policy_test_mode</type><comment lang=\"de\">nur ein Test</comment></reason></policy_evaluated></row>"
    "<identifiers><header_from>example.org</header_from><envelope_from/></identifiers>"
    "<auth_results><dkim><domain>example.org</domain><selector>s1</selector><result>pass</result>"
    "<human_result lang=\"en\">good</human_result></dkim>"
    "<spf><domain>example.com</domain><scope>mfrom</scope><result>policy</result>"
    "<human_result lang=\"en\">not ours</human_result></spf></auth_results>"
    "<x:more><count>99</count></x:more></record></feedback>";

static const uint8_t address_6[16] = {0x20, 0x01, 0x0d, 0xb8, [15] = 7};

static void metadata_of_rfc_7489_comes_through(void **state) {
  (void)state;
  struct memory_collector *memory = reading(rfc_7489);
  const struct report *report = &only_report(memory)->report;
  assert_string_equal(report->org_name, "The Reporter");
  assert_string_equal(report->email, "dmarc@reporter.example");
  assert_string_equal(report->extra_contact_info, "https://reporter.example/dmarc");
  assert_string_equal(report->report_id, "2025.11.01:77@example");
  assert_string_equal(report->version, "0.1");
  assert_string_equal(report->namespace_uri, "http://dmarc.org/dmarc-xml/0.1");
  assert_string_equal(report->nesting, "xml");
  assert_int_equal(report->begin, 1761955200);
  assert_int_equal(report->end, 1762041600);
  assert_int_equal(report->n_errors, 2);
  assert_string_equal(report->errors[0], "no DNS");
  assert_string_equal(report->errors[1], "no time");
  assert_null(report->generator);
  assert_int_equal(report->n_warnings, 0);
  memory_collector_free(memory);
}

static void the_policy_of_rfc_7489_comes_through(void **state) {
  (void)state;
  struct memory_collector *memory = reading(rfc_7489);
  const struct policy_published *policy = &only_report(memory)->report.policy;
  assert_string_equal(policy->domain, "example.org");
  assert_int_equal(policy->adkim.value, MODE_STRICT);
  assert_int_equal(policy->aspf.value, MODE_RELAXED);
  assert_int_equal(policy->p.value, POLICY_QUARANTINE);
  assert_int_equal(policy->sp.value, POLICY_REJECT);
  assert_int_equal(policy->np.value, POLICY_ABSENT);
  assert_int_equal(policy->pct, 25);
  assert_string_equal(policy->fo, "1:d:s");
  assert_null(policy->testing);
  assert_int_equal(policy->discovery_method.value, DISCOVERY_ABSENT);
  memory_collector_free(memory);
}

static void a_row_of_rfc_7489_comes_through(void **state) {
  (void)state;
  static const uint8_t address[] = {198, 51, 100, 7};
  struct memory_collector *memory = reading(rfc_7489);
  const struct memory_unit *unit = only_report(memory);
  const struct record *record = &unit->records[0];
  assert_int_equal(record->source.length, 4);
  assert_memory_equal(record->source.bytes, address, 4);
  assert_null(record->source_raw);
  assert_int_equal(record->count, 12);
  assert_int_equal(record->disposition.value, DISPOSITION_QUARANTINE);
  assert_int_equal(record->dkim.value, ALIGNED_FAIL);
  assert_int_equal(record->spf.value, ALIGNED_PASS);
  assert_string_equal(record->header_from, "example.org");
  assert_string_equal(record->envelope_from, "bounce.example.org");
  assert_string_equal(record->envelope_to, "to.example.net");
  assert_sums(&unit->report, (struct sums){1, 12, 0, 12, 12});
  memory_collector_free(memory);
}

static void every_override_reason_comes_through_with_its_comment(void **state) {
  (void)state;
  struct memory_collector *memory = reading(rfc_7489);
  const struct record *record = &only_report(memory)->records[0];
  assert_int_equal(record->n_overrides, 2);
  assert_int_equal(record->overrides[0].type.value, OVERRIDE_FORWARDED);
  assert_string_equal(record->overrides[0].comment, "by us");
  assert_int_equal(record->overrides[1].type.value, OVERRIDE_SAMPLED_OUT);
  assert_null(record->overrides[1].comment);
  memory_collector_free(memory);
}

/* RB-39 */
static void rb39_every_dkim_and_spf_result_is_kept_in_order_as_itself(void **state) {
  (void)state;
  static const struct {
    const char *domain, *selector, *human_result;
    enum auth_result result;
  } signatures[] = {{"a.example.org", "one", "body hash", AUTH_FAIL},
                    {"b.example.org", "two", NULL, AUTH_NEUTRAL},
                    {"c.example.org", NULL, NULL, AUTH_POLICY}};
  struct memory_collector *memory = reading(rfc_7489);
  const struct record *record = &only_report(memory)->records[0];
  assert_int_equal(record->n_dkim_results, G_N_ELEMENTS(signatures));
  for (size_t i = 0; i < G_N_ELEMENTS(signatures); i++) {
    const struct dkim_result *dkim = &record->dkim_results[i];
    assert_string_equal(dkim->domain, signatures[i].domain);
    assert_int_equal(g_strcmp0(dkim->selector, signatures[i].selector), 0);
    assert_int_equal(g_strcmp0(dkim->human_result, signatures[i].human_result), 0);
    assert_int_equal(dkim->result.value, signatures[i].result);
  }
  assert_int_equal(record->n_spf_results, 2);
  assert_string_equal(record->spf_results[0].domain, "bounce.example.org");
  assert_int_equal(record->spf_results[0].scope.value, SCOPE_MFROM);
  assert_int_equal(record->spf_results[0].result.value, AUTH_PASS);
  assert_string_equal(record->spf_results[1].domain, "mx.example.org");
  assert_int_equal(record->spf_results[1].scope.value, SCOPE_HELO);
  assert_int_equal(record->spf_results[1].result.value, AUTH_NONE);
  memory_collector_free(memory);
}

static void what_rfc_9990_adds_comes_through(void **state) {
  (void)state;
  struct memory_collector *memory = reading(rfc_9990);
  const struct memory_unit *unit = only_report(memory);
  const struct report *report = &unit->report;
  assert_string_equal(report->namespace_uri, "urn:ietf:params:xml:ns:dmarc-2.0");
  assert_string_equal(report->generator, "Tester 2.1");
  assert_int_equal(report->policy.discovery_method.value, DISCOVERY_TREEWALK);
  assert_int_equal(report->policy.np.value, POLICY_REJECT);
  assert_int_equal(report->policy.aspf.value, MODE_STRICT);
  assert_string_equal(report->policy.testing, "y");
  assert_int_equal(report->policy.pct, -1);
  const struct record *record = &unit->records[0];
  assert_int_equal(record->source.length, 16);
  assert_memory_equal(record->source.bytes, address_6, 16);
  assert_int_equal(record->disposition.value, DISPOSITION_PASS);
  assert_int_equal(record->overrides[0].type.value, OVERRIDE_POLICY_TEST_MODE);
  assert_null(record->overrides[0].type.raw);
  assert_string_equal(record->envelope_from, ""); /* the null reverse-path */
  assert_null(record->envelope_to);
  assert_int_equal(record->spf_results[0].result.value, AUTH_POLICY);
  assert_string_equal(record->spf_results[0].human_result, "not ours");
  assert_int_equal(report->n_warnings, 0);
  memory_collector_free(memory);
}

/* RB-36: the attribute says nothing that we need, and the text is as good with it. */
static void rb36_lang_attributes_are_ignored(void **state) {
  (void)state;
  struct memory_collector *memory = reading(rfc_9990);
  const struct memory_unit *unit = only_report(memory);
  assert_string_equal(unit->report.extra_contact_info, "ask us");
  assert_string_equal(unit->report.errors[0], "pas de temps");
  assert_string_equal(unit->records[0].overrides[0].comment, "nur ein Test");
  assert_string_equal(unit->records[0].dkim_results[0].human_result, "good");
  assert_int_equal(unit->report.n_warnings, 0);
  memory_collector_free(memory);
}

/* RFC 9990 section 5: what an extension holds is not ours, even where it has our names. */
static void extension_elements_are_skipped_without_a_warning(void **state) {
  (void)state;
  assert_read(rfc_9990, "", (struct sums){1, 5, 5, 0, 5});
}

/* RB-35 */
static void rb35_elements_may_come_in_any_order(void **state) {
  (void)state;
  static const char shuffled[] =
      "<feedback><record><auth_results><spf><result>pass</result><scope>mfrom</scope><domain>example.org</domain></spf>"
      "<dkim><result>fail</result><domain>example.org</domain></dkim></auth_results>"
      "<identifiers><header_from>example.org</header_from></identifiers>"
      "<row><policy_evaluated><spf>pass</spf><reason><comment>c</comment><type>other</type></reason><dkim>fail</dkim>"
      "<disposition>none</disposition></policy_evaluated><count>8</count><source_ip>192.0.2.1</source_ip></row></"
      "record>"
      "<policy_published><p>none</p><domain>example.org</domain></policy_published>"
      "<report_metadata><date_range><end>1762041599</end><begin>1761955200</begin></date_range>"
      "<report_id>r1</report_id><email>d@reporter.example</email><org_name>reporter.example</org_name>"
      "</report_metadata><version>1.0</version></feedback>";
  assert_read(shuffled, "", (struct sums){1, 8, 0, 8, 8});
}

static void sums_are_those_of_the_records(void **state) {
  (void)state;
  static const struct {
    const char *dkim, *spf;
    struct sums sums;
  } cases[] = {{"pass", "pass", {2, 7, 3, 3, 3}},
               {"pass", "fail", {2, 7, 3, 0, 3}},
               {"fail", "pass", {2, 7, 0, 3, 3}},
               {"fail", "fail", {2, 7, 0, 0, 0}}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *dkim = g_strdup_printf("<dkim>%s</dkim>", cases[i].dkim);
    g_autofree char *spf = g_strdup_printf("<spf>%s</spf>", cases[i].spf);
    g_autofree char *half = usual_with("<dkim>pass</dkim>", dkim), *text = with(half, "<spf>fail</spf>", spf);
    assert_read(text, "", cases[i].sums);
  }
}

/* policy_evaluated is what the receiver did; auth_results never changes it. */
static void alignment_is_taken_as_evaluated_and_never_computed(void **state) {
  (void)state;
  g_autofree char *text = usual_with("<dkim>pass</dkim>", "<dkim>fail</dkim>");
  assert_read(text, "", (struct sums){2, 7, 0, 0, 0});
}

/* RB-20: the period is what the report says, be it weeks. */
static void rb20_a_long_period_is_kept_as_it_is(void **state) {
  (void)state;
  g_autofree char *text = usual_with("<begin>1761955200", "<begin>1759276800"); /* a month before */
  struct memory_collector *memory = reading(text);
  const struct report *report = &only_report(memory)->report;
  assert_int_equal(report->begin, 1759276800);
  assert_int_equal(report->end, 1762041599);
  memory_collector_free(memory);
}

static void the_mail_around_the_report_is_told_with_it(void **state) {
  (void)state;
  const struct mail_envelope mail = {.from = "d@reporter.example", .subject = "Report", .message_id = "<1@x>"};
  struct memory_collector *memory = memory_collector_new(&caps_default, READING_NOW);
  struct aggregate *aggregate = aggregate_new(&memory->collector, "mail > xml", &mail);
  aggregate_push(aggregate, (const uint8_t *)usual_report, strlen(usual_report));
  aggregate_warn(aggregate, "garbage-after-gzip", "garbage follows");
  aggregate_finish(aggregate, NULL);
  aggregate_free(aggregate);
  const struct memory_unit *unit = only_report(memory);
  assert_string_equal(unit->report.mail_from, "d@reporter.example");
  assert_string_equal(unit->report.mail_subject, "Report");
  assert_string_equal(unit->report.mail_message_id, "<1@x>");
  assert_string_equal(unit->report.nesting, "mail > xml");
  assert_non_null(memory_warning(unit, "garbage-after-gzip"));
  memory_collector_free(memory);
}

/* RB-38: memory stays flat because no record is held; that they all count is what shows here. */
static void rb38_a_hundred_thousand_records_are_counted(void **state) {
  (void)state;
  const char *record = strstr(usual_report, "  <record>"), *end = strstr(usual_report, "</feedback>");
  const size_t pair = (size_t)(end - record);
  struct memory_collector *memory = memory_collector_new(&caps_default, READING_NOW);
  memory->keeps_records = false;
  struct aggregate *aggregate = aggregate_new(&memory->collector, "xml", NULL);
  aggregate_push(aggregate, (const uint8_t *)usual_report, (size_t)(record - usual_report));
  for (int i = 0; i < 50000; i++)
    assert_true(aggregate_push(aggregate, (const uint8_t *)record, pair));
  aggregate_push(aggregate, (const uint8_t *)end, strlen(end));
  aggregate_finish(aggregate, NULL);
  aggregate_free(aggregate);
  assert_sums(&only_report(memory)->report, (struct sums){100000, 350000, 150000, 0, 150000});
  memory_collector_free(memory);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(metadata_of_rfc_7489_comes_through),
      cmocka_unit_test(the_policy_of_rfc_7489_comes_through),
      cmocka_unit_test(a_row_of_rfc_7489_comes_through),
      cmocka_unit_test(every_override_reason_comes_through_with_its_comment),
      cmocka_unit_test(rb39_every_dkim_and_spf_result_is_kept_in_order_as_itself),
      cmocka_unit_test(what_rfc_9990_adds_comes_through),
      cmocka_unit_test(rb36_lang_attributes_are_ignored),
      cmocka_unit_test(extension_elements_are_skipped_without_a_warning),
      cmocka_unit_test(rb35_elements_may_come_in_any_order),
      cmocka_unit_test(sums_are_those_of_the_records),
      cmocka_unit_test(alignment_is_taken_as_evaluated_and_never_computed),
      cmocka_unit_test(rb20_a_long_period_is_kept_as_it_is),
      cmocka_unit_test(the_mail_around_the_report_is_told_with_it),
      cmocka_unit_test(rb38_a_hundred_thousand_records_are_counted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
