/* SPDX-License-Identifier: MIT */
#include "web/day_by_day.h"
#include "base/text.h"
#include "report/grouping.h"
#include "web/calendar.h"
#include "web/chart_days.h"

void day_by_day(struct view *view, const struct answer *timeline, const char *about) {
  struct html *html = view->html;
  if (timeline->messages == 0)
    return;
  view_section_begin(view, "Day by day");
  chart_days(html, timeline, about);
  html_open(html, "details");
  html_element(html, "summary", NULL, "The same as a table");
  view_table(view, timeline,
             &(struct view_table){.caption = timeline->question->about == ABOUT_TLS
                                                 ? "TLS sessions of each UTC day"
                                                 : "Messages of each UTC day and their results"});
  html_close(html, "details");
  view_section_end(view);
}

#define MONTHS 12 /* when nothing is said of it */

/* -- months -------------------------------------------------------------------------------------------------------- */

static struct period months_kept(const struct web *web) {
  struct period kept = calendar_month(web->period.until - 1);
  if (web->options.keep_days > 0)
    kept.since = calendar_month(web->period.until - web->options.keep_days).since;
  for (unsigned int i = 1; i < MONTHS && web->options.keep_days == 0; i++)
    kept.since = calendar_month(kept.since - 1).since;
  return kept;
}

bool month_by_month_ask(struct view *view, const struct answer **months, GError **error) {
  *months = NULL;
  if (calendar_is_month(view->filter.period)) /* a page about a month stays as it is */
    return true;
  struct filter filter = {.has_period = true, .domain = view->filter.domain, .limit = -1};
  filter.period = months_kept(view->web);
  filter.by = grouping_parse(question_find("summary"), "month", error);
  *months = filter.by ? view_ask_as(view, "months", "summary", filter, error) : NULL;
  return *months != NULL;
}

/* The month of a key like "2026-10". */
static struct period month_of(const char *key) {
  int32_t day = 0;
  period_parse_since("month", key, 0, &day, NULL);
  return calendar_month(day);
}

static void write_month(struct view *view, const struct answer *months, size_t row) {
  struct html *html = view->html;
  const struct period month = month_of(table_text(months->table, row, "month"));
  const struct filter filter = {.has_period = true, .period = month, .domain = view->filter.domain};
  const uint64_t messages = (uint64_t)table_int(months->table, row, "messages");
  g_autofree char *words = calendar_month_words(month), *count = text_count(messages);
  g_autofree char *share = text_share((uint64_t)table_int(months->table, row, "dmarc_pass"), messages);
  struct url *url = view_url(view, view->page->id, &filter);
  html_open(html, "tr");
  html_open(html, "th");
  html_attribute(html, "scope", "row");
  html_link(html, url, words);
  html_close(html, "th");
  html_element(html, "td", "n", count);
  html_element(html, "td", "n", share);
  html_close(html, "tr");
  url_free(url);
}

void month_by_month(struct view *view, const struct answer *months) {
  static const struct html_head heads[] = {{"Month", NULL}, {"Messages", "n"}, {"pass DMARC", "n"}, {NULL, NULL}};
  struct html *html = view->html;
  const size_t n = months ? table_rows(months->table) : 0;
  if (n < 2)
    return;
  view_section_begin(view, "Month by month");
  html_open_class(html, "table", "small");
  html_element(html, "caption", NULL, "Each month leads to this page as of then");
  html_thead(html, heads);
  html_open(html, "tbody");
  for (size_t row = n; row-- > 0;)
    write_month(view, months, row);
  html_close(html, "tbody");
  html_close(html, "table");
  view_section_end(view);
}
