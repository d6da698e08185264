/* SPDX-License-Identifier: MIT */
/* Reports out of the store, in the order in which they came in; a record at a time, so that any size takes flat memory.
 */
#include "store/row.h"
#include "store/wish.h"

/* -- one report at a time ------------------------------------------------------------------------------------------ */

enum reading { READ_REPORTS, READ_WARNINGS, READ_RECORDS, READ_DKIM, READ_SPF, READ_OVERRIDES, READING_MAX };

static const char report_columns[] =
    "r.id, reporter.text, r.report_id, r.begin, r.end, domain.text, p.p, p.sp, p.np, p.adkim, p.aspf,"
    " p.discovery_method, p.fo, p.testing, coalesce(p.pct, -1), p.raw, email.text, contact.text, generator.text,"
    " r.version, namespace.text, r.errors, mail_from.text, r.subject, r.message_id, r.trust, r.records, r.messages,"
    " r.dkim_aligned, r.spf_aligned, r.dmarc_pass, r.nesting, r.origin, r.received";
static const char report_joins[] =
    "JOIN name AS reporter ON reporter.id = r.reporter JOIN name AS domain ON domain.id = "
    "r.domain"
    " JOIN policy AS p ON p.id = r.policy LEFT JOIN name AS email ON email.id = r.email"
    " LEFT JOIN name AS contact ON contact.id = r.contact LEFT JOIN name AS generator ON generator.id = r.generator"
    " LEFT JOIN name AS namespace ON namespace.id = r.namespace"
    " LEFT JOIN name AS mail_from ON mail_from.id = r.mail_from";

static const char *const reading_sql[READING_MAX] = {
    [READ_WARNINGS] = "SELECT code.text, w.text, w.times FROM warning AS w JOIN name AS code ON code.id = w.code"
                      " WHERE w.report = ? ORDER BY w.seq",
    [READ_RECORDS] =
        "SELECT r.identity, r.override_set, r.source, r.count, r.disposition, r.dkim, r.spf, header_from.text,"
        " envelope_from.text, envelope_to.text, r.raw FROM record AS r JOIN identity AS i ON i.id = r.identity"
        " LEFT JOIN name AS header_from ON header_from.id = i.header_from"
        " LEFT JOIN name AS envelope_from ON envelope_from.id = i.envelope_from"
        " LEFT JOIN name AS envelope_to ON envelope_to.id = r.envelope_to WHERE r.report = ? ORDER BY r.seq",
    [READ_DKIM] = "SELECT domain.text, selector.text, d.human_result, d.result, d.raw FROM dkim_result AS d"
                  " LEFT JOIN name AS domain ON domain.id = d.domain"
                  " LEFT JOIN name AS selector ON selector.id = d.selector WHERE d.identity = ? ORDER BY d.seq",
    [READ_SPF] = "SELECT domain.text, s.human_result, s.scope, s.scope_raw, s.result, s.raw FROM spf_result AS s"
                 " LEFT JOIN name AS domain ON domain.id = s.domain WHERE s.identity = ? ORDER BY s.seq",
    [READ_OVERRIDES] = "SELECT type, raw, comment FROM override WHERE override_set = ? ORDER BY seq",
};

struct reader {
  struct report_stream stream; /* first */
  struct store *store;
  sqlite3_stmt *statements[READING_MAX];
  GStringChunk *report_texts, *record_texts;
  struct warning warnings[REPORT_MAX_WARNINGS];
  const char *errors[REPORT_MAX_ERRORS];
  struct dkim_result dkim_results[RECORD_MAX_DKIM];
  struct spf_result spf_results[RECORD_MAX_SPF];
  struct override overrides[RECORD_MAX_OVERRIDES];
};

static void take_policy(struct row *row, struct policy_published *policy) {
  policy->domain = row_text(row);
  struct token *const tokens[] = {&policy->p,     &policy->sp,   &policy->np,
                                  &policy->adkim, &policy->aspf, &policy->discovery_method};
  static const char *const keys[] = {"p", "sp", "np", "adkim", "aspf", "discovery_method"};
  for (size_t i = 0; i < G_N_ELEMENTS(tokens); i++)
    *tokens[i] = row_token(row);
  policy->fo = row_text(row);
  policy->testing = row_text(row);
  policy->pct = (int16_t)row_int(row);
  json_t *raw = row_json(row);
  for (size_t i = 0; i < G_N_ELEMENTS(tokens); i++)
    tokens[i]->raw = row_raw_text(row, raw, keys[i]);
  json_decref(raw);
}

