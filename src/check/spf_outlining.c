/* SPDX-License-Identifier: MIT */
#include "check/spf_outlining.h"
#include "check/spf_lint.h"
#include "check/spf_parts.h"
#include <string.h>

#define DEPTH_MOST 12 /* of includes; 10 of them may ask DNS */

struct outlining {
  struct resolver *resolver;
  GArray *outline;
  GPtrArray *within;  /* of char *: the terms that lead here */
  GPtrArray *domains; /* of char *: whose records these are, and the current one */
  int parent;
  bool in_include;
};

static struct spf_outline_term *term_at(const struct outlining *all, int place) {
  return &g_array_index(all->outline, struct spf_outline_term, (guint)place);
}

static bool is_open(const struct outlining *all, const char *domain) {
  for (guint i = 0; i < all->domains->len; i++)
    if (g_ascii_strcasecmp(all->domains->pdata[i], domain) == 0)
      return true;
  return false;
}

static void add_record(struct outlining *all, const char *domain, const struct spf_record *record);

/* The record that an include or a redirect leads to, below its term. */
static void follow(struct outlining *all, int place, const struct spf_term *term, const char *domain) {
  g_autofree char *target = spf_plain_target(term, domain);
  enum spf_verdict result;
  if (!target || is_open(all, target) || all->domains->len > DEPTH_MOST)
    return;
  g_autofree char *text = spf_find_record(all->resolver, target, &result);
  if (!text)
    return;
  const struct outlining before = *all;
  struct spf_record record;
  spf_record_parse(text, &record);
  all->parent = place;
  all->in_include |= term->kind == SPF_INCLUDE;
  g_ptr_array_add(all->within, spf_term_name(term));
  if (!record.broken)
    add_record(all, target, &record);
  g_ptr_array_set_size(all->within, (int)all->within->len - 1);
  all->parent = before.parent;
  all->in_include = before.in_include;
  spf_record_clear(&record);
}

static void add_term(struct outlining *all, const char *domain, const struct spf_term *term, bool is_reached) {
  if (all->outline->len >= SPF_OUTLINE_MOST || (all->in_include && term->qualifier != '+'))
    return;
  char *name = spf_term_name(term);
  const int place = (int)all->outline->len;
  const struct spf_outline_term added = {.text = name,
                                         .path = spf_outline_path(all->within, name),
                                         .where = g_strdup(domain),
                                         .parent = all->parent,
                                         .level = all->within->len,
                                         .lookups = spf_kind_asks(term->kind),
                                         .qualifier = term->qualifier,
                                         .is_reached = is_reached};
  g_array_append_val(all->outline, added);
  if (is_reached && (term->kind == SPF_INCLUDE || term->kind == SPF_REDIRECT))
    follow(all, place, term, domain);
  if (all->parent >= 0)
    term_at(all, all->parent)->lookups += term_at(all, place)->lookups;
}

/* redirect counts at the end, wherever it stands, and only without `all`. */
static void add_record(struct outlining *all, const char *domain, const struct spf_record *record) {
  const struct spf_term *end = spf_lint_all(record);
  g_ptr_array_add(all->domains, g_strdup(domain));
  for (guint i = 0; i < record->terms->len; i++) {
    const struct spf_term *term = &g_array_index(record->terms, struct spf_term, i);
    if (term->kind < SPF_REDIRECT)
      add_term(all, domain, term, !end || term <= end);
  }
  if (record->redirect)
    add_term(all, domain, record->redirect, !end);
  g_ptr_array_set_size(all->domains, (int)all->domains->len - 1);
}

GArray *spf_outline(struct resolver *resolver, const char *domain, enum spf_verdict *result) {
  g_autofree char *text = spf_find_record(resolver, domain, result);
  if (!text)
    return NULL;
  struct outlining all = {.resolver = resolver,
                          .outline = spf_outline_new(),
                          .within = g_ptr_array_new_with_free_func(g_free),
                          .domains = g_ptr_array_new_with_free_func(g_free),
                          .parent = -1};
  struct spf_record record;
  spf_record_parse(text, &record);
  *result = SPF_PERMERROR;
  if (record.broken)
    g_clear_pointer(&all.outline, g_array_unref);
  else
    add_record(&all, domain, &record);
  spf_record_clear(&record);
  g_ptr_array_unref(all.within);
  g_ptr_array_unref(all.domains);
  return all.outline;
}
