/* SPDX-License-Identifier: MIT */
/* Which sources an answer is about. */
#include "report/ask.h"
#include <string.h>

static void add(GArray *addresses, const void *bytes, size_t length) {
  struct source_address address = {.length = (uint8_t)length};
  if (length != 4 && length != 16) /* empty: the report gave none */
    return;
  memcpy(address.bytes, bytes, length);
  g_array_append_val(addresses, address);
}

static int address_column(const struct table *table) {
  for (unsigned int i = 0; i < table->n_columns; i++)
    if (table->columns[i].type == COLUMN_ADDRESS)
      return (int)i;
  return -1;
}

/* An address may be shown with several policy domains. */
static void add_shown(GArray *addresses, const struct table *table, unsigned int column) {
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
  for (size_t row = 0; row < table_rows(table); row++) {
    const struct cell *cell = table_cell(table, row, column);
    if (cell->kind == CELL_BLOB && g_hash_table_add(seen, g_bytes_new(cell->text, cell->length)))
      add(addresses, cell->text, cell->length);
  }
}

static bool add_all(GArray *addresses, const struct answer *answer, struct store *store, GError **error) {
  struct filter filter = answer->filter;
  struct asking asking = {.question = answer->question, .store = store, .filter = &filter, .strings = answer->strings};
  if (!ask_scope(&asking, error))
    return false;
  struct query *query =
      ask_query(&asking, "SELECT source FROM fact GROUP BY source ORDER BY total(messages) DESC, source", error);
  int step = query ? 1 : -1;
  while (step > 0 && (step = query_step(query, error)) > 0) {
    size_t length;
    const uint8_t *bytes = query_blob(query, 0, &length);
    add(addresses, bytes, length);
  }
  query_close(query);
  return step == 0;
}

GArray *answer_sources(const struct answer *answer, struct store *store, GError **error) {
  g_autoptr(GArray) addresses = g_array_new(FALSE, FALSE, sizeof(struct source_address));
  const int column = address_column(answer->table);
  if (column >= 0)
    add_shown(addresses, answer->table, (unsigned int)column);
  else if (!add_all(addresses, answer, store, error))
    return NULL;
  return g_steal_pointer(&addresses);
}
