/* SPDX-License-Identifier: MIT */
#include "base/organisation.h"
#include "store/query.h"
#include "store/store_parts.h"
#include <arpa/inet.h>
#include <string.h>

#define FLAGS (SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY)

static const char *text_of(sqlite3_value *value) {
  return (const char *)sqlite3_value_text(value);
}

static void organisation(sqlite3_context *context, int n, sqlite3_value **values) {
  (void)n;
  const char *domain = text_of(values[0]);
  char *found = domain ? organisation_of(domain, strlen(domain)) : NULL;
  if (found)
    sqlite3_result_text(context, found, -1, g_free);
  else
    sqlite3_result_null(context);
}

static void aligns(sqlite3_context *context, int n, sqlite3_value **values) {
  (void)n;
  sqlite3_result_int(context,
                     organisation_aligns(text_of(values[0]), text_of(values[1]), sqlite3_value_int(values[2]) != 0));
}

/* An address of 4 or 16 bytes as text; NULL for anything else. */
static void address(sqlite3_context *context, int n, sqlite3_value **values) {
  (void)n;
  char text[INET6_ADDRSTRLEN];
  const void *bytes = sqlite3_value_blob(values[0]);
  const int length = sqlite3_value_bytes(values[0]);
  if (length == 4 || length == 16)
    sqlite3_result_text(context, inet_ntop(length == 4 ? AF_INET : AF_INET6, bytes, text, sizeof text), -1,
                        SQLITE_TRANSIENT);
  else
    sqlite3_result_null(context);
}

bool store_add_functions(struct store *store, GError **error) {
  return (sqlite3_create_function_v2(store->db, "organisation", 1, FLAGS, NULL, organisation, NULL, NULL, NULL) ==
              SQLITE_OK &&
          sqlite3_create_function_v2(store->db, "address", 1, FLAGS, NULL, address, NULL, NULL, NULL) == SQLITE_OK &&
          sqlite3_create_function_v2(store->db, "aligns", 3, FLAGS, NULL, aligns, NULL, NULL, NULL) == SQLITE_OK) ||
         store_fault(store, error);
}

/* -- functions of whole numbers ------------------------------------------------------------------------------------ */

struct numbers {
  query_function function;
};

static void call_numbers(sqlite3_context *context, int n, sqlite3_value **values) {
  const struct numbers *numbers = sqlite3_user_data(context);
  int64_t arguments[QUERY_FUNCTION_ARGUMENTS_MOST];
  for (int i = 0; i < n; i++)
    arguments[i] = sqlite3_value_int64(values[i]);
  sqlite3_result_int64(context, numbers->function(arguments, n));
}

bool query_add_function(struct store *store, const char *name, int n, query_function function, GError **error) {
  const struct numbers *added = g_hash_table_lookup(store->functions, name);
  g_assert(n <= QUERY_FUNCTION_ARGUMENTS_MOST);
  if (added && added->function == function) /* else SQLite would prepare all statements anew */
    return true;
  struct numbers *numbers = g_new(struct numbers, 1);
  numbers->function = function;
  g_hash_table_replace(store->functions, g_strdup(name), numbers);
  return sqlite3_create_function_v2(store->db, name, n, FLAGS, numbers, call_numbers, NULL, NULL, g_free) ==
             SQLITE_OK ||
         store_fault(store, error);
}
