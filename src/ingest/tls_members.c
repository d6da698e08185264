/* SPDX-License-Identifier: MIT */
#include "ingest/clean.h"
#include "ingest/tls.h"
#include <string.h>

void tls_warn(struct tls_reading *reading, const char *kind, const char *path, const char *what, const char *value) {
  if (!aggregate_warnings_count(&reading->warnings, kind, path))
    return;
  g_autofree char *shown = value ? aggregate_warnings_shown(value) : NULL;
  aggregate_warnings_describe(&reading->warnings, "%s %s%s%s%s", path, what, shown ? ": '" : "", shown ? shown : "",
                              shown ? "'" : "");
}

const json_t *tls_member(struct tls_reading *reading, const json_t *object, const char *key, const char *path) {
  const json_t *value = json_object_get(object, key);
  if (value && !json_is_null(value))
    return value;
  if (path)
    tls_warn(reading, value ? "null:" : "missing:", path, value ? "is null" : "is missing", NULL);
  return NULL;
}

/* Into the scratch text: a text, or the digits of a number. False: it is something else. */
static bool take_scalar(struct tls_reading *reading, const json_t *value, bool lines) {
  GString *scratch = reading->scratch;
  g_string_truncate(scratch, 0);
  if (json_is_string(value))
    g_string_append_len(scratch, json_string_value(value), (gssize)json_string_length(value));
  else if (json_is_number(value))
    g_string_printf(scratch, "%.0f", json_number_value(value));
  else
    return false;
  clean_text(scratch, reading->content->collector.caps->text, lines);
  return true;
}

const char *tls_keep(struct tls_reading *reading, const char *text) {
  return g_string_chunk_insert(reading->texts, text);
}

const char *tls_text(struct tls_reading *reading, const json_t *object, const char *key, const char *path) {
  const json_t *value = tls_member(reading, object, key, path);
  if (!value)
    return NULL;
  if (take_scalar(reading, value, false))
    return tls_keep(reading, reading->scratch->str);
  tls_warn(reading, "odd-type:", path ? path : key, "is no text", NULL);
  return NULL;
}

const char *tls_lines(struct tls_reading *reading, const json_t *object, const char *key, const char *path,
                      bool odd_text) {
  const json_t *value = tls_member(reading, object, key, NULL), *item;
  if (!value)
    return NULL;
  if (!json_is_array(value)) {
    if (odd_text)
      tls_warn(reading, "not-an-array:", path, "is no array", NULL);
    const char *text = tls_text(reading, object, key, path);
    return text && *text ? text : NULL;
  }
  g_autoptr(GString) lines = g_string_new(NULL);
  size_t i;
  json_array_foreach((json_t *)(uintptr_t)value, i, item) {
    if (!take_scalar(reading, item, false))
      tls_warn(reading, "odd-type:", path, "holds something that is no text", NULL);
    else if (reading->scratch->len > 0)
      g_string_append_printf(lines, "%s%s", lines->len > 0 ? "\n" : "", reading->scratch->str);
  }
  return lines->len > 0 ? tls_keep(reading, lines->str) : NULL;
}

uint64_t tls_count(struct tls_reading *reading, const json_t *object, const char *key, const char *path) {
  const json_t *value = tls_member(reading, object, key, path);
  uint64_t count = 0;
  if (!value)
    return 0;
  if (json_is_number(value)) {
    const double number = json_number_value(value);
    if (number >= 0 && number <= (double)VALUE_COUNT_MOST)
      return (uint64_t)number;
  } else if (json_is_string(value) && take_scalar(reading, value, false) &&
             value_count(reading->scratch->str, &count)) {
    tls_warn(reading, "odd-type:", path, "is a text, not a number", reading->scratch->str);
    return count;
  }
  tls_warn(reading, "odd-value:", path, "is no number of sessions; counted as 0",
           take_scalar(reading, value, false) ? reading->scratch->str : NULL);
  return 0;
}

struct token tls_token(struct tls_reading *reading, const json_t *object, const char *key, const char *path,
                       const struct value_words *words) {
  struct token token = {.value = words->other};
  const char *text = tls_text(reading, object, key, path);
  if (!text)
    return token;
  switch (value_word(words, text, &token.value)) {
  case VALUE_EXACT:
    return token;
  case VALUE_OTHER_CASE:
    tls_warn(reading, "capitalised:", path, "is written in lower case by the standard", text);
    return token;
  case VALUE_EMPTY:
    tls_warn(reading, "empty:", path, "is empty", NULL);
    break;
  default:
    tls_warn(reading, "odd-value:", path, "is no word of the standard", text);
  }
  token.raw = text;
  return token;
}

struct source_address tls_address(struct tls_reading *reading, const json_t *object, const char *key, const char *path,
                                  const char **raw) {
  struct source_address address = {0};
  const char *text = tls_text(reading, object, key, path);
  *raw = NULL;
  if (!text || value_address(text, &address))
    return address;
  *raw = text;
  tls_warn(reading, "odd-value:", path ? path : key, "is no IP address", text);
  return address;
}
