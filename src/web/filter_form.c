/* SPDX-License-Identifier: MIT */
#include "web/filter_form.h"
#include "base/text.h"
#include "report/filter_words.h"
#include "web/request.h"

#define DOMAINS_LISTED 200 /* more are typed */

static bool fits(const struct view *view, enum parameter parameter) {
  return parameter_fits(parameter, view->page);
}

static bool is_usual_period(const struct view *view) {
  const struct period now = view->filter.period, usual = view->web->period;
  return now.since == usual.since && now.until == usual.until;
}

/* -- fields -------------------------------------------------------------------------------------------------------- */

static void open_field(struct html *html, const char *label) {
  html_open(html, "label");
  html_element(html, "span", NULL, label);
}

static void open_select(struct html *html, enum parameter parameter, const char *label) {
  open_field(html, label);
  html_open(html, "select");
  html_attribute(html, "name", parameter_name(parameter));
}

static void close_select(struct html *html) {
  html_close(html, "select");
  html_close(html, "label");
}

/* `value` NULL: what the words say. */
static void write_option(struct html *html, const char *value, const char *words, bool chosen) {
  html_open(html, "option");
  html_attribute(html, "value", value);
  html_attribute(html, "selected", chosen ? "selected" : NULL);
  html_text(html, words);
  html_close(html, "option");
}

static void write_input(struct html *html, enum parameter parameter, const char *type, const char *value) {
  html_open(html, "input");
  html_attribute(html, "name", parameter_name(parameter));
  html_attribute(html, "type", type);
  html_attribute(html, "value", value);
  html_close(html, "input");
}

static void write_text(struct html *html, enum parameter parameter, const char *label, const char *type,
                       const char *value) {
  open_field(html, label);
  write_input(html, parameter, type, value);
  html_close(html, "label");
}

static void write_domain(struct view *view) {
  struct html *html = view->html;
  const struct table *domains = view->web->domains->table;
  const char *now = view->filter.domain;
  if (table_rows(domains) > DOMAINS_LISTED) {
    write_text(html, PARAMETER_DOMAIN, "Domain", "text", now);
    return;
  }
  bool listed = !now;
  open_select(html, PARAMETER_DOMAIN, "Domain");
  if (!(view->page->takes & TAKES_DOMAIN_NAMED))
    write_option(html, "", "all", !now);
  for (size_t row = 0; row < table_rows(domains); row++) {
    const char *domain = table_text(domains, row, "domain");
    const bool here = now && g_ascii_strcasecmp(now, domain) == 0;
    write_option(html, NULL, domain, here);
    listed |= here;
  }
  if (!listed) /* without mail in the usual period */
    write_option(html, NULL, now, true);
  close_select(html);
}

static void write_period(struct view *view) {
  const struct period period = view->filter.period;
  const bool usual = is_usual_period(view);
  g_autofree char *since = usual ? NULL : text_day((int64_t)period.since * PERIOD_DAY_SECONDS);
  g_autofree char *until = usual ? NULL : text_day(((int64_t)period.until - 1) * PERIOD_DAY_SECONDS);
  write_text(view->html, PARAMETER_SINCE, "From", "date", since);
  write_text(view->html, PARAMETER_UNTIL, "To", "date", until);
}

static void write_class(struct view *view) {
  const struct filter *filter = &view->filter;
  open_select(view->html, PARAMETER_CLASS, "Class");
  write_option(view->html, "", "any", !filter->has_class);
  for (enum source_class i = 0; i < SOURCE_CLASS_MAX; i++) {
    g_autofree char *value = filter_words_of_class(i);
    write_option(view->html, value, source_class_word(i), filter->has_class && filter->class == i);
  }
  close_select(view->html);
}

static void write_disposition(struct view *view) {
  open_select(view->html, PARAMETER_DISPOSITION, "Disposition");
  write_option(view->html, "", "any", view->filter.disposition == DISPOSITION_OTHER);
  for (enum disposition i = DISPOSITION_NONE; i < DISPOSITION_MAX; i++)
    write_option(view->html, NULL, disposition_word(i), view->filter.disposition == i);
  close_select(view->html);
}

static void write_trust(struct view *view) {
  open_select(view->html, PARAMETER_TRUST, "Reports that are");
  write_option(view->html, "", "any", !view->filter.has_trust);
  for (enum trust i = TRUST_UNVERIFIED; i < TRUST_MAX; i++)
    write_option(view->html, NULL, trust_word(i), view->filter.has_trust && view->filter.trust == i);
  close_select(view->html);
}

static void write_failing(struct view *view) {
  struct html *html = view->html;
  html_open_class(html, "label", "check");
  html_open(html, "input");
  html_attribute(html, "name", parameter_name(PARAMETER_FAILING));
  html_attribute(html, "type", "checkbox");
  html_attribute(html, "value", "yes");
  html_attribute(html, "checked", view->filter.failing ? "checked" : NULL);
  html_close(html, "input");
  html_text(html, " only with failures");
  html_close(html, "label");
}