static void take_errors(struct reader *reader, struct row *row, struct report *report) {
  json_t *list = row_json(row);
  report->errors = reader->errors;
  report->n_errors = (uint32_t)MIN(json_array_size(list), REPORT_MAX_ERRORS);
  for (unsigned int i = 0; i < report->n_errors; i++) {
    const char *text = json_string_value(json_array_get(list, i));
    reader->errors[i] = g_string_chunk_insert(row->texts, text ? text : "");
  }
  json_decref(list);
}

static bool take_warnings(struct reader *reader, int64_t id, struct report *report, GError **error) {
  struct row row = {.statement = reader->statements[READ_WARNINGS], .texts = reader->report_texts};
  int step;
  sqlite3_bind_int64(row.statement, 1, id);
  report->warnings = reader->warnings;
  while ((step = sqlite3_step(row.statement)) == SQLITE_ROW && report->n_warnings < REPORT_MAX_WARNINGS) {
    row.column = 0;
    struct warning *warning = &reader->warnings[report->n_warnings++];
    warning->code = row_text(&row);
    warning->text = row_text(&row);
    warning->times = (uint32_t)row_int(&row);
  }
  const bool good = step == SQLITE_ROW || step == SQLITE_DONE || store_fault(reader->store, error);
  sqlite3_reset(row.statement);
  return good;
}

static bool take_report(struct reader *reader, struct report *report, struct provenance *provenance, GError **error) {
  struct row row = {.statement = reader->statements[READ_REPORTS], .texts = reader->report_texts};
  *report = (struct report){0};
  const int64_t id = row_int(&row);
  report->org_name = row_text(&row);
  report->report_id = row_text(&row);
  report->begin = row_int(&row);
  report->end = row_int(&row);
  take_policy(&row, &report->policy);
  report->email = row_text(&row);
  report->extra_contact_info = row_text(&row);
  report->generator = row_text(&row);
  report->version = row_text(&row);
  report->namespace_uri = row_text(&row);
  take_errors(reader, &row, report);
  report->mail_from = row_text(&row);
  report->mail_subject = row_text(&row);
  report->mail_message_id = row_text(&row);
  report->trust = (enum trust)row_int(&row);
  uint64_t *const sums[] = {&report->records, &report->messages, &report->dkim_aligned, &report->spf_aligned,
                            &report->dmarc_pass};
  for (size_t i = 0; i < G_N_ELEMENTS(sums); i++)
    *sums[i] = (uint64_t)row_int(&row);
  report->nesting = row_text(&row);
  provenance->origin = row_text(&row);
  provenance->received = row_int(&row);
  sqlite3_reset(reader->statements[READ_RECORDS]);
  sqlite3_bind_int64(reader->statements[READ_RECORDS], 1, id);
  return take_warnings(reader, id, report, error);
}

/* -- its records --------------------------------------------------------------------------------------------------- */

static void take_dkim(struct reader *reader, struct row *row, struct record *record) {
  struct dkim_result *dkim = &reader->dkim_results[record->n_dkim_results++];
  dkim->domain = row_text(row);
  dkim->selector = row_text(row);
  dkim->human_result = row_text(row);
  dkim->result = row_token(row);
  dkim->result.raw = row_text(row);
}

static void take_spf(struct reader *reader, struct row *row, struct record *record) {
  struct spf_result *spf = &reader->spf_results[record->n_spf_results++];
  spf->domain = row_text(row);
  spf->human_result = row_text(row);
  spf->scope = row_token(row);
  spf->scope.raw = row_text(row);
  spf->result = row_token(row);
  spf->result.raw = row_text(row);
}

static void take_override(struct reader *reader, struct row *row, struct record *record) {
  struct override *override = &reader->overrides[record->n_overrides++];
  override->type = row_token(row);
  override->type.raw = row_text(row);
  override->comment = row_text(row);
}

