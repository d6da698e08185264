/* SPDX-License-Identifier: MIT */
/* Mail that is made to cost more than it weighs, of the kinds that need more than a packer (see test_content.c too). */
#include "packing.h"

static void put(GByteArray *out, uint32_t number, unsigned int bytes) {
  for (unsigned int i = 0; i < bytes; i++)
    g_byte_array_append(out, (const uint8_t[]){(uint8_t)(number >> 8 * i)}, 1);
}

/* What the two headers of a member have in common (PKWARE's APPNOTE 4.3.7 and 4.3.12). */
static void put_header(GByteArray *out, const GByteArray *packed, uint32_t crc, guint length, uint32_t name_length) {
  put(out, 20, 2);
  put(out, 0, 2);
  put(out, 8, 2);
  put(out, 0x5a210000, 4);
  put(out, crc, 4);
  put(out, packed->len, 4);
  put(out, length, 4);
  put(out, name_length, 2);
  put(out, 0, 2);
}

/* A zip whose directory names the bytes of one member `n` times. Takes over `content`. */
static GByteArray *overlapping_zip(GByteArray *content, unsigned int n) {
  const guint length = content->len;
  const uint32_t crc = (uint32_t)crc32(0, content->data, length);
  g_autoptr(GByteArray) packed = deflated(content, -MAX_WBITS);
  GByteArray *zip = g_byte_array_new();
  put(zip, 0x04034b50, 4);
  put_header(zip, packed, crc, length, 1);
  g_byte_array_append(zip, (const uint8_t *)"a", 1);
  g_byte_array_append(zip, packed->data, packed->len);
  const guint directory = zip->len;
  for (unsigned int i = 0; i < n; i++) {
    put(zip, 0x02014b50, 4);
    put(zip, 20, 2);
    put_header(zip, packed, crc, length, 1);
    put(zip, 0, 4);
    put(zip, 0, 2);
    put(zip, 0, 4);
    put(zip, 0, 4); /* all begin where the first does */
    g_byte_array_append(zip, (const uint8_t *)"a", 1);
  }
  const guint size = zip->len - directory;
  put(zip, 0x06054b50, 4);
  put(zip, 0, 4);
  put(zip, n, 2);
  put(zip, n, 2);
  put(zip, size, 4);
  put(zip, directory, 4);
  put(zip, 0, 2);
  return zip;
}

/* What was unpacked of it, in all. */
static uint64_t cost_of(GByteArray *content, const struct caps *caps, char **lines) {
  struct told told;
  told_read(&told, content, caps, true);
  *lines = g_strdup(told.lines->str);
  const uint64_t expanded = told.collector.expanded;
  told_end(&told);
  return expanded;
}

static GByteArray *report_with(const char *from, const char *to) {
  g_autoptr(GByteArray) usual = report("r1");
  g_byte_array_append(usual, (const uint8_t *)"", 1);
  const char *at = strstr((const char *)usual->data, from);
  assert_non_null(at);
  g_autofree char *text = g_strdup_printf("%.*s%s%s", (int)(at - (const char *)usual->data), (const char *)usual->data,
                                          to, at + strlen(from));
  return bytes_of(text);
}

/* `text` so many times. */
static char *repeated(const char *text, unsigned int n) {
  GString *all = g_string_new(NULL);
  while (n-- > 0)
    g_string_append(all, text);
  return g_string_free(all, FALSE);
}

/* -- the tests ----------------------------------------------------------------------------------------------------- */

static void members_that_share_their_bytes_count_each_time(void **state) {
  (void)state;
  struct caps caps = caps_default;
  caps.expanded = 8u << 20;
  g_autofree char *blanks = repeated(" ", 1u << 20), *lines = NULL;
  GByteArray *content = report_with("<version>", blanks); /* the blanks stand where the version began */
  const uint64_t cost = cost_of(overlapping_zip(content, 900), &caps, &lines);
  assert_true(cost <= caps.expanded + (1u << 20));
  assert_non_null(strstr(lines, "rejected |"));
  assert_null(strstr(lines,
                     "report r1 | zip a > xml\nreport r1 | zip a > xml\nreport r1 | zip a > xml\nreport r1 | zip a > "
                     "xml\nreport r1 | zip a > xml\nreport r1 | zip a > xml\nreport r1 | zip a > xml\nreport r1"));
}

