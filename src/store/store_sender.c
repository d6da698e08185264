/* SPDX-License-Identifier: MIT */
/* Which sources are those of a service, by what passed for it. */
#include "base/text.h"
#include "store/store_parts.h"

/* "[[17,1],[19,3]]": names that passed, each with the number that `know` gives it. Freed by the caller. */
static char *known_names(struct store *store, enum statement which, const char *sql, store_know know, void *user,
                         bool dkim, GError **error) {
  sqlite3_stmt *statement = store_prepared(store, which, sql, error);
  if (!statement)
    return NULL;
  GString *list = g_string_new("[");
  int step;
  while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
    const int service = know(user, (const char *)sqlite3_column_text(statement, 1), dkim);
    if (service > 0)
      g_string_append_printf(list, "%s[%" G_GINT64_FORMAT ",%d]", list->len > 1 ? "," : "",
                             (int64_t)sqlite3_column_int64(statement, 0), service);
  }
  sqlite3_reset(statement);
  g_string_append_c(list, ']');
  if (step != SQLITE_DONE)
    store_fault(store, error);
  return g_string_free(list, step != SQLITE_DONE);
}

/*
 * SPF is about the address; a signature travels with the mail, so it counts only where SPF says that the address sends
 * for the owner. More than half of all messages must say so.
 */
static const char senders_sql[] =
    "WITH told(identity, service, by_envelope) AS MATERIALIZED ("
    "  SELECT k.identity, e.value ->> 1, 1 FROM json_each(?1) AS e JOIN spf_result AS k"
    "  WHERE k.domain = e.value ->> 0 AND k.result = 1 AND k.scope IN (0, 1)"
    "  UNION"
    "  SELECT k.identity, d.value ->> 1, 0 FROM json_each(?2) AS d JOIN dkim_result AS k"
    "  WHERE k.domain = d.value ->> 0 AND k.result = 1),"
    " best AS MATERIALIZED (SELECT identity, service, max(by_envelope) AS by_envelope FROM told GROUP BY 1, 2),"
    " sent AS MATERIALIZED ("
    "  SELECT r.source, b.service, total(r.count) AS messages, total(iif(b.by_envelope, r.count, 0)) AS enveloped"
    "  FROM report AS p CROSS JOIN record AS r CROSS JOIN best AS b"
    "  WHERE p.first_day >= ?3 AND r.report = p.id AND length(r.source) > 0 AND b.identity = r.identity"
    "        AND (b.by_envelope OR r.spf = 1)"
    "  GROUP BY 1, 2),"
    " whole AS MATERIALIZED (SELECT r.source, total(r.count) AS messages"
    "  FROM report AS p CROSS JOIN record AS r"
    "  WHERE p.first_day >= ?3 AND r.report = p.id AND r.source IN (SELECT source FROM sent) GROUP BY 1)"
    " SELECT s.source, s.service, s.enveloped * 2 > w.messages FROM sent AS s JOIN whole AS w ON w.source = s.source"
    " WHERE s.messages * 2 > w.messages ORDER BY s.source, s.messages";

static bool each_sender(struct store *store, const char *envelopes, const char *signers, int32_t since,
                        store_sender each, void *user, GError **error) {
  sqlite3_stmt *statement = store_prepared(store, STATEMENT_SENDERS, senders_sql, error);
  if (!statement)
    return false;
  store_bind_text(statement, 1, envelopes);
  store_bind_text(statement, 2, signers);
  sqlite3_bind_int64(statement, 3, since);
  int step;
  while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
    const struct source_address address = store_address(statement, 0);
    each(user, &address, sqlite3_column_int(statement, 1), sqlite3_column_int(statement, 2) == 0);
  }
  const bool good = step == SQLITE_DONE || store_fault(store, error);
  sqlite3_reset(statement);
  return good;
}

bool store_each_sender(struct store *store, int32_t since, store_know know, store_sender each, void *user,
                       GError **error) {
  g_autofree char *envelopes =
      known_names(store, STATEMENT_ENVELOPES,
                  "SELECT id, text FROM name WHERE id IN (SELECT domain FROM spf_result WHERE result = 1)", know, user,
                  false, error);
  g_autofree char *signers =
      envelopes ? known_names(store, STATEMENT_SIGNERS,
                              "SELECT id, text FROM name WHERE id IN (SELECT domain FROM dkim_result WHERE result = 1)",
                              know, user, true, error)
                : NULL;
  if (!signers)
    return false;
  const bool none = g_str_equal(envelopes, "[]") && g_str_equal(signers, "[]");
  return none || each_sender(store, envelopes, signers, since, each, user, error);
}
