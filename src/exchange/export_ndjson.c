/* SPDX-License-Identifier: MIT */
#include "base/fault.h"
#include "base/text.h"
#include "exchange/export.h"
#include "exchange/report_json.h"

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

static void begin(FILE *out) {
  fprintf(out, EXPORT_NDJSON_FIRST "%d}\n", EXPORT_VERSION);
}

static json_t *warnings_of(const struct report *report) {
  json_t *list = json_array();
  for (unsigned int i = 0; i < report->n_warnings; i++) {
    json_t *warning = json_object();
    report_json_set_text(warning, "code", report->warnings[i].code);
    report_json_set_text(warning, "text", report->warnings[i].text);
    report_json_set_number(warning, "times", report->warnings[i].times);
    json_array_append_new(list, warning);
  }
  return list;
}

static json_t *report_of(const struct report *report, const struct provenance *provenance) {
  json_t *object = json_object();
  report_json_set_text(object, "org_name", report->org_name);
  report_json_set_text(object, "report_id", report->report_id);
  json_object_set_new(object, "begin", json_integer(report->begin));
  json_object_set_new(object, "end", json_integer(report->end));
  report_json_add_sums(object, report);
  report_json_add_metadata(object, report);
  json_object_set_new(object, "warnings", warnings_of(report));
  set_origin(object, provenance->origin);
  json_object_set_new(object, "received", json_integer(provenance->received));
  return object;
}

static bool put_report(FILE *out, struct report_stream *stream, const struct provenance *provenance, GError **error) {
  struct report sums = {0};
  struct record record;
  GError *broken = NULL;
  put_line(out, "report", report_of(&stream->report, provenance));
  while (stream->next(stream, &record, &broken)) {
    report_add_up(&sums, &record);
    put_line(out, "record", report_json_record(&record));
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

static void put_source(FILE *out, const struct source_facts *facts) {
  json_t *object = json_object();
  report_json_set_address(object, "address", &facts->address);
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
  report_json_set_number(object, "reports", counts->reports);
  report_json_set_number(object, "records", counts->records);
  report_json_set_number(object, "quarantined", counts->quarantined);
  report_json_set_number(object, "sources", counts->sources);
  put_line(out, "end", object);
}

const struct export_writer export_ndjson = {begin, put_report, put_quarantined, put_source, end};
