/* SPDX-License-Identifier: MIT */
#include "store/salvage.h"
#include <string.h>

#define BEYOND (INT64_C(1) << 20) /* looked for behind the last row that was read, when the end cannot be found */
#define FAILURES_MOST 200000      /* of one table, so that no damage takes forever */

struct salvage {
  struct store *from, *to;
  struct recovery *recovery;
  const char *table;
  sqlite3_stmt *read; /* rows with a key from ?1 to ?2, in order; the key is the first column */
  sqlite3_stmt *write;
  GPtrArray *lookups;     /* of sqlite3_stmt *: whether an index knows the row, by its values */
  GArray *lookup_columns; /* of GArray *, which of the row's columns each lookup wants */
  unsigned int failures;
};

/* -- one row ------------------------------------------------------------------------------------------------------- */

/* False: an index that can be read does not have these values. */
static bool indexes_agree(struct salvage *salvage) {
  for (guint i = 0; i < salvage->lookups->len; i++) {
    sqlite3_stmt *lookup = g_ptr_array_index(salvage->lookups, i);
    const GArray *columns = g_array_index(salvage->lookup_columns, GArray *, i);
    for (guint j = 0; j < columns->len; j++)
      sqlite3_bind_value(lookup, (int)j + 1, sqlite3_column_value(salvage->read, g_array_index(columns, int, j)));
    const int step = sqlite3_step(lookup);
    sqlite3_reset(lookup);
    if (step == SQLITE_DONE)
      return false;
  }
  return true;
}

static bool save_row(struct salvage *salvage, GError **error) {
  if (!indexes_agree(salvage)) {
    salvage->recovery->doubtful++;
    return true;
  }
  for (int i = 1; i < sqlite3_column_count(salvage->read); i++)
    sqlite3_bind_value(salvage->write, i, sqlite3_column_value(salvage->read, i));
  const int step = sqlite3_step(salvage->write);
  const int changed = sqlite3_changes(salvage->to->db);
  sqlite3_reset(salvage->write);
  if (step == SQLITE_DONE) {
    salvage->recovery->others += (uint64_t)(changed > 0);
    return true;
  }
  if ((step & 0xff) != SQLITE_CONSTRAINT && (step & 0xff) != SQLITE_MISMATCH)
    return store_fault(salvage->to, error);
  salvage->recovery->doubtful++; /* of another type than its column, or there twice */
  return true;
}

/* -- stretches of keys --------------------------------------------------------------------------------------------- */

/* Reads on until the end (true) or until it fails (false); *last is the key of the last row that was read. */
static bool read_stretch(struct salvage *salvage, int64_t low, int64_t high, int64_t *last, GError **error) {
  sqlite3_bind_int64(salvage->read, 1, low);
  sqlite3_bind_int64(salvage->read, 2, high);
  int step = SQLITE_DONE;
  while (!*error && (step = sqlite3_step(salvage->read)) == SQLITE_ROW) {
    const int64_t key = sqlite3_column_int64(salvage->read, 0);
    if (key < low || key > high) /* the damage shows it out of its place */
      break;
    *last = key;
    save_row(salvage, error);
  }
  sqlite3_reset(salvage->read);
  return !*error && step == SQLITE_DONE;
}

/* What fails is halved until it is a single key, which is given up. */
static void save_stretch(struct salvage *salvage, int64_t low, int64_t high, GError **error) {
  int64_t last = low - 1;
  if (*error || low > high || salvage->failures >= FAILURES_MOST || read_stretch(salvage, low, high, &last, error))
    return;
  salvage->failures++;
  low = MAX(low, last);
  if (low == high) {
    salvage->recovery->unreadable++;
    return;
  }
  const int64_t middle = low + (high - low) / 2;
  save_stretch(salvage, low, middle, error);
  save_stretch(salvage, middle + 1, high, error);
}

