/* SPDX-License-Identifier: MIT */
/*
 * report_json: reports of all kinds, their records and parts as JSON objects, by the rows of schema/fields.h. What a
 * report does not hold has no key; beside a word of the standard, or an address, stands with "_raw" behind its key what
 * the report said instead of it.
 */
#ifndef DMARCSTAT_EXCHANGE_REPORT_JSON_H
#define DMARCSTAT_EXCHANGE_REPORT_JSON_H

#include "schema/fields.h"
#include <jansson.h>

/* All fields of a struct as members of the object. A key that is there already is left as it is. */
void report_json_add(json_t *object, const struct fields *fields, const void *of);

/* One member; NULL text is left out. */
void report_json_set_text(json_t *object, const char *key, const char *text);
void report_json_set_number(json_t *object, const char *key, uint64_t number);

#endif
