/* SPDX-License-Identifier: MIT */
/* One TLS report with its policies and failures, or none of it. */
#include "base/period.h"
#include "store/query.h"
#include "store/store_parts.h"
#include <jansson.h>

struct references {
  int64_t domain, reporter, contact, mail_from;
};

static const char *id_of(const struct tls_report *report) {
  return report->stand_in ? report->stand_in : report->report_id;
}

/* -- the report ---------------------------------------------------------------------------------------------------- */

static bool find_report(struct store *store, const struct tls_report *report, const struct references *references,
                        int64_t *id, GError **error) {
  sqlite3_stmt *statement = store_prepared(
      store, STATEMENT_FIND_TLS_REPORT,
      "SELECT id FROM tls_report WHERE domain = ? AND begin = ? AND end = ? AND reporter = ? AND report_id = ?", error);
  if (!statement)
    return false;
  sqlite3_bind_int64(statement, 1, references->domain);
  sqlite3_bind_int64(statement, 2, report->begin);
  sqlite3_bind_int64(statement, 3, report->end);
  sqlite3_bind_int64(statement, 4, references->reporter);
  store_bind_text(statement, 5, id_of(report));
  return store_find(store, statement, id, error);
}

static bool add_report(struct store *store, const struct tls_report *report, const struct references *references,
                       const struct provenance *provenance, int64_t *id, GError **error) {
  sqlite3_stmt *statement =
      store_prepared(store, STATEMENT_ADD_TLS_REPORT,
                     "INSERT INTO tls_report (domain, begin, end, reporter, report_id, day, sessions_ok,"
                     " sessions_failed, contact, mail_from, subject, message_id, trust, warnings, origin, nesting,"
                     " received) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     error);
  if (!statement)
    return false;
  char *warnings = store_warnings_json(report->warnings, report->n_warnings);
  sqlite3_bind_int64(statement, 1, references->domain);
  sqlite3_bind_int64(statement, 2, report->begin);
  sqlite3_bind_int64(statement, 3, report->end);
  sqlite3_bind_int64(statement, 4, references->reporter);
  store_bind_text(statement, 5, id_of(report));
  sqlite3_bind_int(statement, 6, period_day(report->begin));
  sqlite3_bind_int64(statement, 7, (sqlite3_int64)tls_report_sessions_ok(report));
  sqlite3_bind_int64(statement, 8, (sqlite3_int64)tls_report_sessions_failed(report));
  store_bind_id(statement, 9, references->contact);
  store_bind_id(statement, 10, references->mail_from);
  store_bind_text(statement, 11, report->mail.subject);
  store_bind_text(statement, 12, report->mail.message_id);
  sqlite3_bind_int(statement, 13, (int)report->mail.trust);
  store_bind_text(statement, 14, warnings);
  store_bind_text(statement, 15, provenance->origin);
  store_bind_text(statement, 16, report->nesting);
  sqlite3_bind_int64(statement, 17, provenance->received);
  const bool good = store_run(store, statement, error);
  free(warnings);
  *id = sqlite3_last_insert_rowid(store->db);
  return good;
}

/* -- what is in it ------------------------------------------------------------------------------------------------- */

static bool add_policy(struct store *store, int64_t report, int seq, const struct tls_policy *policy, GError **error) {
  int64_t domain, text, mx;
  sqlite3_stmt *statement =
      store_prepared(store, STATEMENT_ADD_TLS_POLICY,
                     "INSERT INTO tls_policy (report, seq, domain, type, raw, policy, mx, sessions_ok,"
                     " sessions_failed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     error);
  if (!statement || !store_intern_name(store, policy->domain, &domain, error) ||
      !store_intern_name(store, policy->text, &text, error) || !store_intern_name(store, policy->mx, &mx, error))
    return false;
  sqlite3_bind_int64(statement, 1, report);
  sqlite3_bind_int(statement, 2, seq);
  sqlite3_bind_int64(statement, 3, domain);
  sqlite3_bind_int(statement, 4, policy->type.value);
  store_bind_text(statement, 5, policy->type.raw);
  store_bind_id(statement, 6, text);
  store_bind_id(statement, 7, mx);
  sqlite3_bind_int64(statement, 8, (sqlite3_int64)policy->sessions_ok);
  sqlite3_bind_int64(statement, 9, (sqlite3_int64)policy->sessions_failed);
  return store_run(store, statement, error);
}

static bool add_failure(struct store *store, int64_t report, int64_t seq, const struct tls_failure *failure,
                        GError **error) {
  int64_t mx, helo, reason, information;
  sqlite3_stmt *statement =
      store_prepared(store, STATEMENT_ADD_TLS_FAILURE,
                     "INSERT INTO tls_failure (report, seq, policy, result, raw, sending, receiving, mx, helo,"
                     " reason_code, information, sessions) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     error);
  if (!statement || !store_intern_name(store, failure->receiving_mx, &mx, error) ||
      !store_intern_name(store, failure->receiving_helo, &helo, error) ||
      !store_intern_name(store, failure->reason_code, &reason, error) ||
      !store_intern_name(store, failure->information, &information, error))
    return false;
  const struct store_raw raw[] = {{"result_type", failure->result.raw},
                                  {"sending_mta_ip", failure->sending_raw},
                                  {"receiving_ip", failure->receiving_raw}};
  char *raw_json = store_raw_json(raw, G_N_ELEMENTS(raw));
  sqlite3_bind_int64(statement, 1, report);
  sqlite3_bind_int64(statement, 2, seq);
  sqlite3_bind_int(statement, 3, failure->policy);
  sqlite3_bind_int(statement, 4, failure->result.value);
  store_bind_text(statement, 5, raw_json);
  sqlite3_bind_blob(statement, 6, failure->sending.bytes, failure->sending.length, SQLITE_STATIC);
  sqlite3_bind_blob(statement, 7, failure->receiving.bytes, failure->receiving.length, SQLITE_STATIC);
  store_bind_id(statement, 8, mx);
  store_bind_id(statement, 9, helo);
  store_bind_id(statement, 10, reason);
  store_bind_id(statement, 11, information);
  sqlite3_bind_int64(statement, 12, (sqlite3_int64)failure->sessions);
  const bool good = store_run(store, statement, error);
  free(raw_json);
  return good;
}

static bool add_all(struct store *store, const struct tls_report *report, struct references *references,
                    const struct provenance *provenance, GError **error) {
  int64_t id = 0;
  bool good = store_intern_name(store, report->contact, &references->contact, error) &&
              store_intern_name(store, report->mail.from, &references->mail_from, error) &&
              add_report(store, report, references, provenance, &id, error);
  for (unsigned int i = 0; good && i < report->n_policies; i++)
    good = add_policy(store, id, (int)i, &report->policies[i], error);
  for (uint32_t i = 0; good && i < report->n_failures; i++)
    good = add_failure(store, id, i, &report->failures[i], error);
  return good;
}

bool store_put_tls_report(struct store *store, const struct tls_report *report, const struct provenance *provenance,
                          enum store_result *result, GError **error) {
  struct references references;
  int64_t there = 0;
  if (!store_execute(store, "SAVEPOINT report", error))
    return false;
  if (store_intern_name(store, report->domain, &references.domain, error) &&
      store_intern_name(store, report->org_name, &references.reporter, error) &&
      find_report(store, report, &references, &there, error) &&
      (there || add_all(store, report, &references, provenance, error)) &&
      store_execute(store, "RELEASE report", error)) {
    *result = there ? STORE_DUPLICATE : STORE_NEW;
    return true;
  }
  store_undo_report(store);
  return false;
}

bool store_count_from(struct store *store, const char *origin, int64_t since, uint64_t *n, GError **error) {
  struct query *query = query_open(store,
                                   "SELECT (SELECT count(*) FROM tls_report WHERE received >= :since"
                                   "  AND substr(origin, 1, length(:origin)) = :origin)"
                                   " + (SELECT count(*) FROM quarantine WHERE at >= :since"
                                   "  AND substr(origin, 1, length(:origin)) = :origin)",
                                   error);
  if (query) {
    query_bind_text(query, ":origin", origin);
    query_bind_int(query, ":since", since);
  }
  const bool good = query && query_step(query, error) == 1;
  if (good)
    *n = (uint64_t)query_int(query, 0);
  query_close(query);
  return good;
}
