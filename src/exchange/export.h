/* SPDX-License-Identifier: MIT */
/*
 * export: everything that is stored, as lines that other programs and import.h read. Memory is flat: records pass
 * through.
 *
 * ndjson is whole. Every line is an object of one member, whose key says what it is:
 *
 *   {"dmarcstat_export":2}                          the version of this format; always first
 *   {"privacy_key":{...}}                           what local parts are hashed with: only on demand, see below
 *   {"report":{...}}                                metadata, sums, warnings, and where the report came from
 *   {"record":{...}}                                the records of the report before, as many as its "records" says
 *   {"tls_report":{...}}                            of TLS reports likewise
 *   {"tls_policy":{...}}                            the policies of the report before, as many as its "policies" says
 *   {"tls_failure":{...}}                           and its failures, whose "policy" is the number of theirs, from 0
 *   {"failure_report":{...}}                        a message that failed, local parts hashed
 *   {"quarantined":{...}}                           a rejected item, its bytes in base64
 *   {"source":{...}}                                what is known of an address beyond the reports
 *   {"end":{"reports":..,"records":..,...}}         how many there were of each; always last
 *
 * Keys are those of schema/fields.c; times are UTC seconds. Everything beyond ASCII is written as \u
 * escapes. The same content gives the same bytes. A new kind of line or a new key is a new version; version 1, without
 * TLS and failure reports, is read too.
 *
 * Failure reports stand there as they are stored, with "digest", by which the database knows the original. Without the
 * key, which is a secret, a database that takes them knows them again when they are imported again, but neither the
 * originals nor that a token of its own is of the same address. With the key it is the same database; whoever has the
 * file can then try which address a token is of.
 *
 * csv is one line a record, for spreadsheets: without reports that have no record, results beyond their domain,
 * selector and word, warnings, errors, the mail that a report came in, TLS and failure reports, the quarantine and
 * sources.
 */
#ifndef DMARCSTAT_EXCHANGE_EXPORT_H
#define DMARCSTAT_EXCHANGE_EXPORT_H

#include "schema/failure_report.h"
#include "schema/kept.h"
#include "schema/report.h"
#include "schema/source.h"
#include "schema/tls_report.h"
#include <stdio.h>

#define EXPORT_VERSION 2

/* Lines of each kind. */
struct exchange_counts {
  uint64_t reports, records, tls_reports, tls_policies, tls_failures, failure_reports, quarantined, sources;
};

/* What they are called in the last line. */
#define EXCHANGE_COUNTED 8
extern const struct exchange_counted {
  const char *key;
  size_t offset;      /* in struct exchange_counts */
  unsigned int since; /* version of the format */
} exchange_counted[EXCHANGE_COUNTED];
uint64_t exchange_count(const struct exchange_counts *counts, size_t which);

/* Failures of `out` are left for its owner to see. */
struct export_writer {
  void (*begin)(FILE *out);
  /* False with *error: the stream broke, or its records are not those of the sums (FAULT_CONFIG). */
  bool (*report)(FILE *out, struct report_stream *stream, const struct provenance *provenance, GError **error);
  /* NULL: left out, all of these */
  void (*tls_report)(FILE *out, const struct tls_report *report, const struct provenance *provenance);
  void (*privacy_key)(FILE *out, const uint8_t key[PRIVACY_KEY_BYTES]);
  void (*failure)(FILE *out, const struct kept_failure *kept, const struct provenance *provenance);
  void (*quarantined)(FILE *out, const struct quarantined *entry);
  void (*source)(FILE *out, const struct source_facts *facts);
  void (*end)(FILE *out, const struct exchange_counts *counts);
};

extern const struct export_writer export_ndjson, export_csv;

/* The first line of each format, without its end. */
#define EXPORT_NDJSON_FIRST "{\"dmarcstat_export\":"
#define EXPORT_CSV_FIRST "reporter,report_id,begin,end,domain,"

#endif
