/* SPDX-License-Identifier: MIT */
/* import_line: lines of JSON out of a file of strangers, with caps. Private to exchange/. */
#ifndef DMARCSTAT_EXCHANGE_IMPORT_LINE_H
#define DMARCSTAT_EXCHANGE_IMPORT_LINE_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* An item of the quarantine in base64, and what is said of it. */
#define IMPORT_LINE_MOST (13u << 20)
/* Commas, colons and brackets: a record has about 1,000 at most. JSON in memory is many times what it was. */
#define IMPORT_VALUES_MOST 10000

struct import_lines;

/* `name` is printable and outlives it. */
struct import_lines *import_lines_new(int fd, const char *name);
void import_lines_free(struct import_lines *lines);

/* Whether it begins as an export does; FAULT_DATA says what it seems to be. */
bool import_lines_begin(struct import_lines *lines, GError **error);

/* The next line as an object; the caller owns the reference. NULL with *error: FAULT_DATA, also at the end; FAULT_IO.
 */
json_t *import_lines_next(struct import_lines *lines, GError **error);

/* Whether there is nothing more; else *error. */
bool import_lines_at_end(struct import_lines *lines, GError **error);

/* "FILE, line 12: ..." as FAULT_DATA; always false. */
bool import_lines_fault(const struct import_lines *lines, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);

uint64_t import_lines_position(const struct import_lines *lines);

#endif
