/* SPDX-License-Identifier: MIT */
#include "web/stored_checks.h"
#include "report/last_check.h"
#include "web/redact.h"

bool stored_checks_ask(const struct view *view, const char *domain, GPtrArray *lines, GError **error) {
  g_autofree char *words = NULL;
  if (web_is_past_month(view->web, view->filter.period))
    return true;
  if (!last_check_words(view->web->store, domain, LAST_CHECK_ALL, view->web->now, &words, error))
    return false;
  if (!words)
    return true;
  g_autofree char *line = g_strdup_printf("%s was %s.", domain, words);
  g_ptr_array_add(lines, view->web->options.redact ? redact_text(line) : g_strdup(line));
  return true;
}

void stored_checks(struct view *view, const GPtrArray *lines) {
  for (guint i = 0; i < lines->len; i++)
    html_element(view->html, "p", NULL, lines->pdata[i]);
}
