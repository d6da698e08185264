/* SPDX-License-Identifier: MIT */
/* row: the values of a statement's current row, from left to right. Private to the store. */
#ifndef DMARCSTAT_STORE_ROW_H
#define DMARCSTAT_STORE_ROW_H

#include "store/store_parts.h"
#include <jansson.h>

struct row {
  sqlite3_stmt *statement;
  int column;
  GStringChunk *texts; /* where texts are put: those of SQLite go with its row */
};

int64_t row_int(struct row *row);
const char *row_text(struct row *row);   /* NULL for NULL */
struct token row_token(struct row *row); /* without its raw text */
struct source_address row_address(struct row *row);

/* What store_raw_json() and store_warnings_json() wrote; NULL when there is none. The caller owns the reference. */
json_t *row_json(struct row *row);
const char *row_raw_text(const struct row *row, const json_t *raw, const char *key);

/* Reads store_warnings_json() into an array of REPORT_MAX_WARNINGS; how many there are. */
uint32_t row_warnings(struct row *row, struct warning *warnings);

#endif
