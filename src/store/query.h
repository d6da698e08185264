/* SPDX-License-Identifier: MIT */
/*
 * query: reading the store with bound parameters only. The text is ours, never made from input.
 *
 * Addresses are blobs of 4 or 16 bytes, days are days since 1970-01-01, times are UTC seconds. SQL functions beside
 * those of SQLite: organisation(domain), its organisational domain or NULL; aligns(domain, header_from, strict), 1 or 0
 * (base/organisation.h); address(bytes), as text. The first two cost microseconds: use them on names, not on records.
 */
#ifndef DMARCSTAT_STORE_QUERY_H
#define DMARCSTAT_STORE_QUERY_H

#include "store/store.h"

struct query;

struct query *query_open(struct store *store, const char *sql, GError **error);
void query_close(struct query *query); /* NULL is fine */

/* Binding a name (":since") that the text does not use is fine. What is not bound is NULL. Data is copied. */
void query_bind_int(struct query *query, const char *name, int64_t value);
void query_bind_text(struct query *query, const char *name, const char *value); /* NULL binds NULL */
void query_bind_blob(struct query *query, const char *name, const void *bytes, size_t length);

/* 1: a row, 0: no more, -1 with *error: failed. */
int query_step(struct query *query, GError **error);

/* The one whole number that a text without names gives; 0 for NULL. */
bool query_number(struct store *store, const char *sql, int64_t *number, GError **error);

enum query_type { QUERY_NULL, QUERY_INT, QUERY_REAL, QUERY_TEXT, QUERY_BLOB };
int query_columns(struct query *query);
const char *query_column_name(struct query *query, int column);
enum query_type query_type(struct query *query, int column);
int64_t query_int(struct query *query, int column);
double query_real(struct query *query, int column);
const char *query_text(struct query *query, int column); /* valid until the next step; NULL for NULL */
const uint8_t *query_blob(struct query *query, int column, size_t *length);

/* A function of whole numbers for the SQL of this store; it depends on them alone. NULL arguments are 0. */
typedef int64_t (*query_function)(const int64_t *arguments, int n);
#define QUERY_FUNCTION_ARGUMENTS_MOST 16
bool query_add_function(struct store *store, const char *name, int n, query_function function, GError **error);

#endif
