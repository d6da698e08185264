/* SPDX-License-Identifier: MIT */
/* What is the address of a computer, and what only looks like one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/ip_address.h"

static void both_families_are_read_in_network_order(void **state) {
  (void)state;
  uint8_t bytes[IP_ADDRESS_MOST];
  static const uint8_t four[] = {192, 0, 2, 1}, six[16] = {0x20, 0x01, 0x0d, 0xb8, [15] = 7};
  assert_int_equal(ip_address_parse("192.0.2.1", bytes), 4);
  assert_memory_equal(bytes, four, sizeof four);
  assert_int_equal(ip_address_parse("2001:DB8::7", bytes), 16);
  assert_memory_equal(bytes, six, sizeof six);
  assert_int_equal(ip_address_parse("::ffff:192.0.2.1", bytes), 16);
}

static void anything_else_is_none(void **state) {
  (void)state;
  static const char *const wrong[] = {
      "",           "192.0.2",       "192.0.2.256",  "192.0.2.1 ",     "192.0.2.1/32",
      "0300.0.2.1", "[2001:db8::7]", "fe80::1%eth0", "2001:db8::7/64", "mail.example.com",
      "1",          "2001:db8::7::"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    assert_false(ip_address_is(wrong[i]));
  assert_true(ip_address_is("192.0.2.1"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(both_families_are_read_in_network_order),
      cmocka_unit_test(anything_else_is_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
