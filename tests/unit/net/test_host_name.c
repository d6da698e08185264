/* SPDX-License-Identifier: MIT */
/* Of all the bytes that a name in DNS may hold, only those of host names come through. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/host_name.h"
#include <glib.h>
#include <string.h>

struct vector {
  const char *wire;
  size_t length;
  const char *name; /* NULL: none */
};

#define WIRE(bytes) bytes, sizeof bytes /* with the NUL at its end, the root */

static void names_are_checked_byte_by_byte(void **state) {
  (void)state;
  static const struct vector vectors[] = {
      {WIRE("\4mail\7example\3com"), "mail.example.com"},
      {WIRE("\4MaIl\7Example\3COM"), "mail.example.com"},
      {WIRE("\3a-b\2co"), "a-b.co"},
      {WIRE("\1"
            "1\3com"),
       "1.com"},
      {WIRE("\13xn--mller-k\2de"), "xn--mller-k.de"},
      /* no host names */
      {WIRE(""), NULL},
      {WIRE("\11localhost"), NULL},
      {WIRE("\3192\1"
            "0\1"
            "2\1"
            "1"),
       NULL},
      {WIRE("\2-a\3com"), NULL},
      {WIRE("\2a-\3com"), NULL},
      {WIRE("\3a_b\3com"), NULL},
      {WIRE("\3a.b\3com"), NULL},
      {WIRE("\3a b\3com"), NULL},
      {WIRE("\3a\x1b[\3com"), NULL},
      {WIRE("\3a\nb\3com"), NULL},
      {WIRE("\3a\0b\3com"), NULL},
      {WIRE("\2\xc3\xbc\3com"), NULL},
      {WIRE("\3<b>\3com"), NULL},
      {WIRE("\1*\3com"), NULL},
      /* broken */
      {"", 0, NULL},
      {"\3com", 4, NULL},
      {"\4mail\7example", 10, NULL},
      {"\4mail\7example\3com\0more", 22, NULL},
      {"\4mail\xc0\x0c", 7, NULL},
      {"\x40mail", 5, NULL},
      {"\xff", 1, NULL},
  };
  for (unsigned int i = 0; i < G_N_ELEMENTS(vectors); i++) {
    /* on the heap, so that a byte too far is seen */
    g_autofree uint8_t *bytes = g_memdup2(vectors[i].wire, vectors[i].length);
    g_autofree char *name = host_name_from_wire(bytes, vectors[i].length);
    if (g_strcmp0(name, vectors[i].name) != 0)
      fail_msg("vector %u gives '%s'", i, name ? name : "nothing");
  }
}

/* Labels of 63, the last one of `last`, then "com" */
static char *of_length(uint8_t last) {
  g_autoptr(GByteArray) wire = g_byte_array_new();
  uint8_t label[64];
  memset(label, 'a', sizeof label);
  for (int i = 0; i < 4; i++) {
    label[0] = i < 3 ? 63 : last;
    g_byte_array_append(wire, label, label[0] + 1u);
  }
  g_byte_array_append(wire, (const guint8 *)"\3com", 5);
  return host_name_from_wire(wire->data, wire->len);
}

static void a_name_has_at_most_253_characters(void **state) {
  (void)state;
  g_autofree char *most = of_length(57), *more = of_length(58);
  assert_int_equal(strlen(most), HOST_NAME_MOST);
  assert_null(more);
}

static void random_bytes_do_no_harm(void **state) {
  (void)state;
  g_autoptr(GRand) random = g_rand_new_with_seed(20261124);
  for (int round = 0; round < 20000; round++) {
    const size_t length = (size_t)g_rand_int_range(random, 0, 300);
    g_autofree uint8_t *bytes = g_malloc(length);
    for (size_t i = 0; i < length; i++)
      bytes[i] = (uint8_t)(g_rand_int_range(random, 0, 4) == 0 ? g_rand_int_range(random, 0, 256)
                           : g_rand_int_range(random, 0, 20)   ? 'a'
                                                               : 3);
    g_autofree char *name = host_name_from_wire(bytes, length);
    assert_true(!name || strlen(name) <= HOST_NAME_MOST);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_are_checked_byte_by_byte),
      cmocka_unit_test(a_name_has_at_most_253_characters),
      cmocka_unit_test(random_bytes_do_no_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
