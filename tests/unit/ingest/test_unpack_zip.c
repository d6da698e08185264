/* SPDX-License-Identifier: MIT */
#include "packing.h"

/* `length` bytes that do not shrink much, so that a zip of them is large. */
static GByteArray *noise(guint length) {
  GByteArray *content = g_byte_array_new();
  g_byte_array_set_size(content, length);
  uint32_t x = 2463534242u;
  for (guint i = 0; i < length; i++) {
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    content->data[i] = (uint8_t)x;
  }
  return content;
}

static void a_zip_is_unpacked(void **state) {
  (void)state;
  assert_told(zipped_one("a.xml", report("r1")), "report r1 | zip a.xml > xml\n");
}

/* RB-37 */
static void rb37_every_member_is_read_stored_or_not_in_folders_or_not(void **state) {
  (void)state;
  assert_told(zipped((struct member[]){{.name = "a.xml", .content = report("r1")},
                                       {.name = "folder/"},
                                       {.name = "folder/b.xml", .content = report("r2"), .stored = true},
                                       {.name = "c", .content = gzipped(report("r3"))},
                                       {0}}),
              "report r1 | zip a.xml > xml\nreport r2 | zip folder/b.xml > xml\nreport r3 | zip c > gzip > xml\n");
}

static void a_readme_and_macos_junk_beside_a_report_are_harmless(void **state) {
  (void)state;
  GByteArray *junk = g_byte_array_append(g_byte_array_new(), (const uint8_t *)"\0\5\x16\7\0\2\0\0", 8);
  assert_told(zipped((struct member[]){{.name = "README", .content = bytes_of("This is a report.\n")},
                                       {.name = "__MACOSX/._a.xml", .content = junk},
                                       {.name = "empty", .content = bytes_of("")},
                                       {.name = "a.xml", .content = report("r1")},
                                       {0}}),
              "report r1 | zip a.xml > xml\n");
}

static void a_zip_of_text_is_no_report_and_says_so_once(void **state) {
  (void)state;
  assert_told(zipped((struct member[]){
                  {.name = "a.txt", .content = bytes_of("one")}, {.name = "b.txt", .content = bytes_of("two")}, {0}}),
              "not a report | zip a.txt | neither XML, JSON, mail nor archive\n");
}

static void a_zip_with_nothing_in_it_is_no_report(void **state) {
  (void)state;
  const uint8_t end[22] = "PK\5\6";
  assert_told(g_byte_array_append(g_byte_array_new(), end, sizeof end),
              "not a report | zip | an archive with nothing in it\n");
  assert_told(zipped((struct member[]){{.name = "folder/"}, {0}}),
              "not a report | zip | an archive with nothing in it\n");
}

static void a_zip_in_a_zip_is_unpacked(void **state) {
  (void)state;
  assert_told(zipped_one("b.zip", zipped_one("a.xml", report("r1"))), "report r1 | zip b.zip > zip a.xml > xml\n");
}

static void an_encrypted_zip_is_rejected(void **state) {
  (void)state;
  assert_told(zipped((struct member[]){{.name = "a.xml", .content = report("r1"), .password = "secret"}, {0}}),
              "rejected | zip a.xml | the zip is encrypted\n");
}

static void a_zip_without_its_end_is_rejected(void **state) {
  (void)state;
  GByteArray *zip = zipped_one("a.xml", report("r1"));
  g_byte_array_set_size(zip, zip->len - 30);
  struct told told;
  told_read(&told, zip, NULL, true);
  assert_true(g_str_has_prefix(told.lines->str, "rejected | zip | the zip is damaged (")); /* libzip's words follow */
  told_end(&told);
}

static GByteArray *zip_between(const char *before, const char *after) {
  GByteArray *content = bytes_of(before), *zip = zipped_one("a.xml", report("r1"));
  g_byte_array_append(content, zip->data, zip->len);
  g_byte_array_append(content, (const uint8_t *)after, (guint)strlen(after));
  g_byte_array_unref(zip);
  return content;
}

/* RB-8 */
static void rb8_garbage_after_a_zip_is_skipped_with_a_warning(void **state) {
  (void)state;
  assert_told(zip_between("", "\r\n"), "report r1 | zip a.xml > xml ! garbage-after-zip\n");
  assert_told(zipped_one("b", zip_between("", "footer")), "report r1 | zip b > zip a.xml > xml ! garbage-after-zip\n");
  assert_told(zipped((struct member[]){
                  {.name = "b", .content = zip_between("", "x")}, {.name = "c", .content = report("r2")}, {0}}),
              "report r1 | zip b > zip a.xml > xml ! garbage-after-zip\nreport r2 | zip c > xml\n");
  GByteArray *padded = zip_between("", "");
  g_byte_array_set_size(padded, padded->len + 100);
  memset(padded->data + padded->len - 100, 0, 100);
  assert_told(padded, "report r1 | zip a.xml > xml\n");
}

static void white_space_before_a_zip_is_skipped(void **state) {
  (void)state;
  assert_told(zip_between("\r\n", ""), "report r1 | zip a.xml > xml\n");
  assert_told(gzipped(zip_between(" \n", "")), "report r1 | gzip > zip a.xml > xml\n");
}