/* The least or greatest key, or `fallback`. */
static int64_t end_of_keys(struct salvage *salvage, const char *key, const char *order, int64_t fallback) {
  g_autofree char *sql = g_strdup_printf("SELECT %s FROM \"%s\" ORDER BY 1 %s LIMIT 1", key, salvage->table, order);
  sqlite3_stmt *statement = NULL;
  int64_t end = fallback;
  if (sqlite3_prepare_v2(salvage->from->db, sql, -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_step(statement) == SQLITE_ROW)
    end = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return end;
}

static void save_by_number(struct salvage *salvage, const char *key, GError **error) {
  const int64_t low = end_of_keys(salvage, key, "", 0);
  int64_t last = low - 1;
  if (read_stretch(salvage, low, INT64_MAX, &last, error) || *error)
    return;
  salvage->recovery->unreadable++;
  const int64_t high = end_of_keys(salvage, key, "DESC", last + BEYOND);
  save_stretch(salvage, MAX(low, last), high, error);
}

/* Keys that are no numbers: from the front until it fails. */
static void save_in_order(struct salvage *salvage, GError **error) {
  int step = SQLITE_DONE;
  while (!*error && (step = sqlite3_step(salvage->read)) == SQLITE_ROW)
    save_row(salvage, error);
  if (!*error && step != SQLITE_DONE)
    salvage->recovery->unreadable++;
}

/* -- one table ----------------------------------------------------------------------------------------------------- */

/* The names that a SELECT gives in its first column; g_ptr_array_unref. */
static GPtrArray *names(struct store *store, const char *sql, const char *argument, GError **error) {
  GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
  sqlite3_stmt *statement = NULL;
  int step = SQLITE_ERROR;
  if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) == SQLITE_OK) {
    store_bind_text(statement, 1, argument);
    while ((step = sqlite3_step(statement)) == SQLITE_ROW)
      g_ptr_array_add(list, g_strdup((const char *)sqlite3_column_text(statement, 0)));
  }
  if (step != SQLITE_DONE)
    store_fault(store, error);
  sqlite3_finalize(statement);
  return list;
}

/* Whether an index of the damaged table has a row, by all of the index's columns and the row's key. */
static void add_lookup(struct salvage *salvage, const char *index, const GPtrArray *columns) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) indexed =
      names(salvage->to, "SELECT name FROM pragma_index_info(?) ORDER BY seqno", index, &error);
  GArray *wanted = g_array_new(FALSE, FALSE, sizeof(int));
  GString *sql = g_string_new(NULL);
  g_string_printf(sql, "SELECT 1 FROM \"%s\" INDEXED BY \"%s\" WHERE rowid IS ?%u", salvage->table, index,
                  indexed->len + 1);
  for (guint i = 0; i < indexed->len; i++) {
    guint place = 0;
    while (place < columns->len && strcmp(g_ptr_array_index(columns, place), g_ptr_array_index(indexed, i)) != 0)
      place++;
    const int column = (int)place + 1;
    g_array_append_val(wanted, column);
    g_string_append_printf(sql, " AND \"%s\" IS ?%u", (const char *)g_ptr_array_index(indexed, i), i + 1);
  }
  const int first = 0;
  g_array_append_val(wanted, first);
  sqlite3_stmt *statement = NULL;
  if (!error && sqlite3_prepare_v2(salvage->from->db, sql->str, -1, &statement, NULL) == SQLITE_OK) {
    g_ptr_array_add(salvage->lookups, statement);
    g_array_append_val(salvage->lookup_columns, wanted);
  } else {
    g_array_unref(wanted);
  }
  g_string_free(sql, TRUE);
}

/* Only of tables with a rowid: of others the key is the table. Not those that leave rows out. */
static void add_lookups(struct salvage *salvage, const GPtrArray *columns, GError **error) {
  g_autoptr(GPtrArray) indexes =
      names(salvage->to, "SELECT name FROM pragma_index_list(?) WHERE NOT partial", salvage->table, error);
  for (guint i = 0; i < indexes->len; i++)
    add_lookup(salvage, g_ptr_array_index(indexes, i), columns);
}

