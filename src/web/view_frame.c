/* SPDX-License-Identifier: MIT */
/* What is around every page: head, navigation, foot. */
#include "base/text.h"
#include "report/html_document.h"
#include "web/calendar.h"
#include "web/command_line.h"
#include "web/filter_form.h"
#include "web/view.h"

/* -- head ---------------------------------------------------------------------------------------------------------- */

static void write_meta(struct html *html, const char *name, const char *content) {
  html_open(html, "meta");
  html_attribute(html, "name", name);
  html_attribute(html, "content", content);
  html_close(html, "meta");
}

static void write_link(struct html *html, const char *relation, const struct url *url) {
  html_open(html, "link");
  html_attribute(html, "rel", relation);
  html_url(html, "href", url);
  html_close(html, "link");
}

static void write_file_link(struct view *view, const char *relation, const char *name) {
  const struct links *links = &view->web->links;
  struct url *url = links->file(links->user, view, name);
  write_link(view->html, relation, url);
  url_free(url);
}

static void write_head(struct view *view, const char *heading) {
  struct html *html = view->html;
  const struct links *links = &view->web->links;
  html_head_begin(html);
  write_meta(html, "color-scheme", "light dark");
  write_meta(html, "robots", "noindex");
  write_meta(html, "referrer", "no-referrer");
  html_open(html, "title");
  if (g_str_equal(heading, view->web->options.title))
    html_text(html, heading);
  else
    html_printf(html, "%s: %s", heading, view->web->options.title);
  html_close(html, "title");
  write_file_link(view, "stylesheet", WEB_STYLE_SHEET);
  write_file_link(view, "icon", WEB_ICON);
  struct url *canonical = links->canonical(links->user, view);
  if (canonical)
    write_link(html, "canonical", canonical);
  url_free(canonical);
  html_close(html, "head");
}

/* -- navigation ---------------------------------------------------------------------------------------------------- */

static struct url *url_to(const struct view *view, const struct page *page, const struct filter *filter) {
  const struct target target = {.page = page, .filter = *filter};
  return view->web->links.to(view->web->links.user, view, &target);
}

struct url *view_url(const struct view *view, const char *page, const struct filter *filter) {
  return url_to(view, page_find(page), filter);
}

/* Frees the address. What is here is no link. */
static void write_item(struct view *view, struct url *url, const char *text, bool here) {
  struct html *html = view->html;
  if (!url)
    return;
  html_open(html, "li");
  if (here)
    html_element(html, "strong", NULL, text);
  else
    html_link(html, url, text);
  html_close(html, "li");
  url_free(url);
}

/* Only the domain and the period are carried from page to page; not the period where there is no page of it. */
static struct url *url_to_page(const struct view *view, const struct page *page, const char *domain) {
  struct filter filter = {.has_period = true, .period = view->filter.period, .domain = domain};
  struct url *url = url_to(view, page, &filter);
  if (url && page != view->page)
    return url;
  url_free(url);
  filter.period = view->web->period;
  return url_to(view, page, &filter);
}

static bool is_usual(const struct view *view) {
  return view->filter.period.since == view->web->period.since && view->filter.period.until == view->web->period.until;
}

static void write_pages(struct view *view) {
  struct html *html = view->html;
  const char *domain = view->stands_alone ? NULL : view->filter.domain;
  html_open(html, "nav");
  html_attribute(html, "aria-label", "Pages");
  html_open(html, "ul");
  for (const struct page *const *page = pages; *page; page++) {
    const unsigned int takes = (*page)->takes;
    const bool here = *page == view->page && is_usual(view), is_domain = g_str_equal((*page)->id, "domain");
    if (takes & (TAKES_SOURCE_NAMED | TAKES_REPORT_ID) || (takes & TAKES_DOMAIN_NAMED && !domain) ||
        (!view_has_data(view) && takes != 0 && !here) || (*page == page_find("tls") && !here && !view_has_tls(view)))
      continue;
    const bool about_all = !(takes & (TAKES_DOMAIN | TAKES_DOMAIN_NAMED));
    write_item(view, url_to_page(view, *page, about_all ? NULL : domain), is_domain ? domain : (*page)->title, here);
  }
  html_close(html, "ul");
  html_close(html, "nav");
}

