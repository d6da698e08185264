/* SPDX-License-Identifier: MIT */
#include "web/web.h"
#include "report/figures.h"
#include "web/calendar.h"

static struct answer *ask_all_domains(struct web *web, const struct filter *filter, GError **error) {
  return question_ask(question_find("summary"), web->store, filter, error);
}

static struct answer *ask_tls(struct web *web, GError **error) {
  const struct filter filter = {.has_period = true, .period = web->period};
  return question_ask(question_find("tls"), web->store, &filter, error);
}

/* Up to the newest data, which the first answer tells. */
static bool ask_since(struct web *web, int32_t since, GError **error) {
  const struct filter filter = {.has_period = true, .period = {since, web->domains->filter.period.until}};
  if (since >= filter.period.until)
    return true;
  answer_free(web->domains);
  web->domains = ask_all_domains(web, &filter, error);
  return web->domains != NULL;
}

static bool count_one(void *user, const struct quarantined *entry, GError **error) {
  (void)entry, (void)error;
  ++*(uint64_t *)user;
  return true;
}

struct web *web_open(struct store *store, const struct web_options *options, const struct links *links,
                     GError **error) {
  struct web *web = g_new0(struct web, 1);
  *web = (struct web){.store = store, .options = *options, .links = *links, .now = period_now()};
  web->domains = ask_all_domains(web, &(struct filter){0}, error);
  if (web->domains && (!options->has_since || ask_since(web, options->since, error))) {
    web->period = web->domains->filter.period;
    const struct filter earlier = {.has_period = true, .period = figures_before(web->period)};
    web->before = ask_all_domains(web, &earlier, error);
    web->tls = web->before ? ask_tls(web, error) : NULL;
  }
  if (web->tls && store_quarantine(store, 0, false, count_one, &web->rejected, error))
    return web;
  web_close(web);
  return NULL;
}

void web_close(struct web *web) {
  if (!web)
    return;
  answer_free(web->domains);
  answer_free(web->before);
  answer_free(web->tls);
  g_free(web);
}

bool web_is_past_month(const struct web *web, struct period period) {
  return calendar_is_month(period) && period.until < web->period.until;
}
