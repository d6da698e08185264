/* SPDX-License-Identifier: MIT */
/*
 * What a page is made of in short, for pages about what is past: months that are over, and reports.
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

/* What the page tells of, and what it compares that with. */
static void add_month(GChecksum *sum, const struct data_version *version, const struct filter *filter) {
  const struct period both = {figures_before(filter->period).since, filter->period.until};
  g_autofree char *days = data_version_of(version, filter->domain, both);
  add_text(sum, days);
}

static bool add_report(GChecksum *sum, const struct web *web, const struct filter *filter, GError **error) {
  const struct filter first = {.report_id = filter->report_id, .limit = 1};
  return add_answer(sum, web, "report", &first, error);
}

bool site_digest(const struct web *web, const struct data_version *version, const struct page *page,
                 const struct filter *filter, char **digest, GError **error) {
  const bool of_report = page->takes & TAKES_REPORT_ID;
  const bool of_month = page->takes & TAKES_PERIOD && web_is_past_month(web, filter->period);
  *digest = NULL;
  if (!of_report && !of_month)
    return true;
  GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
  add_text(sum, DMARCSTAT_VERSION);
  add_text(sum, web->options.title);
  add_text(sum, web->options.base_url);
  add_text(sum, web->options.redact ? "redacted" : "");
  const bool good = !of_report || add_report(sum, web, filter, error);
  if (of_month)
    add_month(sum, version, filter);
  if (good)
    *digest = g_strdup(g_checksum_get_string(sum));
  g_checksum_free(sum);
  return good;
}
