/* SPDX-License-Identifier: MIT */
#include "net/host_name.h"
#include <glib.h>
#include <stdbool.h>

#define LABEL_MOST 63

static bool is_label(const uint8_t *label, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (!g_ascii_isalnum(label[i]) && (label[i] != '-' || i == 0 || i == length - 1))
      return false;
  return length > 0 && length <= LABEL_MOST;
}

/* The last label of a host name; else an address could pass for one. */
static bool is_top(const char *label) {
  for (; *label; label++)
    if (!g_ascii_isdigit(*label))
      return true;
  return false;
}

char *host_name_from_wire(const uint8_t *bytes, size_t length) {
  g_autoptr(GString) name = g_string_new(NULL);
  size_t at = 0, labels = 0, last = 0;
  while (at < length && bytes[at] != 0) {
    const size_t label = bytes[at++];
    if (label > length - at || !is_label(bytes + at, label) || name->len + (labels > 0) + label > HOST_NAME_MOST)
      return NULL;
    if (labels++ > 0)
      g_string_append_c(name, '.');
    last = name->len;
    g_string_append_len(name, (const char *)bytes + at, (gssize)label);
    at += label;
  }
  if (at + 1 != length || labels < 2 || !is_top(name->str + last))
    return NULL;
  return g_ascii_strdown(name->str, (gssize)name->len);
}
