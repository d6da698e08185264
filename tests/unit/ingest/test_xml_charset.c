/* SPDX-License-Identifier: MIT */
#include "ingest/xml_charset.h"
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool keep(void *user, const char *text, size_t length) {
  assert_true(length > 0);
  assert_true(g_utf8_validate(text, (gssize)length, NULL)); /* whole characters each time */
  g_string_append_len(user, text, (gssize)length);
  return true;
}

/* Bytes, with their length because they may hold NUL. */
struct bytes {
  const char *at;
  size_t length;
};
#define BYTES(literal)                                                                                                 \
  { literal, sizeof literal - 1 }

/* In whatever pieces they come, `bytes` become `wanted`, and so many of them had to be mended. */
static void assert_becomes(struct bytes bytes, const char *encoding, const char *wanted, uint32_t mended) {
  const size_t pieces[] = {1, 2, 3, 4, 5, 7, 16, bytes.length + 1};
  for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
    g_autoptr(GString) got = g_string_new(NULL);
    struct xml_charset charset;
    xml_charset_begin(&charset, keep, got);
    if (encoding)
      xml_charset_declare(&charset, encoding);
    for (size_t done = 0; done < bytes.length; done += pieces[i])
      assert_true(xml_charset_push(&charset, (const uint8_t *)bytes.at + done, MIN(pieces[i], bytes.length - done)));
    assert_true(xml_charset_finish(&charset));
    assert_string_equal(got->str, wanted);
    assert_int_equal(got->len, strlen(wanted));
    assert_int_equal(charset.mended, mended);
  }
}

static void utf_8_passes_as_it_is(void **state) {
  (void)state;
  static const struct bytes texts[] = {
      BYTES("plain"), BYTES("Sueño €"),      BYTES("\xF0\x9F\x98\x80 and \xF4\x8F\xBF\xBD"),
      BYTES(""),      BYTES("\xEF\xBF\xBD"),
  };
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    assert_becomes(texts[i], NULL, texts[i].at, 0);
}

static void a_byte_order_mark_at_the_start_is_dropped(void **state) {
  (void)state;
  assert_becomes((struct bytes)BYTES("\xEF\xBB\xBF<a>"), NULL, "<a>", 0);
  assert_becomes((struct bytes)BYTES("\xEF\xBB\xBF"), NULL, "", 0);
  assert_becomes((struct bytes)BYTES("\xFF\xFE<\0a\0"), NULL, "<a", 0);
  assert_becomes((struct bytes)BYTES("\xFE\xFF\0<\0a"), NULL, "<a", 0);
}

/* RB-4 */
static void rb4_what_is_no_utf_8_is_windows_1252(void **state) {
  (void)state;
  assert_becomes((struct bytes)BYTES("Sue\xF1o"), NULL, "Sueño", 1);
  assert_becomes((struct bytes)BYTES("\x91x\x92"), NULL, "‘x’", 2);
  assert_becomes((struct bytes)BYTES("\xC3\xB1\xF1"), NULL, "ñ\xEF\xBF\xBD", 1);       /* ends within a character */
  assert_becomes((struct bytes)BYTES("\xC0\xBC"), NULL, "À¼", 2);                      /* overlong */
  assert_becomes((struct bytes)BYTES("\xED\xA0\x80"), NULL, "í\xC2\xA0€", 3);          /* a surrogate */
  assert_becomes((struct bytes)BYTES("\xF4\x90\x80\x80"), NULL, "ô\xEF\xBF\xBD€€", 4); /* beyond Unicode */
  assert_becomes((struct bytes)BYTES("\xEF\xBF\xBF"), NULL, "ï¿¿", 3);                 /* U+FFFF */
  assert_becomes((struct bytes)BYTES("\x81"), NULL, "\xEF\xBF\xBD", 1);                /* nothing there either */
}

/* RB-5 */
static void rb5_declared_windows_1252_is_decoded(void **state) {
  (void)state;
  assert_becomes((struct bytes)BYTES("Sue\xF1o \x80"), "windows-1252", "Sueño €", 0);
  assert_becomes((struct bytes)BYTES("\xC3\xB1"), "Windows-1252", "Ã±", 0);
  assert_becomes((struct bytes)BYTES("\xFF"), "iso-8859-1", "ÿ", 0);
  assert_becomes((struct bytes)BYTES("\x9D"), "windows-1252", "\xEF\xBF\xBD", 1);
}

static void utf_16_is_decoded_in_both_byte_orders(void **state) {
  (void)state;
  assert_becomes((struct bytes)BYTES("<\0\xF1\0\xAC\x20"), NULL, "<ñ€", 0);
  assert_becomes((struct bytes)BYTES("\0<\0\xF1\x20\xAC"), NULL, "<ñ€", 0);
  assert_becomes((struct bytes)BYTES("\xFF\xFE\x3D\xD8\0\xDE"), NULL, "\xF0\x9F\x98\x80", 0);
  assert_becomes((struct bytes)BYTES("<\0\x3D\xD8<\0"), NULL, "<\xEF\xBF\xBD<", 1); /* half a pair */
  assert_becomes((struct bytes)BYTES("<\0\0\xDE<\0"), NULL, "<\xEF\xBF\xBD<", 1);   /* the other half */
  assert_becomes((struct bytes)BYTES("<\0a"), NULL, "<\xEF\xBF\xBD", 1);            /* half a unit */
  assert_becomes((struct bytes)BYTES("<\0\xFE\xFF"), NULL, "<\xEF\xBF\xBD", 1);     /* U+FFFE */
}

