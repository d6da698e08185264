/* SPDX-License-Identifier: MIT */
#include "net/dns_data.h"
#include <string.h>

#define LABEL_MOST 63
#define NAME_MOST 253 /* characters, RFC 1035 section 3.1: 255 bytes on the wire */
#define HEADER_BYTES 12
#define QUESTION_FIXED 4 /* type and class */
#define RECORD_FIXED 12  /* a compressed name, type, class, TTL and length */

static void append_escaped(GString *name, uint8_t byte) {
  if (g_ascii_isalnum(byte) || byte == '-' || byte == '_')
    g_string_append_c(name, g_ascii_tolower((char)byte));
  else if (g_ascii_isgraph(byte))
    g_string_append_printf(name, "\\%c", byte);
  else
    g_string_append_printf(name, "\\%03u", byte);
}

char *dns_name_from_wire(const uint8_t *bytes, size_t length, size_t *used) {
  g_autoptr(GString) name = g_string_new(NULL);
  size_t at = 0;
  while (at < length && bytes[at] != 0) {
    const size_t label = bytes[at++];
    if (label > LABEL_MOST || label > length - at || at + label > NAME_MOST + 1)
      return NULL;
    if (name->len > 0)
      g_string_append_c(name, '.');
    for (size_t i = 0; i < label; i++)
      append_escaped(name, bytes[at + i]);
    at += label;
  }
  if (at == length)
    return NULL;
  if (used)
    *used = at + 1;
  return g_strdup(name->len > 0 ? name->str : ".");
}

char *dns_name_escaped(const char *text) {
  const size_t length = strlen(text), wanted = length > 0 && text[length - 1] == '.' ? length - 1 : length;
  g_autoptr(GString) name = g_string_new(NULL);
  size_t label = 0;
  if (wanted == 0 || wanted > NAME_MOST)
    return NULL;
  for (size_t i = 0; i < wanted; i++)
    if (text[i] == '.') {
      if (label == 0)
        return NULL;
      g_string_append_c(name, '.');
      label = 0;
    } else {
      if (++label > LABEL_MOST)
        return NULL;
      append_escaped(name, (uint8_t)text[i]);
    }
  return label > 0 ? g_strdup(name->str) : NULL;
}

char *dns_reverse_name(const uint8_t *address, size_t length) {
  GString *name = g_string_new(NULL);
  for (size_t i = length; i > 0; i--)
    if (length == 4)
      g_string_append_printf(name, "%u.", address[i - 1]);
    else
      g_string_append_printf(name, "%x.%x.", address[i - 1] & 15u, address[i - 1] >> 4);
  g_string_append(name, length == 4 ? "in-addr.arpa" : "ip6.arpa");
  return g_string_free(name, FALSE);
}

bool dns_mx_read(const struct dns_record *record, struct dns_mx *mx) {
  if (record->length < 3)
    return false;
  mx->preference = (uint16_t)(record->bytes[0] << 8 | record->bytes[1]);
  mx->host = dns_name_from_wire(record->bytes + 2, record->length - 2, NULL);
  return mx->host != NULL;
}

size_t dns_answer_size(const char *name, const struct dns_record *records, unsigned int n) {
  size_t size = HEADER_BYTES + strlen(name) + 2 + QUESTION_FIXED;
  for (unsigned int i = 0; i < n; i++)
    size += RECORD_FIXED + records[i].length;
  return size;
}