static void write_ranges(struct view *view) {
  static const struct {
    int32_t days;
    const char *words;
  } ranges[] = {{7, "7 days"}, {30, "30 days"}, {90, "90 days"}, {365, "12 months"}};
  struct html *html = view->html;
  struct url *urls[G_N_ELEMENTS(ranges)] = {0};
  unsigned int n = 0;
  struct filter filter = view->filter;
  for (unsigned int i = 0; i < G_N_ELEMENTS(ranges) && view->page->takes & TAKES_PERIOD && view_has_data(view); i++) {
    filter.period = view->web->period;
    filter.period.since = filter.period.until - ranges[i].days;
    urls[i] = url_to(view, view->page, &filter);
    n += urls[i] != NULL;
  }
  if (n > 1) {
    html_open(html, "nav");
    html_attribute(html, "aria-label", "Period");
    html_open(html, "ul");
  }
  for (unsigned int i = 0; i < G_N_ELEMENTS(ranges); i++) {
    const bool here = view->filter.period.until == view->web->period.until &&
                      view->filter.period.until - view->filter.period.since == ranges[i].days;
    if (n > 1)
      write_item(view, urls[i], ranges[i].words, here);
    else
      url_free(urls[i]);
  }
  if (n > 1) {
    html_close(html, "ul");
    html_close(html, "nav");
  }
}

void view_begin(struct view *view, const char *heading) {
  struct html *html = view->html = html_begin(view->out);
  html_doctype(html);
  html_open(html, "html");
  html_attribute(html, "lang", "en");
  write_head(view, heading);
  html_open(html, "body");
  html_open_class(html, "a", "skip");
  struct url *content = url_new("");
  url_set_fragment(content, "content");
  html_url(html, "href", content);
  url_free(content);
  html_text(html, "To the content");
  html_close(html, "a");
  html_open(html, "header");
  write_pages(view);
  write_ranges(view);
  html_close(html, "header");
  filter_form(view);
  html_open(html, "main");
  html_attribute(html, "id", "content");
  html_element(html, "h1", NULL, heading);
  if (view->web->domains->warning && is_usual(view)) {
    html_open_class(html, "p", "warning");
    html_printf(html, "Mind: %s.", view->web->domains->warning);
    html_close(html, "p");
  }
}

/* -- foot ---------------------------------------------------------------------------------------------------------- */

/* What is known of the page's mail: "Data through 23 November 2026; 264 reports, 3 rejected items in the quarantine."
 */
static void write_data(struct view *view) {
  const struct table *table = view->web->domains->table;
  uint64_t reports = 0;
  int64_t last = 0;
  for (size_t row = 0; row < table_rows(table); row++) {
    if (view->filter.domain && g_strcmp0(view->filter.domain, table_text(table, row, "domain")) != 0)
      continue;
    reports += (uint64_t)table_int(table, row, "reports");
    last = MAX(last, table_int(table, row, "last_seen"));
  }
  g_autofree char *all = text_plural(reports, "report", "reports"), *day = last ? calendar_day((int32_t)last) : NULL;
  g_autofree char *period = period_words(view->web->period);
  g_autofree char *rejected = text_plural(view->web->rejected, "item", "items");
  html_printf(view->html, "Data through %s. %s in the %s%s%s. Rejected and kept in the quarantine: %s.",
              day ? day : "no day yet", all, period, view->filter.domain ? " about " : "",
              view->filter.domain ? view->filter.domain : "", rejected);
}

static void write_foot(struct view *view) {
  struct html *html = view->html;
  g_autofree char *generated = text_time(view->web->now);
  html_open(html, "footer");
  html_open(html, "p");
  html_printf(html, "Generated %s UTC. ", generated);
  if (view_has_data(view) && is_usual(view) &&
      view->page->takes & TAKES_PERIOD) /* pages about the past stay as they are */
    write_data(view);
  html_close(html, "p");
  if (view->main) {
    g_autofree char *line = command_line(view->main);
    html_open(html, "p");
    html_text(html, "The same in a terminal: ");
    html_command(html, line);
    html_close(html, "p");
  }
  if (view->web->options.redact)
    html_element(html, "p", NULL, "Source addresses and the local parts of mail addresses are not shown here.");
  html_close(html, "footer");
}

void view_end(struct view *view) {
  struct html *html = view->html;
  html_close(html, "main");
  write_foot(view);
  html_close(html, "body");
  html_close(html, "html");
  html_end(html);
  view->html = NULL;
}

void view_section_begin(struct view *view, const char *title) {
  html_open(view->html, "section");
  html_element(view->html, "h2", NULL, title);
}

void view_section_end(struct view *view) {
  html_close(view->html, "section");
}
