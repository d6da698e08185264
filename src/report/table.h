/* SPDX-License-Identifier: MIT */
/*
 * table: typed cells in rows and columns; what a question answers and a printer prints. Knows nothing of DMARC.
 * The text in a table comes from reports and is HOSTILE: printers make it safe for where it goes.
 */
#ifndef DMARCSTAT_REPORT_TABLE_H
#define DMARCSTAT_REPORT_TABLE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum column_type {
  COLUMN_TEXT,
  COLUMN_COUNT,   /* whole number; text: 175,223 */
  COLUMN_ID,      /* whole number that names something; text: 175223 */
  COLUMN_SHARE,   /* a count that is part of the count in column `whole`; text shows "97.7 %", data formats the count */
  COLUMN_CHANGE,  /* whole number that may be negative; text: +1,234 */
  COLUMN_ADDRESS, /* blob of 4 or 16 bytes; shown as an IP address. Empty: there was none */
  COLUMN_DAY,     /* days since 1970-01-01; 2026-11-23 */
  COLUMN_TIME,    /* UTC seconds; text 2026-11-23 14:05:09, data formats RFC 3339 */
  COLUMN_JSON,    /* an array or object as JSON text; a value in JSON, its words elsewhere */
  COLUMN_BAR,     /* a drawing of the count in column `whole`, on the terminal only; data formats leave it out */
  COLUMN_DRAWING, /* text that is a drawing, likewise */
};

struct column {
  const char *key;   /* JSON key and CSV header, in the field's words: "dkim_aligned" */
  const char *label; /* heading for people: "DKIM" */
  const char *note;  /* second line under the heading where wanted ("aligned"); NULL */
  enum column_type type;
  const char *meaning; /* one sentence for `help QUESTION` and the web page's legend; with the unit */
  const char *whole;   /* for COLUMN_SHARE and COLUMN_BAR: the key of the other column */
  int priority;        /* 0 stays always; on a narrow terminal the highest number goes first */
  bool data_only;      /* not shown in text and markdown */
  bool verdict;        /* holds words like pass and fail, which a terminal may colour */
  bool late;           /* worked out only for the rows that are shown */
  bool of_all; /* of all mail, in rows about a part of it: not known of a row that --compare has from then only */
};

struct cell {
  union {
    int64_t number;
    const char *text; /* CELL_TEXT (ends in NUL) and CELL_BLOB; owned by the table */
  };
  uint32_t length; /* of text, bytes */
  enum { CELL_NULL, CELL_INT, CELL_TEXT, CELL_BLOB } kind;
};

struct table {
  const struct column *columns; /* not owned; ends with a NULL key */
  unsigned int n_columns;
  GArray *cells; /* of struct cell, row by row */
  GStringChunk *strings;
};

struct table *table_new(const struct column *columns);
void table_free(struct table *table); /* NULL is fine */
size_t table_rows(const struct table *table);
const struct cell *table_cell(const struct table *table, size_t row, unsigned int column);
/* Cells are added left to right, row after row; text and bytes are copied, once for all cells that hold the same. */
void table_add_null(struct table *table);
void table_add_int(struct table *table, int64_t number);
void table_add_text(struct table *table, const char *text); /* NULL adds a null cell */
void table_add_blob(struct table *table, const void *bytes, size_t length);
int table_column(const struct table *table, const char *key); /* -1 when there is none */

/* The number in column `key`; 0 when it is not a number or there is no such column. */
int64_t table_int(const struct table *table, size_t row, const char *key);
/* The text in column `key`; NULL when there is none. */
const char *table_text(const struct table *table, size_t row, const char *key);

#endif
