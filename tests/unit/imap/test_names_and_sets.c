/* SPDX-License-Identifier: MIT */
/* Names of folders in the encoding of IMAP (RFC 3501 section 5.1.3), and sets of UIDs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "imap/session_parts.h"
#include "imap/uid_set.h"

/* -- names --------------------------------------------------------------------------------------------------------- */

static void is_encoded(const char *name, const char *wanted) {
  g_autofree char *encoded = imap_folder_encode(name);
  assert_string_equal(encoded, wanted);
}

static void ascii_stays_as_it_is(void **state) {
  (void)state;
  is_encoded("", "");
  is_encoded("INBOX", "INBOX");
  is_encoded("DMARC/2026 (old) ~*%\"\\", "DMARC/2026 (old) ~*%\"\\");
}

static void an_ampersand_is_marked(void **state) {
  (void)state;
  is_encoded("&", "&-");
  is_encoded("Tom & Jerry && Co", "Tom &- Jerry &-&- Co");
  is_encoded("&AOk-", "&-AOk-");
}

static void other_characters_are_base64_of_utf_16(void **state) {
  (void)state;
  is_encoded("Geprüft", "Gepr&APw-ft");
  is_encoded("ä", "&AOQ-");
  is_encoded("äö", "&AOQA9g-");
  is_encoded("äöü", "&AOQA9gD8-");
  is_encoded("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"); /* from the RFC */
  is_encoded("Hi Mom -☺-!", "Hi Mom -&Jjo--!");
  is_encoded("é&è", "&AOk-&-&AOg-");
}

static void characters_beyond_16_bits_are_pairs(void **state) {
  (void)state;
  is_encoded("😀", "&2D3eAA-");
  is_encoded("a😀b", "a&2D3eAA-b");
}

static void control_characters_are_encoded_too(void **state) {
  (void)state;
  is_encoded("a\tb", "a&AAk-b");
  is_encoded("\x7f", "&AH8-");
}

/* -- sets ---------------------------------------------------------------------------------------------------------- */

/* "1:3,7", one command a line. Caller frees. */
static char *sets_of(const GArray *uids) {
  GString *told = g_string_new(NULL);
  struct mailimap_set *set;
  guint at = 0;
  while ((set = uid_set_next(uids, &at)) != NULL) {
    for (clistiter *one = clist_begin(set->set_list); one; one = clist_next(one)) {
      const struct mailimap_set_item *range = clist_content(one);
      g_string_append_printf(told, one == clist_begin(set->set_list) ? "%u" : ",%u", range->set_first);
      if (range->set_last != range->set_first)
        g_string_append_printf(told, ":%u", range->set_last);
    }
    g_string_append_c(told, '\n');
    mailimap_set_free(set);
  }
  return g_string_free(told, FALSE);
}

static void gives(const uint32_t *uids, guint n, const char *wanted) {
  g_autoptr(GArray) array = g_array_new(FALSE, FALSE, sizeof *uids);
  if (n > 0)
    g_array_append_vals(array, uids, n);
  g_autofree char *told = sets_of(array);
  assert_string_equal(told, wanted);
}

static void neighbours_are_ranges(void **state) {
  (void)state;
  gives(NULL, 0, "");
  gives((const uint32_t[]){7}, 1, "7\n");
  gives((const uint32_t[]){1, 2, 3}, 3, "1:3\n");
  gives((const uint32_t[]){1, 3, 4, 9, 10, 11, 20}, 7, "1,3:4,9:11,20\n");
  gives((const uint32_t[]){4294967294, 4294967295}, 2, "4294967294:4294967295\n");
}

static void no_line_becomes_too_long(void **state) {
  (void)state;
  g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  for (uint32_t i = 0; i < 5000; i++) {
    const uint32_t uid = 4000000000 + 2 * i;
    g_array_append_val(uids, uid);
  }
  g_autofree char *told = sets_of(uids);
  g_auto(GStrv) lines = g_strsplit(told, "\n", -1);
  guint numbers = 0;
  for (char **line = lines; *line; line++) {
    assert_true(strlen(*line) < 8000);
    for (const char *at = *line; *at; at++)
      numbers += *at == ',' || at == *line;
  }
  assert_int_equal(numbers, 5000);
}

static void no_command_is_for_too_many(void **state) {
  (void)state;
  g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  for (uint32_t uid = 1; uid <= 2500; uid++)
    g_array_append_val(uids, uid);
  g_autofree char *told = sets_of(uids);
  assert_string_equal(told, "1:1000\n1001:2000\n2001:2500\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ascii_stays_as_it_is),
      cmocka_unit_test(an_ampersand_is_marked),
      cmocka_unit_test(other_characters_are_base64_of_utf_16),
      cmocka_unit_test(characters_beyond_16_bits_are_pairs),
      cmocka_unit_test(control_characters_are_encoded_too),
      cmocka_unit_test(neighbours_are_ranges),
      cmocka_unit_test(no_line_becomes_too_long),
      cmocka_unit_test(no_command_is_for_too_many),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