static void utf_16_is_believed_before_what_is_declared(void **state) {
  (void)state;
  assert_becomes((struct bytes)BYTES("<\0\xF1\0"), "windows-1252", "<ñ", 0);
}

static void long_texts_come_whole(void **state) {
  (void)state;
  static const struct {
    const char *piece, *wanted, *encoding;
    size_t length;
    uint32_t mended;
  } cases[] = {
      {"\xF1xyz", "ñxyz", NULL, 4, 1}, {"\xF1xyz", "ñxyz", "windows-1252", 4, 0}, {"x\0\xAC\x20", "x€", NULL, 4, 0}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GString) bytes = g_string_new(NULL), wanted = g_string_new(NULL);
    if (i == 2) {
      g_string_append_len(bytes, "\xFF\xFE", 2);
    }
    for (int n = 0; n < 3000; n++) {
      g_string_append_len(bytes, cases[i].piece, (gssize)cases[i].length);
      g_string_append(wanted, cases[i].wanted);
    }
    assert_becomes((struct bytes){bytes->str, bytes->len}, cases[i].encoding, wanted->str, cases[i].mended * 3000);
  }
}

static void encodings_that_are_known_say_so(void **state) {
  (void)state;
  static const struct {
    const char *name;
    bool known;
  } cases[] = {{"UTF-8", true},        {"utf8", true}, {"US-ASCII", true}, {"UTF-16", true},      {"ISO-8859-1", true},
               {"Windows-1252", true}, {"", false},    {"gb2312", false},  {"iso-8859-2", false}, {"utf-8 ", false}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    struct xml_charset charset;
    xml_charset_begin(&charset, keep, NULL);
    assert_int_equal(xml_charset_declare(&charset, cases[i].name), cases[i].known);
  }
}

struct watch {
  struct xml_charset charset;
  GString *text;
};

static bool watch_text(void *user, const char *text, size_t length) {
  struct watch *watch = user;
  g_string_append_len(watch->text, text, (gssize)length);
  g_string_append_printf(watch->text, "(%u)", watch->charset.mended);
  return true;
}

/* So that it counts for the document that it stands in. */
static void what_is_mended_counts_when_all_before_it_has_been_given(void **state) {
  (void)state;
  static const struct {
    struct bytes bytes;
    const char *encoding, *wanted;
  } cases[] = {
      {BYTES("\xC3\xA9<a>\xF1<b>"), NULL, "é<a>(0)ñ(1)<b>(1)"},
      {BYTES("\xE9<a>\x81<b>"), "windows-1252", "é<a>(0)\xEF\xBF\xBD<b>(1)"},
      {BYTES("\xFF\xFE<\0\0\xDC<\0"), NULL, "<(0)\xEF\xBF\xBD<(1)"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    struct watch watch = {.text = g_string_new(NULL)};
    xml_charset_begin(&watch.charset, watch_text, &watch);
    if (cases[i].encoding)
      xml_charset_declare(&watch.charset, cases[i].encoding);
    assert_true(xml_charset_push(&watch.charset, (const uint8_t *)cases[i].bytes.at, cases[i].bytes.length));
    assert_string_equal(watch.text->str, cases[i].wanted);
    g_string_free(watch.text, TRUE);
  }
}

static bool refuse(void *user, const char *text, size_t length) {
  (void)text, (void)length;
  ++*(int *)user;
  return false;
}

static void nothing_more_is_given_to_one_who_wants_no_more(void **state) {
  (void)state;
  static const struct bytes texts[] = {BYTES("plain text"), BYTES("\xF1\xF1\xF1\xF1 x"), BYTES("\xFF\xFEx\0y\0z\0")};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
    int calls = 0;
    struct xml_charset charset;
    xml_charset_begin(&charset, refuse, &calls);
    assert_false(xml_charset_push(&charset, (const uint8_t *)texts[i].at, texts[i].length));
    assert_int_equal(calls, 1);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(utf_8_passes_as_it_is),
      cmocka_unit_test(a_byte_order_mark_at_the_start_is_dropped),
      cmocka_unit_test(rb4_what_is_no_utf_8_is_windows_1252),
      cmocka_unit_test(rb5_declared_windows_1252_is_decoded),
      cmocka_unit_test(utf_16_is_decoded_in_both_byte_orders),
      cmocka_unit_test(utf_16_is_believed_before_what_is_declared),
      cmocka_unit_test(long_texts_come_whole),
      cmocka_unit_test(encodings_that_are_known_say_so),
      cmocka_unit_test(what_is_mended_counts_when_all_before_it_has_been_given),
      cmocka_unit_test(nothing_more_is_given_to_one_who_wants_no_more),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
