/* SPDX-License-Identifier: MIT */
#include "ingest/json_guard.h"
#include <glib.h>

#define NUMBER_WORD(number) G_STRINGIFY(number)

/* Behind the string that begins at `at`. */
static size_t skip_string(const char *text, size_t length, size_t at) {
  for (at++; at < length && text[at] != '"'; at++)
    if (text[at] == '\\')
      at++;
  return at;
}

const char *json_guard(const char *text, size_t length) {
  uint32_t depth = 0, values = 0;
  for (size_t i = 0; i < length; i++) {
    switch (text[i]) {
    case '"':
      i = skip_string(text, length, i);
      break;
    case '{':
    case '[':
      if (++depth > JSON_DEPTH_MOST)
        return "the JSON is nested more than " NUMBER_WORD(JSON_DEPTH_MOST) " deep";
      values++;
      break;
    case '}':
    case ']':
      depth -= depth > 0;
      break;
    case ',':
      values++;
      break;
    default:
      break;
    }
    if (values > JSON_VALUES_MOST)
      return "the JSON holds more than " NUMBER_WORD(JSON_VALUES_MOST) " values";
  }
  return NULL;
}
