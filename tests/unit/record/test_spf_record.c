/* SPDX-License-Identifier: MIT */
/* Where the mistakes of an SPF record are, and what its terms are. */
#include "record/spf_record.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static void every_mistake_has_its_place(void **state) {
  (void)state;
  static const struct {
    const char *text;
    size_t places[4]; /* bytes, from 0; 0 ends */
  } cases[] = {
      {"v=spf1 -all", {0}},
      {"v=spf1 ip4:192.0.2.300 moo -all", {11, 23}},
      {"v=spf1 a:foo include: mx/33", {9, 21, 25}},
      {"v=spf1 redirect=a.example redirect=b.example", {26}},
      {"v=spf1 exists:%{d}.%{q}.example", {19}},
      {"v=spf1 ptr/24", {10}},
      {"v=spf1 \x80", {7}},
  };
  for (unsigned int i = 0; i < G_N_ELEMENTS(cases); i++) {
    struct spf_record record;
    unsigned int n = 0;
    assert_true(spf_record_is(cases[i].text));
    spf_record_parse(cases[i].text, &record);
    while (n < G_N_ELEMENTS(cases[i].places) && cases[i].places[n] > 0)
      n++;
    assert_int_equal(record.findings->len, n);
    assert_int_equal(record.broken, n > 0);
    for (unsigned int j = 0; j < n; j++)
      assert_int_equal(((const struct finding *)record.findings->pdata[j])->at, cases[i].places[j]);
    spf_record_clear(&record);
  }
}

static void terms_are_what_they_say(void **state) {
  (void)state;
  struct spf_record record;
  spf_record_parse("v=spf1 ~A:Host.example/24//64 ip6:2001:db8::/32 ?mx redirect=%{d2} exp=why.example x=y", &record);
  assert_false(record.broken);
  assert_int_equal(record.terms->len, 6);
  const struct spf_term *terms = (const struct spf_term *)(const void *)record.terms->data;
  assert_int_equal(terms[0].kind, SPF_A);
  assert_int_equal(terms[0].qualifier, '~');
  assert_int_equal(terms[0].prefix4, 24);
  assert_int_equal(terms[0].prefix6, 64);
  assert_true(span_says(terms[0].domain, "host.example"));
  assert_int_equal(terms[1].prefix6, 32);
  assert_memory_equal(terms[1].address, "\x20\x01\x0d\xb8", 4);
  assert_null(terms[2].domain.at);
  assert_ptr_equal(record.redirect, &terms[3]);
  assert_ptr_equal(record.exp, &terms[4]);
  assert_int_equal(terms[5].kind, SPF_UNKNOWN);
  spf_record_clear(&record);
}

static void only_v_spf1_makes_a_record(void **state) {
  (void)state;
  assert_true(spf_record_is("v=spf1"));
  assert_true(spf_record_is("V=SPF1 -all"));
  assert_false(spf_record_is("v=spf10"));
  assert_false(spf_record_is("v=spf1\t-all"));
  assert_false(spf_record_is(" v=spf1"));
  assert_false(spf_record_is("v=spf"));
  assert_false(spf_record_is(""));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_mistake_has_its_place),
      cmocka_unit_test(terms_are_what_they_say),
      cmocka_unit_test(only_v_spf1_makes_a_record),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
