/* SPDX-License-Identifier: MIT */
/*
 * ndjson: one object a line for each report or refusal, without its records. json: an array of the same objects, those
 * of reports with everything else that is in them.
 */
#include "base/fault.h"
#include "command/show_parts.h"
#include "command/show_print.h"
#include "exchange/report_json.h"
#include <stdio.h>
#include <unistd.h>

/* On a terminal also what could steer it is escaped. */
static void print(const json_t *value) {
  static int terminal = -1;
  if (terminal < 0)
    terminal = isatty(STDOUT_FILENO);
  json_dumpf(value, stdout, JSON_COMPACT | (terminal ? JSON_ENSURE_ASCII : 0));
}

/* -- members ------------------------------------------------------------------------------------------------------- */

void show_json_lines(json_t *object, const char *key, const char *lines) {
  if (!lines)
    return;
  g_auto(GStrv) each = g_strsplit(lines, "\n", -1);
  json_t *array = json_array();
  for (char **line = each; *line; line++)
    json_array_append_new(array, json_string(*line));
  json_object_set_new(object, key, array);
}

void show_json_warnings(json_t *object, const struct warning *warnings, unsigned int n) {
  json_t *array = json_array();
  for (unsigned int i = 0; i < n; i++)
    json_array_append_new(array, json_string(warnings[i].text));
  json_object_set_new(object, "warnings", array);
}

static json_t *summary(const struct report *report) {
  json_t *object = json_object();
  report_json_set_text(object, "outcome", "report");
  report_json_set_text(object, "kind", "aggregate");
  report_json_set_text(object, "org_name", report->org_name);
  report_json_set_text(object, "report_id", report->report_id);
  report_json_set_text(object, "domain", report->policy.domain);
  json_object_set_new(object, "begin", json_integer(report->begin));
  json_object_set_new(object, "end", json_integer(report->end));
  report_json_set_number(object, "records", report->records);
  report_json_set_number(object, "messages", report->messages);
  report_json_set_number(object, "dkim_aligned", report->dkim_aligned);
  report_json_set_number(object, "spf_aligned", report->spf_aligned);
  report_json_set_number(object, "dmarc_pass", report->dmarc_pass);
  show_json_warnings(object, report->warnings, report->n_warnings);
  return object;
}

static json_t *refused(const struct refusal *refusal) {
  static const char *const outcomes[REFUSAL_KIND_MAX] = {"not-a-report", "rejected", "try-later"};
  json_t *object = json_object();
  report_json_set_text(object, "outcome", outcomes[refusal->kind]);
  report_json_set_text(object, "reason", refusal->reason);
  report_json_set_text(object, "nesting", refusal->nesting);
  return object;
}

/* -- printers ------------------------------------------------------------------------------------------------------ */

static void ndjson_line(json_t *object) {
  print(object);
  putchar('\n');
  json_decref(object);
}

static bool ndjson_report(uint64_t nth, struct report_stream *stream, GError **error) {
  (void)nth, (void)error;
  ndjson_line(summary(&stream->report));
  return true;
}

static void ndjson_tls_report(uint64_t nth, const struct tls_report *report) {
  (void)nth;
  ndjson_line(show_json_tls_report(report, false));
}

static void ndjson_failure_report(uint64_t nth, const struct failure_report *report) {
  (void)nth;
  ndjson_line(show_json_failure_report(report, false));
}

static void ndjson_refusal(uint64_t nth, const struct refusal *refusal) {
  (void)nth;
  ndjson_line(refused(refusal));
}

static void nothing(void) {}

const struct show_printer show_print_ndjson = {.begin = nothing,
                                               .report = ndjson_report,
                                               .tls_report = ndjson_tls_report,
                                               .failure_report = ndjson_failure_report,
                                               .refusal = ndjson_refusal,
                                               .end = nothing};

static void json_begin(void) {
  fputs("[", stdout);
}

static void json_separate(uint64_t nth) {
  fputs(nth > 0 ? ",\n" : "\n", stdout);
}

/* The records are many: they are printed one by one into what is otherwise one object of two. */
static bool json_report(uint64_t nth, struct report_stream *stream, GError **error) {
  GError *broken = NULL;
  struct record record;
  json_t *object = summary(&stream->report);
  report_json_add(object, &report_fields, &stream->report);
  json_separate(nth);
  fputs("{\"report\":", stdout);
  print(object);
  json_decref(object);
  fputs(",\"rows\":[", stdout);
  for (bool first = true; stream->next(stream, &record, &broken); first = false) {
    json_t *row = json_object();
    report_json_add(row, &record_fields, &record);
    fputs(first ? "\n " : ",\n ", stdout);
    print(row);
    json_decref(row);
  }
  fputs("]}", stdout);
  if (broken)
    g_propagate_error(error, broken);
  return !broken;
}

static void json_whole(uint64_t nth, json_t *object) {
  json_separate(nth);
  print(object);
  json_decref(object);
}

static void json_tls_report(uint64_t nth, const struct tls_report *report) {
  json_whole(nth, show_json_tls_report(report, true));
}

static void json_failure_report(uint64_t nth, const struct failure_report *report) {
  json_whole(nth, show_json_failure_report(report, true));
}

static void json_refusal(uint64_t nth, const struct refusal *refusal) {
  json_whole(nth, refused(refusal));
}

static void json_end(void) {
  fputs("\n]\n", stdout);
}

const struct show_printer show_print_json = {.begin = json_begin,
                                             .report = json_report,
                                             .tls_report = json_tls_report,
                                             .failure_report = json_failure_report,
                                             .refusal = json_refusal,
                                             .end = json_end};
