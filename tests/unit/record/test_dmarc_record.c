/* SPDX-License-Identifier: MIT */
/* DMARC records as people mean to publish them: what is in them, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "record/dmarc_record.h"
#include <string.h>

static void what_a_record_says(void **state) {
  (void)state;
  static const struct {
    const char *text, *wanted, *ignored; /* as dmarc_record_text() puts it */
    enum policy own, below;
  } cases[] = {
      {"v=DMARC1", "v=DMARC1", NULL, POLICY_NONE, POLICY_NONE},
      {"v=DMARC1;", "v=DMARC1", NULL, POLICY_NONE, POLICY_NONE},
      {"v=DMARC1; p=reject", "v=DMARC1; p=reject", NULL, POLICY_REJECT, POLICY_REJECT},
      {"v = DMARC1 ;\tp\t= reject ; ", "v=DMARC1; p=reject", NULL, POLICY_REJECT, POLICY_REJECT},
      {"V=DMARC1;p=Reject;adkim=S", "v=DMARC1; p=reject; adkim=s", NULL, POLICY_REJECT, POLICY_REJECT},
      {"v=DMARC1; sp=none; p=quarantine; aspf=s; adkim=r", "v=DMARC1; p=quarantine; sp=none; adkim=r; aspf=s", NULL,
       POLICY_QUARANTINE, POLICY_NONE},
      {"v=DMARC1; p=none; sp=reject; np=quarantine", "v=DMARC1; p=none; sp=reject; np=quarantine", NULL, POLICY_NONE,
       POLICY_REJECT},
      {"v=DMARC1; p=none; np=reject", "v=DMARC1; p=none; np=reject", NULL, POLICY_NONE, POLICY_NONE},
      {"v=DMARC1; p=reject; t=y", "v=DMARC1; p=reject; t=y", NULL, POLICY_QUARANTINE, POLICY_QUARANTINE},
      {"v=DMARC1; p=quarantine; sp=reject; t=y", "v=DMARC1; p=quarantine; sp=reject; t=y", NULL, POLICY_NONE,
       POLICY_QUARANTINE},
      {"v=DMARC1; p=none; t=y", "v=DMARC1; p=none; t=y", NULL, POLICY_NONE, POLICY_NONE},
      {"v=DMARC1; p=reject; t=n; psd=u; fo=1:d:s", "v=DMARC1; p=reject", NULL, POLICY_REJECT, POLICY_REJECT},
      {"v=DMARC1; p=reject; pct=50; ri=86400; rf=afrf", "v=DMARC1; p=reject", "pct, ri, rf", POLICY_REJECT,
       POLICY_REJECT},
      {"v=DMARC1; adkm=s; p=none", "v=DMARC1; p=none", "adkm", POLICY_NONE, POLICY_NONE},
      {"v=DMARC1; p=none; rua=mailto:a@example.com , https://example.com/dmarc?x=1,mailto:b@example.net!10m",
       "v=DMARC1; p=none", NULL, POLICY_NONE, POLICY_NONE},
      /* RFC 9989 appendix B.2 */
      {"v=DMARC1; p=none; rua=mailto:dmarc-feedback@example.com; ruf=mailto:auth-reports@example.com",
       "v=DMARC1; p=none", NULL, POLICY_NONE, POLICY_NONE},
      {"v=DMARC1; p=quarantine; rua=mailto:dmarc-feedback@example.com,mailto:tld-test@thirdparty.example.net; t=y",
       "v=DMARC1; p=quarantine; t=y", NULL, POLICY_NONE, POLICY_NONE},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;
    struct dmarc_record record;
    dmarc_record_parse(cases[i].text, &record);
    assert_true(record.valid);
    if (!findings_fault(record.findings, "--record", &error))
      fail_msg("%s: %s", cases[i].text, error->message);
    g_autofree char *text = dmarc_record_text(&record);
    if (strcmp(text, cases[i].wanted) != 0)
      fail_msg("%s is read as %s", cases[i].text, text);
    assert_string_equal(record.ignored ? record.ignored->str : "", cases[i].ignored ? cases[i].ignored : "");
    assert_int_equal(dmarc_record_policy(&record, false), cases[i].own);
    assert_int_equal(dmarc_record_policy(&record, true), cases[i].below);
    dmarc_record_clear(&record);
  }
}

