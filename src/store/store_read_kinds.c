/* SPDX-License-Identifier: MIT */
/* TLS and failure reports out of the store, one at a time, in the order in which they came in. */
#include "store/row.h"
#include "store/wish.h"
#include <string.h>

/* A report is whole in memory; its rows are as many as a frame may hold. */
struct reader {
  struct store *store;
  sqlite3_stmt *reports, *policies, *failures;
  GStringChunk *texts;
  GArray *policy_list, *failure_list; /* of struct tls_policy, struct tls_failure */
  struct warning warnings[REPORT_MAX_WARNINGS];
};

static struct row row_of(const struct reader *reader, sqlite3_stmt *statement) {
  return (struct row){.statement = statement, .texts = reader->texts};
}

static bool begin(struct reader *reader, struct store *store, enum wished which, const char *columns, const char *joins,
                  const struct report_wish *wish, GError **error) {
  *reader = (struct reader){.store = store, .texts = g_string_chunk_new(4096)};
  reader->policy_list = g_array_new(FALSE, FALSE, sizeof(struct tls_policy));
  reader->failure_list = g_array_new(FALSE, FALSE, sizeof(struct tls_failure));
  reader->reports = wish_prepare(store, which, columns, joins, wish, error);
  return reader->reports != NULL;
}

static void end(struct reader *reader) {
  sqlite3_finalize(reader->reports);
  sqlite3_finalize(reader->policies);
  sqlite3_finalize(reader->failures);
  g_string_chunk_free(reader->texts);
  g_array_unref(reader->policy_list);
  g_array_unref(reader->failure_list);
}

/* -- TLS reports --------------------------------------------------------------------------------------------------- */

static const char tls_columns[] =
    "r.id, reporter.text, r.report_id, r.begin, r.end, domain.text, contact.text, mail_from.text, r.subject,"
    " r.message_id, r.trust, r.warnings, r.nesting, r.origin, r.received";
static const char tls_joins[] =
    "JOIN name AS reporter ON reporter.id = r.reporter JOIN name AS domain ON domain.id = r.domain"
    " LEFT JOIN name AS contact ON contact.id = r.contact LEFT JOIN name AS mail_from ON mail_from.id = r.mail_from";

static const char policies_sql[] =
    "SELECT p.type, p.raw, domain.text, policy.text, mx.text, p.sessions_ok, p.sessions_failed FROM tls_policy AS p"
    " JOIN name AS domain ON domain.id = p.domain LEFT JOIN name AS policy ON policy.id = p.policy"
    " LEFT JOIN name AS mx ON mx.id = p.mx WHERE p.report = ? ORDER BY p.seq";
static const char failures_sql[] =
    "SELECT f.policy, f.result, f.sending, f.receiving, f.raw, mx.text, helo.text, information.text, reason.text,"
    " f.sessions FROM tls_failure AS f LEFT JOIN name AS mx ON mx.id = f.mx LEFT JOIN name AS helo ON helo.id = f.helo"
    " LEFT JOIN name AS information ON information.id = f.information"
    " LEFT JOIN name AS reason ON reason.id = f.reason_code WHERE f.report = ? ORDER BY f.seq";

static void take_policy(struct reader *reader, struct row *row) {
  struct tls_policy policy = {.type = row_token(row)};
  policy.type.raw = row_text(row);
  policy.domain = row_text(row);
  policy.text = row_text(row);
  policy.mx = row_text(row);
  policy.sessions_ok = (uint64_t)row_int(row);
  policy.sessions_failed = (uint64_t)row_int(row);
  g_array_append_val(reader->policy_list, policy);
}

static void take_failure(struct reader *reader, struct row *row) {
  struct tls_failure failure = {.policy = (uint16_t)row_int(row)};
  failure.result = row_token(row);
  failure.sending = row_address(row);
  failure.receiving = row_address(row);
  json_t *raw = row_json(row);
  failure.result.raw = row_raw_text(row, raw, "result_type");
  failure.sending_raw = row_raw_text(row, raw, "sending_mta_ip");
  failure.receiving_raw = row_raw_text(row, raw, "receiving_ip");
  json_decref(raw);
  failure.receiving_mx = row_text(row);
  failure.receiving_helo = row_text(row);
  failure.information = row_text(row);
  failure.reason_code = row_text(row);
  failure.sessions = (uint64_t)row_int(row);
  g_array_append_val(reader->failure_list, failure);
}

