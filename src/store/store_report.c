/* SPDX-License-Identifier: MIT */
/* One report with all its records, or none of it. */
#include "store/store_parts.h"
#include <jansson.h>

/* The numbers of a report's names and policy. */
struct references {
  int64_t domain, reporter, policy, email, contact, generator, namespace_uri, mail_from;
};

/* -- the report ---------------------------------------------------------------------------------------------------- */

/* Sums are hostile: the largest number stands for all above it. */
static int64_t figure(uint64_t sum) {
  return (int64_t)MIN(sum, (uint64_t)G_MAXINT64);
}

static bool find_report(struct store *store, const struct report *report, const struct references *references,
                        int64_t *id, GError **error) {
  sqlite3_stmt *statement = store_prepared(
      store, STATEMENT_FIND_REPORT,
      "SELECT id FROM report WHERE domain = ? AND begin = ? AND end = ? AND reporter = ? AND report_id = ?", error);
  if (!statement)
    return false;
  sqlite3_bind_int64(statement, 1, references->domain);
  sqlite3_bind_int64(statement, 2, report->begin);
  sqlite3_bind_int64(statement, 3, report->end);
  sqlite3_bind_int64(statement, 4, references->reporter);
  store_bind_text(statement, 5, report->report_id);
  return store_find(store, statement, id, error);
}

static bool intern_identity_of_report(struct store *store, const struct report *report, struct references *references,
                                      GError **error) {
  return store_intern_name(store, report->policy.domain, &references->domain, error) &&
         store_intern_name(store, report->org_name, &references->reporter, error);
}

static bool intern_rest_of_report(struct store *store, const struct report *report, struct references *references,
                                  GError **error) {
  return store_intern_policy(store, &report->policy, &references->policy, error) &&
         store_intern_name(store, report->email, &references->email, error) &&
         store_intern_name(store, report->extra_contact_info, &references->contact, error) &&
         store_intern_name(store, report->generator, &references->generator, error) &&
         store_intern_name(store, report->namespace_uri, &references->namespace_uri, error) &&
         store_intern_name(store, report->mail_from, &references->mail_from, error);
}

/* JSON array of report_metadata/error; NULL when there is none. Free with free(). */
static char *errors_of(const struct report *report) {
  if (report->n_errors == 0)
    return NULL;
  json_t *list = json_array();
  for (unsigned int i = 0; i < report->n_errors; i++)
    json_array_append_new(list, json_string(report->errors[i]));
  char *text = json_dumps(list, JSON_COMPACT);
  json_decref(list);
  return text;
}

