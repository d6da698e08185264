/* SPDX-License-Identifier: MIT */
/* Countries and autonomous systems from files in the format of MaxMind, good ones and others. */
#include "base/fault.h"
#include "mmdb_file.h"
#include "report/network.h"
#include "sample.h"
#include <glib/gstdio.h>
#include <unistd.h>

static const uint8_t block[] = {192, 0, 2, 0};

static char *temporary(void) {
  char *path = NULL;
  close(g_file_open_tmp("dmarcstat-XXXXXX.mmdb", &path, NULL));
  return path;
}

static char *country_file(const char *type, const char *code) {
  g_autoptr(GByteArray) data = g_byte_array_new();
  char *path = temporary();
  mmdb_control(data, MMDB_MAP, 1);
  mmdb_text(data, "country");
  mmdb_control(data, MMDB_MAP, 1);
  mmdb_text(data, "iso_code");
  mmdb_text(data, code);
  mmdb_write(path, type, block, 24, data);
  return path;
}

static char *system_file(const char *type, uint32_t number, const char *name) {
  g_autoptr(GByteArray) data = g_byte_array_new();
  char *path = temporary();
  mmdb_control(data, MMDB_MAP, 2);
  mmdb_text(data, "autonomous_system_number");
  mmdb_number(data, MMDB_UINT32, number);
  mmdb_text(data, "autonomous_system_organization");
  mmdb_text(data, name);
  mmdb_write(path, type, block, 24, data);
  return path;
}

/* "NL 64496 Example Net"; the sentence of the fault when there is one. Caller frees. */
static char *words_of(const char *geo, const char *asn, const char *address) {
  g_autoptr(GError) error = NULL;
  struct network *network = network_open(geo, asn, &error);
  struct source_facts facts = {.address = sample_address(address)};
  char *words = network && network_look_up(network, &facts, &error)
                    ? g_strdup_printf("%s %u %s", facts.country ? facts.country : "-", facts.asn,
                                      facts.as_name ? facts.as_name : "-")
                    : g_strdup_printf("%d %s", error->code, error->message);
  network_close(network);
  return words;
}

static void expect(const char *geo, const char *asn, const char *address, const char *expected) {
  g_autofree char *words = words_of(geo, asn, address);
  assert_string_equal(words, expected);
}

static void without_files_nothing_is_known(void **state) {
  (void)state;
  expect(NULL, NULL, "192.0.2.1", "- 0 -");
}

static void expect_fault(const char *geo, const char *asn, enum fault code, const char *path, const char *sentence) {
  g_autofree char *words = words_of(geo, asn, "192.0.2.1");
  g_autofree char *expected = g_strdup_printf("%d %s%s", code, path, sentence);
  assert_string_equal(words, expected);
}

/* Without the library there is one sentence for all of them. */
static bool has_library(void) {
  g_autofree char *words = words_of("/nowhere.mmdb", NULL, "192.0.2.1");
  return !strstr(words, "built without");
}

static void files_say_country_and_system(void **state) {
  (void)state;
  if (!has_library())
    skip();
  g_autofree char *geo = country_file("GeoLite2-Country", "NL"),
                  *asn = system_file("GeoLite2-ASN", 64496, "Example Net");
  expect(geo, asn, "192.0.2.77", "NL 64496 Example Net");
  expect(geo, NULL, "192.0.2.77", "NL 0 -");
  expect(NULL, asn, "192.0.2.77", "- 64496 Example Net");
  expect(geo, asn, "192.0.3.1", "- 0 -");
  expect(geo, asn, "2001:db8::1", "- 0 -");
  g_unlink(geo);
  g_unlink(asn);
}

static void odd_values_are_none(void **state) {
  (void)state;
  if (!has_library())
    skip();
  static const char *const codes[] = {"", "N", "NLD", "nl", "\x1b[", "N\xc3"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(codes); i++) {
    g_autofree char *geo = country_file("DBIP-City-Lite", codes[i]);
    expect(geo, NULL, "192.0.2.1", "- 0 -");
    g_unlink(geo);
  }
  g_autofree char *asn = system_file("DBIP-ASN-Lite", UINT32_MAX, "bad \xff utf-8");
  expect(NULL, asn, "192.0.2.1", "- 4294967295 bad \xef\xbf\xbd utf-8");
  g_unlink(asn);
}

static void wrong_files_get_one_sentence(void **state) {
  (void)state;
  if (!has_library())
    skip();
  g_autofree char *geo = country_file("GeoLite2-Country", "NL"),
                  *asn = system_file("GeoLite2-ASN", 64496, "Example Net");
  g_autofree char *text = temporary(), *cut = temporary(), *whole = NULL;
  gsize length;
  expect_fault(asn, NULL, FAULT_CONFIG, asn, " holds no countries: its type is 'GeoLite2-ASN'");
  expect_fault(NULL, geo, FAULT_CONFIG, geo, " holds no autonomous systems: its type is 'GeoLite2-Country'");
  expect_fault("/nowhere.mmdb", NULL, FAULT_NO_INPUT, "/nowhere.mmdb", " cannot be read: No such file or directory");
  assert_true(g_file_set_contents(text, "country,code\n", -1, NULL));
  expect_fault(text, NULL, FAULT_CONFIG, text, " is damaged, or no file in the format of MaxMind");
  /* the beginning is missing, so that the tree is shorter than it says */
  assert_true(g_file_get_contents(geo, &whole, &length, NULL));
  assert_true(g_file_set_contents(cut, whole + 100, (gssize)length - 100, NULL));
  expect_fault(cut, NULL, FAULT_CONFIG, cut, " is damaged");
  char *files[] = {geo, asn, text, cut};
  for (unsigned int i = 0; i < G_N_ELEMENTS(files); i++)
    g_unlink(files[i]);
}

/* Each byte of a file is changed in turn: whatever comes of it, it is no crash. */
static void damage_does_no_harm(void **state) {
  (void)state;
  if (!has_library())
    skip();
  g_autofree char *geo = country_file("GeoLite2-Country", "NL"), *whole = NULL;
  gsize length;
  assert_true(g_file_get_contents(geo, &whole, &length, NULL));
  for (gsize i = 0; i < length; i++) {
    const char kept = whole[i];
    whole[i] = (char)(kept ^ 0x55);
    assert_true(g_file_set_contents(geo, whole, (gssize)length, NULL));
    g_free(words_of(geo, NULL, "192.0.2.1"));
    whole[i] = kept;
  }
  g_unlink(geo);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(without_files_nothing_is_known),
      cmocka_unit_test(files_say_country_and_system),
      cmocka_unit_test(odd_values_are_none),
      cmocka_unit_test(wrong_files_get_one_sentence),
      cmocka_unit_test(damage_does_no_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
