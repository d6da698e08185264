/* SPDX-License-Identifier: MIT */
/*
 * json_units: reports of all kinds, records, quarantined items and sources out of JSON objects of strangers. Private to
 * exchange/.
 *
 * A mistake is put into *mistake when that is still NULL; g_free. Then what was read is not to be used. Strings belong
 * to the object, unless said otherwise.
 */
#ifndef DMARCSTAT_EXCHANGE_JSON_UNITS_H
#define DMARCSTAT_EXCHANGE_JSON_UNITS_H

#include "exchange/json_read.h"
#include "schema/failure_report.h"
#include "schema/kept.h"
#include "schema/report.h"
#include "schema/source.h"
#include "schema/tls_report.h"

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

/* Of a TLS report, its own line; *policies and *failures are how many lines of these follow. */
void json_units_tls_report(const json_t *object, struct json_units *units, struct tls_report *report,
                           uint16_t *policies, uint32_t *failures, struct provenance *provenance, char **origin,
                           char **mistake);
void json_units_tls_policy(const json_t *object, struct tls_policy *policy, char **mistake);
void json_units_tls_failure(const json_t *object, struct tls_failure *failure, char **mistake);

void json_units_failure(const json_t *object, struct json_units *units, struct kept_failure *kept,
                        struct provenance *provenance, char **origin, char **mistake);
void json_units_privacy_key(const json_t *object, uint8_t key[PRIVACY_KEY_BYTES], char **mistake);

/* -- json_units.c and json_units_kinds.c --------------------------------------------------------------------------- */

#define JSON_COUNT_MAX (INT64_C(1) << 53)
#define JSON_SECONDS_MAX (INT64_C(1) << 47)

/* The words of report.h by number. */
#define JSON_WORDS(name, type)                                                                                         \
  static const char *name##_of(unsigned int value) {                                                                   \
    return name((enum type)value);                                                                                     \
  }

uint32_t json_units_warnings(struct json_read *read, struct json_units *units);
enum trust json_units_trust(struct json_read *read);
void json_units_provenance(struct json_read *read, struct provenance *provenance, char **origin);

#endif
