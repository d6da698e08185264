/* SPDX-License-Identifier: MIT */
#include "packing.h"

static const char xml_start[] = "<?xml version=\"1.0\"?><feedback>";

/* gzip of `start` and then `length` times `byte`, made without holding it. */
static GByteArray *gzip_bomb(const char *start, uint8_t byte, uint64_t length) {
  z_stream z = {0};
  assert_int_equal(deflateInit2(&z, 1, Z_DEFLATED, MAX_WBITS + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
  GByteArray *out = g_byte_array_new();
  uint8_t filler[65536], packed[65536];
  memset(filler, byte, sizeof filler);
  z.next_in = (Bytef *)(uintptr_t)start;
  z.avail_in = (uInt)strlen(start);
  int result;
  do {
    if (z.avail_in == 0 && length > 0) {
      z.next_in = filler;
      z.avail_in = (uInt)MIN(length, sizeof filler);
      length -= z.avail_in;
    }
    z.next_out = packed;
    z.avail_out = sizeof packed;
    result = deflate(&z, length == 0 ? Z_FINISH : Z_NO_FLUSH);
    g_byte_array_append(out, packed, (guint)(sizeof packed - z.avail_out));
  } while (result != Z_STREAM_END);
  deflateEnd(&z);
  return out;
}

/* Reads it and gives back how much was unpacked for that. */
static uint64_t unpacked(GByteArray *content, const struct caps *caps, const char *lines) {
  struct told told;
  told_read(&told, content, caps, true);
  assert_string_equal(told.lines->str, lines);
  const uint64_t expanded = told.collector.expanded;
  told_end(&told);
  return expanded;
}

static void a_report_is_read_as_it_is(void **state) {
  (void)state;
  assert_told(report("r1"), "report r1 | xml\n");
}

static void only_the_given_range_of_the_file_is_read(void **state) {
  (void)state;
  GByteArray *file = bytes_of("From: not@this\n\n"), *zip = zipped_one("a.xml", report("r1"));
  const guint offset = file->len;
  g_byte_array_append(file, zip->data, zip->len);
  g_byte_array_append(file, (const uint8_t *)"PK\3\4", 4);
  struct told told;
  told_begin(&told, NULL);
  struct content *reader = content_new(-1);
  const int fd = memory_file(file);
  content_read(reader, &told.collector, fd, offset, zip->len);
  assert_string_equal(told.lines->str, "report r1 | zip a.xml > xml\n");
  told_end(&told);
  content_free(reader);
  close(fd);
  g_byte_array_unref(file);
  g_byte_array_unref(zip);
}

static void an_empty_item_is_no_report(void **state) {
  (void)state;
  assert_told(bytes_of(""), "not a report |  | empty\n");
  assert_told(bytes_of(" \r\n\t"), "not a report |  | empty\n");
}

static void text_is_no_report(void **state) {
  (void)state;
  assert_told(bytes_of("hello"), "not a report |  | neither XML, JSON, mail nor archive\n");
}

static void a_tls_report_is_read(void **state) {
  (void)state;
  assert_told(
      gzipped(bytes_of("{\"organization-name\":\"x\",\"report-id\":\"t1\",\"contact-info\":\"c\",\"date-range\":"
                       "{\"start-datetime\":\"2025-06-01T00:00:00Z\",\"end-datetime\":\"2025-06-01T23:59:59Z\"},"
                       "\"policies\":[]}")),
      "tls t1 | gzip > json ! no-policies\n");
}

static void bare_base64_is_a_container(void **state) {
  (void)state;
  g_autofree char *lines = base64_lines(gzipped(report("r1")));
  assert_told(bytes_of(lines), "report r1 | base64 > gzip > xml\n");
}

/* `before` and then the report from `from` on. */
static GByteArray *report_behind(const char *before, const char *from) {
  GByteArray *content = bytes_of(before), *xml = report("r1");
  const char *start = g_strstr_len((const char *)xml->data, xml->len, from);
  const size_t skipped = (size_t)(start - (const char *)xml->data);
  g_byte_array_append(content, xml->data + skipped, xml->len - (guint)skipped);
  g_byte_array_unref(xml);
  return content;
}

static void text_before_the_xml_is_skipped_with_a_warning(void **state) {
  (void)state;
  assert_told(report_behind("Here is your report:\n", "<?xml"), "report r1 | xml ! junk-before-xml\n");
  assert_told(report_behind("Here is your report:\n", "<feedback"), "report r1 | xml ! junk-before-xml\n");
}

static void a_long_comment_may_stand_before_the_report(void **state) {
  (void)state;
  g_autofree char *filler = g_strnfill(5000, '-'), *comment = g_strdup_printf("<!-- %s -->\n", filler);
  assert_told(report_behind(comment, "<feedback"), "report r1 | xml\n");
  assert_told(bytes_of(comment), "not a report | xml | no <feedback> element in it\n");
}

/* RB-1: XML allows it before the root element, but not before the declaration. */
static void rb1_white_space_before_the_xml_is_skipped(void **state) {
  (void)state;
  static const char *const spaces[] = {"\r\n \n", "\n\xef\xbb\xbf", "\xef\xbb\xbf \n", " \xef\xbb\xbf\t"};
  for (size_t i = 0; i < G_N_ELEMENTS(spaces); i++) {
    assert_told(report_behind(spaces[i], "<?xml"), "report r1 | xml ! space-before-declaration\n");
    assert_told(report_behind(spaces[i], "<feedback"), "report r1 | xml\n");
  }
  assert_told(report_behind("", "<?xml"), "report r1 | xml\n");
  assert_told(report_behind("\xef\xbb\xbf", "<?xml"), "report r1 | xml\n");
}

static void a_gibibyte_of_zeros_is_refused_at_its_first_bytes(void **state) {
  (void)state;
  assert_in_range(
      unpacked(gzip_bomb("", 0, 1u << 30), NULL, "not a report | gzip | neither XML, JSON, mail nor archive\n"), 1,
      65536);
}

static void a_gibibyte_of_angle_brackets_is_refused_at_its_first_bytes(void **state) {
  (void)state;
  assert_in_range(unpacked(zipped_one("a.xml", gzip_bomb("", '<', 1u << 30)), NULL,
                           "not a report | zip a.xml > gzip | markup, but no DMARC report\n"),
                  1, 4u << 20);
}

static void endless_white_space_is_refused_early(void **state) {
  (void)state;
  assert_in_range(unpacked(gzip_bomb("", ' ', 1u << 30), NULL,
                           "not a report | gzip | begins with more than 64 KiB of white space\n"),
                  1, 3 * 65536);
}

static void a_container_that_unpacks_to_too_many_times_its_size_is_rejected(void **state) {
  (void)state;
  assert_in_range(unpacked(gzip_bomb(xml_start, ' ', 1u << 30), NULL,
                           "rejected | gzip > xml | the gzip data unpacks to more than 200 times its size, the cap "
                           "\"ratio\" of one container\n"),
                  16u << 20, (16u << 20) + 65536);
}

static void the_cap_on_unpacked_bytes_is_kept_in_gzip_and_zip(void **state) {
  (void)state;
  struct caps caps = caps_default;
  caps.expanded = 1u << 20;
  assert_in_range(
      unpacked(gzip_bomb(xml_start, ' ', 2u << 20), &caps,
               "rejected | gzip > xml | the gzip data unpacks to more than 1.0 MiB, the cap \"expanded\" of "
               "one message\n"),
      1u << 20, (1u << 20) + 65536);
  GByteArray *spaces = bytes_of(xml_start);
  const guint start = spaces->len;
  g_byte_array_set_size(spaces, 2u << 20);
  memset(spaces->data + start, ' ', spaces->len - start);
  assert_in_range(unpacked(zipped_one("a.xml", spaces), &caps,
                           "rejected | zip a.xml > xml | the zip unpacks to more than 1.0 MiB, the cap \"expanded\" of "
                           "one message\n"),
                  1u << 20, (1u << 20) + 65536);
}

static void the_cap_on_unpacked_bytes_is_for_all_members_together(void **state) {
  (void)state;
  struct caps caps = caps_default;
  GByteArray *one = report("r1");
  caps.expanded = one->len * 2 + 10;
  g_byte_array_unref(one);
  struct told told;
  told_read(&told,
            zipped((struct member[]){{.name = "a", .content = report("r1")},
                                     {.name = "b", .content = report("r2")},
                                     {.name = "c", .content = report("r3")},
                                     {.name = "d", .content = report("r4")},
                                     {0}}),
            &caps, true);
  assert_true(
      g_str_has_prefix(told.lines->str, "report r1 | zip a > xml\nreport r2 | zip b > xml\nrejected | zip c | "));
  assert_null(strstr(told.lines->str, "zip d"));
  told_end(&told);
}

static void containers_that_nest_too_deep_are_rejected(void **state) {
  (void)state;
  GByteArray *content = report("r1");
  for (int i = 0; i < 8; i++)
    content = gzipped(content);
  g_autoptr(GByteArray) fits = g_byte_array_append(g_byte_array_new(), content->data, content->len);
  assert_told(gzipped(content),
              "rejected | gzip > gzip > gzip > gzip > gzip > gzip > gzip > gzip > gzip | containers are "
              "nested more than 8 deep, the cap \"nesting\"\n");
  assert_told(g_byte_array_ref(fits), "report r1 | gzip > gzip > gzip > gzip > gzip > gzip > gzip > gzip > xml\n");
}

static void an_item_that_is_too_long_is_rejected_unread(void **state) {
  (void)state;
  struct caps caps = caps_default;
  caps.message = 1024;
  GByteArray *content = bytes_of("x");
  g_byte_array_set_size(content, 2048);
  assert_told_with(content, &caps, "rejected |  | is 2.0 KiB long, more than 1.0 KiB, the cap \"message\"\n");
}

static void an_item_that_became_shorter_is_left_for_later(void **state) {
  (void)state;
  GByteArray *content = report("r1");
  struct told told;
  told_begin(&told, NULL);
  struct content *reader = content_new(-1);
  const int fd = memory_file(content);
  content_read(reader, &told.collector, fd, 0, content->len + 1);
  assert_string_equal(told.lines->str, "try later |  | cannot be read to its end (it became shorter)\n");
  told_end(&told);
  content_free(reader);
  close(fd);
  g_byte_array_unref(content);
}

static void an_item_that_cannot_be_read_is_left_for_later(void **state) {
  (void)state;
  struct told told;
  told_begin(&told, NULL);
  struct content *reader = content_new(-1);
  content_read(reader, &told.collector, -1, 0, 100);
  assert_string_equal(told.lines->str, "try later |  | cannot be read to its end (EBADF)\n");
  told_end(&told);
  content_free(reader);
}

static bool deaf_report(struct collector *collector, const struct report *report) {
  told_report(collector, report);
  return false;
}

static void when_nobody_listens_nothing_more_is_told(void **state) {
  (void)state;
  GByteArray *zip =
      zipped((struct member[]){{.name = "a", .content = report("r1")}, {.name = "b", .content = report("r2")}, {0}});
  struct told told;
  told_begin(&told, NULL);
  told.collector.report = deaf_report;
  struct content *reader = content_new(-1);
  const int fd = memory_file(zip);
  content_read(reader, &told.collector, fd, 0, zip->len);
  assert_string_equal(told.lines->str, "report r1 | zip a > xml\n");
  told_end(&told);
  content_free(reader);
  close(fd);
  g_byte_array_unref(zip);
}

static void the_most_telling_reason_is_given(void **state) {
  (void)state;
  assert_told(zipped((struct member[]){{.name = "a", .content = bytes_of("text")},
                                       {.name = "b", .content = bytes_of("{\"policies\":[]}")},
                                       {.name = "c", .content = bytes_of("unused")},
                                       {0}}),
              "not a report | zip b > json | JSON, but no TLS report (RFC 8460)\n");
}

/* Whatever is cut off or changed anywhere: one answer at least, and the sanitizers have nothing to say. */
static void damage_anywhere_still_gives_an_answer(void **state) {
  (void)state;
  GByteArray *samples[] = {
      gzipped(report("r1")),
      zipped_one("a.xml", report("r1")),
      mail_of(attachment("application/zip", zipped_one("a.xml", report("r1"))),
              attachment("application/gzip", gzipped(report("r2"))), NULL),
  };
  struct content *reader = content_new(-1);
  for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
    for (guint at = 0; at < samples[i]->len; at++) {
      const uint8_t was = samples[i]->data[at];
      for (int way = 0; way < 2; way++) {
        struct told told;
        told_begin(&told, NULL);
        samples[i]->data[at] = way == 0 ? was ^ 0x21 : was;
        const int fd = memory_file(samples[i]);
        content_read(reader, &told.collector, fd, 0, way == 0 ? samples[i]->len : at);
        assert_true(told.lines->len > 0);
        close(fd);
        told_end(&told);
      }
    }
    g_byte_array_unref(samples[i]);
  }
  content_free(reader);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_report_is_read_as_it_is),
      cmocka_unit_test(only_the_given_range_of_the_file_is_read),
      cmocka_unit_test(an_empty_item_is_no_report),
      cmocka_unit_test(text_is_no_report),
      cmocka_unit_test(a_tls_report_is_read),
      cmocka_unit_test(bare_base64_is_a_container),
      cmocka_unit_test(text_before_the_xml_is_skipped_with_a_warning),
      cmocka_unit_test(a_long_comment_may_stand_before_the_report),
      cmocka_unit_test(rb1_white_space_before_the_xml_is_skipped),
      cmocka_unit_test(a_gibibyte_of_zeros_is_refused_at_its_first_bytes),
      cmocka_unit_test(a_gibibyte_of_angle_brackets_is_refused_at_its_first_bytes),
      cmocka_unit_test(endless_white_space_is_refused_early),
      cmocka_unit_test(a_container_that_unpacks_to_too_many_times_its_size_is_rejected),
      cmocka_unit_test(the_cap_on_unpacked_bytes_is_kept_in_gzip_and_zip),
      cmocka_unit_test(the_cap_on_unpacked_bytes_is_for_all_members_together),
      cmocka_unit_test(containers_that_nest_too_deep_are_rejected),
      cmocka_unit_test(an_item_that_is_too_long_is_rejected_unread),
      cmocka_unit_test(an_item_that_became_shorter_is_left_for_later),
      cmocka_unit_test(an_item_that_cannot_be_read_is_left_for_later),
      cmocka_unit_test(when_nobody_listens_nothing_more_is_told),
      cmocka_unit_test(the_most_telling_reason_is_given),
      cmocka_unit_test(damage_anywhere_still_gives_an_answer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
