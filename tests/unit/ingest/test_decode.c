/* SPDX-License-Identifier: MIT */
#include "ingest/layers.h"
#include "packing.h"

/* A stream that keeps what it gets. */
struct sink {
  struct stream stream;
  GString *got;
  bool finished;
};

static bool sink_push(struct stream *stream, const uint8_t *bytes, size_t length) {
  g_string_append_len(((struct sink *)stream)->got, (const char *)bytes, (gssize)length);
  return true;
}

static void sink_finish(struct stream *stream, const char *damage) {
  assert_null(damage);
  ((struct sink *)stream)->finished = true;
}

/* Decodes `text`, given in pieces of `piece` bytes. */
static void assert_decodes(bool base64, const char *text, size_t piece, const char *wanted) {
  struct content *content = content_new(-1);
  struct sink sink = {.stream = {sink_push, sink_finish}, .got = g_string_new(NULL)};
  struct stream *stream = base64 ? decode_base64_new(content, &sink.stream) : decode_quoted_printable_new(&sink.stream);
  const size_t length = strlen(text);
  for (size_t done = 0; done < length; done += piece)
    assert_true(stream->push(stream, (const uint8_t *)text + done, MIN(piece, length - done)));
  stream->finish(stream, NULL);
  assert_true(sink.finished);
  assert_string_equal(sink.got->str, wanted);
  g_string_free(sink.got, TRUE);
  content_free(content);
}

static void assert_quoted(const char *text, const char *wanted) {
  for (size_t piece = 1; piece < 6; piece++)
    assert_decodes(false, text, piece, wanted);
  assert_decodes(false, text, 1000, wanted);
}

static void assert_base64(const char *text, const char *wanted) {
  for (size_t piece = 1; piece < 6; piece++)
    assert_decodes(true, text, piece, wanted);
  assert_decodes(true, text, 1000, wanted);
}

static void escapes_are_decoded_in_any_case(void **state) {
  (void)state;
  assert_quoted("a=3Db=3db=C3=BC", "a=b=b\xc3\xbc");
}

static void soft_line_breaks_join_lines(void **state) {
  (void)state;
  assert_quoted("one=\ntwo=\r\nthree\r\nfour\n", "onetwothree\r\nfour\n");
}

static void an_equals_sign_that_escapes_nothing_stands_for_itself(void **state) {
  (void)state;
  assert_quoted("version=\"1.0\" a==3D =4x =\rx =", "version=\"1.0\" a== =4x =\rx =");
}

static void base64_is_decoded_with_or_without_padding(void **state) {
  (void)state;
  assert_base64("b25l", "one");
  assert_base64("b25lMQ==", "one1");
  assert_base64("b25lMQ", "one1");
  assert_base64("b25lMTI", "one12");
  assert_base64("b25lM", "one");
}

static void line_ends_and_junk_between_base64_characters_are_skipped(void **state) {
  (void)state;
  assert_base64("b2\r\n5l*\tMQ=\n=", "one1");
}

static void what_is_not_base64_passes(void **state) {
  (void)state;
  assert_decodes(true, "<feedback>", 1000, "<feedback>");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(escapes_are_decoded_in_any_case),
      cmocka_unit_test(soft_line_breaks_join_lines),
      cmocka_unit_test(an_equals_sign_that_escapes_nothing_stands_for_itself),
      cmocka_unit_test(base64_is_decoded_with_or_without_padding),
      cmocka_unit_test(line_ends_and_junk_between_base64_characters_are_skipped),
      cmocka_unit_test(what_is_not_base64_passes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
