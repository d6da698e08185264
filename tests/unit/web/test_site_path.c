/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "web/calendar.h"
#include "web/site_parts.h"

#define DAY 20780 /* 2026-11-23 */

static struct site_paths paths_new(void) {
  return (struct site_paths){
      .period = {DAY - 29, DAY + 1},
      .domains = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref)};
}

static struct target target_of(const char *page, const char *domain) {
  return (struct target){.page = page_find(page),
                         .filter = {.has_period = true, .period = {DAY - 29, DAY + 1}, .domain = domain}};
}

static void is_at(struct site_paths *paths, const struct target *target, const char *expected) {
  g_autofree char *path = site_path(paths, target);
  if (expected)
    assert_string_equal(path, expected);
  else
    assert_null(path);
}

static void pages_have_their_places(void **state) {
  (void)state;
  struct site_paths paths = paths_new();
  struct target target = target_of("overview", NULL);
  is_at(&paths, &target, "index");
  target.filter.period = calendar_month(DAY - 30);
  is_at(&paths, &target, "2026-10");
  target.filter.period = (struct period){DAY - 6, DAY + 1};
  is_at(&paths, &target, NULL);
  target = target_of("failures", "example.com");
  is_at(&paths, &target, "domain/example.com/failures");
  target = target_of("source", "example.com");
  target.filter.source_first = target.filter.source_last = (struct source_address){16, {0x20, 1, 0xd, 0xb8, [15] = 1}};
  is_at(&paths, &target, "domain/example.com/source/2001-db8--1");
  g_hash_table_unref(paths.domains);
}

static void there_is_no_page_for_other_filters(void **state) {
  (void)state;
  struct site_paths paths = paths_new();
  struct target target = target_of("sources", NULL);
  target.filter.sort = "messages";
  is_at(&paths, &target, NULL);
  target = target_of("sources", NULL);
  target.filter.reporter = "google.com";
  is_at(&paths, &target, NULL);
  target = target_of("sources", NULL);
  target.filter.period = calendar_month(DAY);
  is_at(&paths, &target, NULL);
  target = target_of("source", "example.com");
  target.filter.source_first = (struct source_address){4, {192, 0, 2, 0}};
  target.filter.source_last = (struct source_address){4, {192, 0, 2, 255}};
  is_at(&paths, &target, NULL);
  g_hash_table_unref(paths.domains);
}

/* No name leads out of the folder, hides in it, or is longer than a file system takes. */
static void hostile_domains_stay_in_their_folder(void **state) {
  (void)state;
  g_autofree char *endless = g_strnfill(5000, '<');
  const char *const names[] = {"..",   ".",    "../../etc/passwd", ".htaccess", "a/b", "<svg onload=x>", "\n",
                               "\xff", endless};
  struct site_paths paths = paths_new();
  for (unsigned int i = 0; i < G_N_ELEMENTS(names); i++) {
    const struct target target = target_of("domain", names[i]);
    g_autofree char *path = site_path(&paths, &target);
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    assert_int_equal(g_strv_length(parts), 3);
    assert_true(parts[1][0] != '.' && strlen(parts[1]) <= 200);
    for (const char *p = parts[1]; *p; p++)
      assert_true(g_ascii_isalnum(*p) || strchr("._-=", *p));
  }
  g_hash_table_unref(paths.domains);
}

static void strangers_cannot_make_pages_without_end(void **state) {
  (void)state;
  struct site_paths paths = paths_new();
  unsigned int domains = 0, sources = 0;
  for (unsigned int i = 0; i < 1000; i++) {
    g_autofree char *name = g_strdup_printf("d%u.example", i);
    struct target target = target_of("domain", name);
    g_autofree char *path = site_path(&paths, &target);
    domains += path != NULL;
    target = target_of("source", "d1.example");
    target.filter.source_first = (struct source_address){4, {10, 0, (uint8_t)(i >> 8), (uint8_t)i}};
    target.filter.source_last = target.filter.source_first;
    g_autofree char *source = site_path(&paths, &target);
    sources += source != NULL;
  }
  assert_int_equal(domains, SITE_DOMAINS_MOST);
  assert_int_equal(sources, SITE_SOURCES_OF_DOMAIN);
  g_hash_table_unref(paths.domains);
}

static void a_site_of_one_domain_has_no_other(void **state) {
  (void)state;
  struct site_paths paths = paths_new();
  paths.domain = "example.com";
  struct target target = target_of("domain", "example.com");
  is_at(&paths, &target, "index");
  target = target_of("domain", "example.org");
  is_at(&paths, &target, NULL);
  target = target_of("overview", NULL);
  is_at(&paths, &target, NULL);
  target = target_of("failures", NULL);
  is_at(&paths, &target, NULL);
  g_hash_table_unref(paths.domains);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pages_have_their_places),
      cmocka_unit_test(there_is_no_page_for_other_filters),
      cmocka_unit_test(hostile_domains_stay_in_their_folder),
      cmocka_unit_test(strangers_cannot_make_pages_without_end),
      cmocka_unit_test(a_site_of_one_domain_has_no_other),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