static bool add_report(struct store *store, const struct report *report, const struct references *references,
                       const struct provenance *provenance, int64_t *id, GError **error) {
  sqlite3_stmt *statement = store_prepared(
      store, STATEMENT_ADD_REPORT,
      "INSERT INTO report (domain, begin, end, reporter, report_id, first_day, days, policy, records, messages,"
      " dmarc_pass, dkim_aligned, spf_aligned, email, contact, generator, version, namespace, errors, mail_from,"
      " subject, message_id, origin, nesting, received, trust)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      error);
  if (!statement)
    return false;
  int32_t first_day, days;
  report_days(report->begin, report->end, &first_day, &days);
  char *errors = errors_of(report);
  const int64_t numbers[] = {references->domain, report->begin, report->end, references->reporter};
  for (int i = 0; i < (int)G_N_ELEMENTS(numbers); i++)
    sqlite3_bind_int64(statement, 1 + i, numbers[i]);
  store_bind_text(statement, 5, report->report_id);
  const int64_t figures[] = {first_day,
                             days,
                             references->policy,
                             figure(report->records),
                             figure(report->messages),
                             figure(report->dmarc_pass),
                             figure(report->dkim_aligned),
                             figure(report->spf_aligned)};
  for (int i = 0; i < (int)G_N_ELEMENTS(figures); i++)
    sqlite3_bind_int64(statement, 6 + i, figures[i]);
  store_bind_id(statement, 14, references->email);
  store_bind_id(statement, 15, references->contact);
  store_bind_id(statement, 16, references->generator);
  store_bind_text(statement, 17, report->version);
  store_bind_id(statement, 18, references->namespace_uri);
  store_bind_text(statement, 19, errors);
  store_bind_id(statement, 20, references->mail_from);
  store_bind_text(statement, 21, report->mail_subject);
  store_bind_text(statement, 22, report->mail_message_id);
  store_bind_text(statement, 23, provenance->origin);
  store_bind_text(statement, 24, report->nesting ? report->nesting : "");
  sqlite3_bind_int64(statement, 25, provenance->received);
  sqlite3_bind_int(statement, 26, (int)report->trust);
  const bool good = store_run(store, statement, error);
  free(errors);
  *id = sqlite3_last_insert_rowid(store->db);
  return good;
}

static bool add_warnings(struct store *store, int64_t id, const struct report *report, GError **error) {
  for (unsigned int i = 0; i < report->n_warnings; i++) {
    const struct warning *warning = &report->warnings[i];
    int64_t code;
    sqlite3_stmt *statement =
        store_prepared(store, STATEMENT_ADD_WARNING,
                       "INSERT INTO warning (report, seq, code, text, times) VALUES (?, ?, ?, ?, ?)", error);
    if (!statement || !store_intern_name(store, warning->code, &code, error))
      return false;
    sqlite3_bind_int64(statement, 1, id);
    sqlite3_bind_int(statement, 2, (int)i);
    sqlite3_bind_int64(statement, 3, code);
    store_bind_text(statement, 4, warning->text);
    sqlite3_bind_int64(statement, 5, warning->times);
    if (!store_run(store, statement, error))
      return false;
  }
  return true;
}

/* -- its records --------------------------------------------------------------------------------------------------- */

/* What the record says that is no word of the standard, as JSON; NULL when there is nothing. Free with free(). */
static char *raw_of(const struct record *record) {
  const struct store_raw raw[] = {{"source_ip", record->source_raw},
                                  {"disposition", record->disposition.raw},
                                  {"dkim", record->dkim.raw},
                                  {"spf", record->spf.raw}};
  return store_raw_json(raw, G_N_ELEMENTS(raw));
}

static bool add_record(struct store *store, int64_t report, int64_t seq, const struct record *record, GError **error) {
  int64_t identity, override_set, envelope_to;
  sqlite3_stmt *statement =
      store_prepared(store, STATEMENT_ADD_RECORD,
                     "INSERT INTO record (report, seq, source, count, disposition, dkim, spf, identity, override_set,"
                     " envelope_to, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     error);
  if (!statement || !store_intern_identity(store, record, &identity, error) ||
      !store_intern_overrides(store, record, &override_set, error) ||
      !store_intern_name(store, record->envelope_to, &envelope_to, error))
    return false;
  char *raw = raw_of(record);
  sqlite3_bind_int64(statement, 1, report);
  sqlite3_bind_int64(statement, 2, seq);
  sqlite3_bind_blob(statement, 3, record->source.bytes, record->source.length, SQLITE_STATIC);
  sqlite3_bind_int64(statement, 4, (sqlite3_int64)record->count);
  sqlite3_bind_int(statement, 5, record->disposition.value);
  sqlite3_bind_int(statement, 6, record->dkim.value);
  sqlite3_bind_int(statement, 7, record->spf.value);
  sqlite3_bind_int64(statement, 8, identity);
  store_bind_id(statement, 9, override_set);
  store_bind_id(statement, 10, envelope_to);
  store_bind_text(statement, 11, raw);
  const bool good = store_run(store, statement, error);
  free(raw);
  return good;
}

static bool add_records(struct store *store, int64_t id, const struct references *references,
                        struct report_stream *stream, GError **error) {
  struct record record;
  GError *broken = NULL;
  int32_t first_day, days;
  int64_t seq = 0;
  report_days(stream->report.begin, stream->report.end, &first_day, &days);
  while (stream->next(stream, &record, &broken))
    if (!add_record(store, id, seq++, &record, error) ||
        !store_daily_add(store, references->domain, first_day, days, &record, error))
      return false;
  if (!broken)
    return true;
  g_propagate_error(error, broken);
  return false;
}

void store_undo_report(struct store *store) {
  sqlite3_exec(store->db, "ROLLBACK TO report; RELEASE report", NULL, NULL, NULL);
  store_daily_forget_report(store);
  store_intern_forget(store);
}

/* -- all of it ----------------------------------------------------------------------------------------------------- */

static bool add_all(struct store *store, struct report_stream *stream, struct references *references,
                    const struct provenance *provenance, GError **error) {
  int64_t id;
  return intern_rest_of_report(store, &stream->report, references, error) &&
         add_report(store, &stream->report, references, provenance, &id, error) &&
         add_records(store, id, references, stream, error) && add_warnings(store, id, &stream->report, error) &&
         store_daily_join(store, error);
}

static bool run_fixed(struct store *store, enum statement which, const char *sql, GError **error) {
  sqlite3_stmt *statement = store_prepared(store, which, sql, error);
  return statement && store_run(store, statement, error);
}

bool store_put_report(struct store *store, struct report_stream *stream, const struct provenance *provenance,
                      enum store_result *result, GError **error) {
  struct references references;
  int64_t there = 0;
  if (!run_fixed(store, STATEMENT_BEGIN_REPORT, "SAVEPOINT report", error))
    return false;
  if (intern_identity_of_report(store, &stream->report, &references, error) &&
      find_report(store, &stream->report, &references, &there, error) &&
      (there || add_all(store, stream, &references, provenance, error)) &&
      run_fixed(store, STATEMENT_END_REPORT, "RELEASE report", error)) {
    *result = there ? STORE_DUPLICATE : STORE_NEW;
    return true;
  }
  store_undo_report(store);
  return false;
}
