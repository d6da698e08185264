/* SPDX-License-Identifier: MIT */
#include "web/key_figures.h"
#include "base/text.h"
#include "web/calendar.h"

/* `change` NULL: nothing to compare with. Read before the label it stands above, but said after it. */
static void write_figure(struct html *html, const char *label, const char *value, const char *change) {
  html_open(html, "li");
  html_text(html, label);
  html_open(html, "b");
  html_text(html, value);
  if (change) {
    html_text(html, " ");
    html_element(html, "small", NULL, change);
  }
  html_close(html, "b");
  html_close(html, "li");
}

/* "+4 %", "−12 %", "±0 %"; more than ten times is "×12". Caller frees. */
static char *growth(uint64_t now, uint64_t before) {
  if (before == 0)
    return now == 0 ? g_strdup("±0") : NULL;
  const double times = (double)now / (double)before;
  const int percent = times > 10 ? 0 : (int)((times - 1) * 100 + (times < 1 ? -0.5 : 0.5));
  if (times > 10)
    return g_strdup_printf("×%.0f", MIN(times, 1e9));
  return g_strdup_printf("%s%d %%", percent > 0 ? "+" : percent < 0 ? "−" : "±", ABS(percent));
}

/* "+1,204". Caller frees. */
static char *difference(uint64_t now, uint64_t before) {
  g_autofree char *count = text_count(now > before ? now - before : before - now);
  return g_strconcat(now > before ? "+" : now < before ? "−" : "±", count, NULL);
}

/* In percentage points: "−0.8". Caller frees. */
static char *points(uint64_t part, uint64_t whole, uint64_t part_before, uint64_t whole_before) {
  if (whole == 0 || whole_before == 0)
    return NULL;
  const double change = ((double)part / (double)whole - (double)part_before / (double)whole_before) * 1000;
  const int tenths = (int)(change + (change < 0 ? -0.5 : 0.5));
  return g_strdup_printf("%s%d.%d", tenths > 0 ? "+" : tenths < 0 ? "−" : "±", ABS(tenths) / 10, ABS(tenths) % 10);
}

static void write_count(struct html *html, const char *label, uint64_t now, uint64_t before, bool compare,
                        char *(*change)(uint64_t now, uint64_t before)) {
  g_autofree char *value = text_count(now), *changed = compare ? change(now, before) : NULL;
  write_figure(html, label, value, changed);
}

static void write_share(struct html *html, const char *label, const struct figures *now, const struct figures *before,
                        uint64_t part, uint64_t part_before) {
  g_autofree char *value = text_share(part, now->messages);
  g_autofree char *change = points(part, now->messages, part_before, before->messages);
  write_figure(html, label, value, change);
}

static void write_note(struct html *html, const struct figures *before, bool compare) {
  g_autofree char *since = calendar_day(before->period.since), *until = calendar_day(before->period.until - 1);
  const int32_t days = before->period.until - before->period.since;
  html_open_class(html, "p", "note");
  if (compare)
    html_printf(html, "Small figures: the change against the %d days before, %s to %s; of shares in percentage points.",
                days, since, until);
  else
    html_printf(html, "There is no mail in the %d days before to compare with.", days);
  html_close(html, "p");
}

void key_figures(struct html *html, const struct figures *now, const struct figures *before) {
  const bool compare = before->messages > 0;
  html_open_class(html, "ul", "figures");
  write_count(html, "messages", now->messages, before->messages, compare, growth);
  write_share(html, "pass DMARC", now, before, now->dmarc_pass, before->dmarc_pass);
  write_share(html, "DKIM aligned", now, before, now->dkim_aligned, before->dkim_aligned);
  write_share(html, "SPF aligned", now, before, now->spf_aligned, before->spf_aligned);
  write_count(html, "quarantined or rejected", now->quarantine + now->reject, before->quarantine + before->reject,
              compare, difference);
  write_count(html, "reporters", now->reporters, before->reporters, compare, difference);
  html_close(html, "ul");
  write_note(html, before, compare);
}

void tls_key_figures(struct html *html, const struct tls_figures *now, const struct tls_figures *before) {
  const bool compare = before->sessions > 0;
  const uint64_t worked = now->sessions - MIN(now->failed, now->sessions);
  const uint64_t worked_before = before->sessions - MIN(before->failed, before->sessions);
  g_autofree char *share = text_share(worked, now->sessions);
  g_autofree char *change = points(worked, now->sessions, worked_before, before->sessions);
  html_open_class(html, "ul", "figures");
  write_count(html, "TLS sessions", now->sessions, before->sessions, compare, growth);
  write_figure(html, "worked", share, change);
  write_count(html, "failed", now->failed, before->failed, compare, difference);
  write_count(html, "reports", now->reports, before->reports, compare, difference);
  write_count(html, "reporters", now->reporters, before->reporters, compare, difference);
  html_close(html, "ul");
  html_element(html, "p", "note",
               compare ? "Small figures: the change against the period before, which is as long; of the share in "
                         "percentage points."
                       : "No TLS sessions were reported in the period before to compare with.");
}
