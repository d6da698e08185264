/* SPDX-License-Identifier: MIT */
/* What senders report of TLS with the mail servers: of one domain, with what it publishes about it, or of all. */
#include "base/text.h"
#include "report/figures.h"
#include "web/day_by_day.h"
#include "web/key_figures.h"
#include "web/pages.h"
#include "web/published.h"

#define KINDS_SHOWN 500
#define FAILURES_SHOWN 20
#define REPORTERS_SHOWN 20
#define REPORTS_SHOWN 20

struct tls_view {
  const struct answer *tls; /* NULL: nothing is reported of the domain; then so are the others */
  const struct answer *timeline, *failures, *reporters, *reports;
  struct tls_figures now, before;
  struct published *published; /* NULL: of all domains */
};

/* -- asking -------------------------------------------------------------------------------------------------------- */

static void add_up(const struct answer *timeline, const struct answer *reporters, struct tls_figures *sums) {
  sums->sessions = timeline->messages;
  sums->reporters = reporters->rows;
  for (size_t row = 0; row < table_rows(timeline->table); row++) {
    sums->failed += (uint64_t)table_int(timeline->table, row, "sessions_failed");
    sums->reports += (uint64_t)table_int(timeline->table, row, "reports");
  }
}

static bool ask_before(const struct view *view, struct tls_figures *sums, GError **error) {
  struct filter filter = {.has_period = true,
                          .period = figures_before(view->filter.period),
                          .domain = view->filter.domain,
                          .reporter = view->filter.reporter,
                          .has_trust = view->filter.has_trust,
                          .trust = view->filter.trust};
  struct store *store = view->web->store;
  struct answer *timeline = question_ask(question_find("tls-timeline"), store, &filter, error);
  struct answer *reporters = timeline ? question_ask(question_find("tls-reporters"), store, &filter, error) : NULL;
  if (reporters)
    add_up(timeline, reporters, sums);
  answer_free(timeline);
  answer_free(reporters);
  return reporters != NULL;
}

static bool ask_reports(struct view *view, struct tls_view *all, GError **error) {
  struct filter filter = view->filter;
  filter.limit = filter.limit ? filter.limit : KINDS_SHOWN;
  if (!view_ask_beside(view, "tls", filter, &all->tls, error))
    return false;
  if (!all->tls)
    return true;
  if (!(all->timeline = view_ask(view, "tls-timeline", 0, error)) ||
      !(all->failures = view_ask(view, "tls-failures", FAILURES_SHOWN, error)) ||
      !(all->reporters = view_ask(view, "tls-reporters", REPORTERS_SHOWN, error)) ||
      !(all->reports = view_ask(view, "tls-reports", REPORTS_SHOWN, error)))
    return false;
  add_up(all->timeline, all->reporters, &all->now);
  return ask_before(view, &all->before, error);
}

static bool ask(struct view *view, struct tls_view *all, GError **error) {
  bool has_mail;
  if (!ask_reports(view, all, error) || !view_has_mail(view, &has_mail, error))
    return false;
  view->stands_alone = !has_mail;
  return !view->filter.domain || (all->published = published_ask(view, error));
}

/* -- writing ------------------------------------------------------------------------------------------------------- */

/* " Most failures, 200: the certificate has expired at mx.example.com." */
static void write_worst(struct view *view, const struct answer *failures) {
  if (table_rows(failures->table) == 0)
    return;
  const char *meaning = table_text(failures->table, 0, "meaning"), *mx = table_text(failures->table, 0, "mx");
  g_autofree char *times = text_plural((uint64_t)table_int(failures->table, 0, "sessions"), "time", "times");
  html_printf(view->html, " What failed most: %s%s%s, %s.", meaning, mx ? " at " : "", mx ? mx : "", times);
}

static void write_lede(struct view *view, const struct tls_view *all) {
  struct html *html = view->html;
  g_autofree char *period = view_period_words(view);
  const char *domain = view->filter.domain;
  html_open_class(html, "p", "lede");
  if (!all->tls) {
    html_printf(html,
                "No TLS report is about %s. Senders send them only to a domain that asks for them with a TLS-RPT "
                "record (RFC 8460).",
                domain);
  } else if (all->now.sessions == 0) {
    html_printf(html, "No TLS sessions%s%s were reported in the %s.", domain ? " of " : "", domain ? domain : "",
                period);
  } else {
    g_autofree char *share = text_share(all->now.sessions - MIN(all->now.failed, all->now.sessions), all->now.sessions);
    g_autofree char *sessions = text_plural(all->now.sessions, "TLS session", "TLS sessions");
    html_element(html, "b", NULL, share);
    html_printf(html, " of %s with the mail servers%s%s worked in the %s.", sessions, domain ? " of " : "",
                domain ? domain : "", period);
    write_worst(view, all->failures);
  }
  html_close(html, "p");
}

static void write_failures(struct view *view, const struct tls_view *all) {
  static const char *const leave[] = {"domain", NULL};
  view_section_begin(view, "Why TLS failed, and what to do");
  html_steps(view->html, all->failures);
  view_table(view, all->failures,
             &(struct view_table){.caption = "Each way to fail, by mail server and addresses",
                                  .leave = view->filter.domain ? leave : NULL});
  view_section_end(view);
}

static void write_reporters(struct view *view, const struct tls_view *all) {
  view_section_begin(view, "Who reports");
  view_table(view, all->reporters, &(struct view_table){.caption = "Organisations that sent TLS reports"});
  view_section_end(view);
  view_section_begin(view, "The newest reports");
  html_element(view->html, "p", "note",
               "Anybody can make an unverified report; those that fail are not counted in what is above.");
  view_table(view, all->reports, &(struct view_table){.caption = "TLS reports, and how far they are believed"});
  view_section_end(view);
}

static void write_sessions(struct view *view, const struct tls_view *all) {
  g_autofree char *about = g_strdup(view->filter.domain ? view->filter.domain : "all domains");
  tls_key_figures(view->html, &all->now, &all->before);
  day_by_day(view, all->timeline, about);
  view_section_begin(view, view->filter.domain ? "By policy" : "By domain and policy");
  view_table(view, all->tls,
             &(struct view_table){.caption = "What the senders went by: MTA-STS (sts), DANE (tlsa), or nothing"});
  view_section_end(view);
  if (all->now.failed > 0 || table_rows(all->failures->table) > 0)
    write_failures(view, all);
}

static bool write_page(struct view *view, GError **error) {
  struct tls_view all = {0};
  const bool good = ask(view, &all, error);
  if (good) {
    g_autofree char *heading =
        view->filter.domain ? g_strdup_printf("TLS of %s", view->filter.domain) : g_strdup("TLS");
    view->main = all.tls;
    view_begin(view, heading);
    write_lede(view, &all);
    if (all.now.sessions > 0)
      write_sessions(view, &all);
    if (all.published)
      published_write(view, all.published);
    if (all.reports && table_rows(all.reports->table) > 0)
      write_reporters(view, &all);
    view_end(view);
  }
  published_free(all.published);
  return good;
}

const struct page page_tls = {
    .id = "tls",
    .title = "TLS",
    .purpose = "Whether senders reach the mail servers by TLS: how many sessions failed, why, and what is published.",
    .takes = TAKES_PERIOD | TAKES_DOMAIN | TAKES_REPORTER | TAKES_TRUST | TAKES_LIMIT | TAKES_SORT,
    .write = write_page,
};
