/* SPDX-License-Identifier: MIT */
#include "packing.h"

static GByteArray *joined(GByteArray *first, GByteArray *second) {
  g_byte_array_append(first, second->data, second->len);
  g_byte_array_unref(second);
  return first;
}

static GByteArray *cut(GByteArray *content, guint off) {
  g_byte_array_set_size(content, content->len - off);
  return content;
}

static void a_gzip_is_unpacked(void **state) {
  (void)state;
  assert_told(gzipped(report("r1")), "report r1 | gzip > xml\n");
}

static void bare_zlib_is_unpacked(void **state) {
  (void)state;
  assert_told(deflated(report("r1"), MAX_WBITS), "report r1 | zlib > xml\n");
}

static void a_gzip_in_a_gzip_is_unpacked(void **state) {
  (void)state;
  assert_told(gzipped(gzipped(report("r1"))), "report r1 | gzip > gzip > xml\n");
}

static void the_members_of_a_gzip_are_one_content(void **state) {
  (void)state;
  GByteArray *whole = report("r1"), *rest = g_byte_array_new();
  g_byte_array_append(rest, whole->data + 300, whole->len - 300);
  g_byte_array_set_size(whole, 300);
  assert_told(joined(gzipped(whole), gzipped(rest)), "report r1 | gzip > xml\n");
}

/* Enough bytes before the second member that its magic number falls on every side of a block's end. */
static void a_member_may_begin_anywhere_in_a_block(void **state) {
  (void)state;
  for (guint i = 0; i < 4; i++) {
    GByteArray *whole = report("r1"), *rest = g_byte_array_new();
    g_byte_array_append(rest, whole->data + 300, whole->len - 300);
    g_byte_array_set_size(whole, 300);
    GByteArray *first = gzipped(whole);
    const guint zeros = 65536 - first->len - i;
    g_byte_array_set_size(first, first->len + zeros);
    memset(first->data + first->len - zeros, 0, zeros);
    assert_told(joined(first, gzipped(rest)), "report r1 | gzip > xml\n");
  }
}

/* RB-8 */
static void rb8_a_gzip_with_trailing_garbage_is_taken_with_a_warning(void **state) {
  (void)state;
  assert_told(joined(gzipped(report("r1")), bytes_of("\r\n")), "report r1 | gzip > xml ! garbage-after-gzip\n");
  assert_told(joined(gzipped(report("r1")), bytes_of("\x1f")), "report r1 | gzip > xml ! garbage-after-gzip\n");
  assert_told(joined(gzipped(report("r1")), bytes_of("\x1f\x8b junk")),
              "report r1 | gzip > xml ! garbage-after-gzip\n");
  assert_told(joined(deflated(report("r1"), MAX_WBITS), bytes_of("x")),
              "report r1 | zlib > xml ! garbage-after-gzip\n");
}

static void the_warning_is_not_for_the_neighbour(void **state) {
  (void)state;
  assert_told(zipped((struct member[]){{.name = "a", .content = joined(gzipped(report("r1")), bytes_of("x"))},
                                       {.name = "b", .content = gzipped(report("r2"))},
                                       {0}}),
              "report r1 | zip a > gzip > xml ! garbage-after-gzip\nreport r2 | zip b > gzip > xml\n");
}

static void padding_with_zeros_is_no_garbage(void **state) {
  (void)state;
  GByteArray *zeros = g_byte_array_new();
  g_byte_array_set_size(zeros, 512);
  memset(zeros->data, 0, 512);
  assert_told(joined(gzipped(report("r1")), zeros), "report r1 | gzip > xml\n");
}

static void a_warning_of_one_item_does_not_reach_the_next(void **state) {
  (void)state;
  struct told told;
  struct content *reader = content_new(-1);
  GByteArray *bad = joined(gzipped(report("r1")), bytes_of("x")), *good = gzipped(report("r2"));
  told_begin(&told, NULL);
  const int fds[] = {memory_file(bad), memory_file(good)};
  content_read(reader, &told.collector, fds[0], 0, bad->len);
  content_read(reader, &told.collector, fds[1], 0, good->len);
  assert_string_equal(told.lines->str, "report r1 | gzip > xml ! garbage-after-gzip\nreport r2 | gzip > xml\n");
  told_end(&told);
  content_free(reader);
  close(fds[0]);
  close(fds[1]);
  g_byte_array_unref(bad);
  g_byte_array_unref(good);
}