#define AT(position, what, rule) "--record: at character " position ", " what " (RFC " rule ")."
#define GRAMMAR "9989 section 4.8"
#define TAGS "6376 section 3.2"
#define VERSION "9989 section 4.7"
#define FO "; it may be 0 or 1, d and s, each once, with colons between"

static void an_error_is_told_with_its_place_and_rule(void **state) {
  (void)state;
  static const struct {
    const char *text, *wanted;
  } cases[] = {
      {"", AT("1", "the record does not begin with v=DMARC1", VERSION)},
      {"p=reject; v=DMARC1", AT("1", "the record does not begin with v=DMARC1", VERSION)},
      {" v=DMARC1; p=none", AT("1", "the record does not begin with v=DMARC1", VERSION)},
      {"\"v=DMARC1; p=none\"", AT("1", "the record does not begin with v=DMARC1", VERSION)},
      {"DMARC1; p=none", AT("1", "the record does not begin with v=DMARC1", VERSION)},
      {"v=DMARC2; p=none", AT("3", "the version is 'DMARC2'; it must be DMARC1", VERSION)},
      {"v=dmarc1; p=none", AT("3", "the version is 'dmarc1'; it must be DMARC1", VERSION)},
      {"v=DMARC1 p=none", AT("3", "the version is 'DMARC1 p=none'; it must be DMARC1", VERSION)},
      {"v=; p=none", AT("3", "the version is ''; it must be DMARC1", VERSION)},
      {"v=DMARC1;; p=none", AT("10", "there is no tag before the semicolon", GRAMMAR)},
      {"v=DMARC1; p", AT("11", "'p' is no tag: it has no equals sign", GRAMMAR)},
      {"v=DMARC1; =none", AT("11", "'=none' begins with no name of letters", GRAMMAR)},
      {"v=DMARC1; p2=none", AT("11", "'p2=none' begins with no name of letters", GRAMMAR)},
      {"v=DMARC1; p= ; sp=none", AT("12", "the tag has no value", GRAMMAR)},
      {"v=DMARC1; p=rejct", AT("13", "p is 'rejct'; it may be none, quarantine, reject", GRAMMAR)},
      {"v=DMARC1; p=reject sp=none", AT("13", "p is 'reject sp=none'; it may be none, quarantine, reject", GRAMMAR)},
      {"v=DMARC1; p=none; np=all", AT("22", "np is 'all'; it may be none, quarantine, reject", GRAMMAR)},
      {"v=DMARC1; p=none; adkim=strict", AT("25", "adkim is 'strict'; it may be r, s", GRAMMAR)},
      {"v=DMARC1; t=1", AT("13", "t is '1'; it may be n, y", GRAMMAR)},
      {"v=DMARC1; psd=x", AT("15", "psd is 'x'; it may be y, n, u", GRAMMAR)},
      {"v=DMARC1; fo=0:1", AT("14", "fo is '0:1'" FO, GRAMMAR)},
      {"v=DMARC1; fo=d:d", AT("14", "fo is 'd:d'" FO, GRAMMAR)},
      {"v=DMARC1; fo=1:", AT("14", "fo is '1:'" FO, GRAMMAR)},
      {"v=DMARC1; p=none; p=reject", AT("19", "the tag p is there a second time", TAGS)},
      {"v=DMARC1; v=DMARC1", AT("11", "the tag v is there a second time", TAGS)},
      {"v=DMARC1; P=none", AT("11", "the tag p is not in lower case", TAGS)},
      {"v=DMARC1; rua=a@example.com",
       AT("15", "rua has 'a@example.com', which is no URI; write mailto:a@example.com", GRAMMAR)},
      {"v=DMARC1; rua=mailto:a@example.com,,mailto:b@example.com",
       AT("36", "rua has no URI where one belongs", GRAMMAR)},
      {"v=DMARC1; ruf=mailto:", AT("15", "ruf has 'mailto:', which is no URI", GRAMMAR)},
      {"v=DMARC1; ruf=mailto:a!b@example.com",
       AT("15", "ruf has 'mailto:a!b@example.com', in which the ! must be written %21", GRAMMAR)},
      {"v=DMARC1; p=none\x1b[31m", AT("17", "there is a character that may not be in a value", GRAMMAR)},
      {"v=DMARC1; p=n\xc3\xb6ne", AT("14", "there is a character that may not be in a value", GRAMMAR)},
      {"v=DMARC1; \x1b[31m", AT("11", "'\xef\xbf\xbd[31m' is no tag: it has no equals sign", GRAMMAR)},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    GError *error = NULL;
    struct dmarc_record record;
    dmarc_record_parse(cases[i].text, &record);
    assert_false(findings_fault(record.findings, "--record", &error));
    assert_int_equal(error->code, 64);
    assert_string_equal(error->message, cases[i].wanted);
    g_error_free(error);
    dmarc_record_clear(&record);
  }
}

