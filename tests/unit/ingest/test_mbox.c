/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ingest/source_parts.h"

static int file_of(const char *bytes, size_t length) {
  const int fd = memfd_create("mbox", MFD_CLOEXEC);
  assert_true(fd >= 0);
  assert_int_equal(pwrite(fd, bytes, length, 0), length);
  return fd;
}

/* The mails of the bytes from `offset` to `end`, each as "origin <bytes>|". Caller frees. */
static char *split_range(const char *bytes, size_t length, uint64_t offset, uint64_t end) {
  GString *mails = g_string_new(NULL);
  struct item_file *file = item_file_new(file_of(bytes, length));
  struct mbox *mbox = mbox_new(file, offset, end, "box");
  item_file_release(file);
  for (struct item *item; (item = mbox_next(mbox)); item_free(item)) {
    assert_ptr_equal(item->file, file);
    g_string_append_printf(mails, "%s <%.*s>|", item->origin, (int)item->length, bytes + item->offset);
  }
  mbox_free(mbox);
  return g_string_free(mails, FALSE);
}

static void splits_into(const char *bytes, const char *mails) {
  g_autofree char *got = split_range(bytes, strlen(bytes), 0, strlen(bytes));
  assert_string_equal(got, mails);
}

static void an_mbox_is_told_by_its_first_five_bytes(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    bool is;
  } cases[] = {{"From a@b", true}, {"From ", true}, {"From:", false}, {"From", false}, {"", false}, {" From ", false}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    const int fd = file_of(cases[i].bytes, strlen(cases[i].bytes));
    assert_int_equal(mbox_begins(fd, 0), cases[i].is);
    close(fd);
  }
}

static void mails_begin_at_from_lines_after_an_empty_line(void **state) {
  (void)state;
  splits_into("From a\nX: 1\n\none\n\nFrom b\nX: 2\n\ntwo\n\nFrom c\nX: 3\n\nthree\n",
              "box, mail 1 <From a\nX: 1\n\none\n\n>|box, mail 2 <From b\nX: 2\n\ntwo\n\n>|"
              "box, mail 3 <From c\nX: 3\n\nthree\n>|");
}

static void lines_may_end_as_in_mail(void **state) {
  (void)state;
  splits_into("From a\r\n\r\none\r\n\r\nFrom b\r\n\r\ntwo\r\n",
              "box, mail 1 <From a\r\n\r\none\r\n\r\n>|box, mail 2 <From b\r\n\r\ntwo\r\n>|");
}

static void from_inside_a_paragraph_does_not_split(void **state) {
  (void)state;
  splits_into("From a\n\nhello\nFrom here on\n\n>From quoted\n\nFromage\n",
              "box <From a\n\nhello\nFrom here on\n\n>From quoted\n\nFromage\n>|");
}

static void a_single_mail_keeps_the_name_of_its_file(void **state) {
  (void)state;
  splits_into("From a\n\none\n", "box <From a\n\none\n>|");
  splits_into("From ", "box <From >|");
}

static void two_from_lines_in_a_row_are_two_mails(void **state) {
  (void)state;
  splits_into("From a\n\nFrom b\n\nFrom c", "box, mail 1 <From a\n\n>|box, mail 2 <From b\n\n>|box, mail 3 <From c>|");
}

static void only_the_given_range_is_split(void **state) {
  (void)state;
  static const char bytes[] = "xxFrom a\n\none\n\nFrom b\n\ntwo\n\nFrom c\n";
  const size_t third = (size_t)(strstr(bytes, "From c") - bytes);
  g_autofree char *got = split_range(bytes, strlen(bytes), 2, third);
  assert_string_equal(got, "box, mail 1 <From a\n\none\n\n>|box, mail 2 <From b\n\ntwo\n\n>|");
}

static void a_file_that_became_shorter_ends_early(void **state) {
  (void)state;
  static const char bytes[] = "From a\n\none\n\nFrom b\n\ntwo\n";
  struct item_file *file = item_file_new(file_of(bytes, strlen(bytes)));
  struct mbox *mbox = mbox_new(file, 0, 1000000, "box");
  unsigned int mails = 0;
  for (struct item *item; (item = mbox_next(mbox)); item_free(item))
    mails++;
  assert_int_equal(mails, 2);
  mbox_free(mbox);
  item_file_release(file);
}

/* Separators at every distance from the borders of whatever window the splitter reads through. */
static void no_separator_is_missed_wherever_it_lies(void **state) {
  (void)state;
  for (size_t padding = 65500; padding < 65560; padding++) {
    GString *bytes = g_string_new("From a\n\n");
    for (size_t i = 0; i < padding; i++)
      g_string_append_c(bytes, i % 70 == 69 ? '\n' : 'x');
    g_string_append(bytes, "\n\nFrom b\n\n");
    const size_t second = bytes->len - strlen("From b\n\n");
    for (size_t i = 0; i < padding; i++)
      g_string_append_c(bytes, i % 70 == 69 ? '\n' : 'x');
    g_string_append(bytes, "\r\n\r\nFrom c\n");
    const size_t third = bytes->len - strlen("From c\n");

    struct item_file *file = item_file_new(file_of(bytes->str, bytes->len));
    struct mbox *mbox = mbox_new(file, 0, bytes->len, "box");
    const uint64_t starts[] = {0, second, third, bytes->len};
    for (int i = 0; i < 3; i++) {
      struct item *item = mbox_next(mbox);
      assert_non_null(item);
      assert_int_equal(item->offset, starts[i]);
      assert_int_equal(item->length, starts[i + 1] - starts[i]);
      item_free(item);
    }
    assert_null(mbox_next(mbox));
    mbox_free(mbox);
    item_file_release(file);
    g_string_free(bytes, TRUE);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_mbox_is_told_by_its_first_five_bytes),
      cmocka_unit_test(mails_begin_at_from_lines_after_an_empty_line),
      cmocka_unit_test(lines_may_end_as_in_mail),
      cmocka_unit_test(from_inside_a_paragraph_does_not_split),
      cmocka_unit_test(a_single_mail_keeps_the_name_of_its_file),
      cmocka_unit_test(two_from_lines_in_a_row_are_two_mails),
      cmocka_unit_test(only_the_given_range_is_split),
      cmocka_unit_test(a_file_that_became_shorter_ends_early),
      cmocka_unit_test(no_separator_is_missed_wherever_it_lies),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
