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
#include "schema/fields_room.h"
#include "schema/kept.h"
#include "schema/report.h"
#include "schema/source.h"
#include "schema/tls_report.h"

/* All fields of a struct, which is 0 before. Texts are as they are: whoever stores them has frames check them. */
void json_units_read(struct json_read *read, const struct fields *fields, struct fields_room *room, void *of);

/* A whole object, named `name` in mistakes, whose members are these fields and no others. */
void json_units_whole(const json_t *object, const char *name, const struct fields *fields, struct fields_room *room,
                      void *of, char **mistake);

/* *origin, and of an item *bytes, are the caller's to free. */
void json_units_report(const json_t *object, struct fields_room *room, struct report *report,
                       struct provenance *provenance, char **origin, char **mistake);
void json_units_quarantined(const json_t *object, struct quarantined *entry, char **origin, uint8_t **bytes,
                            char **mistake);
void json_units_source(const json_t *object, struct source_facts *facts, char **mistake);

/* Of a TLS report, its own line; *policies and *failures are how many lines of these follow. */
void json_units_tls_report(const json_t *object, struct fields_room *room, struct tls_report *report,
                           uint32_t *policies, uint32_t *failures, struct provenance *provenance, char **origin,
                           char **mistake);

void json_units_failure(const json_t *object, struct fields_room *room, struct kept_failure *kept,
                        struct provenance *provenance, char **origin, char **mistake);
void json_units_privacy_key(const json_t *object, uint8_t key[PRIVACY_KEY_BYTES], char **mistake);

#endif
