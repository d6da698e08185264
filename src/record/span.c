/* SPDX-License-Identifier: MIT */
#include "record/span.h"
#include "base/text.h"
#include <string.h>

#define AT_MOST_SHOWN 40

static bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

struct span span_trimmed(struct span span) {
  for (; span.length > 0 && is_blank(*span.at); span.at++)
    span.length--;
  while (span.length > 0 && is_blank(span.at[span.length - 1]))
    span.length--;
  return span;
}

bool span_says(struct span span, const char *word) {
  return strlen(word) == span.length && g_ascii_strncasecmp(span.at, word, span.length) == 0;
}

char *span_shown(struct span span) {
  g_autofree char *text = text_printable_bytes(span.at, MIN(span.length, AT_MOST_SHOWN));
  return span.length > AT_MOST_SHOWN ? g_strconcat(text, "...", NULL) : g_steal_pointer(&text);
}

bool span_is(struct span span, const char *word) {
  return span.length == strlen(word) && memcmp(span.at, word, span.length) == 0;
}
