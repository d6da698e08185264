/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/figures.h"
#include "web/day_by_day.h"
#include "web/key_figures.h"
#include "web/pages.h"
#include "web/stored_checks.h"
#include "web/what_changed.h"

#define TLS_SHOWN 100     /* lines */
#define NEEDS_A_LOOK 0.95 /* a smaller share of passing mail is worth a sentence */

struct overview {
  struct figures now, before;
  const struct answer *domains, *timeline, *changes, *months;
  const struct answer *tls; /* NULL: no TLS report at all */
};

static bool ask(struct view *view, struct overview *all, GError **error) {
  const struct filter filter = view->filter;
  if (!figures_ask(view->web->store, &filter, &all->now, &all->before, error))
    return false;
  struct filter by_domain = filter;
  by_domain.limit = filter.limit ? filter.limit : 500;
  all->domains = view_ask_as(view, "summary", "summary", by_domain, error);
  all->timeline = all->domains ? view_ask(view, "timeline", 0, error) : NULL;
  return all->timeline && what_changed_ask(view, &all->changes, error) &&
         month_by_month_ask(view, &all->months, error) &&
         (!view_has_tls(view) || (all->tls = view_ask(view, "tls", TLS_SHOWN, error)));
}

static bool ask_checks(const struct view *view, const struct overview *all, GPtrArray *checks, GError **error) {
  bool good = true;
  for (size_t row = 0; good && row < table_rows(all->domains->table); row++)
    good = stored_checks_ask(view, table_text(all->domains->table, row, "domain"), checks, error);
  return good;
}

/* The domain with the smallest share of passing mail, when it is small; else NULL. */
static const char *find_worst(const struct table *domains, size_t *row) {
  double worst = NEEDS_A_LOOK;
  const char *name = NULL;
  for (size_t i = 0; i < table_rows(domains); i++) {
    const double messages = (double)table_int(domains, i, "messages");
    const double share = messages > 0 ? (double)table_int(domains, i, "dmarc_pass") / messages : 1;
    if (share >= worst)
      continue;
    worst = share;
    name = table_text(domains, i, "domain");
    *row = i;
  }
  return name;
}

static void write_lede(struct view *view, const struct overview *all) {
  struct html *html = view->html;
  size_t row = 0;
  const struct table *table = all->domains->table;
  const char *worst = find_worst(table, &row);
  g_autofree char *period = view_period_words(view);
  g_autofree char *share = text_share(all->now.dmarc_pass, all->now.messages);
  g_autofree char *messages = text_plural(all->now.messages, "message", "messages");
  g_autofree char *domains = text_plural(all->domains->rows, "domain", "domains");
  html_open_class(html, "p", "lede");
  if (all->now.messages == 0) {
    html_printf(html, "No mail was reported in the %s.", period);
  } else {
    html_element(html, "b", NULL, share);
    html_printf(html, " of %s in the name of %s passed DMARC in the %s.", messages, domains, period);
  }
  if (worst) {
    const uint64_t whole = (uint64_t)table_int(table, row, "messages");
    const uint64_t passed = (uint64_t)table_int(table, row, "dmarc_pass");
    g_autofree char *failed = text_count(whole - passed), *sent = text_plural(whole, "message", "messages");
    const struct filter filter = {.has_period = true, .period = view->filter.period, .domain = worst};
    struct url *url = view_url(view, "domain", &filter);
    html_text(html, " Look at ");
    html_link(html, url, worst);
    html_printf(html, " first: %s of %s fail.", failed, sent);
    url_free(url);
  }
  html_close(html, "p");
}

static void write_tls(struct view *view, const struct answer *tls) {
  if (!tls)
    return;
  view_section_begin(view, "TLS");
  view_table(view, tls,
             &(struct view_table){.caption = "SMTP sessions of each domain, by what senders went by", .all = "tls"});
  view_section_end(view);
}

static void write_mail(struct view *view, const struct overview *all, const GPtrArray *checks) {
  key_figures(view->html, &all->now, &all->before);
  view_section_begin(view, "Domains");
  view_table(view, all->domains, &(struct view_table){.caption = "Each domain, those with most mail first"});
  stored_checks(view, checks);
  view_section_end(view);
  day_by_day(view, all->timeline, "all domains");
  what_changed(view, all->changes);
}

static void write_empty(struct view *view) {
  struct html *html = view->html;
  html_element(html, "p", "lede", "There are no reports in the database yet.");
  html_open(html, "p");
  html_text(html, "Take some in, and this page fills: ");
  html_command(html, "dmarcstat ingest PATH");
  html_text(html, " for files and folders, ");
  html_command(html, "dmarcstat fetch");
  html_text(html, " for a mailbox. Until then there is nothing to show.");
  html_close(html, "p");
}

static bool write_page(struct view *view, GError **error) {
  struct overview all = {0};
  const bool any = view_has_data(view);
  g_autoptr(GPtrArray) checks = g_ptr_array_new_with_free_func(g_free);
  if (any && !(ask(view, &all, error) && ask_checks(view, &all, checks, error)))
    return false;
  view->main = all.domains;
  view_begin(view, view->web->options.title);
  if (any) {
    write_lede(view, &all);
    if (view->web->domains->rows > 0)
      write_mail(view, &all, checks);
    write_tls(view, all.tls);
    month_by_month(view, all.months);
  } else {
    write_empty(view);
  }
  view_end(view);
  return true;
}

const struct page page_overview = {
    .id = "overview",
    .title = "All domains",
    .purpose = "How all domains stand.",
    .takes = TAKES_PERIOD | TAKES_REPORTER | TAKES_TRUST | TAKES_SORT | TAKES_LIMIT,
    .write = write_page,
};
