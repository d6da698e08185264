/* SPDX-License-Identifier: MIT */
#include "base/csv.h"
#include "base/text.h"
#include <stdbool.h>
#include <string.h>

/* A spreadsheet takes a cell that begins like this for a formula; an apostrophe in front makes it text. */
static bool starts_formula(const char *text) {
  return *text && strchr("=+-@\t\r\n", *text);
}

/* Text from a report: safe on a terminal, but tabs and newlines stay or become `tab` and `newline`. */
static void append_safe(GString *safe, const char *text, const char *tab, const char *newline) {
  if (starts_formula(text))
    g_string_append_c(safe, '\'');
  while (*text) {
    size_t length = strcspn(text, "\t\n");
    g_autofree char *part = text_printable_bytes(text, length);
    g_string_append(safe, part);
    text += length;
    if (*text)
      g_string_append(safe, *text++ == '\t' ? tab : newline);
  }
}

void csv_append(GString *line, const char *text) {
  if (!text)
    return;
  g_autoptr(GString) safe = g_string_new(NULL);
  append_safe(safe, text, "\t", "\n");
  size_t length = safe->len;
  if (length == 0 || (!strpbrk(safe->str, ",\"\n\t'") && safe->str[0] != ' ' && safe->str[length - 1] != ' ')) {
    g_string_append(line, safe->str);
    return;
  }
  g_string_replace(safe, "\"", "\"\"", 0);
  g_string_append_printf(line, "\"%s\"", safe->str);
}

void csv_append_tsv(GString *line, const char *text) {
  if (!text)
    return;
  g_autoptr(GString) escaped = g_string_new(text);
  g_string_replace(escaped, "\\", "\\\\", 0);
  append_safe(line, escaped->str, "\\t", "\\n");
}
