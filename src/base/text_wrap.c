/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#define NARROWEST 24 /* columns for words, however narrow the terminal is */

void text_wrap(GString *lines, const char *text, size_t indent, unsigned int columns) {
  const size_t room = columns > indent + NARROWEST ? columns - indent : NARROWEST;
  g_auto(GStrv) words = g_strsplit(text, " ", -1);
  size_t used = 0;
  for (char **word = words; *word; word++) {
    const size_t width = text_width(*word);
    if (used > 0 && used + 1 + width > room) {
      g_string_append_printf(lines, "\n%*s", (int)indent, "");
      used = 0;
    }
    g_string_append_printf(lines, "%s%s", used > 0 ? " " : "", *word);
    used += (used > 0 ? 1 : 0) + width;
  }
  g_string_append_c(lines, '\n');
}
