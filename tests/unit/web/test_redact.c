/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "web/redact.h"

static void becomes(const char *text, const char *expected) {
  g_autofree char *redacted = redact_text(text);
  assert_string_equal(redacted, expected);
}

static void addresses_keep_their_network_only(void **state) {
  (void)state;
  becomes("203.0.113.7 is suspicious", "203.0.113.x is suspicious");
  becomes("from 198.51.100.0 to 198.51.100.255.", "from 198.51.100.x to 198.51.100.x.");
  becomes("2001:db8:1:2::7, which", "2001:db8:1::x, which");
  becomes("v=spf1 ip6:2001:db8:1:2::/64 ip4:192.0.2.1 -all", "v=spf1 ip6:2001:db8:1::x/64 ip4:192.0.2.x -all");
  becomes("[\"2001:db8::1\",\"192.0.2.1\"]", "[\"2001:db8:0::x\",\"192.0.2.x\"]");
  becomes("::ffff:192.0.2.1", "0:0:0::x");
}

static void local_parts_are_hidden(void **state) {
  (void)state;
  becomes("write to jane.doe@example.com", "write to …@example.com");
  becomes("<1.2@mail.example.org>", "<…@mail.example.org>");
  becomes("imap://user@host", "imap:…@host");
}

static void figures_times_and_domains_stay(void **state) {
  (void)state;
  static const char *const harmless[] = {"30 days to 23 November 2026; 97.7 % passed",
                                         "2026-11-23 14:05:09",
                                         "news.example.com",
                                         "129,875",
                                         "v=DMARC1; p=none",
                                         "1.2.3",
                                         "abc:def"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(harmless); i++)
    becomes(harmless[i], harmless[i]);
}

static void odd_bytes_do_no_harm(void **state) {
  (void)state;
  assert_null(redact_text(NULL));
  becomes("", "");
  becomes("\xff 192.0.2.9", "\xef\xbf\xbd 192.0.2.x");
  g_autofree char *colons = g_strnfill(100000, ':'), *redacted = redact_text(colons);
  assert_non_null(redacted);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(addresses_keep_their_network_only),
      cmocka_unit_test(local_parts_are_hidden),
      cmocka_unit_test(figures_times_and_domains_stay),
      cmocka_unit_test(odd_bytes_do_no_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
