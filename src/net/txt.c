/* SPDX-License-Identifier: MIT */
#include "net/txt.h"
#include <glib.h>

char *txt_from_wire(const uint8_t *bytes, size_t length) {
  if (length == 0)
    return NULL;
  g_autoptr(GString) text = g_string_new(NULL);
  for (size_t at = 0; at < length; at += 1u + bytes[at]) {
    if (bytes[at] >= length - at)
      return NULL;
    g_string_append_len(text, (const char *)bytes + at + 1, bytes[at]);
  }
  for (size_t i = 0; i < text->len; i++)
    if (text->str[i] == '\0')
      text->str[i] = '\x01';
  return g_string_free(g_steal_pointer(&text), FALSE);
}

size_t txt_next_joint(const uint8_t *bytes, size_t length, size_t after) {
  size_t joined = 0;
  for (size_t at = 0; at < length && bytes[at] < length - at; at += 1u + bytes[at]) {
    if (joined > after)
      return joined;
    joined += bytes[at];
  }
  return 0;
}
