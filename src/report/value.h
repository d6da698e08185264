/* SPDX-License-Identifier: MIT */
/*
 * value: a cell as text, for people and for data formats. What comes out of value_words() is safe on a terminal; what
 * comes out of value_data() is still hostile and must be escaped for its format.
 */
#ifndef DMARCSTAT_REPORT_VALUE_H
#define DMARCSTAT_REPORT_VALUE_H

#include "report/table.h"
#include <jansson.h>

#define VALUE_NOTHING "-"

/* "175,223", "97.7 %", "2026-11-23", "192.0.2.1"; "-" when there is nothing. One line. Caller frees. */
char *value_words(const struct table *table, size_t row, unsigned int column);

/* The items of a COLUMN_JSON array, or of an object as "key value", each as value_words() would say it. Caller frees.
 */
GStrv value_items(const struct cell *cell);

/* "175223", "2026-11-23", "2026-11-23T14:05:09Z"; "" when there is nothing. Caller frees. */
char *value_data(const struct table *table, size_t row, unsigned int column);

/* Never NULL; the caller owns the reference. */
json_t *value_json(const struct table *table, size_t row, unsigned int column);

/* Figures, which are aligned right. */
bool value_is_figure(const struct column *column);

#endif
