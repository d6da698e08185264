/* SPDX-License-Identifier: MIT */
/* The tables of a page as data. */
#include "base/fault.h"
#include "base/text.h"
#include "web/pages.h"
#include "web/view.h"
#include <stdlib.h>

static void append_name(void *user, const char *name, const struct answer *answer) {
  GString *names = user;
  (void)answer;
  g_string_append_printf(names, "%s%s", names->len ? ", " : "", name);
}

static const struct answer *unknown(struct view *view, const char *name, GError **error) {
  g_autoptr(GString) names = g_string_new(NULL);
  g_autofree char *shown = text_printable(name);
  view_each_table(view, append_name, names);
  fault(error, FAULT_NO_INPUT, "table: this page has none named '%s'. It has %s.", shown,
        names->len ? names->str : "none at all");
  return NULL;
}

/* Only a page that is written knows what is on it. */
static bool write_to_nowhere(struct view *view, GError **error) {
  char *text = NULL;
  size_t length = 0;
  FILE *nowhere = open_memstream(&text, &length); /* a process that is shut in opens no /dev/null */
  if (!nowhere)
    g_error("out of memory");
  const bool good = view_write(view, nowhere, error);
  fclose(nowhere);
  free(text);
  return good;
}

const struct answer *view_ask_table(struct view *view, const char *name, GError **error) {
  if (view->page->parts)
    return page_parts_ask(view, name, error);
  if (!write_to_nowhere(view, error))
    return NULL;
  const struct answer *answer = name ? view_table_named(view, name) : view->main;
  return answer ? answer : unknown(view, name ? name : "", error);
}
