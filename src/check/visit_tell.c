/* SPDX-License-Identifier: MIT */
#include "check/visit_tell.h"
#include <string.h>

/* Evidence may name the address itself. */
static bool is_same(const struct findings *one, const struct findings *other) {
  if (one->list->len != other->list->len)
    return false;
  for (guint i = 0; i < one->list->len; i++) {
    const struct check_finding *a = one->list->pdata[i], *b = other->list->pdata[i];
    if (a->result != b->result || strcmp(a->rule, b->rule) != 0 || strcmp(a->text, b->text) != 0)
      return false;
  }
  return true;
}

static void add_all(struct findings *findings, const struct findings *found, const char *subject) {
  for (guint i = 0; i < found->list->len; i++) {
    const struct check_finding *one = found->list->pdata[i];
    finding_add(findings, one->result, subject, one->rule, one->reference, one->evidence, one->advice, "%s", one->text);
  }
}

/* What was found at `first` and, the same, at others, which are then done, too. */
static void tell_group(struct findings *findings, struct findings *const *found, const struct visited *visited,
                       unsigned int n, unsigned int first, bool *done, const char *subject) {
  g_autoptr(GString) where = g_string_new(NULL);
  unsigned int members = 0;
  for (unsigned int i = first; i < n; i++)
    if (!done[i] && is_same(found[first], found[i])) {
      g_string_append_printf(where, "%s%s", members++ > 0 ? ", " : "", visited[i].address);
      done[i] = true;
    }
  g_autofree char *some = g_strdup_printf("%s [%s]", subject, where->str);
  add_all(findings, found[first], members == n ? subject : some);
}

void visit_tell(struct servers *servers, struct visit *visit, struct findings *findings, const char *subject,
                visit_teller tell, void *user) {
  struct findings *found[SERVERS_ADDRESSES_MOST];
  bool done[SERVERS_ADDRESSES_MOST] = {false};
  unsigned int n;
  const struct visited *visited = visit_wait(servers, visit, &n);
  for (unsigned int i = 0; i < n; i++) {
    found[i] = findings_list_new();
    tell(user, found[i], visited[i].probe);
  }
  for (unsigned int i = 0; i < n; i++)
    if (!done[i])
      tell_group(findings, found, visited, n, i, done, subject);
  for (unsigned int i = 0; i < n; i++)
    findings_list_free(found[i]);
}

bool visit_is_reached(struct servers *servers, struct visit *visit) {
  unsigned int n;
  const struct visited *visited = visit_wait(servers, visit, &n);
  bool reached = false;
  for (unsigned int i = 0; i < n; i++)
    reached = reached || visited[i].probe->state != MAIL_PROBE_NO_ROUTE;
  return reached;
}
