/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/organisation.h"
#include <glib.h>
#include <string.h>

static void the_organisational_domain_is_one_label_below_the_public_suffix(void **state) {
  (void)state;
  static const struct {
    const char *domain, *organisation;
  } cases[] = {
      {"example.com", "example.com"},
      {"mail.a.example.com", "example.com"},
      {"MAIL.Example.COM.", "example.com"},
      {"news.example.co.uk", "example.co.uk"},
      {"co.uk", NULL},
      {"com", NULL},
      {"B\xc3\xbc"
       "cher.example",
       "xn--bcher-kva.example"},
      {"", NULL},
      {"192.0.2.1", NULL},
      {"two..dots.example", NULL},
      {"a b.example", NULL},
      {"\xff.example", NULL},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *found = organisation_of(cases[i].domain, strlen(cases[i].domain));
    if (g_strcmp0(found, cases[i].organisation) != 0)
      fail_msg("%s: %s", cases[i].domain, found ? found : "none");
  }
}

static void alignment_is_relaxed_or_strict(void **state) {
  (void)state;
  static const struct {
    const char *domain, *header_from;
    bool relaxed, strict;
  } cases[] = {
      {"example.com", "example.com", true, true},
      {"EXAMPLE.com.", "example.com", true, true},
      {"mail.example.com", "example.com", true, false},
      {"example.com", "news.example.com", true, false},
      {"example.org", "example.com", false, false},
      {"com", "example.com", false, false},
      {"a.co.uk", "b.co.uk", false, false},
      {"co.uk", "co.uk", true, true}, /* whoever owns a public suffix and sends as it */
      {NULL, "example.com", false, false},
      {"example.com", NULL, false, false},
      {"", "", false, false},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    assert_int_equal(organisation_aligns(cases[i].domain, cases[i].header_from, false), cases[i].relaxed);
    assert_int_equal(organisation_aligns(cases[i].domain, cases[i].header_from, true), cases[i].strict);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_organisational_domain_is_one_label_below_the_public_suffix),
      cmocka_unit_test(alignment_is_relaxed_or_strict),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
