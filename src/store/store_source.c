/* SPDX-License-Identifier: MIT */
/* What is known of source addresses beyond the reports. */
#include "base/fault.h"
#include "base/period.h"
#include "base/text.h"
#include "store/store_parts.h"

/* -- which are to be looked up ------------------------------------------------------------------------------------- */

bool store_find_domain(struct store *store, const char *domain, int64_t *id, GError **error) {
  *id = 0;
  if (!domain)
    return true;
  sqlite3_stmt *statement =
      store_prepared(store, STATEMENT_FIND_DOMAIN,
                     "SELECT id FROM name WHERE text = ? AND (EXISTS (SELECT 1 FROM report WHERE domain = name.id)"
                     " OR EXISTS (SELECT 1 FROM tls_policy WHERE domain = name.id)"
                     " OR EXISTS (SELECT 1 FROM failure WHERE domain = name.id))",
                     error);
  if (!statement)
    return false;
  store_bind_text(statement, 1, domain);
  g_autofree char *shown = text_printable(domain);
  return store_find(store, statement, id, error) &&
         (*id != 0 || fault(error, FAULT_NO_INPUT,
                            "there are no reports about '%s' in the database. Type dmarcstat summary to see which "
                            "there are.",
                            shown));
}

GArray *store_sources_wished(struct store *store, const struct source_wish *wish, GError **error) {
  int64_t domain;
  if (!store_find_domain(store, wish->domain, &domain, error))
    return NULL;
  sqlite3_stmt *statement = store_prepared(
      store, STATEMENT_WISHED_SOURCES,
      "SELECT d.source FROM (SELECT source, total(messages) AS messages FROM daily"
      "                      WHERE (?1 IS NULL OR domain = ?1) AND (?2 IS NULL OR day >= ?2) AND length(source) > 0"
      "                      GROUP BY source) AS d"
      " LEFT JOIN source AS s ON s.address = d.source"
      " WHERE ?3 OR s.address IS NULL OR s.resolved NOT BETWEEN ?4 - iif(s.failed, ?5, ?6) AND ?4"
      " ORDER BY d.messages DESC, d.source LIMIT ?7",
      error);
  if (!statement)
    return NULL;
  store_bind_id(statement, 1, domain);
  if (wish->has_since)
    sqlite3_bind_int64(statement, 2, wish->since);
  else
    sqlite3_bind_null(statement, 2);
  sqlite3_bind_int(statement, 3, wish->all);
  sqlite3_bind_int64(statement, 4, period_now());
  sqlite3_bind_int64(statement, 5, SOURCE_AGAIN_SECONDS);
  sqlite3_bind_int64(statement, 6, SOURCE_FRESH_SECONDS);
  sqlite3_bind_int64(statement, 7, wish->limit > 0 ? wish->limit : -1);
  g_autoptr(GArray) addresses = g_array_new(FALSE, FALSE, sizeof(struct source_address));
  int step;
  while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
    const struct source_address address = store_address(statement, 0);
    if (address.length > 0)
      g_array_append_val(addresses, address);
  }
  const bool good = step == SQLITE_DONE || store_fault(store, error);
  sqlite3_reset(statement);
  return good ? g_steal_pointer(&addresses) : NULL;
}

/* -- what is known ------------------------------------------------------------------------------------------------- */

/* When DNS gave no answer, what was known stays: it is out of date, but better than nothing. */
static const char put_sql[] =
    "INSERT INTO source (address, name, ptr, service, kind, known_by, country, asn, as_name, resolved, failed)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET"
    " name = iif(excluded.failed, coalesce(excluded.name, name), excluded.name),"
    " ptr = iif(excluded.failed, iif(coalesce(excluded.name, name) IS NULL, coalesce(excluded.ptr, ptr), NULL),"
    "           excluded.ptr),"
    " service = iif(excluded.failed AND excluded.service IS NULL, service, excluded.service),"
    " kind = iif(excluded.failed AND excluded.service IS NULL, kind, excluded.kind),"
    " known_by = iif(excluded.failed AND excluded.service IS NULL, known_by, excluded.known_by),"
    " country = excluded.country, asn = excluded.asn, as_name = excluded.as_name,"
    " resolved = excluded.resolved, failed = excluded.failed";

