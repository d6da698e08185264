/* SPDX-License-Identifier: MIT */
#include "command/check_known.h"
#include "base/fault.h"
#include "base/period.h"
#include "command/check_print.h"
#include "report/question.h"
#include "report/table.h"
#include "store/store.h"
#include <string.h>
#include <unistd.h>

/* The rows of `dmarcstat selectors --domain DOMAIN` that are of the domain itself. */
static GArray *selectors_of(const struct table *table, const char *domain) {
  GArray *selectors = g_array_new(FALSE, FALSE, sizeof(struct check_selector));
  for (size_t row = 0; row < table_rows(table); row++) {
    const char *signing = table_text(table, row, "dkim_domain"), *selector = table_text(table, row, "selector");
    if (!signing || !selector || g_ascii_strcasecmp(signing, domain) != 0)
      continue;
    const struct check_selector found = {.selector = g_strdup(selector),
                                         .messages = (uint64_t)table_int(table, row, "messages"),
                                         .passed = (uint64_t)table_int(table, row, "pass")};
    g_array_append_val(selectors, found);
  }
  return selectors;
}

/* A domain without reports is not an error here. */
static bool load(struct store *store, struct check_domain *domain, GError **error) {
  struct answer *answer = NULL;
  const struct filter filter = {.domain = domain->domain, .disposition = DISPOSITION_OTHER, .limit = -1};
  const bool good = question_ask_if_known(question_find("selectors"), store, &filter, &answer, error);
  if (answer)
    domain->known.selectors = selectors_of(answer->table, domain->domain);
  answer_free(answer);
  return good;
}

bool check_known_load(const char *database, bool named, const GPtrArray *domains, GError **error) {
  if (!named && access(database, F_OK) != 0)
    return true;
  struct store *store = store_open(database, STORE_READ, error);
  bool good = store != NULL;
  for (guint i = 0; i < domains->len && good; i++)
    good = load(store, domains->pdata[i], error);
  store_close(store);
  return good;
}

static bool keep(struct store *store, const struct check_domain *domain, GError **error) {
  for (unsigned int i = 0; i < domain->n; i++) {
    g_autofree char *details = check_details(domain->checks[i], domain->findings[i]);
    const struct domain_check found = {.domain = domain->domain,
                                       .name = domain->checks[i]->name,
                                       .result = check_result_word(domain->findings[i]->result),
                                       .details = details,
                                       .checked = period_now()};
    if (!store_put_check(store, &found, error))
      return false;
  }
  return true;
}

static bool keep_all(struct store *store, void *user, GError **error) {
  const GPtrArray *domains = user;
  bool good = true;
  for (guint i = 0; i < domains->len && good; i++)
    good = keep(store, domains->pdata[i], error);
  return good;
}

bool check_known_keep(const char *database, GPtrArray *domains, GError **error) {
  struct store *store = store_open(database, STORE_WRITE, error);
  const bool good = store && store_transact(store, keep_all, domains, error);
  store_close(store);
  return good;
}

char **check_known_mailboxes(const struct config *config) {
  g_autoptr(GPtrArray) addresses = g_ptr_array_new();
  for (const char *const *name = config_mailboxes(config); *name; name++) {
    g_autofree char *section = g_strdup_printf("mailbox %s", *name);
    const char *user = config_text(config, section, "user");
    if (user && strchr(user, '@'))
      g_ptr_array_add(addresses, g_strdup(user));
  }
  g_ptr_array_add(addresses, NULL);
  return (char **)g_ptr_array_free(g_steal_pointer(&addresses), FALSE);
}
