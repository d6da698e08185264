/* SPDX-License-Identifier: MIT */
/* What checks found: which result counts for the whole, and that hostile input cannot make it endless. */
#include "check/finding.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static void add(struct findings *findings, enum check_result result, const char *evidence) {
  finding_add(findings, result, "example.com", "rule", NULL, evidence, NULL, "text");
}

static void the_worst_counts_for_the_whole(void **state) {
  (void)state;
  static const enum check_result from_good_to_bad[] = {CHECK_OK, CHECK_NOTE, CHECK_WARNING, CHECK_UNKNOWN, CHECK_ERROR};
  struct findings *findings = findings_list_new();
  assert_int_equal(findings->result, CHECK_OK);
  for (unsigned int i = 0; i < G_N_ELEMENTS(from_good_to_bad); i++) {
    add(findings, from_good_to_bad[i], NULL);
    assert_int_equal(findings->result, from_good_to_bad[i]);
    assert_int_equal(check_result_alarms(from_good_to_bad[i]), i >= 2);
  }
  add(findings, CHECK_OK, NULL);
  assert_int_equal(findings->result, CHECK_ERROR);
  findings_list_free(findings);
}

static void what_is_kept_has_a_cap(void **state) {
  (void)state;
  struct findings *findings = findings_list_new();
  g_autofree char *endless = g_strnfill(1000000, 'x');
  for (unsigned int i = 0; i < 10000; i++)
    add(findings, CHECK_OK, endless);
  assert_int_equal(findings->list->len, FINDINGS_MOST);
  const struct check_finding *first = findings->list->pdata[0], *last = findings->list->pdata[FINDINGS_MOST - 1];
  assert_int_equal(strlen(first->evidence), EVIDENCE_MOST);
  assert_string_equal(last->rule, "too-many-findings"); /* which is said, and counts */
  assert_int_equal(findings->result, CHECK_UNKNOWN);
  findings_list_free(findings);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_worst_counts_for_the_whole),
      cmocka_unit_test(what_is_kept_has_a_cap),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
