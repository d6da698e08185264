/* SPDX-License-Identifier: MIT */
#include "base/fault.h"
#include "base/text.h"
#include "exchange/export.h"
#include "exchange/report_json.h"
#include <arpa/inet.h>

/* Takes over `content`. */
static void put_line(FILE *out, const char *kind, json_t *content) {
  json_t *line = json_object();
  json_object_set_new(line, kind, content);
  json_dumpf(line, out, JSON_COMPACT | JSON_ENSURE_ASCII);
  fputc('\n', out);
  json_decref(line);
}

static void set_base64(json_t *object, const char *key, const void *bytes, size_t length) {
  g_autofree char *text = g_base64_encode(bytes, length);
  report_json_set_text(object, key, text);
}

/* File names may be of any bytes. */
static void set_origin(json_t *object, const char *origin) {
  if (g_utf8_validate(origin, -1, NULL))
    report_json_set_text(object, "origin", origin);
  else
    set_base64(object, "origin_base64", origin, strlen(origin));
}

static void set_provenance(json_t *object, const struct provenance *provenance) {
  set_origin(object, provenance->origin);
  json_object_set_new(object, "received", json_integer(provenance->received));
}

static void begin(FILE *out) {
  fprintf(out, EXPORT_NDJSON_FIRST "%d}\n", EXPORT_VERSION);
}

static json_t *object_of(const struct fields *fields, const void *of) {
  json_t *object = json_object();
  report_json_add(object, fields, of);
  return object;
}

static json_t *report_of(const struct report *report, const struct provenance *provenance) {
  json_t *object = object_of(&report_fields, report);
  set_provenance(object, provenance);
  return object;
}

static bool put_report(FILE *out, struct report_stream *stream, const struct provenance *provenance, GError **error) {
  struct report sums = {0};
  struct record record;
  GError *broken = NULL;
  put_line(out, "report", report_of(&stream->report, provenance));
  while (stream->next(stream, &record, &broken)) {
    report_add_up(&sums, &record);
    put_line(out, "record", object_of(&record_fields, &record));
  }
  if (broken) {
    g_propagate_error(error, broken);
    return false;
  }
  g_autofree char *shown = text_printable(stream->report.report_id);
  return report_same_sums(&sums, &stream->report) ||
         fault(error, FAULT_CONFIG, "the records of report '%s' do not add up to its sums; the database is damaged",
               shown);
}

static json_t *tls_report_of(const struct tls_report *report, const struct provenance *provenance) {
  json_t *object = object_of(&tls_report_head_fields, report);
  report_json_set_number(object, "policies", report->n_policies);
  report_json_set_number(object, "failures", report->n_failures);
  set_provenance(object, provenance);
  return object;
}

static void put_tls_report(FILE *out, const struct tls_report *report, const struct provenance *provenance) {
  put_line(out, "tls_report", tls_report_of(report, provenance));
  for (uint32_t i = 0; i < report->n_policies; i++)
    put_line(out, "tls_policy", object_of(&tls_policy_fields, &report->policies[i]));
  for (uint32_t i = 0; i < report->n_failures; i++)
    put_line(out, "tls_failure", object_of(&tls_failure_fields, &report->failures[i]));
}

static void put_privacy_key(FILE *out, const uint8_t key[PRIVACY_KEY_BYTES]) {
  json_t *object = json_object();
  set_base64(object, "key", key, PRIVACY_KEY_BYTES);
  put_line(out, "privacy_key", object);
}

static void put_failure(FILE *out, const struct kept_failure *kept, const struct provenance *provenance) {
  json_t *object = json_object();
  set_base64(object, "digest", kept->digest, FAILURE_DIGEST_BYTES);
  report_json_set_text(object, "reporter", kept->reporter);
  report_json_add(object, &failure_report_fields, &kept->report);
  set_provenance(object, provenance);
  put_line(out, "failure_report", object);
}

static void put_quarantined(FILE *out, const struct quarantined *entry) {
  json_t *object = json_object();
  json_object_set_new(object, "at", json_integer(entry->at));
  set_origin(object, entry->origin);
  report_json_set_text(object, "reason", entry->reason);
  report_json_set_text(object, "nesting", entry->nesting);
  report_json_set_number(object, "size", entry->size);
  if (entry->bytes)
    set_base64(object, "bytes", entry->bytes, entry->n_bytes);
  put_line(out, "quarantined", object);
}

static void set_address(json_t *object, const struct source_address *address) {
  char text[INET6_ADDRSTRLEN];
  report_json_set_text(object, "address",
                       inet_ntop(address->length == 4 ? AF_INET : AF_INET6, address->bytes, text, sizeof text));
}

static void put_source(FILE *out, const struct source_facts *facts) {
  json_t *object = json_object();
  set_address(object, &facts->address);
  report_json_set_text(object, "name", facts->name);
  report_json_set_text(object, "ptr", facts->ptr);
  report_json_set_text(object, "service", facts->service);
  report_json_set_text(object, "kind", facts->kind);
  report_json_set_text(object, "known_by", facts->known_by);
  report_json_set_text(object, "country", facts->country);
  if (facts->asn > 0)
    report_json_set_number(object, "asn", facts->asn);
  report_json_set_text(object, "as_name", facts->as_name);
  json_object_set_new(object, "resolved", json_integer(facts->resolved));
  json_object_set_new(object, "failed", json_boolean(facts->failed));
  put_line(out, "source", object);
}

static void end(FILE *out, const struct exchange_counts *counts) {
  json_t *object = json_object();
  for (size_t i = 0; i < EXCHANGE_COUNTED; i++)
    report_json_set_number(object, exchange_counted[i].key, exchange_count(counts, i));
  put_line(out, "end", object);
}

const struct export_writer export_ndjson = {.begin = begin,
                                            .report = put_report,
                                            .tls_report = put_tls_report,
                                            .privacy_key = put_privacy_key,
                                            .failure = put_failure,
                                            .quarantined = put_quarantined,
                                            .source = put_source,
                                            .end = end};
