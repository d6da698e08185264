/* SPDX-License-Identifier: MIT */
/*
 * export: everything that is stored, as lines that other programs and import.h read. Memory is flat: records pass
 * through. TLS and failure reports are left out.
 *
 * ndjson is whole. Every line is an object of one member, whose key says what it is:
 *
 *   {"dmarcstat_export":1}                          the version of this format; always first
 *   {"report":{...}}                                metadata, sums, warnings, and where the report came from
 *   {"record":{...}}                                the records of the report before, as many as its "records" says
 *   {"quarantined":{...}}                           a rejected item, its bytes in base64
 *   {"source":{...}}                                what is known of an address beyond the reports
 *   {"end":{"reports":..,"records":..,...}}         how many there were of each; always last
 *
 * Keys are those of report_json.h; times are UTC seconds. Everything beyond ASCII is written as \u escapes. The same
 * content gives the same bytes. A new kind of line or a new key is a new version.
 *
 * csv is one line a record, for spreadsheets: without reports that have no record, results beyond their domain,
 * selector and word, warnings, errors, the mail that a report came in, the quarantine and sources.
 */
#ifndef DMARCSTAT_EXCHANGE_EXPORT_H
#define DMARCSTAT_EXCHANGE_EXPORT_H

#include "schema/kept.h"
#include "schema/report.h"
#include "schema/source.h"
#include <stdio.h>

#define EXPORT_VERSION 1

/* Lines of each kind. */
struct exchange_counts {
  uint64_t reports, records, quarantined, sources;
};

/* Failures of `out` are left for its owner to see. */
struct export_writer {
  void (*begin)(FILE *out);
  /* False with *error: the stream broke, or its records are not those of the sums (FAULT_CONFIG). */
  bool (*report)(FILE *out, struct report_stream *stream, const struct provenance *provenance, GError **error);
  void (*quarantined)(FILE *out, const struct quarantined *entry); /* NULL: left out */
  void (*source)(FILE *out, const struct source_facts *facts);     /* NULL: left out */
  void (*end)(FILE *out, const struct exchange_counts *counts);
};

extern const struct export_writer export_ndjson, export_csv;

/* The first line of each format, without its end. */
#define EXPORT_NDJSON_FIRST "{\"dmarcstat_export\":"
#define EXPORT_CSV_FIRST "reporter,report_id,begin,end,domain,"

#endif
