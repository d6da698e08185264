/* SPDX-License-Identifier: MIT */
#include "ingest/clean.h"
#include <stdint.h>
#include <string.h>

static void replace_controls(GString *text, bool lines) {
  for (size_t i = 0; i < text->len; i++) {
    const uint8_t byte = (uint8_t)text->str[i];
    if ((byte < 0x20 && byte != '\t' && !(lines && byte == '\n')) || byte == 0x7f) {
      text->str[i] = ' ';
    } else if (byte == 0xc2 && i + 1 < text->len && (uint8_t)text->str[i + 1] < 0xa0) { /* U+0080 to U+009F */
      text->str[i] = ' ';
      text->str[i + 1] = ' ';
    }
  }
}

void clean_text(GString *text, size_t most, bool lines) {
  replace_controls(text, lines); /* first: NUL would end it */
  if (!g_utf8_validate(text->str, (gssize)text->len, NULL)) {
    g_autofree char *valid = g_utf8_make_valid(text->str, (gssize)text->len);
    g_string_assign(text, valid);
    replace_controls(text, lines);
  }
  size_t from = 0, length = text->len;
  while (from < length && g_ascii_isspace(text->str[from]))
    from++;
  g_string_erase(text, 0, (gssize)from);
  length = MIN(text->len, most);
  while (length > 0 && length < text->len && ((uint8_t)text->str[length] & 0xc0) == 0x80)
    length--;
  while (length > 0 && g_ascii_isspace(text->str[length - 1]))
    length--;
  g_string_truncate(text, length);
}
