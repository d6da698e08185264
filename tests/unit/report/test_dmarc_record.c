/* SPDX-License-Identifier: MIT */
/* DMARC records as people mean to publish them: what is in them, and what is refused. */
#include "report/dmarc_record.h"
#include "sample.h"

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
      {"V=DMARC1;p=Reject;ADKIM=s", NULL, NULL, POLICY_NONE, POLICY_NONE},
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
    GError *error = NULL;
    struct dmarc_record record;
    if (!dmarc_record_parse(cases[i].text, &record, &error)) {
      if (cases[i].wanted)
        fail_msg("%s: %s", cases[i].text, error->message);
      g_error_free(error);
      dmarc_record_clear(&record);
      continue;
    }
    g_autofree char *text = dmarc_record_text(&record);
    if (g_strcmp0(text, cases[i].wanted) != 0)
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
    assert_false(dmarc_record_parse(cases[i].text, &record, &error));
    assert_int_equal(error->code, 64);
    assert_string_equal(error->message, cases[i].wanted);
    g_error_free(error);
    dmarc_record_clear(&record);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_a_record_says),
      cmocka_unit_test(an_error_is_told_with_its_place_and_rule),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
