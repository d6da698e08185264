/* SPDX-License-Identifier: MIT */
/* Failure reports, on live pages only: they tell of single messages (RFC 9991 section 7). */
#include "base/text.h"
#include "web/pages.h"
#include "web/view.h"

#define REPORTS_SHOWN 50

static bool write_list(struct view *view, GError **error) {
  struct filter filter = view->filter;
  const struct answer *failures = NULL;
  bool has_mail;
  filter.limit = filter.limit ? filter.limit : REPORTS_SHOWN;
  if (!view_ask_beside(view, "failures", filter, &failures, error) || !view_has_mail(view, &has_mail, error))
    return false;
  const char *domain = view->filter.domain;
  g_autofree char *heading = domain ? g_strdup_printf("Failure reports about %s", domain) : g_strdup("Failure reports");
  view->main = failures;
  view->stands_alone = !has_mail;
  view_begin(view, heading);
  html_open_class(view->html, "p", "lede");
  if (failures)
    html_printf(view->html, "%s.", failures->sentence);
  else
    html_printf(view->html, "No failure report is about %s.", domain);
  html_close(view->html, "p");
  html_element(view->html, "p", "note",
               "Each is about a single message that failed at somebody's server. Few servers send them: how much mail "
               "there is, the other pages tell.");
  if (failures && table_rows(failures->table) > 0)
    view_table(view, failures, &(struct view_table){.caption = "Failure reports, newest first"});
  view_end(view);
  return true;
}

const struct page page_failure_reports = {
    .id = "failure-reports",
    .title = "Failure reports",
    .purpose = "Single messages that failed, as some servers report them. Only on live pages.",
    .takes = TAKES_PERIOD | TAKES_DOMAIN | TAKES_SOURCE | TAKES_REPORTER | TAKES_TRUST | TAKES_LIMIT | TAKES_SORT,
    .live_only = true,
    .write = write_list,
};

/* -- one ----------------------------------------------------------------------------------------------------------- */

/* To all of its source, and to the mail of its source. */
static void write_links(struct view *view, const struct answer *failure) {
  struct html *html = view->html;
  const int column = table_column(failure->details, "source_ip");
  struct url *source = view_link_cell(view, &(struct answer){.question = failure->question, .table = failure->details},
                                      0, (unsigned int)column);
  struct url *list = view_url(view, "failure-reports", &view->filter);
  html_open(html, "p");
  if (source) {
    html_link(html, source, "All mail of its source");
    html_text(html, " ");
  }
  html_link(html, list, "All failure reports");
  html_close(html, "p");
  url_free(source);
  url_free(list);
}

static bool write_one(struct view *view, GError **error) {
  const struct answer *failure = view_ask(view, "failure", 0, error);
  if (!failure)
    return false;
  g_autofree char *heading = g_strdup_printf("Failure report %s", view->filter.report_id);
  view->main = failure;
  view_begin(view, heading);
  html_open_class(view->html, "p", "lede");
  html_printf(view->html, "%s.", failure->sentence);
  html_close(view->html, "p");
  write_links(view, failure);
  html_details(view->html, failure->details, NULL);
  if (table_rows(failure->table) > 0) {
    view_section_begin(view, "What aggregate reports tell of its source");
    view_table(view, failure, &(struct view_table){.caption = "On the day of the message and the days beside it"});
    view_section_end(view);
  }
  view_end(view);
  return true;
}

const struct page page_failure_report = {
    .id = "failure-report",
    .title = "Failure report",
    .purpose = "All that one failure report says. Only on live pages.",
    .takes = TAKES_REPORT_ID | TAKES_LIMIT | TAKES_SORT,
    .live_only = true,
    .write = write_one,
};