/* RB-33 */
static void rb33_a_truncated_gzip_is_rejected(void **state) {
  (void)state;
  assert_told(cut(gzipped(report("r1")), 1), "rejected | gzip > xml | the gzip data ends early\n");
  assert_told(cut(gzipped(report("r1")), 8), "rejected | gzip > xml | the gzip data ends early\n");
  assert_told(cut(gzipped(report("r1")), 200), "rejected | gzip > xml | the gzip data ends early\n");
  assert_told(cut(deflated(report("r1"), MAX_WBITS), 4), "rejected | zlib > xml | the zlib data ends early\n");
}

static void a_gzip_cut_in_its_header_is_rejected(void **state) {
  (void)state;
  GByteArray *gzip = gzipped(report("r1"));
  assert_told(cut(gzip, gzip->len - 5), "rejected | gzip | the gzip data ends early\n");
}

static void a_gzip_cut_in_its_second_member_is_rejected(void **state) {
  (void)state;
  GByteArray *whole = report("r1"), *rest = g_byte_array_new();
  g_byte_array_append(rest, whole->data + 300, whole->len - 300);
  g_byte_array_set_size(whole, 300);
  assert_told(cut(joined(gzipped(whole), gzipped(rest)), 20), "rejected | gzip > xml | the gzip data ends early\n");
}

/* The first member is whole, its checksum good, and the report in it ends there. */
static void a_report_in_a_whole_member_before_a_damaged_one_is_taken(void **state) {
  (void)state;
  GByteArray *both = joined(gzipped(report("r1")), gzipped(report("r2")));
  assert_told(cut(both, 20), "report r1 | gzip > xml ! several-reports\n"
                             "rejected | gzip > xml | the gzip data ends early\n");
}

static void a_wrong_checksum_is_rejected(void **state) {
  (void)state;
  GByteArray *gzip = gzipped(report("r1"));
  gzip->data[gzip->len - 6] ^= 1;
  assert_told(gzip, "rejected | gzip | the gzip data is damaged (incorrect data check)\n");
}

static void text_in_a_gzip_is_no_report(void **state) {
  (void)state;
  assert_told(gzipped(bytes_of("good morning")), "not a report | gzip | neither XML, JSON, mail nor archive\n");
}

/* RB-7 */
static void rb7_the_word_unused_has_a_friendly_reason(void **state) {
  (void)state;
  assert_told(gzipped(bytes_of("unused")),
              "not a report | gzip | the word \"unused\", which Yahoo and AOL sent instead of reports in May 2023\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_gzip_is_unpacked),
      cmocka_unit_test(bare_zlib_is_unpacked),
      cmocka_unit_test(a_gzip_in_a_gzip_is_unpacked),
      cmocka_unit_test(the_members_of_a_gzip_are_one_content),
      cmocka_unit_test(a_member_may_begin_anywhere_in_a_block),
      cmocka_unit_test(rb8_a_gzip_with_trailing_garbage_is_taken_with_a_warning),
      cmocka_unit_test(the_warning_is_not_for_the_neighbour),
      cmocka_unit_test(padding_with_zeros_is_no_garbage),
      cmocka_unit_test(a_warning_of_one_item_does_not_reach_the_next),
      cmocka_unit_test(rb33_a_truncated_gzip_is_rejected),
      cmocka_unit_test(a_gzip_cut_in_its_header_is_rejected),
      cmocka_unit_test(a_gzip_cut_in_its_second_member_is_rejected),
      cmocka_unit_test(a_report_in_a_whole_member_before_a_damaged_one_is_taken),
      cmocka_unit_test(a_wrong_checksum_is_rejected),
      cmocka_unit_test(text_in_a_gzip_is_no_report),
      cmocka_unit_test(rb7_the_word_unused_has_a_friendly_reason),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
