/* SPDX-License-Identifier: MIT */
#include "web/pages.h"
#include "web/view.h"

#define RECORDS_SHOWN 200

static bool write_page(struct view *view, GError **error) {
  struct filter filter = view->filter;
  filter.limit = filter.limit ? filter.limit : RECORDS_SHOWN;
  const struct answer *report = view_ask_as(view, "report", "report", filter, error);
  if (!report)
    return false;
  const bool any = report->details && table_rows(report->details) > 0;
  g_autofree char *heading =
      g_strdup_printf("Report%s%s", any ? " " : "", any ? table_text(report->details, 0, "report_id") : "");
  view->main = report;
  view_begin(view, heading);
  html_open_class(view->html, "p", "lede");
  html_printf(view->html, "%s.", report->sentence);
  html_close(view->html, "p");
  html_details(view->html, report->details, NULL);
  view_section_begin(view, "Records");
  view_table(view, report, &(struct view_table){.caption = "Every record, with all its DKIM and SPF results"});
  view_section_end(view);
  view_end(view);
  return true;
}

const struct page page_report = {
    .id = "report",
    .title = "Report",
    .purpose = "All that one report says.",
    .takes = TAKES_REPORT_ID | TAKES_FAILING | TAKES_LIMIT | TAKES_SORT,
    .write = write_page,
};
