/* SPDX-License-Identifier: MIT */
#include "web/view.h"
#include "web/redact.h"

struct kept {
  char *name;
  struct answer *answer;
};

static void kept_free(struct kept *kept) {
  answer_free(kept->answer);
  g_free(kept->name);
  g_free(kept);
}

struct view *view_new(const struct web *web, const struct page *page, const struct filter *filter) {
  struct view *view = g_new0(struct view, 1);
  *view = (struct view){.web = web, .page = page, .filter = *filter};
  view->kept = g_ptr_array_new_with_free_func((GDestroyNotify)kept_free);
  if (!view->filter.has_period) {
    view->filter.has_period = true;
    view->filter.period = web->period;
  }
  return view;
}

void view_free(struct view *view) {
  if (!view)
    return;
  g_ptr_array_unref(view->kept);
  g_free(view);
}

bool view_write(struct view *view, FILE *out, GError **error) {
  view->out = out;
  return view->page->write(view, error);
}

void view_each_table(const struct view *view, void (*each)(void *user, const char *name, const struct answer *answer),
                     void *user) {
  for (guint i = 0; i < view->kept->len; i++) {
    const struct kept *kept = g_ptr_array_index(view->kept, i);
    if (table_rows(kept->answer->table) > 0)
      each(user, kept->name, kept->answer);
  }
}

const struct answer *view_table_named(const struct view *view, const char *name) {
  for (guint i = 0; i < view->kept->len; i++) {
    const struct kept *kept = g_ptr_array_index(view->kept, i);
    if (g_str_equal(kept->name, name))
      return kept->answer;
  }
  return NULL;
}

/* -- asking -------------------------------------------------------------------------------------------------------- */

/* Leaves out what the question takes no notice of. */
static void narrow(struct filter *filter, const struct question *question) {
  const unsigned int takes = question->takes;
  const struct filter nothing = {0};
  if (!(takes & TAKES_PERIOD))
    filter->has_period = false;
  if (!(takes & (TAKES_DOMAIN | TAKES_DOMAIN_NAMED)))
    filter->domain = NULL;
  if (!(takes & (TAKES_SOURCE | TAKES_SOURCE_NAMED))) {
    filter->source_first = filter->source_last = nothing.source_first;
    filter->source_name = NULL;
  }
  if (!(takes & TAKES_REPORTER))
    filter->reporter = NULL;
  if (!(takes & TAKES_DISPOSITION))
    filter->disposition = nothing.disposition;
  if (!(takes & TAKES_REPORT_ID))
    filter->report_id = NULL;
  filter->failing = filter->failing && (takes & TAKES_FAILING);
  filter->has_trust = filter->has_trust && (takes & TAKES_TRUST);
  filter->has_class = filter->has_class && (takes & TAKES_CLASS);
  filter->compare = filter->compare && (takes & TAKES_COMPARE);
}

const struct answer *view_ask_as(struct view *view, const char *name, const char *question, struct filter filter,
                                 GError **error) {
  const struct question *asked = question_find(question);
  narrow(&filter, asked);
  struct answer *answer = question_ask(asked, view->web->store, &filter, error);
  if (!answer)
    return NULL;
  if (view->web->options.redact)
    redact_answer(answer);
  struct kept *kept = g_new(struct kept, 1);
  *kept = (struct kept){g_strdup(name), answer};
  g_ptr_array_add(view->kept, kept);
  return answer;
}

const struct answer *view_ask(struct view *view, const char *question, int64_t limit, GError **error) {
  struct filter filter = view->filter;
  filter.limit = limit;
  filter.offset = 0;
  filter.sort = NULL;
  return view_ask_as(view, question, question, filter, error);
}

bool view_can_filter(const struct view *view) {
  return view->web->links.form != NULL;
}

bool view_has_data(const struct view *view) {
  return view->web->domains->rows > 0 || view->web->tls->rows > 0;
}

char *view_period_words(const struct view *view) {
  return period_words(view->filter.period);
}

const char *view_name_of(const struct view *view, const struct answer *answer) {
  for (guint i = 0; i < view->kept->len; i++) {
    const struct kept *kept = g_ptr_array_index(view->kept, i);
    if (kept->answer == answer)
      return kept->name;
  }
  return NULL;
}
