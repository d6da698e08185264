/* SPDX-License-Identifier: MIT */
#include "web/what_changed.h"

#define DAYS 7
#define ROWS 12

const struct answer *what_changed_ask(struct view *view, GError **error) {
  struct filter filter = view->filter;
  filter.period.since = MAX(filter.period.since, filter.period.until - DAYS);
  filter.limit = ROWS;
  filter.sort = NULL;
  return view_ask_as(view, "changes", "changes", filter, error);
}

void what_changed(struct view *view, const struct answer *changes) {
  static const char *const leave[] = {"messages_before", "pass_before", NULL};
  view_section_begin(view, "What changed in the last week");
  view_table(view, changes, &(struct view_table){.leave = leave});
  view_section_end(view);
}
