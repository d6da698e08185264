/* SPDX-License-Identifier: MIT */
/* Words out of records of strangers are text, however they are shortened (what is found: tests/data/check_rules.txt).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "check/txt_joints.h"
#include <string.h>

/* Two strings of a TXT record on the wire, RFC 1035 section 3.3.14. */
static GByteArray *two_strings(const char *one, const char *other) {
  GByteArray *wire = g_byte_array_new();
  const char *const strings[] = {one, other};
  for (unsigned int i = 0; i < G_N_ELEMENTS(strings); i++) {
    const uint8_t length = (uint8_t)strlen(strings[i]);
    g_byte_array_append(wire, &length, 1);
    g_byte_array_append(wire, (const uint8_t *)strings[i], length);
  }
  return wire;
}

static void a_word_that_is_cut_is_still_text(void **state) {
  (void)state;
  for (unsigned int before = 0; before < 4; before++) {
    g_autoptr(GString) first = g_string_new("v=DKIM1; n=");
    g_string_append_len(first, "xxxx", before);
    for (unsigned int i = 0; i < 30; i++)
      g_string_append(first, "\xe2\x82\xac");
    g_autoptr(GByteArray) wire = two_strings(first->str, "p=MIIB");
    struct findings *findings = findings_list_new();
    txt_joints_dkim(findings, "s1._domainkey.example.com", &(struct dns_record){wire->data, wire->len});
    assert_int_equal(findings->list->len, 1);
    const struct check_finding *finding = findings->list->pdata[0];
    assert_string_equal(finding->rule, "dkim-joined-strings");
    assert_true(g_utf8_validate(finding->text, -1, NULL));
    assert_true(g_str_has_suffix(finding->text, "..."));
    findings_list_free(findings);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_word_that_is_cut_is_still_text)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
