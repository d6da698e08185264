/* SPDX-License-Identifier: MIT */
/* What a terminal makes of text: what is safe to show on it, and how wide that is. */
#include "base/text.h"
#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/*
 * What is not to be seen although its category does not say so: the rest of Unicode's Default_Ignorable_Code_Point
 * (fillers, joiners, variation selectors, tags), and the empty Braille pattern.
 */
static bool is_invisible(gunichar c) {
  static const gunichar ranges[][2] = {{0x034F, 0x034F}, {0x115F, 0x1160}, {0x17B4, 0x17B5},
                                       {0x180B, 0x180F}, {0x2800, 0x2800}, {0x3164, 0x3164},
                                       {0xFE00, 0xFE0F}, {0xFFA0, 0xFFA0}, {0xE0000, 0xE0FFF}};
  for (size_t i = 0; i < G_N_ELEMENTS(ranges); i++)
    if (c >= ranges[i][0] && c <= ranges[i][1])
      return true;
  return false;
}

static bool is_safe(gunichar c) {
  switch (g_unichar_type(c)) {
  case G_UNICODE_CONTROL:
  case G_UNICODE_FORMAT:
  case G_UNICODE_UNASSIGNED:
  case G_UNICODE_PRIVATE_USE:
  case G_UNICODE_SURROGATE:
  case G_UNICODE_LINE_SEPARATOR:
  case G_UNICODE_PARAGRAPH_SEPARATOR:
    return false;
  default:
    return !is_invisible(c);
  }
}

static bool is_plain(char c) {
  return c >= ' ' && c < 0x7f;
}

static bool is_gap(char c) {
  return c == '\t' || c == '\n' || c == '\r';
}

/* Appends one character, or one byte that begins none, and returns its length. */
static size_t append_one(GString *safe, const char *at, size_t left) {
  const gunichar c = g_utf8_get_char_validated(at, (gssize)MIN(left, 6));
  const bool valid = c != (gunichar)-1 && c != (gunichar)-2;
  const size_t length = valid ? (size_t)(g_utf8_next_char(at) - at) : 1;
  if (is_gap(*at))
    g_string_append_c(safe, ' ');
  else if (valid && is_safe(c))
    g_string_append_len(safe, at, (gssize)length);
  else
    g_string_append(safe, REPLACEMENT);
  return length;
}

char *text_printable_bytes(const char *bytes, size_t length) {
  size_t plain = 0;
  while (plain < length && is_plain(bytes[plain]))
    plain++;
  if (plain == length) /* nearly always */
    return g_strndup(bytes ? bytes : "", length);
  GString *safe = g_string_new_len(bytes, (gssize)plain);
  for (size_t i = plain; i < length;)
    i += append_one(safe, bytes + i, length - i);
  return g_string_free(safe, FALSE);
}

char *text_printable(const char *text) {
  return text_printable_bytes(text, text ? strlen(text) : 0);
}

size_t text_width(const char *text) {
  size_t width = 0;
  for (; *text != '\0'; text = g_utf8_next_char(text)) {
    const gunichar c = g_utf8_get_char(text);
    width += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
  }
  return width;
}
