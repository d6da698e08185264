/* SPDX-License-Identifier: MIT */
#include "store/wish.h"

static const struct {
  const char *table, *domain, *period;
} kinds[WISHED_MAX] = {
    [WISHED_REPORTS] = {"report", "r.domain = ?1", "r.first_day + r.days > ?3 AND r.first_day < ?4"},
    [WISHED_TLS_REPORTS] = {"tls_report",
                            "r.domain = ?1 OR EXISTS (SELECT 1 FROM tls_policy AS p WHERE p.report = r.id AND"
                            " p.domain = ?1)",
                            "r.day >= ?3 AND r.day < ?4"},
    [WISHED_FAILURES] = {"failure", "r.domain = ?1", "r.day >= ?3 AND r.day < ?4"},
};

static void bind(sqlite3_stmt *statement, const struct report_wish *wish, int64_t domain) {
  store_bind_id(statement, 1, domain);
  store_bind_text(statement, 2, wish->reporter);
  if (wish->has_period) {
    sqlite3_bind_int(statement, 3, wish->period.since);
    sqlite3_bind_int(statement, 4, wish->period.until);
  }
  if (wish->has_trust)
    sqlite3_bind_int(statement, 5, (int)wish->trust);
}

sqlite3_stmt *wish_prepare(struct store *store, enum wished which, const char *columns, const char *joins,
                           const struct report_wish *wish, GError **error) {
  int64_t domain;
  if (!store_find_domain(store, wish->domain, &domain, error))
    return NULL;
  g_autofree char *sql = g_strdup_printf(
      "SELECT %s FROM %s AS r %s WHERE (?1 IS NULL OR %s) AND (?2 IS NULL OR r.reporter IN (SELECT id FROM name WHERE"
      " text = ?2 COLLATE NOCASE)) AND (?3 IS NULL OR (%s)) AND (?5 IS NULL OR r.trust = ?5 OR (?5 = 2 AND r.trust = "
      "3)) ORDER BY r.id",
      columns, kinds[which].table, joins, kinds[which].domain, kinds[which].period);
  sqlite3_stmt *statement = store_prepare(store, sql, error);
  if (statement)
    bind(statement, wish, domain);
  return statement;
}

bool store_count_reports(struct store *store, const struct report_wish *wish, struct report_counts *counts,
                         GError **error) {
  uint64_t *const numbers[WISHED_MAX] = {&counts->reports, &counts->tls_reports, &counts->failures};
  for (int i = 0; i < WISHED_MAX; i++) {
    sqlite3_stmt *statement = wish_prepare(store, (enum wished)i, "count(*)", "", wish, error);
    if (!statement)
      return false;
    const bool good = sqlite3_step(statement) == SQLITE_ROW || store_fault(store, error);
    *numbers[i] = (uint64_t)sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    if (!good)
      return false;
  }
  return true;
}
