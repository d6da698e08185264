/* SPDX-License-Identifier: MIT */
#include "exchange/import.h"
#include "base/fault.h"
#include "exchange/import_line.h"
#include "exchange/import_tls.h"
#include "exchange/json_units.h"
#include "schema/frame.h"

struct import {
  struct report_stream stream; /* first; of the report that is being read */
  struct import_lines *lines;
  unsigned int version;
  json_t *line; /* that the unit points into */
  char *origin;
  uint8_t *bytes;
  struct import_tls *tls;
  /* of what was read from JSON, and of what came out of frames */
  struct fields_room *json_room, *json_record_room, *report_room, *record_room;
  GByteArray *report_frame, *record_frame;
  uint64_t left;      /* records of the report that are still to come */
  struct report sums; /* of those that came */
  struct exchange_counts counts;
};

/* Always false. */
static bool wrong(struct import *import, GError **error, const char *what) {
  return import_lines_fault(import->lines, error, "%s", what);
}

static void forget_unit(struct import *import) {
  json_decref(import->line);
  import->line = NULL;
  g_clear_pointer(&import->origin, g_free);
  g_clear_pointer(&import->bytes, g_free);
}

/* The next line, whose one member is named *kind; the object belongs to import->line. */
static bool next_line(struct import *import, const char **kind, const json_t **content, GError **error) {
  forget_unit(import);
  import->line = import_lines_next(import->lines, error);
  void *member = json_object_iter(import->line);
  if (!import->line) {
    return false;
  }
  if (json_object_size(import->line) != 1)
    return wrong(import, error, "it is no line of an export");
  *kind = json_object_iter_key(member);
  *content = json_object_iter_value(member);
  return true;
}

/* -- reports and records ------------------------------------------------------------------------------------------- */

/* Everything goes through the same checks as what a worker says, by the same code. Always false. */
static bool none_of_a_report(struct import *import, GError **error) {
  return wrong(import, error,
               "it holds what no report can have: a control character, a number out of range, or too much");
}

/* A sample whose addresses are hashed may be longer than one out of a mail: it is checked by itself. */
static bool check_failure(struct import *import, struct kept_failure *kept, GError **error) {
  const char *sample = kept->report.sample;
  kept->report.sample = NULL;
  if (!frame_text_is_clean(kept->reporter) || (sample && !frame_text_is_clean(sample)) ||
      !frame_check_failure_report(import->report_frame, import->report_room, &kept->report))
    return none_of_a_report(import, error);
  kept->report.sample = sample;
  return true;
}

static bool read_record(struct import *import, struct record *record, GError **error) {
  const char *kind;
  const json_t *content;
  /* the report's origin must outlive its records */
  json_t *line = import_lines_next(import->lines, error);
  if (!line) {
    return false;
  }
  g_autofree char *mistake = NULL;
  void *member = json_object_iter(line);
  kind = member ? json_object_iter_key(member) : "";
  content = json_object_iter_value(member);
  if (json_object_size(line) == 1 && g_str_equal(kind, "record"))
    json_units_whole(content, "record", &record_fields, import->json_record_room, record, &mistake);
  else
    mistake = g_strdup("it should be a record of the report before");
  const bool good = mistake ? wrong(import, error, mistake)
                            : frame_check_record(import->record_frame, import->record_room, record) ||
                                  none_of_a_report(import, error);
  json_decref(line);
  return good;
}

static bool next_record(struct report_stream *stream, struct record *record, GError **error) {
  struct import *import = (struct import *)stream;
  if (import->left == 0)
    return false;
  if (!read_record(import, record, error))
    return false;
  import->left--;
  import->counts.records++;
  if (!report_add_up(&import->sums, record))
    return wrong(import, error, "its messages are more than can be counted");
  if (import->left == 0 && !report_same_sums(&import->sums, &import->stream.report))
    return wrong(import, error, "the sums of the report are not those of its records, of which this is the last");
  return true;
}

static bool read_rest(struct import *import, GError **error) {
  struct record record;
  while (import->left > 0)
    if (!next_record(&import->stream, &record, error))
      return false;
  return true;
}

static bool take_report(struct import *import, const json_t *content, struct import_unit *unit, GError **error) {
  g_autofree char *mistake = NULL;
  struct report *report = &import->stream.report;
  json_units_report(content, import->json_room, report, &unit->provenance, &import->origin, &mistake);
  if (mistake)
    return wrong(import, error, mistake);
  if (!frame_check_report(import->report_frame, import->report_room, report))
    return none_of_a_report(import, error);
  import->sums = (struct report){0};
  import->left = report->records;
  import->counts.reports++;
  unit->kind = IMPORT_REPORT;
  unit->stream = &import->stream;
  return import->left > 0 || report_same_sums(&import->sums, report) ||
         wrong(import, error, "the report has messages without a record");
}

/* -- other units --------------------------------------------------------------------------------------------------- */

static bool take_tls_report(struct import *import, const json_t *content, struct import_unit *unit, GError **error) {
  g_autofree char *mistake = NULL;
  struct tls_report *report = &unit->tls_report;
  uint32_t policies, failures;
  json_units_tls_report(content, import->json_room, report, &policies, &failures, &unit->provenance, &import->origin,
                        &mistake);
  if (mistake)
    return wrong(import, error, mistake);
  unit->kind = IMPORT_TLS_REPORT;
  import->counts.tls_reports++;
  import->counts.tls_policies += policies;
  import->counts.tls_failures += failures;
  return import_tls_read(import->tls, import->lines, policies, failures, report, error) &&
         (frame_check_tls_report(import->report_frame, import->report_room, report) || none_of_a_report(import, error));
}