static bool take_list(struct reader *reader, sqlite3_stmt *statement, int64_t report, guint most,
                      void (*take)(struct reader *reader, struct row *row), GError **error) {
  struct row row = row_of(reader, statement);
  int step = SQLITE_DONE;
  sqlite3_bind_int64(statement, 1, report);
  for (guint n = 0; n < most && (step = sqlite3_step(statement)) == SQLITE_ROW; n++) {
    row.column = 0;
    take(reader, &row);
  }
  const bool good = step == SQLITE_ROW || step == SQLITE_DONE || store_fault(reader->store, error);
  sqlite3_reset(statement);
  return good;
}

static bool take_tls_report(struct reader *reader, struct tls_report *report, struct provenance *provenance,
                            GError **error) {
  struct row row = row_of(reader, reader->reports);
  const int64_t id = row_int(&row);
  *report = (struct tls_report){.org_name = row_text(&row), .warnings = reader->warnings};
  report->report_id = row_text(&row);
  report->begin = row_int(&row);
  report->end = row_int(&row);
  report->domain = row_text(&row);
  report->contact = row_text(&row);
  report->mail.from = row_text(&row);
  report->mail.subject = row_text(&row);
  report->mail.message_id = row_text(&row);
  report->mail.trust = (enum trust)row_int(&row);
  report->n_warnings = row_warnings(&row, reader->warnings);
  report->nesting = row_text(&row);
  provenance->origin = row_text(&row);
  provenance->received = row_int(&row);
  g_array_set_size(reader->policy_list, 0);
  g_array_set_size(reader->failure_list, 0);
  if (!take_list(reader, reader->policies, id, TLS_REPORT_MAX_POLICIES, take_policy, error) ||
      !take_list(reader, reader->failures, id, TLS_REPORT_MAX_FAILURES, take_failure, error))
    return false;
  report->policies = (struct tls_policy *)(void *)reader->policy_list->data;
  report->n_policies = (uint16_t)reader->policy_list->len;
  report->failures = (struct tls_failure *)(void *)reader->failure_list->data;
  report->n_failures = reader->failure_list->len;
  return true;
}

static bool read_tls_reports(struct reader *reader, store_tls_visitor each, void *user, GError **error) {
  int step;
  while ((step = sqlite3_step(reader->reports)) == SQLITE_ROW) {
    struct tls_report report;
    struct provenance provenance;
    g_string_chunk_clear(reader->texts);
    if (!take_tls_report(reader, &report, &provenance, error) || !each(user, &report, &provenance, error))
      return false;
  }
  return step == SQLITE_DONE || store_fault(reader->store, error);
}

bool store_each_tls_report(struct store *store, const struct report_wish *wish, store_tls_visitor each, void *user,
                           GError **error) {
  struct reader reader;
  const bool good = begin(&reader, store, WISHED_TLS_REPORTS, tls_columns, tls_joins, wish, error) &&
                    (reader.policies = store_prepare(store, policies_sql, error)) &&
                    (reader.failures = store_prepare(store, failures_sql, error)) &&
                    read_tls_reports(&reader, each, user, error);
  end(&reader);
  return good;
}

/* -- failure reports ----------------------------------------------------------------------------------------------- */

static const char failure_columns[] =
    "r.digest, domain.text, reporter.text, r.source, r.arrived, coalesce(r.arrived, 0), r.incidents, r.auth_failure,"
    " r.delivery_result, r.raw, r.identity_alignment, user_agent.text, reporting_mta.text, r.original_mail_from,"
    " r.original_rcpt_to, r.original_envelope_id, dkim_domain.text, r.dkim_identity, dkim_selector.text, r.spf_dns,"
    " r.authentication_results, header_from.text, r.message_id, r.sample, r.subject, r.mail_message_id, r.trust,"
    " r.warnings, r.nesting, r.origin, r.received";
