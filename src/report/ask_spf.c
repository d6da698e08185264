/* SPDX-License-Identifier: MIT */
/* What the SPF records that are published say of the addresses that a question is about. */
#include "report/ask.h"
#include "report/evaluator.h"
#include <jansson.h>
#include <string.h>

static void clear_domain(void *data) {
  struct evaluator_domain *domain = data;
  g_free(domain->name);
  g_clear_pointer(&domain->outline, g_array_unref);
}

/* Its place; domains come one after the other, each once. -1: there are too many. */
static int place_of(struct evaluator_work *work, const char *name) {
  const guint n = work->domains->len;
  if (n > 0 && g_str_equal(g_array_index(work->domains, struct evaluator_domain, n - 1).name, name))
    return (int)n - 1;
  if (n == EVALUATOR_DOMAINS_MOST)
    return -1;
  const struct evaluator_domain added = {.name = g_strdup(name)};
  g_array_append_val(work->domains, added);
  return (int)n;
}

/* Rows of domain and address, which is NULL for a domain without mail. */
static bool read_work(struct asking *asking, struct evaluator_work *work, GError **error) {
  struct query *query = ask_resource_query(asking, "spf_pairs.sql", error);
  int step = -1;
  while (query && (step = query_step(query, error)) > 0) {
    const int place = place_of(work, query_text(query, 0));
    struct evaluator_pair pair = {.domain = (unsigned int)place, .term = -1};
    size_t length = 0;
    const uint8_t *address = query_blob(query, 1, &length);
    if (place >= 0 && (length == 0 || length > sizeof pair.address))
      continue;
    if (place < 0 || work->pairs->len == EVALUATOR_PAIRS_MOST) {
      asking->spf_left++;
      continue;
    }
    memcpy(pair.address, address, length);
    pair.length = (unsigned int)length;
    g_array_append_val(work->pairs, pair);
  }
  query_close(query);
  return step == 0;
}

/* -- as sql/spf_published.sql reads it ----------------------------------------------------------------------------- */

static const char *result_of(char qualifier) {
  return qualifier == '-' ? "fail" : qualifier == '~' ? "softfail" : qualifier == '?' ? "neutral" : "pass";
}

static json_t *term_json(const struct evaluator_domain *domain, const struct spf_outline_term *term, int place) {
  return json_pack("{s:s, s:i, s:i, s:i, s:s, s:s, s:s, s:i, s:s, s:b}", "record", domain->name, "place", place,
                   "parent", term->parent, "level", (int)term->level, "term", term->text, "path", term->path, "where",
                   term->where, "lookups", (int)term->lookups, "result", result_of(term->qualifier), "reached",
                   (int)term->is_reached);
}

static char *terms_text(const struct evaluator_work *work) {
  json_t *terms = json_array();
  for (guint i = 0; i < work->domains->len; i++) {
    const struct evaluator_domain *domain = &g_array_index(work->domains, struct evaluator_domain, i);
    for (guint k = 0; domain->outline && k < domain->outline->len; k++)
      json_array_append_new(terms,
                            term_json(domain, &g_array_index(domain->outline, struct spf_outline_term, k), (int)k));
    if (!domain->outline)
      json_array_append_new(terms, json_pack("{s:s, s:s}", "record", domain->name, "result", domain->result));
  }
  char *text = json_dumps(terms, JSON_COMPACT);
  json_decref(terms);
  return text;
}

/* The term that decides, and those that lead to it. */
static json_t *places_json(const GArray *outline, int term) {
  json_t *places = json_array();
  for (; outline && term >= 0; term = g_array_index(outline, struct spf_outline_term, (guint)term).parent)
    json_array_append_new(places, json_integer(term));
  return places;
}

static char *pairs_text(const struct evaluator_work *work) {
  json_t *pairs = json_array();
  for (guint i = 0; i < work->pairs->len; i++) {
    const struct evaluator_pair *pair = &g_array_index(work->pairs, struct evaluator_pair, i);
    const struct evaluator_domain *domain = &g_array_index(work->domains, struct evaluator_domain, pair->domain);
    char hex[2 * sizeof pair->address + 1] = "";
    for (unsigned int k = 0; k < pair->length; k++)
      g_snprintf(hex + 2 * (size_t)k, 3, "%02X", pair->address[k]);
    json_array_append_new(pairs, json_pack("{s:s, s:s, s:s, s:o}", "record", domain->name, "source", hex, "result",
                                           pair->result, "places", places_json(domain->outline, pair->term)));
  }
  char *text = json_dumps(pairs, JSON_COMPACT);
  json_decref(pairs);
  return text;
}

bool ask_spf(struct asking *asking, GError **error) {
  const struct evaluator *evaluator = asking->filter->evaluator;
  if (!evaluator)
    return true;
  struct evaluator_work work = {g_array_new(FALSE, FALSE, sizeof(struct evaluator_domain)),
                                g_array_new(FALSE, FALSE, sizeof(struct evaluator_pair))};
  g_array_set_clear_func(work.domains, clear_domain);
  const bool good = read_work(asking, &work, error) && evaluator->evaluate(evaluator->user, &work, error);
  if (good) {
    asking->spf_terms = terms_text(&work);
    asking->spf_pairs = pairs_text(&work);
  }
  g_array_unref(work.domains);
  g_array_unref(work.pairs);
  return good;
}

void ask_spf_bind(const struct asking *asking, struct query *query) {
  query_bind_text(query, ":spf_terms", asking->spf_terms);
  query_bind_text(query, ":spf_pairs", asking->spf_pairs);
  query_bind_int(query, ":spf_left", asking->spf_left);
}

void ask_spf_clear(struct asking *asking) {
  free(asking->spf_terms); /* by jansson */
  free(asking->spf_pairs);
  asking->spf_terms = asking->spf_pairs = NULL;
}
