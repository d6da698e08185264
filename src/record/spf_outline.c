/* SPDX-License-Identifier: MIT */
#include "record/spf_outline.h"
#include "base/text.h"
#include <string.h>

#define LEADS_TO " > " /* no term has a space in it */

static void clear(void *data) {
  struct spf_outline_term *term = data;
  g_free(term->text);
  g_free(term->path);
  g_free(term->where);
}

GArray *spf_outline_new(void) {
  GArray *outline = g_array_new(FALSE, TRUE, sizeof(struct spf_outline_term));
  g_array_set_clear_func(outline, clear);
  return outline;
}

char *spf_term_name(const struct spf_term *term) {
  return text_printable_bytes(term->whole.at, MIN(term->whole.length, SPF_NAME_MOST));
}

char *spf_outline_path(const GPtrArray *within, const char *name) {
  GString *path = g_string_new(NULL);
  for (guint i = 0; i < within->len; i++)
    g_string_append_printf(path, "%s" LEADS_TO, (const char *)within->pdata[i]);
  return g_string_free(g_string_append(path, name), FALSE);
}

int spf_outline_find(const GArray *outline, const char *path) {
  g_autofree char *rest = g_strdup(path);
  for (char *end = rest; end; end = g_strrstr(rest, LEADS_TO)) {
    if (end > rest)
      *end = '\0';
    for (guint i = 0; i < outline->len; i++)
      if (g_str_equal(g_array_index(outline, struct spf_outline_term, i).path, rest))
        return (int)i;
  }
  return -1;
}
