/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/address.h"

static void spans(const char *typed, const char *wanted_first, const char *wanted_last) {
  struct source_address first, last;
  assert_true(address_parse_range("--source", typed, &first, &last, NULL));
  g_autofree char *from = address_text(first.bytes, first.length), *to = address_text(last.bytes, last.length);
  assert_string_equal(from, wanted_first);
  assert_string_equal(to, wanted_last);
}

static void refuses(const char *typed) {
  struct source_address first, last;
  GError *error = NULL;
  assert_false(address_parse_range("--source", typed, &first, &last, &error));
  assert_int_equal(error->code, 64);
  assert_true(g_str_has_prefix(error->message, "--source: '"));
  g_error_free(error);
}

static void an_address_is_a_range_of_one(void **state) {
  (void)state;
  spans("192.0.2.1", "192.0.2.1", "192.0.2.1");
  spans("2001:DB8::1", "2001:db8::1", "2001:db8::1");
}

static void a_block_spans_its_addresses(void **state) {
  (void)state;
  spans("192.0.2.0/24", "192.0.2.0", "192.0.2.255");
  spans("192.0.2.128/25", "192.0.2.128", "192.0.2.255");
  spans("10.0.0.0/9", "10.0.0.0", "10.127.255.255");
  spans("2001:db8::/32", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff");
  spans("2001:db8::/127", "2001:db8::", "2001:db8::1");
}

static void the_widest_and_the_narrowest_blocks_work(void **state) {
  (void)state;
  spans("0.0.0.0/0", "0.0.0.0", "255.255.255.255");
  spans("192.0.2.7/32", "192.0.2.7", "192.0.2.7");
  spans("::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
  spans("2001:db8::7/128", "2001:db8::7", "2001:db8::7");
}

static void host_bits_are_tolerated(void **state) {
  (void)state;
  spans("192.0.2.77/24", "192.0.2.0", "192.0.2.255");
  spans("2001:db8::77/64", "2001:db8::", "2001:db8::ffff:ffff:ffff:ffff");
}

static void an_ipv4_address_in_ipv6_clothes_is_the_ipv4_address(void **state) {
  (void)state;
  spans("::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1");
  spans("::ffff:192.0.2.0/120", "192.0.2.0", "192.0.2.255");
}

static void what_is_no_address_is_refused_with_a_sentence(void **state) {
  (void)state;
  static const char *const wrong[] = {"",
                                      "192.0.2",
                                      "192.0.2.256",
                                      "192.0.2.1/33",
                                      "192.0.2.1/",
                                      "2001:db8::/129",
                                      "192.0.2.1/-1",
                                      "192.0.2.1/24/8",
                                      "example.com",
                                      "192.0.2.1 ",
                                      "/24",
                                      "192.0.2.1/0x8",
                                      "\033[2J"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(wrong); i++)
    refuses(wrong[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_address_is_a_range_of_one),
      cmocka_unit_test(a_block_spans_its_addresses),
      cmocka_unit_test(the_widest_and_the_narrowest_blocks_work),
      cmocka_unit_test(host_bits_are_tolerated),
      cmocka_unit_test(an_ipv4_address_in_ipv6_clothes_is_the_ipv4_address),
      cmocka_unit_test(what_is_no_address_is_refused_with_a_sentence),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