/* All rows of one of the lists of a record, `most` of them. */
static bool take_list(struct reader *reader, enum reading which, int64_t id, unsigned int most, struct record *record,
                      void (*take)(struct reader *reader, struct row *row, struct record *record), GError **error) {
  struct row row = {.statement = reader->statements[which], .texts = reader->record_texts};
  int step;
  sqlite3_bind_int64(row.statement, 1, id);
  for (unsigned int n = 0; (step = sqlite3_step(row.statement)) == SQLITE_ROW && n < most; n++) {
    row.column = 0;
    take(reader, &row, record);
  }
  const bool good = step == SQLITE_ROW || step == SQLITE_DONE || store_fault(reader->store, error);
  sqlite3_reset(row.statement);
  return good;
}

static void take_record(struct row *row, struct record *record) {
  record->source = row_address(row);
  record->count = (uint64_t)row_int(row);
  record->disposition = row_token(row);
  record->dkim = row_token(row);
  record->spf = row_token(row);
  record->header_from = row_text(row);
  record->envelope_from = row_text(row);
  record->envelope_to = row_text(row);
  json_t *raw = row_json(row);
  record->source_raw = row_raw_text(row, raw, "source_ip");
  record->disposition.raw = row_raw_text(row, raw, "disposition");
  record->dkim.raw = row_raw_text(row, raw, "dkim");
  record->spf.raw = row_raw_text(row, raw, "spf");
  json_decref(raw);
}

static bool next_record(struct report_stream *stream, struct record *record, GError **error) {
  struct reader *reader = (struct reader *)stream;
  struct row row = {.statement = reader->statements[READ_RECORDS], .texts = reader->record_texts};
  const int step = sqlite3_step(row.statement);
  if (step == SQLITE_DONE)
    return false;
  if (step != SQLITE_ROW)
    return store_fault(reader->store, error);
  g_string_chunk_clear(reader->record_texts);
  *record = (struct record){
      .dkim_results = reader->dkim_results, .spf_results = reader->spf_results, .overrides = reader->overrides};
  const int64_t identity = row_int(&row), override_set = row_int(&row);
  take_record(&row, record);
  return take_list(reader, READ_DKIM, identity, RECORD_MAX_DKIM, record, take_dkim, error) &&
         take_list(reader, READ_SPF, identity, RECORD_MAX_SPF, record, take_spf, error) &&
         take_list(reader, READ_OVERRIDES, override_set, RECORD_MAX_OVERRIDES, record, take_override, error);
}

/* -- all of them --------------------------------------------------------------------------------------------------- */

static bool prepare_all(struct reader *reader, const struct report_wish *wish, GError **error) {
  reader->statements[READ_REPORTS] =
      wish_prepare(reader->store, WISHED_REPORTS, report_columns, report_joins, wish, error);
  bool good = reader->statements[READ_REPORTS] != NULL;
  for (int i = READ_REPORTS + 1; good && i < READING_MAX; i++) {
    reader->statements[i] = store_prepare(reader->store, reading_sql[i], error);
    good = reader->statements[i] != NULL;
  }
  return good;
}

static bool read_all(struct reader *reader, store_report_visitor each, void *user, GError **error) {
  int step;
  while ((step = sqlite3_step(reader->statements[READ_REPORTS])) == SQLITE_ROW) {
    struct provenance provenance;
    g_string_chunk_clear(reader->report_texts);
    if (!take_report(reader, &reader->stream.report, &provenance, error) ||
        !each(user, &reader->stream, &provenance, error))
      return false;
  }
  return step == SQLITE_DONE || store_fault(reader->store, error);
}

bool store_each_report(struct store *store, const struct report_wish *wish, store_report_visitor each, void *user,
                       GError **error) {
  struct reader *reader = g_new0(struct reader, 1);
  reader->stream.next = next_record;
  reader->store = store;
  reader->report_texts = g_string_chunk_new(4096);
  reader->record_texts = g_string_chunk_new(4096);
  const bool good = prepare_all(reader, wish, error) && read_all(reader, each, user, error);
  for (int i = 0; i < READING_MAX; i++)
    sqlite3_finalize(reader->statements[i]);
  g_string_chunk_free(reader->report_texts);
  g_string_chunk_free(reader->record_texts);
  g_free(reader);
  return good;
}

bool store_hold(struct store *store, GError **error) {
  return store_execute(store, "BEGIN; SELECT 1 FROM report LIMIT 1", error);
}

void store_release(struct store *store) {
  sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}
