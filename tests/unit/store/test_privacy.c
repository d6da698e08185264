/* SPDX-License-Identifier: MIT */
#include "store/privacy.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static const uint8_t key[PRIVACY_KEY_BYTES] = {1, 2, 3};

/* What becomes of `text`, with the one token in it shown as #. Caller frees. */
static char *hashed(const char *text) {
  g_autofree char *whole = privacy_hash(key, text);
  g_autoptr(GRegex) token = g_regex_new("hashed-[0-9a-f]{16}", 0, 0, NULL);
  return g_regex_replace_literal(token, whole, -1, 0, "#", 0, NULL);
}

static void expect(const char *text, const char *expected) {
  g_autofree char *got = hashed(text);
  assert_string_equal(got, expected);
}

static void the_local_part_of_every_address_is_a_token(void **state) {
  (void)state;
  expect("ann@example.org", "#@example.org");
  expect("Ann Other <ann.other+tag@example.org>, bob@example.net", "Ann Other <#@example.org>, #@example.net");
  expect("\"ann other\"@example.org", "#@example.org");
  expect("<\"a\\\"b\"@example.org>", "<#@example.org>");
  expect("rfc822;ann@example.org", "rfc822;#@example.org");
  expect("mailto:ann@example.org", "mailto:#@example.org");
  expect("j\xc3\xbcrgen@example.org", "#@example.org");
  expect("(mail-from=ann@example.org, ip=192.0.2.1)", "(mail-from=#@example.org, ip=192.0.2.1)");
  expect("prvs=12=ann@example.org", "prvs=#@example.org");
}

static void other_text_stays_as_it_is(void **state) {
  (void)state;
  expect("", "");
  expect("no address, example.org", "no address, example.org");
  expect("@example.org and @ alone", "@example.org and @ alone");
  assert_null(privacy_hash(key, NULL));
}

static void case_does_not_matter_and_the_domain_does(void **state) {
  (void)state;
  g_autofree char *one = privacy_hash(key, "Ann@example.org"), *same = privacy_hash(key, "aNN@EXAMPLE.org");
  g_autofree char *other = privacy_hash(key, "ann@example.net");
  assert_memory_equal(one, same, strlen("hashed-0123456789abcdef"));
  assert_memory_not_equal(one, other, strlen("hashed-0123456789abcdef"));
}

static void what_is_hashed_is_not_hashed_again(void **state) {
  (void)state;
  g_autofree char *once = privacy_hash(key, "to ann@example.org"), *twice = privacy_hash(key, once);
  assert_string_equal(once, twice);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_local_part_of_every_address_is_a_token),
      cmocka_unit_test(other_text_stays_as_it_is),
      cmocka_unit_test(case_does_not_matter_and_the_domain_does),
      cmocka_unit_test(what_is_hashed_is_not_hashed_again),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