static bool prepare_writing(struct salvage *salvage, const char *list, guint n, GError **error) {
  GString *sql = g_string_new(NULL);
  g_string_printf(sql, "INSERT OR IGNORE INTO \"%s\" (%s) VALUES (", salvage->table, list);
  for (guint i = 0; i < n; i++)
    g_string_append(sql, i > 0 ? ", ?" : "?");
  g_string_append_c(sql, ')');
  const bool good = sqlite3_prepare_v2(salvage->to->db, sql->str, -1, &salvage->write, NULL) == SQLITE_OK ||
                    store_fault(salvage->to, error);
  g_string_free(sql, TRUE);
  return good;
}

/* False: the damaged database has no such table. */
static bool prepare_reading(struct salvage *salvage, const char *list, const char *key, bool by_number) {
  g_autofree char *stretch = by_number ? g_strdup_printf("WHERE %s BETWEEN ?1 AND ?2 ORDER BY %s", key, key) : NULL;
  g_autofree char *sql =
      g_strdup_printf("SELECT %s, %s FROM \"%s\" NOT INDEXED %s", key, list, salvage->table, stretch ? stretch : "");
  return sqlite3_prepare_v2(salvage->from->db, sql, -1, &salvage->read, NULL) == SQLITE_OK;
}

/* What its rows are in order of: the rowid, or the first column of its key; *by_number when that is one. */
static char *key_of(struct salvage *salvage, bool *has_rowid, bool *by_number, GError **error) {
  g_autoptr(GPtrArray) rowid =
      names(salvage->to, "SELECT 'rowid' FROM pragma_table_list(?) WHERE NOT wr", salvage->table, error);
  g_autoptr(GPtrArray) key =
      names(salvage->to, "SELECT name FROM pragma_table_info(?) WHERE pk = 1", salvage->table, error);
  g_autoptr(GPtrArray) numbers = names(
      salvage->to, "SELECT name FROM pragma_table_info(?) WHERE pk = 1 AND type = 'INTEGER'", salvage->table, error);
  *has_rowid = rowid->len > 0;
  *by_number = *has_rowid || numbers->len > 0;
  return g_strdup(*has_rowid || key->len == 0 ? "rowid" : g_ptr_array_index(key, 0));
}

static void salvage_table(struct salvage *salvage, GError **error) {
  g_autoptr(GPtrArray) columns =
      names(salvage->to, "SELECT name FROM pragma_table_info(?) ORDER BY cid", salvage->table, error);
  bool has_rowid = false, by_number = false;
  g_autofree char *key = key_of(salvage, &has_rowid, &by_number, error);
  g_ptr_array_add(columns, NULL);
  g_autofree char *list = g_strjoinv(", ", (char **)columns->pdata);
  g_ptr_array_set_size(columns, (gint)columns->len - 1);
  if (*error || !prepare_writing(salvage, list, columns->len, error))
    return;
  if (has_rowid)
    add_lookups(salvage, columns, error);
  if (!prepare_reading(salvage, list, key, by_number))
    salvage->recovery->unreadable++;
  else if (by_number)
    save_by_number(salvage, key, error);
  else
    save_in_order(salvage, error);
}

static void finalize(gpointer statement) {
  sqlite3_finalize(statement);
}

bool salvage_all(struct store *from, struct store *to, struct recovery *recovery, GError **error) {
  GError *trouble = NULL;
  g_autoptr(GPtrArray) tables = names(
      to, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'migration'",
      NULL, &trouble);
  for (guint i = 0; i < tables->len && !trouble; i++) {
    struct salvage salvage = {.from = from, .to = to, .recovery = recovery, .table = g_ptr_array_index(tables, i)};
    salvage.lookups = g_ptr_array_new_with_free_func(finalize);
    salvage.lookup_columns = g_array_new(FALSE, FALSE, sizeof(GArray *));
    salvage_table(&salvage, &trouble);
    for (guint j = 0; j < salvage.lookup_columns->len; j++)
      g_array_unref(g_array_index(salvage.lookup_columns, GArray *, j));
    g_array_unref(salvage.lookup_columns);
    g_ptr_array_unref(salvage.lookups);
    sqlite3_finalize(salvage.read);
    sqlite3_finalize(salvage.write);
  }
  if (trouble)
    g_propagate_error(error, trouble);
  return !trouble;
}
