/* SPDX-License-Identifier: MIT */
/* Records about the servers of a domain: MTA-STS and its policy file, TLS-RPT, BIMI, TLSA. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "record/bimi_record.h"
#include "record/findings.h"
#include "record/mta_sts_policy.h"
#include "record/mta_sts_record.h"
#include "record/tls_rpt_record.h"
#include "record/tlsa_record.h"
#include <string.h>

/* "E13 text | W5 text": severity and place of each, counted from 0. Caller frees. */
static char *words_of(const GPtrArray *findings) {
  GString *words = g_string_new(NULL);
  for (unsigned int i = 0; i < findings->len; i++) {
    const struct finding *finding = findings->pdata[i];
    g_string_append_printf(words, "%s%c%zu %s", i ? " | " : "", "EWN"[finding->severity], finding -> at,
                           finding -> text);
  }
  return g_string_free(words, FALSE);
}

static void same(const char *text, char *got, const char *wanted) {
  if (strcmp(got, wanted) != 0)
    fail_msg("%s: %s", text, got);
  g_free(got);
}

static void a_record_of_mta_sts_is_read_as_senders_do(void **state) {
  (void)state;
  static const struct {
    const char *text, *id, *findings;
  } cases[] = {
      {"v=STSv1; id=20160831085700Z;", "20160831085700Z", ""},
      {"v=STSv1;id=1", "1", ""},
      {"v=STSv1; x-y.z=1; id=a", "a", "N9 the field x-y.z is unknown and ignored"},
      {"v=STSv1; id=a; id=b", "a", "W15 id comes again and is ignored"},
      {"v=STSv1;", NULL, "E8 there is no id, which senders need"},
      {"v=STSv1; ID=1", NULL, "N9 the field ID is unknown and ignored | E13 there is no id, which senders need"},
      {"v=STSv1; id=2016-08", NULL, "E12 id is '2016-08'; it must be 1 to 32 letters and digits"},
      {"v=STSv1; id=123456789012345678901234567890123", NULL,
       "E12 id is '123456789012345678901234567890123'; it must be 1 to 32 letters and digits"},
      {"v=STSv1; id = 1", NULL,
       "E12 there is a blank beside the equals sign, where none may be | E15 there is no id, which senders need"},
      {"v=STSv1; id=", NULL, "E11 the tag has no value | E12 there is no id, which senders need"},
      {"v=STSv2; id=1", NULL, "E2 the version is 'STSv2'; it must be STSv1"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    struct mta_sts_record record;
    mta_sts_record_parse(cases[i].text, &record);
    same(cases[i].text, words_of(record.findings), cases[i].findings);
    assert_true(record.valid == (cases[i].id != NULL));
    if (record.valid)
      assert_string_equal(record.id, cases[i].id);
    mta_sts_record_clear(&record);
  }
  assert_true(mta_sts_record_is("v=STSv1; id=1"));
  assert_false(mta_sts_record_is("v=STSv1 ; id=1"));
  assert_false(mta_sts_record_is("v=stsv1; id=1"));
}

static void a_policy_of_mta_sts_is_read_as_senders_do(void **state) {
  (void)state;
#define GOOD "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.Example.NET\r\nmax_age: 604800\r\n"
  static const struct {
    const char *text;
    bool valid;
    const char *findings;
  } cases[] = {
      {GOOD, true, ""},
      {"version: STSv1\nmode: testing\nmx:mail.example.com  \nmax_age:31557600", true, ""},
      {"version: STSv1\nmode: none\nmax_age: 604800\n", true, ""},
      {GOOD "odd.key_1: x y\r\n", true, "N89 the field 'odd.key_1' is unknown and ignored"},
      {GOOD "mode: none\r\n", true, "W89 mode comes again and is ignored"},
      {"version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 3600\n", true,
       "W52 max_age is less than a week, so senders soon forget the policy; weeks or more are usual"},
      {"", false, "E0 there is no version | E0 there is no mode | E0 there is no max_age | E0 there is no mx"},
      {"version: STSv1\nmode: enforce\nmax_age: 604800\n", false, "E45 there is no mx"},
      {"version: STSv2\nmode: Enforce\nmx: a.example\nmax_age: 604800\n", false,
       "E9 version is 'STSv2'; it must be STSv1 | E21 mode is 'Enforce'; it may be enforce, testing or none"},
      {"version: STSv1\nmode: none\nmax_age: 31557601\n", false,
       "E35 max_age is '31557601'; it must be a number of seconds up to 31557600"},
      {"version: STSv1\nmode: none\nmax_age: -1\n", false,
       "E35 max_age is '-1'; it must be a number of seconds up to 31557600"},
      {"version: STSv1\nmode: none\nmax_age: 99999999999999999999\n", false,
       "E35 max_age is '99999999999999999999'; it must be a number of seconds up to 31557600"},
      {"version: STSv1\nmode: none\nmax_age: 604800\nmx: mail.example.com.\n", false,
       "E46 mx is 'mail.example.com.'; a host is written without a dot at the end here"},
      {"version: STSv1\nmode: none\nmax_age: 604800\nmx: a.*.example\n", false,
       "E46 mx is 'a.*.example', which is no host name, nor one with *. in front; a name that is not ASCII must be "
       "written in A-labels (xn--)"},
      {"version: STSv1\nmode: none\n\nmax_age: 604800\n", false, "E26 there is an empty line, which may not be"},
      {"version: STSv1\nmode: none\nmax_age: 604800\n<html>\n", false,
       "E42 '<html>' is no line of the form key: value"},
      {"version: STSv1\nmode: none\n max_age: 604800\n", false,
       "E26 a line begins with a blank | E43 there is no max_age"},
      {"version: STSv1\nmode: \xff\nmax_age: 604800\n", false, "E0 the file is no text in UTF-8"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    struct mta_sts_policy policy;
    g_autofree char *bytes = g_memdup2(cases[i].text, strlen(cases[i].text)); /* nothing behind it may be read */
    mta_sts_policy_parse(bytes ? bytes : "", strlen(cases[i].text), &policy);
    same(cases[i].text, words_of(policy.findings), cases[i].findings);
    assert_true(policy.valid == cases[i].valid);
    mta_sts_policy_clear(&policy);
  }
  struct mta_sts_policy policy;
  mta_sts_policy_parse(GOOD, strlen(GOOD), &policy);
  assert_int_equal(policy.mode, MTA_STS_ENFORCE);
  assert_int_equal(policy.max_age, 604800);
  assert_int_equal(policy.mx->len, 2);
  assert_true(mta_sts_policy_allows(&policy, "MAIL.example.com"));
  assert_true(mta_sts_policy_allows(&policy, "a.example.net"));
  assert_false(mta_sts_policy_allows(&policy, "example.net"));
  assert_false(mta_sts_policy_allows(&policy, "a.b.example.net"));
  assert_false(mta_sts_policy_allows(&policy, "a.mail.example.com"));
  assert_false(mta_sts_policy_allows(&policy, ".example.net"));
  mta_sts_policy_clear(&policy);
}

static void a_record_of_tls_rpt_says_where_reports_go(void **state) {
  (void)state;
  static const struct {
    const char *text;
    unsigned int uris;
    const char *findings;
  } cases[] = {
      {"v=TLSRPTv1; rua=mailto:reports@example.com", 1, ""},
      {"v=TLSRPTv1;rua=https://reporting.example.com/v1/tlsrpt , mailto:a@example.com;", 2, ""},
      {"v=TLSRPTv1; x=1; rua=mailto:a@example.com", 1, "N12 the field x is unknown and ignored"},
      {"v=TLSRPTv1;", 0, "E11 there is no rua, so reports go nowhere"},
      {"v=TLSRPTv1; rua=a@example.com", 0, "E16 rua has 'a@example.com', which is no URI; write mailto:a@example.com"},
      {"v=TLSRPTv1; rua=http://example.com/x,mailto:a@example.com", 1,
       "E12 rua has 'http://example.com/x'; it may be mailto: or https:"},
      {"v=TLSRPTv1; rua=mailto:a@example.com; rua=mailto:b@example.com", 1, "E38 rua comes again"},
      {"v=TLSRPTv2; rua=mailto:a@example.com", 0, "E2 the version is 'TLSRPTv2'; it must be TLSRPTv1"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    struct tls_rpt_record record;
    tls_rpt_record_parse(cases[i].text, &record);
    same(cases[i].text, words_of(record.findings), cases[i].findings);
    assert_int_equal(record.rua ? record.rua->len : 0, cases[i].uris);
    assert_true(record.valid == (cases[i].uris > 0));
    tls_rpt_record_clear(&record);
  }
}

static void a_record_of_bimi_names_an_image_or_declines(void **state) {
  (void)state;
  static const struct {
    const char *text;
    bool valid, declines;
    const char *findings;
  } cases[] = {
      {"v=BIMI1; l=https://example.com/logo.svg; a=https://example.com/vmc.pem", true, false, ""},
      {"v=BIMI1; l=https://example.com/logo.svg; avp=brand", true, false, ""},
      {"v=BIMI1; l=; a=;", true, true, ""},
      {"v=BIMI1; l=", true, true, ""},
      {"v=BIMI1; a=https://example.com/vmc.pem", false, false, "E38 there is no l, which names the image"},
      {"v=BIMI1; l=; a=https://example.com/vmc.pem", false, false, "E42 a is set and l is empty"},
      {"v=BIMI1; l=http://example.com/logo.svg", false, false,
       "E11 l is 'http://example.com/logo.svg'; it must be one https URI"},
      {"v=BIMI1; l=https://example.com/logo.png", true, false, "N11 l does not end in .svg, as most receivers expect"},
      {"v=BIMI1; l=; l=", false, true, "E13 l comes again"},
      {"v=BIMI1; l=; z=1", true, true, "N13 the tag z is unknown and ignored"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    struct bimi_record record;
    bimi_record_parse(cases[i].text, &record);
    same(cases[i].text, words_of(record.findings), cases[i].findings);
    assert_true(record.valid == cases[i].valid && record.declines == cases[i].declines);
    bimi_record_clear(&record);
  }
  assert_false(bimi_record_is("v=BIMI2; l="));
}

static void a_tlsa_record_is_usable_for_mail_or_is_not(void **state) {
  (void)state;
  static const struct {
    uint8_t head[3];
    size_t length;
    bool usable;
  } cases[] = {
      {{3, 1, 1}, 32, true},  {{2, 0, 1}, 32, true},  {{3, 0, 2}, 64, true},  {{3, 1, 0}, 91, true},
      {{0, 1, 1}, 32, false}, {{1, 1, 1}, 32, false}, {{4, 1, 1}, 32, false}, {{3, 2, 1}, 32, false},
      {{3, 1, 3}, 32, false}, {{3, 1, 1}, 31, false}, {{3, 1, 2}, 32, false},
  };
  struct tlsa_record record;
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    uint8_t bytes[3 + 100] = {0};
    memcpy(bytes, cases[i].head, 3);
    assert_true(tlsa_record_read(bytes, 3 + cases[i].length, &record));
    assert_true((tlsa_record_unusable(&record) == NULL) == cases[i].usable);
  }
  assert_false(tlsa_record_read((const uint8_t *)"\3\1\1", 3, &record));
  assert_true(tlsa_record_read((const uint8_t *)"\3\1\1\xab\x0c", 5, &record));
  same("3 1 1", tlsa_record_text(&record), "3 1 1 ab0c");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_record_of_mta_sts_is_read_as_senders_do),
      cmocka_unit_test(a_policy_of_mta_sts_is_read_as_senders_do),
      cmocka_unit_test(a_record_of_tls_rpt_says_where_reports_go),
      cmocka_unit_test(a_record_of_bimi_names_an_image_or_declines),
      cmocka_unit_test(a_tlsa_record_is_usable_for_mail_or_is_not),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