static void a_member_with_a_wrong_checksum_is_rejected_and_the_others_are_read(void **state) {
  (void)state;
  GByteArray *zip = zipped((struct member[]){
      {.name = "a.xml", .content = report("r1"), .stored = true}, {.name = "b.xml", .content = report("r2")}, {0}});
  uint8_t *at = memmem(zip->data, zip->len, "reporter.example", 16);
  assert_non_null(at);
  *at = 'R';
  assert_told(zip, "rejected | zip a.xml > xml | the zip is damaged (CRC error)\nreport r2 | zip b.xml > xml\n");
}

static void hostile_member_names_are_made_printable_and_short(void **state) {
  (void)state;
  g_autofree char *name = g_strdup_printf("%0200d\033[2J.xml", 7);
  struct told told;
  told_read(&told, zipped_one(name, report("r1")), NULL, true);
  assert_null(strchr(told.lines->str, '\033'));
  assert_true(told.lines->len < 150);
  told_end(&told);
}

/* The noise makes the inner zip larger than what is held in memory. */
static GByteArray *large_zip(const char *id) {
  return zipped(
      (struct member[]){{.name = "noise", .content = noise(3u << 20)}, {.name = "a.xml", .content = report(id)}, {0}});
}

static void a_large_zip_in_a_container_goes_through_the_scratch_file(void **state) {
  (void)state;
  assert_told(gzipped(large_zip("r1")), "report r1 | gzip > zip a.xml > xml\n");
}

static void large_zips_in_each_other_share_the_scratch_file(void **state) {
  (void)state;
  GByteArray *inner = zipped((struct member[]){
      {.name = "one.zip", .content = large_zip("r1")}, {.name = "two.zip", .content = large_zip("r2")}, {0}});
  assert_told(gzipped(inner), "report r1 | gzip > zip one.zip > zip a.xml > xml\n"
                              "report r2 | gzip > zip two.zip > zip a.xml > xml\n");
}

static void without_a_scratch_file_a_large_zip_in_a_container_is_rejected(void **state) {
  (void)state;
  struct told told;
  told_read(&told, gzipped(large_zip("r1")), NULL, false);
  assert_string_equal(told.lines->str,
                      "rejected | gzip > zip | a zip inside another container is larger than 1 MiB and "
                      "there is no scratch file to hold it\n");
  told_end(&told);
}

static void a_large_zip_that_is_the_item_needs_no_scratch_file(void **state) {
  (void)state;
  struct told told;
  told_read(&told, large_zip("r1"), NULL, false);
  assert_string_equal(told.lines->str, "report r1 | zip a.xml > xml\n");
  told_end(&told);
}

static void a_zip_with_too_many_members_is_rejected_unread(void **state) {
  (void)state;
  struct member *members = g_new0(struct member, 1201);
  for (int i = 0; i < 1200; i++)
    members[i] = (struct member){.name = g_strdup_printf("%d.xml", i), .content = report("r")};
  GByteArray *zip = zipped(members);
  assert_told(zip, "rejected | zip | the zip has more than 1000 parts and archive members, the cap \"members\" of one "
                   "message\n");
  for (int i = 0; i < 1200; i++)
    g_free((char *)(uintptr_t)members[i].name);
  g_free(members);
}

/* An end record that claims a table of contents for which nobody should take memory. */
static void a_zip_that_claims_a_huge_table_is_rejected_before_it_is_opened(void **state) {
  (void)state;
  GByteArray *zip = zipped_one("a.xml", report("r1"));
  zip->data[zip->len - 22 + 15] = 0x10; /* size of the table: 256 MiB more */
  assert_told(zip, "rejected | zip | the zip has more than 1000 parts and archive members, the cap \"members\" of one "
                   "message\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_zip_is_unpacked),
      cmocka_unit_test(rb37_every_member_is_read_stored_or_not_in_folders_or_not),
      cmocka_unit_test(a_readme_and_macos_junk_beside_a_report_are_harmless),
      cmocka_unit_test(a_zip_of_text_is_no_report_and_says_so_once),
      cmocka_unit_test(a_zip_with_nothing_in_it_is_no_report),
      cmocka_unit_test(a_zip_in_a_zip_is_unpacked),
      cmocka_unit_test(an_encrypted_zip_is_rejected),
      cmocka_unit_test(a_zip_without_its_end_is_rejected),
      cmocka_unit_test(rb8_garbage_after_a_zip_is_skipped_with_a_warning),
      cmocka_unit_test(white_space_before_a_zip_is_skipped),
      cmocka_unit_test(a_member_with_a_wrong_checksum_is_rejected_and_the_others_are_read),
      cmocka_unit_test(hostile_member_names_are_made_printable_and_short),
      cmocka_unit_test(a_large_zip_in_a_container_goes_through_the_scratch_file),
      cmocka_unit_test(large_zips_in_each_other_share_the_scratch_file),
      cmocka_unit_test(without_a_scratch_file_a_large_zip_in_a_container_is_rejected),
      cmocka_unit_test(a_large_zip_that_is_the_item_needs_no_scratch_file),
      cmocka_unit_test(a_zip_with_too_many_members_is_rejected_unread),
      cmocka_unit_test(a_zip_that_claims_a_huge_table_is_rejected_before_it_is_opened),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