static void a_chain_of_containers_ends_at_the_cap_however_long(void **state) {
  (void)state;
  GByteArray *chain = report("r1");
  for (int i = 0; i < 500; i++)
    chain = i % 2 ? gzipped(chain) : zipped_one("r", chain);
  g_autofree char *lines = NULL;
  cost_of(chain, NULL, &lines);
  assert_non_null(strstr(lines, "containers are nested more than 8 deep, the cap \"nesting\""));
  assert_null(strchr(strchr(lines, '\n') + 1, '\n')); /* one answer */
}

static void a_flood_of_attributes_is_refused(void **state) {
  (void)state;
  g_autofree char *attributes = repeated(" a=\"b\"", 20000), *flood = g_strdup_printf("<version%s>", attributes);
  g_autofree char *lines = NULL;
  cost_of(report_with("<version>", flood), NULL, &lines);
  assert_true(g_str_has_prefix(lines, "rejected | xml | "));
}

static void many_attributes_in_all_cost_no_memory(void **state) {
  (void)state;
  g_autofree char *attributes = repeated("<x a=\"1\" b=\"2\" c=\"3\"/>", 50000);
  g_autofree char *flood = g_strconcat("<version>", attributes, NULL), *lines = NULL;
  cost_of(report_with("<version>", flood), NULL, &lines);
  assert_true(g_str_has_prefix(lines, "report r1 | xml"));
}

static void entities_are_never_expanded(void **state) {
  (void)state;
  g_autofree char *references = repeated("&a;&b;&lol9;", 3000), *lines = NULL;
  g_autofree char *flood = g_strconcat("<version>", references, NULL);
  const uint64_t cost = cost_of(report_with("<version>", flood), NULL, &lines);
  assert_true(cost < 100000);
  g_free(g_steal_pointer(&lines));
  cost_of(report_with("<feedback>", "<!DOCTYPE f [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
                                    "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><feedback>"),
          NULL, &lines);
  assert_true(g_str_has_prefix(lines, "rejected | xml | "));
}

static void a_name_of_a_member_that_is_a_path_goes_nowhere(void **state) {
  (void)state;
  struct member members[] = {{.name = "../../../etc/cron.d/x", .content = report("r1")},
                             {.name = "/etc/passwd", .content = report("r2")},
                             {.name = "C:\\\\x\\..\\y", .content = report("r3")},
                             {0}};
  assert_told(zipped(members), "report r1 | zip ../../../etc/cron.d/x > xml\nreport r2 | zip /etc/passwd > xml\n"
                               "report r3 | zip C:\\\\x\\..\\y > xml\n");
  assert_false(g_file_test("../../../etc/cron.d/x", G_FILE_TEST_EXISTS));
}

static void a_mail_of_ten_thousand_parts_is_refused(void **state) {
  (void)state;
  g_autofree char *parts = repeated("--b\n\nwords\n", 10000), *lines = NULL;
  g_autofree char *mail =
      g_strconcat(MAIL_HEADER "Content-Type: multipart/mixed; boundary=b\n\n", parts, "--b--\n", NULL);
  cost_of(bytes_of(mail), NULL, &lines);
  assert_non_null(strstr(lines, "the cap \"members\""));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(members_that_share_their_bytes_count_each_time),
      cmocka_unit_test(a_chain_of_containers_ends_at_the_cap_however_long),
      cmocka_unit_test(a_flood_of_attributes_is_refused),
      cmocka_unit_test(many_attributes_in_all_cost_no_memory),
      cmocka_unit_test(entities_are_never_expanded),
      cmocka_unit_test(a_name_of_a_member_that_is_a_path_goes_nowhere),
      cmocka_unit_test(a_mail_of_ten_thousand_parts_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