bool store_put_source(struct store *store, const struct source_facts *facts, GError **error) {
  sqlite3_stmt *statement = store_prepared(store, STATEMENT_PUT_SOURCE, put_sql, error);
  if (!statement)
    return false;
  sqlite3_bind_blob(statement, 1, facts->address.bytes, facts->address.length, SQLITE_STATIC);
  store_bind_text(statement, 2, facts->name);
  store_bind_text(statement, 3, facts->ptr);
  store_bind_text(statement, 4, facts->service);
  store_bind_text(statement, 5, facts->kind);
  store_bind_text(statement, 6, facts->known_by);
  store_bind_text(statement, 7, facts->country);
  store_bind_id(statement, 8, facts->asn);
  store_bind_text(statement, 9, facts->as_name);
  sqlite3_bind_int64(statement, 10, facts->resolved);
  sqlite3_bind_int(statement, 11, facts->failed);
  return store_run(store, statement, error);
}

static const char *text_of(GStringChunk *texts, sqlite3_stmt *statement, int column) {
  const char *text = (const char *)sqlite3_column_text(statement, column);
  return text ? g_string_chunk_insert(texts, text) : NULL;
}

/* From the column `first` on. */
static void take_facts(GStringChunk *texts, sqlite3_stmt *statement, int first, struct source_facts *facts) {
  facts->name = text_of(texts, statement, first);
  facts->ptr = text_of(texts, statement, first + 1);
  facts->service = text_of(texts, statement, first + 2);
  facts->kind = text_of(texts, statement, first + 3);
  facts->known_by = text_of(texts, statement, first + 4);
  facts->country = text_of(texts, statement, first + 5);
  facts->asn = (uint32_t)sqlite3_column_int64(statement, first + 6);
  facts->as_name = text_of(texts, statement, first + 7);
  facts->resolved = sqlite3_column_int64(statement, first + 8);
  facts->failed = sqlite3_column_int(statement, first + 9) != 0;
}

bool store_get_source(struct store *store, const struct source_address *address, GStringChunk *texts,
                      struct source_facts *facts, GError **error) {
  sqlite3_stmt *statement =
      store_prepared(store, STATEMENT_GET_SOURCE,
                     "SELECT name, ptr, service, kind, known_by, country, asn, as_name, resolved, failed FROM source"
                     " WHERE address = ?",
                     error);
  if (!statement)
    return false;
  sqlite3_bind_blob(statement, 1, address->bytes, address->length, SQLITE_STATIC);
  const int step = sqlite3_step(statement);
  *facts = (struct source_facts){.address = *address};
  if (step == SQLITE_ROW)
    take_facts(texts, statement, 0, facts);
  const bool good = step == SQLITE_ROW || step == SQLITE_DONE || store_fault(store, error);
  sqlite3_reset(statement);
  return good;
}

bool store_each_source(struct store *store, bool (*each)(void *user, const struct source_facts *facts, GError **error),
                       void *user, GError **error) {
  sqlite3_stmt *statement =
      store_prepared(store, STATEMENT_ALL_SOURCES,
                     "SELECT address, name, ptr, service, kind, known_by, country, asn, as_name, resolved,"
                     " failed FROM source ORDER BY address",
                     error);
  if (!statement)
    return false;
  GStringChunk *texts = g_string_chunk_new(1024);
  int step;
  bool good = true;
  while (good && (step = sqlite3_step(statement)) == SQLITE_ROW) {
    struct source_facts facts = {.address = store_address(statement, 0)};
    g_string_chunk_clear(texts);
    take_facts(texts, statement, 1, &facts);
    good = facts.address.length == 0 || each(user, &facts, error);
  }
  g_string_chunk_free(texts);
  if (good && step != SQLITE_DONE)
    good = store_fault(store, error);
  sqlite3_reset(statement);
  return good;
}

static bool still_counts(const struct source_facts *facts, int64_t now) {
  const int64_t age = now - facts->resolved;
  return facts->resolved > 0 && age >= 0 && age <= (facts->failed ? SOURCE_AGAIN_SECONDS : SOURCE_FRESH_SECONDS);
}

bool store_sources_outdated(struct store *store, GArray *addresses, GError **error) {
  g_autoptr(GStringChunk) texts = g_string_chunk_new(256);
  const int64_t now = period_now();
  guint kept = 0;
  for (guint i = 0; i < addresses->len; i++) {
    const struct source_address address = g_array_index(addresses, struct source_address, i);
    struct source_facts facts;
    if (!store_get_source(store, &address, texts, &facts, error))
      return false;
    g_string_chunk_clear(texts);
    if (!still_counts(&facts, now))
      g_array_index(addresses, struct source_address, kept++) = address;
  }
  g_array_set_size(addresses, kept);
  return true;
}
