/* SPDX-License-Identifier: MIT */
/*
 * The daily roll-up: messages per policy domain, UTC day and source address. It is added up in memory and written in
 * the order of its key, once a batch; a report so large that its part of it would not fit is written as it comes,
 * within the report's savepoint.
 */
#include "base/hash.h"
#include "store/store_parts.h"
#include <stddef.h>
#include <string.h>

#define TOGETHER_MOST 20000 /* (domain, day, source) held in memory */

enum figure {
  MESSAGES,
  DMARC_PASS,
  BOTH_ALIGNED,
  DKIM_ALIGNED,
  SPF_ALIGNED,
  DKIM_PASS,
  SPF_PASS,
  QUARANTINE,
  REJECT,
  OVERRIDDEN,
  FIGURES
};

/* The key comes first and is hashed as it lies in memory: what of it is not used is 0. */
struct daily {
  int64_t domain;
  int32_t day;
  struct source_address source;
  uint64_t figures[FIGURES];
};
#define KEY_BYTES (offsetof(struct daily, source) + sizeof(struct source_address))

/* -- in memory ----------------------------------------------------------------------------------------------------- */

static guint hash(gconstpointer pointer) {
  return hash_bytes(pointer, KEY_BYTES);
}

static gint compare(gconstpointer one, gconstpointer other) {
  const struct daily *a = one, *b = other;
  if (a->domain != b->domain)
    return a->domain < b->domain ? -1 : 1;
  if (a->day != b->day)
    return a->day < b->day ? -1 : 1;
  const int bytes = memcmp(a->source.bytes, b->source.bytes, MIN(a->source.length, b->source.length));
  return bytes != 0 ? bytes : (int)a->source.length - (int)b->source.length;
}

static gboolean equal(gconstpointer one, gconstpointer other) {
  return compare(one, other) == 0;
}

GHashTable *store_daily_new(void) {
  return g_hash_table_new_full(hash, equal, g_free, NULL);
}

/* Reports can claim more than fits: then the largest number stands for all above it. */
static uint64_t add_up(uint64_t a, uint64_t b) {
  return b > (uint64_t)G_MAXINT64 - a ? (uint64_t)G_MAXINT64 : a + b;
}

static void add_to(GHashTable *table, const struct daily *daily) {
  struct daily *known = g_hash_table_lookup(table, daily);
  if (!known) {
    g_hash_table_add(table, g_memdup2(daily, sizeof *daily));
    return;
  }
  for (int i = 0; i < FIGURES; i++)
    known->figures[i] = add_up(known->figures[i], daily->figures[i]);
}

/* -- to the file --------------------------------------------------------------------------------------------------- */

#define ADDED(figure) #figure " = " #figure " + min(excluded." #figure ", 9223372036854775807 - " #figure ")"

static bool write_one(struct store *store, const struct daily *daily, GError **error) {
  sqlite3_stmt *statement = store_prepared(
      store, STATEMENT_ADD_DAILY,
      "INSERT INTO daily (domain, day, source, messages, dmarc_pass, both_aligned, dkim_aligned, spf_aligned, "
      "dkim_pass,"
      " spf_pass, quarantine, reject, overridden) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT DO UPDATE SET " ADDED(messages) ", " ADDED(dmarc_pass) ", " ADDED(both_aligned) ", " ADDED(dkim_aligned) ", " ADDED(
          spf_aligned) ", " ADDED(dkim_pass) ", " ADDED(spf_pass) ", " ADDED(quarantine) ", " ADDED(reject) ", " ADDED(overridden),
      error);
  if (!statement)
    return false;
  sqlite3_bind_int64(statement, 1, daily->domain);
  sqlite3_bind_int(statement, 2, daily->day);
  sqlite3_bind_blob(statement, 3, daily->source.bytes, daily->source.length, SQLITE_STATIC);
  for (int i = 0; i < FIGURES; i++)
    sqlite3_bind_int64(statement, 4 + i, (sqlite3_int64)daily->figures[i]);
  return store_run(store, statement, error);
}

static bool write_all(struct store *store, GHashTable *table, GError **error) {
  GList *list = g_list_sort(g_hash_table_get_keys(table), compare);
  bool good = true;
  for (GList *item = list; item && good; item = item->next)
    good = write_one(store, item->data, error);
  g_list_free(list);
  g_hash_table_remove_all(table);
  return good;
}

/* -- from outside -------------------------------------------------------------------------------------------------- */

static void what_counts(const struct record *record, bool counts[FIGURES]) {
  const bool dkim = record->dkim.value == ALIGNED_PASS, spf = record->spf.value == ALIGNED_PASS;
  counts[MESSAGES] = true;
  counts[DMARC_PASS] = dkim || spf;
  counts[BOTH_ALIGNED] = dkim && spf;
  counts[DKIM_ALIGNED] = dkim;
  counts[SPF_ALIGNED] = spf;
  counts[DKIM_PASS] = record_dkim_passes(record);
  counts[SPF_PASS] = record_spf_passes(record);
  counts[QUARANTINE] = record->disposition.value == DISPOSITION_QUARANTINE;
  counts[REJECT] = record->disposition.value == DISPOSITION_REJECT;
  counts[OVERRIDDEN] = record->n_overrides > 0;
}

bool store_daily_add(struct store *store, int64_t domain, int32_t first_day, int32_t days, const struct record *record,
                     GError **error) {
  struct daily part = {.domain = domain, .source.length = record->source.length};
  memcpy(part.source.bytes, record->source.bytes, record->source.length);
  bool counts[FIGURES];
  what_counts(record, counts);
  for (int32_t i = 0; i < days; i++) {
    const uint64_t share = report_day_share(record->count, days, i);
    if (share == 0)
      continue;
    part.day = first_day + i;
    for (int figure = 0; figure < FIGURES; figure++)
      part.figures[figure] = counts[figure] ? share : 0;
    add_to(store->report_daily, &part);
  }
  return g_hash_table_size(store->report_daily) < TOGETHER_MOST || write_all(store, store->report_daily, error);
}

bool store_daily_join(struct store *store, GError **error) {
  GHashTableIter iter;
  gpointer daily;
  g_hash_table_iter_init(&iter, store->report_daily);
  while (g_hash_table_iter_next(&iter, &daily, NULL))
    add_to(store->batch_daily, daily);
  g_hash_table_remove_all(store->report_daily);
  return g_hash_table_size(store->batch_daily) < TOGETHER_MOST || write_all(store, store->batch_daily, error);
}

bool store_daily_flush(struct store *store, GError **error) {
  return write_all(store, store->batch_daily, error);
}

void store_daily_forget_report(struct store *store) {
  g_hash_table_remove_all(store->report_daily);
}

void store_daily_forget(struct store *store) {
  store_daily_forget_report(store);
  g_hash_table_remove_all(store->batch_daily);
}
