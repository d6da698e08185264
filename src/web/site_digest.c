/* SPDX-License-Identifier: MIT */
/*
 * What a page is made of in short, for pages about what is past: the months of a domain that are over, and reports.
 * While that is the same, the page is not made again. None of them is the only one to link to a page.
 */
#include "report/figures.h"
#include "web/calendar.h"
#include "web/site_parts.h"
#include <stdlib.h>
#include <string.h>

static void add_text(GChecksum *sum, const char *text) {
  g_checksum_update(sum, (const guchar *)(text ? text : ""), text ? (gssize)strlen(text) + 1 : 1);
}

static void add_figures(GChecksum *sum, const struct figures *figures) {
  const uint64_t numbers[] = {figures->messages,    figures->dmarc_pass, figures->dkim_aligned,
                              figures->spf_aligned, figures->quarantine, figures->reject,
                              figures->overridden,  figures->sources,    figures->failing_sources,
                              figures->reports,     figures->reporters};
  g_checksum_update(sum, (const guchar *)numbers, sizeof(numbers));
}

/* All cells, and what is beside them. */
static bool add_answer(GChecksum *sum, const struct web *web, const char *question, const struct filter *filter,
                       GError **error) {
  struct answer *answer = question_ask(question_find(question), web->store, filter, error);
  char *text = NULL;
  size_t length = 0;
  FILE *out = answer ? open_memstream(&text, &length) : NULL;
  const bool good = out && answer_print(answer, &(struct print_options){.format = FORMAT_JSON}, out, error);
  if (out && fclose(out) == 0)
    g_checksum_update(sum, (const guchar *)text, (gssize)length);
  free(text);
  answer_free(answer);
  return good;
}

static bool add_month(GChecksum *sum, const struct web *web, const struct filter *filter, GError **error) {
  struct figures now, before;
  if (!figures_ask(web->store, filter, &now, &before, error))
    return false;
  add_figures(sum, &now);
  add_figures(sum, &before);
  return add_answer(sum, web, "advise", filter, error); /* which tells the classes, too */
}

static bool add_report(GChecksum *sum, const struct web *web, const struct filter *filter, GError **error) {
  const struct filter first = {.report_id = filter->report_id, .limit = 1};
  return add_answer(sum, web, "report", &first, error);
}

bool site_digest(const struct web *web, const struct page *page, const struct filter *filter, char **digest,
                 GError **error) {
  const bool of_report = page->takes & TAKES_REPORT_ID;
  const bool of_month = filter->domain && page->takes & TAKES_PERIOD && calendar_is_month(filter->period) &&
                        filter->period.until < web->period.until;
  *digest = NULL;
  if (!of_report && !of_month)
    return true;
  GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
  add_text(sum, DMARCSTAT_VERSION);
  add_text(sum, web->options.title);
  add_text(sum, web->options.base_url);
  add_text(sum, web->options.redact ? "redacted" : "");
  const bool good = of_report ? add_report(sum, web, filter, error) : add_month(sum, web, filter, error);
  if (good)
    *digest = g_strdup(g_checksum_get_string(sum));
  g_checksum_free(sum);
  return good;
}
