/* SPDX-License-Identifier: MIT */
/* Which sources a name stands for. */
#include "base/fault.h"
#include "base/text.h"
#include "report/ask.h"

#define MAX_NAMED 8 /* in the sentence about several */

/* Names from DNS and from the catalogue, by how well they fit. */
struct names {
  bool exact;
  GPtrArray *holding; /* of char *: those that hold what was asked for */
  GPtrArray *all;
};

static bool read_names(struct names *names, struct query *query, GError **error) {
  int step;
  while ((step = query_step(query, error)) > 0) {
    const char *called = query_text(query, 0);
    const int64_t fits = query_int(query, 1);
    names->exact |= fits == 2;
    g_ptr_array_add(names->all, g_strdup(called));
    if (fits > 0)
      g_ptr_array_add(names->holding, names->all->pdata[names->all->len - 1]);
  }
  return step == 0;
}

static bool unknown(const struct names *names, const char *shown, const char *asked, GError **error) {
  const char *nearest = text_nearest(asked, (const char *const *)names->all->pdata);
  g_autofree char *other = text_printable(nearest);
  if (nearest)
    return fault(error, FAULT_NO_INPUT, "no source is known by the name '%s'; did you mean %s?", shown, other);
  return fault(
      error, FAULT_NO_INPUT,
      "no source is known by the name '%s'. Names are found by dmarcstat enrich; dmarcstat sources shows them.", shown);
}

static bool several(const struct names *names, const char *shown, GError **error) {
  g_autoptr(GString) list = g_string_new(NULL);
  for (guint i = 0; i < names->holding->len && i < MAX_NAMED; i++) {
    g_autofree char *name = text_printable(names->holding->pdata[i]);
    g_string_append_printf(list, "%s%s", i ? ", " : "", name);
  }
  return fault(error, FAULT_USAGE, "'%s' may be %u senders; name one of them: %s%s.", shown, names->holding->len,
               list->str, names->holding->len > MAX_NAMED ? ", ..." : "");
}

static bool choose(struct asking *asking, const struct names *names, GError **error) {
  const char *asked = asking->filter->source_name;
  g_autofree char *shown = text_printable(asked);
  if (names->holding->len == 0)
    return unknown(names, shown, asked, error);
  if (names->holding->len > 1 && !names->exact)
    return several(names, shown, error);
  /* the best fit comes first; a host or domain may be called by its service */
  const char *first = names->holding->pdata[0];
  if (!names->exact || g_ascii_strcasecmp(first, asked) == 0)
    asking->filter->source_name = g_string_chunk_insert(asking->strings, first);
  return true;
}

bool ask_source(struct asking *asking, GError **error) {
  if (!asking->filter->source_name)
    return true;
  struct query *query = ask_resource_query(asking, "source_named.sql", error);
  if (!query)
    return false;
  struct names names = {.holding = g_ptr_array_new(), .all = g_ptr_array_new_with_free_func(g_free)};
  bool good = read_names(&names, query, error);
  g_ptr_array_add(names.all, NULL);
  good = good && choose(asking, &names, error);
  query_close(query);
  g_ptr_array_unref(names.holding);
  g_ptr_array_unref(names.all);
  return good;
}
