/* SPDX-License-Identifier: MIT */
#include "record/spf_outline.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static void add(GArray *outline, const char *path) {
  const struct spf_outline_term term = {.path = g_strdup(path)};
  g_array_append_val(outline, term);
}

static void a_path_is_found_or_what_leads_to_it(void **state) {
  (void)state;
  g_autoptr(GArray) outline = spf_outline_new();
  add(outline, "mx");
  add(outline, "include:a.example");
  add(outline, "include:a.example > mx");
  add(outline, "include:%{d}.b.example");
  assert_int_equal(spf_outline_find(outline, "mx"), 0);
  assert_int_equal(spf_outline_find(outline, "include:a.example > mx"), 2);
  assert_int_equal(spf_outline_find(outline, "include:%{d}.b.example > include:c.example > mx"), 3);
  assert_int_equal(spf_outline_find(outline, "include:c.example > mx"), -1);
  assert_int_equal(spf_outline_find(outline, ""), -1);
}

static void terms_are_cut_and_printable(void **state) {
  (void)state;
  g_autofree char *many = g_strnfill(2 * (gsize)SPF_NAME_MOST, 'a');
  const struct spf_term term = {.whole = {many, 2 * (size_t)SPF_NAME_MOST}};
  const struct spf_term odd = {.whole = {"a\033[0m", 5}};
  g_autofree char *name = spf_term_name(&term), *shown = spf_term_name(&odd);
  assert_int_equal(strlen(name), SPF_NAME_MOST);
  assert_null(strchr(shown, '\033'));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_path_is_found_or_what_leads_to_it),
      cmocka_unit_test(terms_are_cut_and_printable),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