static bool take_failure(struct import *import, const json_t *content, struct import_unit *unit, GError **error) {
  g_autofree char *mistake = NULL;
  json_units_failure(content, import->json_room, &unit->failure, &unit->provenance, &import->origin, &mistake);
  unit->kind = IMPORT_FAILURE;
  import->counts.failure_reports++;
  return mistake ? wrong(import, error, mistake) : check_failure(import, &unit->failure, error);
}

static bool take_privacy_key(struct import *import, const json_t *content, struct import_unit *unit, GError **error) {
  g_autofree char *mistake = NULL;
  json_units_privacy_key(content, unit->privacy_key, &mistake);
  unit->kind = IMPORT_PRIVACY_KEY;
  return !mistake || wrong(import, error, mistake);
}

static bool take_quarantined(struct import *import, const json_t *content, struct import_unit *unit, GError **error) {
  g_autofree char *mistake = NULL;
  json_units_quarantined(content, &unit->quarantined, &import->origin, &import->bytes, &mistake);
  unit->kind = IMPORT_QUARANTINED;
  import->counts.quarantined++;
  return !mistake || wrong(import, error, mistake);
}

static bool take_source(struct import *import, const json_t *content, struct import_unit *unit, GError **error) {
  g_autofree char *mistake = NULL;
  json_units_source(content, &unit->source, &mistake);
  unit->kind = IMPORT_SOURCE;
  import->counts.sources++;
  return !mistake || wrong(import, error, mistake);
}

static bool take_end(struct import *import, const json_t *content, struct import_unit *unit, GError **error) {
  g_autofree char *mistake = NULL;
  struct json_read read = json_read_begin(content, "end", &mistake);
  bool same = true;
  for (size_t i = 0; i < EXCHANGE_COUNTED; i++)
    if (exchange_counted[i].since <= import->version)
      same = (uint64_t)json_read_number(&read, exchange_counted[i].key, 0, G_MAXINT64) ==
                 exchange_count(&import->counts, i) &&
             same;
  json_read_end(&read);
  unit->kind = IMPORT_END;
  if (mistake || !same)
    return wrong(import, error, mistake ? mistake : "it counts other lines than there are: some were lost or added");
  return import_lines_at_end(import->lines, error);
}

/* A new kind of line is a row here and in export_ndjson.c. */
static const struct {
  const char *kind;
  bool (*take)(struct import *import, const json_t *content, struct import_unit *unit, GError **error);
} kinds[] = {{"report", take_report},
             {"tls_report", take_tls_report},
             {"failure_report", take_failure},
             {"privacy_key", take_privacy_key},
             {"quarantined", take_quarantined},
             {"source", take_source},
             {"end", take_end}};

/* Lines that belong to a report. */
static bool continues(const char *kind) {
  static const char *const parts[] = {"record", "tls_policy", "tls_failure", NULL};
  return g_strv_contains(parts, kind);
}

bool import_next(struct import *import, struct import_unit *unit, GError **error) {
  const char *kind;
  const json_t *content;
  *unit = (struct import_unit){0};
  if (!read_rest(import, error) || !next_line(import, &kind, &content, error))
    return false;
  for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
    if (g_str_equal(kind, kinds[i].kind))
      return kinds[i].take(import, content, unit, error);
  return wrong(import, error,
               continues(kind) ? "the report has more of these than it says" : "it is no line that this version knows");
}

/* -- the file ------------------------------------------------------------------------------------------------------ */

static bool read_version(struct import *import, GError **error) {
  const char *kind;
  const json_t *content;
  if (!next_line(import, &kind, &content, error))
    return false;
  if (!g_str_equal(kind, "dmarcstat_export") || !json_is_integer(content))
    return wrong(import, error, "it is no line of an export");
  const json_int_t version = json_integer_value(content);
  import->version = (unsigned int)version;
  return (version >= 1 && version <= EXPORT_VERSION) ||
         wrong(import, error,
               "the export is of another version than this program reads; read it with the program that wrote it");
}

struct import *import_new(int fd, const char *name, GError **error) {
  struct import *import = g_new0(struct import, 1);
  import->stream.next = next_record;
  import->lines = import_lines_new(fd, name);
  import->tls = import_tls_new();
  import->json_room = fields_room_new();
  import->json_record_room = fields_room_new();
  import->report_room = fields_room_new();
  import->record_room = fields_room_new();
  import->report_frame = g_byte_array_new();
  import->record_frame = g_byte_array_new();
  if (import_lines_begin(import->lines, error) && read_version(import, error))
    return import;
  import_free(import);
  return NULL;
}

void import_free(struct import *import) {
  if (!import)
    return;
  forget_unit(import);
  import_lines_free(import->lines);
  import_tls_free(import->tls);
  fields_room_free(import->json_room);
  fields_room_free(import->json_record_room);
  fields_room_free(import->report_room);
  fields_room_free(import->record_room);
  g_byte_array_unref(import->report_frame);
  g_byte_array_unref(import->record_frame);
  g_free(import);
}

uint64_t import_position(const struct import *import) {
  return import_lines_position(import->lines);
}
