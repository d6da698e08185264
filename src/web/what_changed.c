/* SPDX-License-Identifier: MIT */
#include "web/what_changed.h"

#define DAYS 7
#define ROWS 12

bool what_changed_ask(struct view *view, const struct answer **changes, GError **error) {
  *changes = NULL;
  if (web_is_past_month(view->web, view->filter.period))
    return true;
  struct filter filter = view->filter;
  filter.period.since = MAX(filter.period.since, filter.period.until - DAYS);
  filter.limit = ROWS;
  filter.sort = NULL;
  *changes = view_ask_as(view, "changes", "changes", filter, error);
  return *changes != NULL;
}

void what_changed(struct view *view, const struct answer *changes) {
  static const char *const leave[] = {"messages_before", "pass_before", NULL};
  if (!changes)
    return;
  view_section_begin(view, "What changed in the last week");
  view_table(view, changes, &(struct view_table){.leave = leave});
  view_section_end(view);
}
