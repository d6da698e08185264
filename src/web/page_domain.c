/* SPDX-License-Identifier: MIT */
/* One domain: how things stand, what to do, who sends, what fails, what was published, who reports. */
#include "base/text.h"
#include "report/figures.h"
#include "web/calendar.h"
#include "web/day_by_day.h"
#include "web/key_figures.h"
#include "web/pages.h"
#include "web/senders.h"
#include "web/stored_checks.h"
#include "web/what_changed.h"

#define SOURCES_SHOWN 12
#define FAILURES_SHOWN 10
#define REPORTERS_SHOWN 20

struct domain_view {
  struct figures now, before;
  const struct answer *timeline, *advice, *sources, *failures, *policies, *coverage, *changes, *months;
  const struct answer *tls; /* NULL: nothing is reported of it, or the page stays as it is */
};

static bool ask(struct view *view, struct domain_view *all, GError **error) {
  return figures_ask(view->web->store, &view->filter, &all->now, &all->before, error) &&
         (all->timeline = view_ask(view, "timeline", 0, error)) && (all->advice = view_ask(view, "advise", 0, error)) &&
         (all->sources = view_ask(view, "sources", SOURCES_SHOWN, error)) &&
         (all->failures = view_ask(view, "top-failures", FAILURES_SHOWN, error)) &&
         (all->policies = view_ask(view, "policies", 0, error)) &&
         (all->coverage = view_ask(view, "coverage", REPORTERS_SHOWN, error)) &&
         what_changed_ask(view, &all->changes, error) && month_by_month_ask(view, &all->months, error) &&
         (!view_has_tls(view) || calendar_is_month(view->filter.period) ||
          (all->tls = view_ask(view, "tls", 0, error)));
}

/* -- how things stand ---------------------------------------------------------------------------------------------- */

/* "97.7 % of 175,223 messages passed DMARC in the 30 days to ... One sender is misconfigured (2,212 messages), and
 * 3,114 messages look like spoofing." */
static void write_lede(struct view *view, const struct domain_view *all) {
  struct html *html = view->html;
  g_autofree char *period = view_period_words(view);
  g_autofree char *share = text_share(all->now.dmarc_pass, all->now.messages);
  g_autofree char *messages = text_plural(all->now.messages, "message", "messages");
  const struct senders_sum broken = senders_of_class(all->advice, CLASS_MISCONFIGURED);
  const struct senders_sum strange = senders_of_class(all->advice, CLASS_SUSPICIOUS);
  g_autofree char *broken_messages = text_plural(broken.messages, "message", "messages");
  g_autofree char *strange_messages = text_plural(strange.messages, "message looks", "messages look");
  html_open_class(html, "p", "lede");
  if (all->now.messages == 0) {
    html_printf(html, "No mail was reported in the %s.", period);
    html_close(html, "p");
    return;
  }
  html_element(html, "b", NULL, share);
  html_printf(html, " of %s passed DMARC in the %s.", messages, period);
  if (broken.kinds > 0) {
    g_autofree char *senders =
        text_plural(broken.kinds, "sender seems misconfigured", "kinds of senders seem misconfigured");
    html_text(html, " ");
    html_element(html, "b", NULL, senders);
    html_printf(html, " (%s).", broken_messages);
  }
  if (strange.messages > 0)
    html_printf(html, " %s like spoofing.", strange_messages);
  if (broken.kinds == 0 && strange.messages == 0 && all->now.dmarc_pass > all->now.messages / 20 * 19)
    html_text(html, " It comes from senders that are in order, or was forwarded.");
  html_close(html, "p");
}

static void write_advice(struct view *view, const struct domain_view *all) {
  struct html *html = view->html;
  struct url *url = view_url(view, "advice", &view->filter);
  view_section_begin(view, "What to do next");
  html_open(html, "p");
  html_printf(html, "%s. ", all->advice->sentence);
  html_link(html, url, url ? "The whole advice" : NULL);
  html_close(html, "p");
  html_steps(html, all->advice);
  view_section_end(view);
  url_free(url);
}

/* -- tables -------------------------------------------------------------------------------------------------------- */