/* "error 13 TEXT (RULE)" a line, with places from 0. */
static char *told(const GPtrArray *findings) {
  static const char *const severities[] = {"error", "warning", "note"};
  GString *text = g_string_new(NULL);
  for (unsigned int i = 0; i < findings->len; i++) {
    const struct finding *finding = findings->pdata[i];
    g_string_append_printf(text, "%s %zu %s (%s)\n", severities[finding->severity], finding->at, finding->text,
                           finding->rule);
  }
  return g_string_free(text, FALSE);
}

static void all_that_is_to_be_said_is_found(void **state) {
  (void)state;
  static const struct {
    const char *text, *wanted;
  } cases[] = {
      {"v=DMARC1; p=none; rua=mailto:a@example.com", ""},
      {"spf2.0/pra", "error 0 the record does not begin with v=DMARC1 (RFC 9989 section 4.7)\n"},
      {"v=DMARC1; p=rejct; x; adkim=q; rua=mailto:a@example.com",
       "error 12 p is 'rejct'; it may be none, quarantine, reject (RFC 9989 section 4.8)\n"
       "error 19 'x' is no tag: it has no equals sign (RFC 9989 section 4.8)\n"
       "error 28 adkim is 'q'; it may be r, s (RFC 9989 section 4.8)\n"},
      {"v=DMARC1; p=none; P=reject; pct=50; rue=x; fo=1; rua=a@example.com,mailto:b@example.com!1m",
       "error 18 the tag p is not in lower case (RFC 6376 section 3.2)\n"
       "warning 28 pct is historic and ignored; t=y takes the place of pct=0 (RFC 9989 appendix C.5.2)\n"
       "warning 36 there is no tag rue, so it is ignored; rua may be meant (RFC 9989 section 4.7)\n"
       "error 53 rua has 'a@example.com', which is no URI; write mailto:a@example.com (RFC 9989 section 4.8)\n"
       "warning 87 rua has a size limit, which is obsolete and ignored (RFC 9989 section 4.8)\n"
       "note 43 fo is ignored without ruf (RFC 9989 section 4.7)\n"},
      {"v=DMARC1;", "warning 9 there is no p, so the record counts as p=none (RFC 9989 section 4.7)\n"
                    "warning 9 there is no rua, so nobody sends aggregate reports (RFC 9989 section 4.7)\n"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    struct dmarc_record record;
    dmarc_record_parse(cases[i].text, &record);
    g_autofree char *text = told(record.findings);
    assert_string_equal(text, cases[i].wanted);
    dmarc_record_clear(&record);
  }
}

static void what_is_wrong_is_left_out_and_the_rest_holds(void **state) {
  (void)state;
  struct dmarc_record record;
  dmarc_record_parse("V=DMARC1;p=Reject;ADKIM=s;sp=never; aspf = S; psd=N;pct=20; "
                     "rua=oops, mailto:a@example.com!10m , https://example.com/r",
                     &record);
  assert_true(record.valid);
  g_autofree char *text = dmarc_record_text(&record);
  assert_string_equal(text, "v=DMARC1; p=reject; aspf=s");
  assert_int_equal(record.psd, DMARC_PSD_NO);
  assert_int_equal(record.rua->len, 2);
  assert_string_equal(record.rua->pdata[0], "mailto:a@example.com");
  assert_string_equal(record.rua->pdata[1], "https://example.com/r");
  assert_null(record.ruf);
  const struct tag *sp = &record.tags[DMARC_TAG_SP], *pct = &record.tags[DMARC_TAG_PCT];
  assert_true(span_says(sp->value, "never"));
  assert_int_equal(sp->name.at - record.text, 26);
  assert_true(span_says(pct->value, "20"));
  assert_null(record.tags[DMARC_TAG_ADKIM].name.at);
  dmarc_record_clear(&record);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_a_record_says),
      cmocka_unit_test(an_error_is_told_with_its_place_and_rule),
      cmocka_unit_test(all_that_is_to_be_said_is_found),
      cmocka_unit_test(what_is_wrong_is_left_out_and_the_rest_holds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
