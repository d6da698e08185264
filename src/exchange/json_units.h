/* SPDX-License-Identifier: MIT */
/*
 * json_units: reports, records, quarantined items and sources out of JSON objects of strangers. Private to exchange/.
 *
 * A mistake is put into *mistake when that is still NULL; g_free. Then what was read is not to be used. Strings belong
 * to the object, unless said otherwise.
 */
#ifndef DMARCSTAT_EXCHANGE_JSON_UNITS_H
#define DMARCSTAT_EXCHANGE_JSON_UNITS_H

#include "schema/kept.h"
#include "schema/report.h"
#include "schema/source.h"
#include <jansson.h>

/* Where the arrays of a report or a record are. */
struct json_units {
  struct override overrides[RECORD_MAX_OVERRIDES];
  struct dkim_result dkim_results[RECORD_MAX_DKIM];
  struct spf_result spf_results[RECORD_MAX_SPF];
  struct warning warnings[REPORT_MAX_WARNINGS];
  const char *errors[REPORT_MAX_ERRORS];
};

void json_units_record(const json_t *object, struct json_units *units, struct record *record, char **mistake);

/* *origin, and of an item *bytes, are the caller's to free. */
void json_units_report(const json_t *object, struct json_units *units, struct report *report,
                       struct provenance *provenance, char **origin, char **mistake);
void json_units_quarantined(const json_t *object, struct quarantined *entry, char **origin, uint8_t **bytes,
                            char **mistake);
void json_units_source(const json_t *object, struct source_facts *facts, char **mistake);

#endif
