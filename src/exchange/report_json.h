/* SPDX-License-Identifier: MIT */
/*
 * report_json: reports and records as JSON objects, in the field's words. What a report does not hold has no key;
 * beside a word of the standard stands, with "_raw" behind its key, what the report said instead of it.
 */
#ifndef DMARCSTAT_EXCHANGE_REPORT_JSON_H
#define DMARCSTAT_EXCHANGE_REPORT_JSON_H

#include "schema/report.h"
#include <jansson.h>

/* One member; NULL text is left out. */
void report_json_set_text(json_t *object, const char *key, const char *text);
void report_json_set_address(json_t *object, const char *key,
                             const struct source_address *address); /* length 0: none */
void report_json_set_number(json_t *object, const char *key, uint64_t number);

/* The word of the standard, and beside it what the report says when that is something else. */
void report_json_set_token(json_t *object, const char *key, const char *word, struct token token);

/* "records", "messages", "dkim_aligned", "spf_aligned", "dmarc_pass" */
void report_json_add_sums(json_t *object, const struct report *report);

/* Everything else but the identity (org_name, report_id, begin, end) and the warnings. */
void report_json_add_metadata(json_t *object, const struct report *report);

/* One record with its results. Caller owns the reference. */
json_t *report_json_record(const struct record *record);

#endif
