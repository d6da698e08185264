/* SPDX-License-Identifier: MIT */
/* Asking about reports of another kind than those of mail, and whether there are any. */
#include "base/fault.h"
#include "web/view.h"

static bool has_domain(const struct answer *answer, const char *domain) {
  for (size_t row = 0; row < table_rows(answer->table); row++)
    if (g_strcmp0(table_text(answer->table, row, "domain"), domain) == 0)
      return true;
  return false;
}

bool view_has_mail(const struct view *view, bool *has, GError **error) {
  const char *domain = view->filter.domain;
  struct answer *answer = NULL;
  *has = !domain || has_domain(view->web->domains, domain);
  if (*has)
    return true;
  const bool good = question_ask_if_known(question_find("summary"), view->web->store,
                                          &(struct filter){.domain = domain, .limit = 1}, &answer, error);
  *has = answer != NULL;
  answer_free(answer);
  return good;
}

bool view_has_tls(const struct view *view) {
  const struct answer *tls = view->web->tls;
  return view->filter.domain ? has_domain(tls, view->filter.domain) : table_rows(tls->table) > 0;
}

bool view_ask_beside(struct view *view, const char *question, struct filter filter, const struct answer **answer,
                     GError **error) {
  GError *trouble = NULL;
  bool has_mail = false;
  *answer = view_ask_as(view, question, question, filter, &trouble);
  if (*answer)
    return true;
  if (filter.domain && !filter.reporter && g_error_matches(trouble, FAULT, FAULT_NO_INPUT) &&
      view_has_mail(view, &has_mail, NULL) && has_mail) {
    g_clear_error(&trouble);
    return true;
  }
  g_propagate_error(error, trouble);
  return false;
}
