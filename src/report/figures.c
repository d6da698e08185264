/* SPDX-License-Identifier: MIT */
#include "report/figures.h"
#include "base/organisation.h"
#include "report/questions.h"

struct period figures_before(struct period period) {
  const int64_t since = 2 * (int64_t)period.since - period.until;
  return (struct period){.since = (int32_t)MAX(since, -PERIOD_DAY_MOST), .until = period.since};
}

bool figures_of(const struct asking *asking, struct period period, struct figures *figures, GError **error) {
  struct filter filter = *asking->filter;
  struct asking other = *asking;
  filter.period = period;
  other.filter = &filter;
  *figures = (struct figures){.period = period};
  struct query *query = ask_resource_query(&other, "figures.sql", error);
  if (!query)
    return false;
  uint64_t *const into[] = {&figures->messages,    &figures->dmarc_pass, &figures->dkim_aligned,
                            &figures->spf_aligned, &figures->quarantine, &figures->reject,
                            &figures->overridden,  &figures->sources,    &figures->failing_sources,
                            &figures->reports,     &figures->reporters};
  const int step = query_step(query, error);
  for (unsigned int i = 0; step > 0 && i < G_N_ELEMENTS(into); i++)
    *into[i] = (uint64_t)ask_number(query, (int)i);
  query_close(query);
  return step > 0;
}

bool figures_ask(struct store *store, const struct filter *filter, struct figures *now, struct figures *before,
                 GError **error) {
  struct filter own = *filter;
  g_autofree char *domain = filter->domain ? organisation_normal_domain(filter->domain) : NULL;
  own.domain = domain;
  own.by = NULL;
  g_autoptr(GStringChunk) strings = g_string_chunk_new(64);
  struct asking asking = {.question = &question_summary, .store = store, .filter = &own, .strings = strings};
  if (!ask_scope(&asking, error) || !figures_of(&asking, own.period, now, error) ||
      !figures_of(&asking, figures_before(own.period), before, error))
    return false;
  return now->messages > 0 || asking.empty || ask_check_reporter(&asking, error);
}