static const char failure_joins[] =
    "JOIN name AS domain ON domain.id = r.domain JOIN name AS reporter ON reporter.id = r.reporter"
    " LEFT JOIN name AS user_agent ON user_agent.id = r.user_agent"
    " LEFT JOIN name AS reporting_mta ON reporting_mta.id = r.reporting_mta"
    " LEFT JOIN name AS dkim_domain ON dkim_domain.id = r.dkim_domain"
    " LEFT JOIN name AS dkim_selector ON dkim_selector.id = r.dkim_selector"
    " LEFT JOIN name AS header_from ON header_from.id = r.header_from";

static void take_digest(struct row *row, uint8_t digest[FAILURE_DIGEST_BYTES]) {
  const void *bytes = sqlite3_column_blob(row->statement, row->column);
  if (sqlite3_column_bytes(row->statement, row->column++) == FAILURE_DIGEST_BYTES)
    memcpy(digest, bytes, FAILURE_DIGEST_BYTES);
}

static void take_words(struct row *row, struct failure_report *report) {
  report->auth_failure = row_token(row);
  report->delivery_result = row_token(row);
  json_t *raw = row_json(row);
  report->source_raw = row_raw_text(row, raw, "source_ip");
  report->auth_failure.raw = row_raw_text(row, raw, "auth_failure");
  report->delivery_result.raw = row_raw_text(row, raw, "delivery_result");
  json_decref(raw);
}

static void take_texts(struct row *row, struct failure_report *report) {
  const char **const texts[] = {&report->identity_alignment,
                                &report->user_agent,
                                &report->reporting_mta,
                                &report->original_mail_from,
                                &report->original_rcpt_to,
                                &report->original_envelope_id,
                                &report->dkim_domain,
                                &report->dkim_identity,
                                &report->dkim_selector,
                                &report->spf_dns,
                                &report->authentication_results,
                                &report->header_from,
                                &report->message_id,
                                &report->sample,
                                &report->mail.subject,
                                &report->mail.message_id};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    *texts[i] = row_text(row);
}

static void take_failure_report(struct reader *reader, struct kept_failure *kept, struct provenance *provenance) {
  struct row row = row_of(reader, reader->reports);
  struct failure_report *report = &kept->report;
  *kept = (struct kept_failure){.report.warnings = reader->warnings};
  take_digest(&row, kept->digest);
  report->domain = row_text(&row);
  kept->reporter = row_text(&row);
  report->source = row_address(&row);
  report->has_arrived = sqlite3_column_type(row.statement, row.column++) != SQLITE_NULL;
  report->arrived = row_int(&row);
  report->incidents = (uint32_t)row_int(&row);
  take_words(&row, report);
  take_texts(&row, report);
  report->mail.trust = (enum trust)row_int(&row);
  report->n_warnings = row_warnings(&row, reader->warnings);
  report->nesting = row_text(&row);
  provenance->origin = row_text(&row);
  provenance->received = row_int(&row);
}

static bool read_failures(struct reader *reader, store_failure_visitor each, void *user, GError **error) {
  int step;
  while ((step = sqlite3_step(reader->reports)) == SQLITE_ROW) {
    struct kept_failure kept;
    struct provenance provenance;
    g_string_chunk_clear(reader->texts);
    take_failure_report(reader, &kept, &provenance);
    if (!each(user, &kept, &provenance, error))
      return false;
  }
  return step == SQLITE_DONE || store_fault(reader->store, error);
}

bool store_each_failure(struct store *store, const struct report_wish *wish, store_failure_visitor each, void *user,
                        GError **error) {
  struct reader reader;
  const bool good = begin(&reader, store, WISHED_FAILURES, failure_columns, failure_joins, wish, error) &&
                    read_failures(&reader, each, user, error);
  end(&reader);
  return good;
}
