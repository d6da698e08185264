/* SPDX-License-Identifier: MIT */
#include "store/mention.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static bool mentions(const char *text, const char *what) {
  return mention_in(text, strlen(text), what);
}

static void an_address_is_itself_and_no_part_of_another(void **state) {
  (void)state;
  assert_true(mentions("ann@example.org", "ann@example.org"));
  assert_true(mentions("Ann <ANN@Example.org>, ask her.", "ann@example.org"));
  assert_true(mentions("smtp.mailfrom=ann@example.org.", "ann@example.org"));
  assert_false(mentions("joann@example.org", "ann@example.org"));
  assert_false(mentions("jo.ann@example.org", "ann@example.org"));
  assert_false(mentions("ann@example.org.example", "ann@example.org"));
  assert_false(mentions("ann@example.organic", "ann@example.org"));
}

static void a_domain_is_also_in_its_subdomains_and_addresses(void **state) {
  (void)state;
  assert_true(mentions("mail.example.org", "example.org"));
  assert_true(mentions("ann@example.org", "example.org"));
  assert_true(mentions("see https://example.org/", "example.org"));
  assert_false(mentions("notexample.org", "example.org"));
  assert_false(mentions("example.org.example", "example.org"));
  assert_false(mentions("example.org-mail.example", "example.org"));
}

static void bytes_without_end_are_searched_to_their_length(void **state) {
  (void)state;
  assert_true(mention_in("\0 a@b.example", 13, "a@b.example"));
  assert_false(mention_in("a@b.example", 10, "a@b.example"));
  assert_false(mention_in("", 0, "a@b.example"));
  assert_false(mentions("anything", ""));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_address_is_itself_and_no_part_of_another),
      cmocka_unit_test(a_domain_is_also_in_its_subdomains_and_addresses),
      cmocka_unit_test(bytes_without_end_are_searched_to_their_length),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
