/* SPDX-License-Identifier: MIT */
/* Pages that are tables with a word to each. */
#include "base/fault.h"
#include "base/text.h"
#include "web/pages.h"
#include "web/view.h"

#define PARTS_MOST 8

/* The first follows the order and the limit of the filter, the others their own. */
static const struct answer *ask(struct view *view, const struct part *part, bool is_first, GError **error) {
  struct filter filter = view->filter;
  filter.limit = is_first && filter.limit != 0 ? filter.limit : part->limit;
  filter.sort = is_first ? filter.sort : NULL;
  filter.offset = is_first ? filter.offset : 0;
  return view_ask_as(view, part->question, part->question, filter, error);
}

const struct answer *page_parts_ask(struct view *view, const char *question, GError **error) {
  const struct part *parts = view->page->parts;
  for (unsigned int i = 0; parts[i].question; i++)
    if (!question || g_str_equal(question, parts[i].question))
      return ask(view, &parts[i], i == 0, error);
  g_autofree char *shown = text_printable(question);
  fault(error, FAULT_NO_INPUT, "table: this page has none named '%s'.", shown);
  return NULL;
}

/* "Failures: example.com". Caller frees. */
static char *heading(const struct view *view) {
  const char *domain = view->filter.domain;
  return domain ? g_strdup_printf("%s of %s", view->page->title, domain) : g_strdup(view->page->title);
}

bool page_parts_write(struct view *view, GError **error) {
  const struct answer *answers[PARTS_MOST];
  const struct part *parts = view->page->parts;
  for (unsigned int i = 0; parts[i].question; i++) {
    answers[i] = ask(view, &parts[i], i == 0, error);
    if (!answers[i])
      return false;
  }
  g_autofree char *title = heading(view);
  view->main = answers[0];
  view_begin(view, title);
  html_open_class(view->html, "p", "lede");
  html_printf(view->html, "%s.", answers[0]->sentence);
  html_close(view->html, "p");
  if (table_rows(answers[0]->table) > 0)
    view_table(view, answers[0], &(struct view_table){0});
  for (unsigned int i = 1; parts[i].question; i++) {
    view_section_begin(view, parts[i].title);
    html_element(view->html, "p", "note", parts[i].intro);
    view_table(view, answers[i], &(struct view_table){0});
    view_section_end(view);
  }
  view_end(view);
  return true;
}
