/* SPDX-License-Identifier: MIT */
/* Organisational domains by the DNS tree walk, for the names that a question compares. */
#include "base/organisation.h"
#include "base/text.h"
#include "report/ask.h"
#include "report/walker.h"
#include <jansson.h>
#include <string.h>

#define UNWALKED_NAMED 3 /* in the sentence */

/* Domains that do not even share their top level are of different organisations, whatever DNS says. */
static bool may_belong_together(const char *one, const char *other) {
  g_autofree char *first = organisation_canonical(one, strlen(one));
  g_autofree char *second = organisation_canonical(other, strlen(other));
  return first && second && g_str_equal(strrchr(first, '.'), strrchr(second, '.'));
}

static void add_name(GPtrArray *names, GHashTable *known, const char *name) {
  if (g_hash_table_contains(known, name))
    return;
  char *copy = g_strdup(name);
  g_ptr_array_add(names, copy);
  g_hash_table_add(known, copy);
}

/* Of char *, those with most mail first. NULL with *error. */
static GPtrArray *names_to_walk(const struct asking *asking, GError **error) {
  struct query *query = ask_resource_query(asking, "what_if_names.sql", error);
  if (!query)
    return NULL;
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
  int step;
  while ((step = query_step(query, error)) > 0) {
    const char *domain = query_text(query, 0), *header_from = query_text(query, 1);
    if (!may_belong_together(domain, header_from))
      continue;
    add_name(names, known, domain);
    add_name(names, known, header_from);
  }
  query_close(query);
  return step < 0 ? NULL : g_steal_pointer(&names);
}

/* As alignment_walked.sql reads it; and the sentence gets those that have no answer. */
static void keep(struct asking *asking, const GPtrArray *names, char **organisations) {
  json_t *walked = json_object();
  asking->unwalked_names = g_string_new(NULL);
  for (unsigned int i = 0; i < names->len; i++) {
    if (organisations[i]) {
      json_object_set_new(walked, names->pdata[i], json_string(organisations[i]));
      continue;
    }
    g_autofree char *shown = text_printable(names->pdata[i]);
    if (asking->unwalked++ < UNWALKED_NAMED)
      g_string_append_printf(asking->unwalked_names, "%s%s", asking->unwalked > 1 ? ", " : "", shown);
  }
  if (asking->unwalked > UNWALKED_NAMED)
    g_string_append(asking->unwalked_names, ", ...");
  char *text = json_dumps(walked, JSON_COMPACT);
  asking->walked = g_strdup(text);
  free(text);
  json_decref(walked);
}

static bool walk(struct asking *asking, const GPtrArray *names, GError **error) {
  const struct walker *walker = asking->filter->walker;
  g_autofree char **organisations = g_new0(char *, names->len + 1);
  const struct walker_wish wish = {.names = (const char *const *)names->pdata,
                                   .n = MIN(names->len, WALKER_NAMES_MOST),
                                   .domain = asking->filter->domain,
                                   .record = asking->filter->record ? &asking->record : NULL};
  const bool good = walker->walk(walker->user, &wish, organisations, error);
  if (good)
    keep(asking, names, organisations);
  for (unsigned int i = 0; i < names->len; i++)
    g_free(organisations[i]);
  return good;
}

bool ask_walk(struct asking *asking, GError **error) {
  if (!asking->filter->walker || !(asking->question->takes & TAKES_RECORD))
    return true;
  g_autoptr(GPtrArray) names = names_to_walk(asking, error);
  return names && walk(asking, names, error);
}

void ask_walk_clear(struct asking *asking) {
  g_clear_pointer(&asking->walked, g_free);
  if (asking->unwalked_names)
    g_string_free(asking->unwalked_names, TRUE);
  asking->unwalked_names = NULL;
}