/* What stays as it is. */
static void write_hidden(struct view *view) {
  const struct filter *filter = &view->filter;
  g_autofree char *limit = filter->limit > 0 ? g_strdup_printf("%" G_GINT64_FORMAT, filter->limit) : NULL;
  if (filter->report_id)
    write_input(view->html, PARAMETER_REPORT, "hidden", filter->report_id);
  if (filter->sort)
    write_input(view->html, PARAMETER_SORT, "hidden", filter->sort);
  if (limit)
    write_input(view->html, PARAMETER_LIMIT, "hidden", limit);
}

static void write_source(struct view *view) {
  struct html *html = view->html;
  g_autofree char *source = filter_words_of_source(&view->filter);
  open_field(html, "Source");
  html_open(html, "input");
  html_attribute(html, "name", parameter_name(PARAMETER_SOURCE));
  html_attribute(html, "value", source);
  html_attribute(html, "placeholder", "192.0.2.0/24, or a name");
  html_close(html, "input");
  html_close(html, "label");
}

static void write_fields(struct view *view) {
  write_hidden(view);
  if (fits(view, PARAMETER_DOMAIN))
    write_domain(view);
  if (fits(view, PARAMETER_SINCE))
    write_period(view);
  if (fits(view, PARAMETER_SOURCE))
    write_source(view);
  if (fits(view, PARAMETER_REPORTER))
    write_text(view->html, PARAMETER_REPORTER, "Reporter", "text", view->filter.reporter);
  if (fits(view, PARAMETER_CLASS))
    write_class(view);
  if (fits(view, PARAMETER_DISPOSITION))
    write_disposition(view);
  if (fits(view, PARAMETER_TRUST))
    write_trust(view);
  if (fits(view, PARAMETER_FAILING))
    write_failing(view);
}

/* -- what is on ---------------------------------------------------------------------------------------------------- */

static void append(GString *words, const char *label, const char *value) {
  if (value)
    g_string_append_printf(words, "%s%s%s", words->len ? ", " : "", label, value);
}

/* "class misconfigured, reporter google.com"; NULL: nothing but the domain and the period. Caller frees. */
static char *what_is_on(const struct view *view) {
  const struct filter *filter = &view->filter;
  g_autoptr(GString) words = g_string_new(NULL);
  g_autofree char *source = view->page->takes & TAKES_SOURCE_NAMED ? NULL : filter_words_of_source(filter);
  append(words, "source ", source);
  append(words, "reporter ", filter->reporter);
  append(words, "class ", filter->has_class ? source_class_word(filter->class) : NULL);
  append(words, "disposition ",
         filter->disposition != DISPOSITION_OTHER ? disposition_word(filter->disposition) : NULL);
  append(words, "reports that are ", filter->has_trust ? trust_word(filter->trust) : NULL);
  append(words, "only with failures", filter->failing ? "" : NULL);
  return words->len > 0 ? g_strdup(words->str) : NULL;
}

/* The page of the same, without all that is on. */
static void write_without(struct view *view) {
  const struct filter *now = &view->filter;
  struct filter filter = {
      .has_period = true, .period = now->period, .domain = now->domain, .report_id = now->report_id};
  if (view->page->takes & TAKES_SOURCE_NAMED) {
    filter.source_first = now->source_first;
    filter.source_last = now->source_last;
    filter.source_name = now->source_name;
  }
  struct url *url = view_url(view, view->page->id, &filter);
  html_link(view->html, url, "Without these");
  url_free(url);
}

void filter_form(struct view *view) {
  struct html *html = view->html;
  const unsigned int all = TAKES_DOMAIN | TAKES_DOMAIN_NAMED | TAKES_PERIOD | TAKES_SOURCE | TAKES_REPORTER |
                           TAKES_CLASS | TAKES_DISPOSITION | TAKES_TRUST | TAKES_FAILING;
  if (!view_can_filter(view) || !view_has_data(view) || !(view->page->takes & all))
    return;
  struct url *url = view->web->links.form(view->web->links.user, view);
  g_autofree char *on = what_is_on(view);
  html_open_class(html, "div", "filter");
  html_attribute(html, "role", "search");
  html_open(html, "details");
  html_attribute(html, "open", on ? "open" : NULL);
  html_open(html, "summary");
  html_text(html, "Filter");
  if (on)
    html_printf(html, ": %s", on);
  html_close(html, "summary");
  html_open(html, "form");
  html_attribute(html, "method", "get");
  html_url(html, "action", url);
  write_fields(view);
  html_element(html, "button", NULL, "Show");
  if (on)
    write_without(view);
  html_close(html, "form");
  html_close(html, "details");
  html_close(html, "div");
  url_free(url);
}