static void write_senders(struct view *view, const struct domain_view *all) {
  view_section_begin(view, "Who sends as this domain");
  senders_by_class(view, all->advice);
  view_section_end(view);
  view_section_begin(view, "Sources with most mail");
  static const char *const leave[] = {"first_seen", "last_seen", "dkim_pass", "spf_pass", NULL};
  view_table(view, all->sources,
             &(struct view_table){.caption = "Addresses that mail came from", .leave = leave, .all = "sources"});
  view_section_end(view);
}

static void write_failures(struct view *view, const struct domain_view *all) {
  view_section_begin(view, "Top failures");
  static const char *const leave[] = {"header_from", NULL};
  view_table(
      view, all->failures,
      &(struct view_table){.caption = "Addresses with most mail that failed DMARC", .leave = leave, .all = "failures"});
  view_section_end(view);
}

static void write_policy(struct view *view, const struct domain_view *all) {
  const struct figures *now = &all->now;
  g_autofree char *failed = text_plural(now->messages - MIN(now->dmarc_pass, now->messages), "message", "messages");
  g_autofree char *quarantined = text_count(now->quarantine), *rejected = text_count(now->reject);
  g_autofree char *overridden = text_plural(now->overridden, "message", "messages");
  view_section_begin(view, "What was done, and the published policy");
  html_open(view->html, "p");
  html_printf(view->html, "%s failed. Because of DMARC, reporters put %s into quarantine and rejected %s.", failed,
              quarantined, rejected);
  if (now->overridden > 0)
    html_printf(view->html, " For %s they gave a reason to do otherwise.", overridden);
  html_close(view->html, "p");
  view_table(
      view, all->policies,
      &(struct view_table){.caption = "Policies as reporters found them, in the order of time", .all = "policies"});
  view_section_end(view);
}

static void write_reporters(struct view *view, const struct domain_view *all) {
  view_section_begin(view, "Who reports, and where there are gaps");
  if (all->coverage->next && !g_str_has_prefix(all->coverage->next, "Next:")) {
    g_auto(GStrv) halves = g_strsplit(all->coverage->next, " Next:", 2);
    html_element(view->html, "p", NULL, halves[0]);
  }
  view_table(
      view, all->coverage,
      &(struct view_table){.caption = "Each square is a day; filled, some report is about it", .all = "reporters"});
  view_section_end(view);
}

/* A sentence; the rest is on a page of its own. */
static void write_tls(struct view *view, const struct answer *tls) {
  struct url *url = view_url(view, "tls", &view->filter);
  if (tls) {
    view_section_begin(view, "TLS");
    html_open(view->html, "p");
    html_printf(view->html, "%s. ", tls->sentence);
    html_link(view->html, url, url ? "All about TLS" : NULL);
    html_close(view->html, "p");
    view_section_end(view);
  }
  url_free(url);
}

static bool write_page(struct view *view, GError **error) {
  struct domain_view all = {0};
  g_autoptr(GPtrArray) checks = g_ptr_array_new_with_free_func(g_free);
  if (!ask(view, &all, error) || !stored_checks_ask(view, view->filter.domain, checks, error))
    return false;
  view_begin(view, view->filter.domain);
  write_lede(view, &all);
  stored_checks(view, checks);
  key_figures(view->html, &all.now, &all.before);
  day_by_day(view, all.timeline, view->filter.domain);
  write_advice(view, &all);
  what_changed(view, all.changes);
  if (all.now.messages > 0) {
    write_senders(view, &all);
    write_failures(view, &all);
  }
  write_policy(view, &all);
  write_reporters(view, &all);
  write_tls(view, all.tls);
  month_by_month(view, all.months);
  view->main = all.timeline;
  view_end(view);
  return true;
}

const struct page page_domain = {
    .id = "domain",
    .title = "Domain",
    .purpose = "All of one domain on a page: how it stands, what to do, who sends, what fails, who reports.",
    .takes = TAKES_PERIOD | TAKES_DOMAIN_NAMED | TAKES_REPORTER | TAKES_TRUST,
    .write = write_page,
};
