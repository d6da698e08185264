/* SPDX-License-Identifier: MIT */
#include "web/pages.h"
#include "web/senders.h"

static void write_what_if(struct view *view, const struct answer *what_if) {
  view_section_begin(view, "What a stricter policy would change");
  html_open(view->html, "p");
  html_printf(view->html, "%s.", what_if->sentence);
  html_close(view->html, "p");
  if (table_rows(what_if->table) > 0)
    view_table(view, what_if, &(struct view_table){.caption = "Mail that would fare otherwise"});
  view_section_end(view);
}

static bool write_page(struct view *view, GError **error) {
  const struct answer *advice = view_ask(view, "advise", 0, error);
  const struct answer *what_if = advice ? view_ask(view, "what-if", 50, error) : NULL;
  if (!what_if)
    return false;
  g_autofree char *heading = g_strdup_printf("Advice for %s", view->filter.domain);
  view->main = advice;
  view_begin(view, heading);
  html_open_class(view->html, "p", "lede");
  html_printf(view->html, "%s.", advice->sentence);
  html_close(view->html, "p");
  html_steps(view->html, advice);
  view_section_begin(view, "What the advice stands on");
  senders_by_class(view, advice);
  view_section_end(view);
  view_section_begin(view, "As it is published now");
  html_details(view->html, advice->details, NULL);
  view_section_end(view);
  write_what_if(view, what_if);
  view_end(view);
  return true;
}

const struct page page_advice = {
    .id = "advice",
    .title = "Advice",
    .purpose = "Whether the policy of a domain may be tightened, what to mend first, and what that would change.",
    .takes = TAKES_DOMAIN_NAMED | TAKES_PERIOD,
    .write = write_page,
};
