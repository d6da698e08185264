/* SPDX-License-Identifier: MIT */
/* One address or block: what it is, why, and what it sent. */
#include "base/text.h"
#include "report/address.h"
#include "web/day_by_day.h"
#include "web/pages.h"

#define KINDS_SHOWN 50
#define FAILURES_SHOWN 10

/* "192.0.2.1", "192.0.2.0 to 192.0.2.255", "Mailchimp" */
static char *source_words(const struct filter *filter) {
  if (filter->source_first.length == 0)
    return g_strdup(filter->source_name);
  g_autofree char *first = address_text(filter->source_first.bytes, filter->source_first.length);
  g_autofree char *last = address_text(filter->source_last.bytes, filter->source_last.length);
  return g_str_equal(first, last) ? g_steal_pointer(&first) : g_strdup_printf("%s to %s", first, last);
}

/* What is known of the address beyond its mail. */
static void write_who(struct view *view, const struct answer *sources) {
  struct html *html = view->html;
  if (table_rows(sources->table) != 1)
    return;
  static const char *const keys[] = {"name", "service", "country", "asn"};
  static const char *const labels[] = {"Name", "Service", "Country", "Network"};
  g_autoptr(GString) words = g_string_new(NULL);
  for (unsigned int i = 0; i < G_N_ELEMENTS(keys); i++) {
    const char *text = table_text(sources->table, 0, keys[i]);
    const int64_t number = table_int(sources->table, 0, keys[i]);
    if (text)
      g_string_append_printf(words, "%s%s: %s", words->len ? ", " : "", labels[i], text);
    else if (number)
      g_string_append_printf(words, "%s%s: AS%" G_GINT64_FORMAT, words->len ? ", " : "", labels[i], number);
  }
  if (words->len > 0)
    html_element(html, "p", "note", words->str);
}

static void write_next(struct view *view, const struct answer *source) {
  struct url *url = view_url(view, "reports", &view->filter);
  if (source->next)
    html_element(view->html, "p", NULL, source->next);
  if (url) {
    html_open(view->html, "p");
    html_link(view->html, url, "The reports that name it");
    html_close(view->html, "p");
  }
  url_free(url);
}

/* Failure reports about messages from there; *failures NULL: none is to be shown. */
static bool ask_failures(struct view *view, const struct answer **failures, GError **error) {
  struct filter filter = view->filter;
  filter.domain = NULL;
  struct url *url = view_url(view, "failure-reports", &filter);
  *failures = NULL;
  if (!url)
    return true;
  url_free(url);
  filter.limit = FAILURES_SHOWN;
  filter.reporter = NULL; /* of another kind of reports */
  *failures = view_ask_as(view, "failures", "failures", filter, error);
  return *failures != NULL;
}

static void write_failures(struct view *view, const struct answer *failures) {
  if (!failures || table_rows(failures->table) == 0)
    return;
  view_section_begin(view, "Failure reports");
  view_table(view, failures, &(struct view_table){.caption = "Single messages from there that failed, newest first"});
  view_section_end(view);
}

static bool write_page(struct view *view, GError **error) {
  struct filter filter = view->filter;
  filter.limit = filter.limit ? filter.limit : KINDS_SHOWN;
  const struct answer *source = view_ask_as(view, "source", "source", filter, error);
  const struct answer *timeline = source ? view_ask(view, "timeline", 0, error) : NULL;
  const struct answer *known = timeline ? view_ask(view, "sources", 2, error) : NULL;
  const struct answer *failures = NULL;
  if (!known || !ask_failures(view, &failures, error))
    return false;
  g_autofree char *heading = source_words(&view->filter);
  static const char *const leave[] = {"domain_messages", NULL};
  view->main = source;
  view_begin(view, heading);
  html_open_class(view->html, "p", "lede");
  html_printf(view->html, "%s.", source->sentence);
  html_close(view->html, "p");
  write_who(view, known);
  write_next(view, source);
  day_by_day(view, timeline, heading);
  if (table_rows(source->table) > 0) {
    view_section_begin(view, "Its figures");
    html_details(view->html, source->details, leave);
    view_section_end(view);
    view_section_begin(view, "What it sent");
    view_table(view, source, &(struct view_table){.caption = "Kinds of messages, by what authentication said of them"});
    view_section_end(view);
  }
  write_failures(view, failures);
  view_end(view);
  return true;
}

const struct page page_source = {
    .id = "source",
    .title = "Source",
    .purpose = "One address or block: what it is, why, what it sent, and what to do about it.",
    .takes = TAKES_SOURCE_NAMED | TAKES_PERIOD | TAKES_DOMAIN | TAKES_REPORTER | TAKES_TRUST | TAKES_DISPOSITION |
             TAKES_FAILING | TAKES_LIMIT,
    .write = write_page,
};
