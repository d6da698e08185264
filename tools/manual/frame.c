/* SPDX-License-Identifier: MIT */
#include "base/fault.h"
#include "manual/page.h"
#include <string.h>

#define MARK "%%"

static void append_web_keys(GString *page) {
  page_append_keys_of(page, "web");
}

static const struct part {
  const char *name;
  void (*append_told)(GString *page, const GPtrArray *all); /* one of the two */
  void (*append)(GString *page);
} parts[] = {{MARK "questions" MARK, page_append_questions, NULL},   {MARK "commands" MARK, page_append_commands, NULL},
             {MARK "answers" MARK, page_append_answers, NULL},       {MARK "keys" MARK, NULL, page_append_keys},
             {MARK "tables" MARK, NULL, page_append_tables},         {MARK "pages" MARK, NULL, page_append_pages},
             {MARK "parameters" MARK, NULL, page_append_parameters}, {MARK "web" MARK, NULL, append_web_keys}};

static const struct part *find(const char *line) {
  for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
    if (g_str_equal(parts[i].name, line))
      return &parts[i];
  return NULL;
}

char *frame_fill(const char *frame, const GPtrArray *all, const char *date, GError **error) {
  g_autoptr(GString) dated = g_string_new(frame), page = g_string_new(NULL);
  g_string_replace(dated, MARK "DATE" MARK, date, 0);
  g_strchomp(dated->str);
  g_auto(GStrv) lines = g_strsplit(dated->str, "\n", -1);
  for (char **line = lines; *line; line++) {
    const struct part *part = find(*line);
    if (part && part->append_told)
      part->append_told(page, all);
    else if (part)
      part->append(page);
    else if (g_str_has_prefix(*line, MARK))
      return fault(error, FAULT_DATA, "nothing is known to be put in for %s", *line), NULL;
    else
      g_string_append_printf(page, "%s\n", *line);
  }
  return g_string_free(g_steal_pointer(&page), FALSE);
}
