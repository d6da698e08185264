/* SPDX-License-Identifier: MIT */
#include "report/markdown.h"
#include <glib.h>
#include <stdbool.h>
#include <string.h>

void markdown_text(const char *text, FILE *out) {
  for (size_t before = 0; *text; text++, before++) {
    if (*text == '<')
      fputs("&lt;", out);
    else if (*text == '>')
      fputs("&gt;", out);
    else if (*text == '&')
      fputs("&amp;", out);
    else {
      /* a bare address of the web would become a link */
      bool link = (*text == '/' && before >= 1 && text[-1] == ':') ||
                  (*text == '.' && before >= 3 && g_ascii_strncasecmp(text - 3, "www", 3) == 0);
      if (link || strchr("\\`*_{}[]()#!|~", *text))
        fputc('\\', out);
      fputc(*text, out);
    }
  }
}
