/* SPDX-License-Identifier: MIT */
#include "report/last_check.h"
#include "base/period.h"
#include "base/text.h"
#include "report/resource.h"
#include "store/query.h"

/* "in order", "2 errors, a at example.com, b at example.com"; the row is that of last_check.sql. */
static char *found_words(struct query *query) {
  const char *result = query_text(query, 1), *first = query_text(query, 3);
  const uint64_t n = (uint64_t)query_int(query, 2);
  if (n == 0 || !first)
    return g_strdup("in order");
  if (g_str_equal(result, "unknown"))
    return g_strdup_printf("not all could be known, %s%s", first, n > 3 ? ", ..." : "");
  g_autofree char *plural = g_strdup_printf("%ss", result), *found = text_plural(n, result, plural);
  return g_strdup_printf("%s, %s%s", found, first, n > 3 ? ", ..." : "");
}

static char *all_words(struct query *query, int64_t now) {
  const int64_t day = query_int(query, 0), age = MAX(0, period_day(now) - day);
  g_autofree char *found = found_words(query), *checked = text_day(day * PERIOD_DAY_SECONDS);
  g_autofree char *ago = text_plural((uint64_t)age, "day", "days");
  return g_strdup_printf("checked on %s (%s ago): %s", checked, ago, found);
}

bool last_check_words(struct store *store, const char *domain, enum last_check_of which, int64_t now, char **words,
                      GError **error) {
  *words = NULL;
  struct query *query = query_open(store, resource_text("sql/last_check.sql"), error);
  if (!query)
    return false;
  query_bind_text(query, ":domain", domain);
  query_bind_int(query, ":tls", which == LAST_CHECK_TLS);
  const int step = query_step(query, error);
  if (step > 0)
    *words = all_words(query, now);
  query_close(query);
  return step >= 0;
}
