/* SPDX-License-Identifier: MIT */
#include "web/senders.h"
#include "base/text.h"
#include "report/value.h"
#include <string.h>

#define CAPTION "Sources by what they are, as told from all of their mail"

static bool is_class(const struct answer *advice, size_t row, enum source_class class) {
  return g_strcmp0(table_text(advice->table, row, "class"), source_class_word(class)) == 0;
}

struct senders_sum senders_of_class(const struct answer *advice, enum source_class class) {
  struct senders_sum sum = {0};
  for (size_t row = 0; row < table_rows(advice->table); row++) {
    if (!is_class(advice, row, class))
      continue;
    sum.messages += (uint64_t)table_int(advice->table, row, "messages");
    sum.sources += (uint64_t)table_int(advice->table, row, "sources");
    sum.kinds++;
  }
  return sum;
}

/* -- what to do ---------------------------------------------------------------------------------------------------- */

/* In a few words; the steps have more. Caller frees. */
static char *what_to_do(const struct answer *advice, size_t row) {
  const char *passes_as = table_text(advice->table, row, "passes_as"), *domain = advice->filter.domain;
  const char *p = advice->details ? table_text(advice->details, 0, "p") : NULL;
  if (is_class(advice, row, CLASS_ALIGNED))
    return g_strdup("Nothing.");
  if (is_class(advice, row, CLASS_PARTLY_ALIGNED))
    return passes_as ? g_strdup_printf("Switch on DKIM as %s: what passes by SPF only is lost when forwarded.", domain)
                     : g_strdup("It works. Both would be safer than one.");
  if (is_class(advice, row, CLASS_MISCONFIGURED))
    return passes_as ? g_strdup_printf("Passes as %s, which cannot align. If it is yours, have it sign as %s.",
                                       passes_as, domain)
                     : g_strdup("Only a part of it passes. Find out what sends the rest.");
  if (is_class(advice, row, CLASS_FORWARDED))
    return g_strdup("Nothing. Mail that is signed with DKIM mostly survives.");
  return g_strdup(g_strcmp0(p, "reject") == 0 ? "Nothing. p=reject stops it, where it is heeded."
                                              : "If none of it is yours, p=reject would stop it.");
}

/* -- the table ----------------------------------------------------------------------------------------------------- */

static void write_heading(struct html *html, const char *class, const char *label, const char *note) {
  html_open_class(html, "th", class);
  html_attribute(html, "scope", "col");
  html_text(html, label);
  if (note) {
    html_text(html, " ");
    html_element(html, "small", NULL, note);
  }
  html_close(html, "th");
}

static void write_share_rect(struct html *html, bool fail, double from, double to) {
  html_open_class(html, "rect", fail ? "s-fail" : "s-both");
  html_coordinate(html, "x", (int64_t)(from * 10000));
  html_coordinate(html, "width", (int64_t)(to * 10000) - (int64_t)(from * 10000));
  html_coordinate(html, "height", 800);
  html_close(html, "rect");
}

/* Which part of its mail passes. The figure beside it says the same. */
static void write_share_bar(struct html *html, uint64_t failing, uint64_t messages) {
  const double passing = messages ? 1 - (double)failing / (double)messages : 1;
  html_open_class(html, "svg", "bar");
  html_attribute(html, "viewBox", "0 0 100 8");
  html_attribute(html, "preserveAspectRatio", "none");
  html_attribute(html, "aria-hidden", "true");
  write_share_rect(html, false, 0, passing);
  if (failing > 0)
    write_share_rect(html, true, MIN(passing, 0.98), 1);
  html_close(html, "svg");
}

/* What they are, and their largest addresses. `todo` is shown where there is no room for a column of it. */
static void write_sender(struct view *view, const struct answer *advice, size_t row, const char *todo) {
  struct html *html = view->html;
  const unsigned int class = (unsigned int)table_column(advice->table, "class");
  const char *word = table_text(advice->table, row, "class"), *passes_as = table_text(advice->table, row, "passes_as");
  g_auto(GStrv) largest =
      value_items(table_cell(advice->table, row, (unsigned int)table_column(advice->table, "largest")));
  const uint64_t sources = (uint64_t)table_int(advice->table, row, "sources");
  g_autofree char *addresses = text_plural(sources, "address", "addresses");
  struct url *url = view_link_cell(view, advice, row, class);
  html_open(html, "th");
  html_attribute(html, "scope", "row");
  html_open_class(html, "span", html_verdict(word));
  html_link(html, url, word);
  html_close(html, "span");
  if (passes_as && is_class(advice, row, CLASS_MISCONFIGURED))
    html_printf(html, ", passes as %s", passes_as);
  else if (passes_as)
    html_printf(html, ", %s", passes_as);
  html_open(html, "small");
  html_printf(html, "%s%s%s%s%s%s", addresses, largest[0] ? ": " : "", largest[0] ? largest[0] : "",
              largest[0] && largest[1] ? ", " : "", largest[0] && largest[1] ? largest[1] : "",
              sources > 2 && largest[0] ? ", ..." : "");
  html_close(html, "small");
  html_element(html, "small", "narrow", todo);
  html_close(html, "th");
  url_free(url);
}

static void write_row(struct view *view, const struct answer *advice, size_t row) {
  struct html *html = view->html;
  const uint64_t messages = (uint64_t)table_int(advice->table, row, "messages");
  const uint64_t failing = (uint64_t)table_int(advice->table, row, "failing");
  g_autofree char *all = text_count(messages), *todo = what_to_do(advice, row);
  g_autofree char *passing = text_share(messages - failing, messages);
  html_open(html, "tr");
  write_sender(view, advice, row, todo);
  html_element(html, "td", "n", all);
  html_element(html, "td", "n", passing);
  html_open_class(html, "td", "p2");
  write_share_bar(html, failing, messages);
  html_close(html, "td");
  html_element(html, "td", "todo", todo);
  html_close(html, "tr");
}

/* Those with most mail first. */
static int by_messages(gconstpointer a, gconstpointer b, gpointer user) {
  const struct answer *advice = user;
  const int64_t left = table_int(advice->table, *(const size_t *)a, "messages");
  const int64_t right = table_int(advice->table, *(const size_t *)b, "messages");
  return left != right ? (left < right ? 1 : -1) : (*(const size_t *)a > *(const size_t *)b ? 1 : -1);
}

void senders_by_class(struct view *view, const struct answer *advice) {
  struct html *html = view->html;
  const size_t n = table_rows(advice->table);
  g_autofree size_t *rows = g_new(size_t, n + 1);
  for (size_t i = 0; i < n; i++)
    rows[i] = i;
  g_qsort_with_data(rows, (gint)n, sizeof(*rows), by_messages, (gpointer)advice);
  if (n == 0)
    return;
  html_scroll_begin(html, CAPTION);
  html_open(html, "table");
  html_element(html, "caption", NULL, CAPTION);
  html_open(html, "thead");
  html_open(html, "tr");
  write_heading(html, NULL, "Sender", NULL);
  write_heading(html, "n", "Messages", NULL);
  write_heading(html, "n", "DMARC", "pass");
  write_heading(html, "p2", "Drawn", NULL);
  write_heading(html, "todo", "What to do", NULL);
  html_close(html, "tr");
  html_close(html, "thead");
  html_open(html, "tbody");
  for (size_t i = 0; i < n; i++)
    write_row(view, advice, rows[i]);
  html_close(html, "tbody");
  html_close(html, "table");
  html_scroll_end(html);
}
