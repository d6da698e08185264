/* SPDX-License-Identifier: MIT */
/* Removing what is about a person or a domain, and what is old. */
#include "base/period.h"
#include "store/mention.h"
#include "store/query.h"
#include "store/store_parts.h"
#include <string.h>

/* One statement of it. In all of them :what is the address or the domain in lower case, :token the address hashed. */
struct step {
  const char *sql;
  const char *one, *many; /* what a changed row is; NULL: not told */
};

#define DOMAINS "(SELECT id FROM name WHERE text = :what OR substr(text, -1 - length(:what)) = '.' || :what)"

/* Whole reports about the domain and its subdomains. */
static const struct step of_domain[] = {
    {"DELETE FROM report WHERE domain IN " DOMAINS, "aggregate report", "aggregate reports"},
    {"DELETE FROM daily WHERE domain IN " DOMAINS, NULL, NULL},
    {"DELETE FROM tls_report WHERE domain IN " DOMAINS
     " OR id IN (SELECT report FROM tls_policy WHERE domain IN " DOMAINS ")",
     "TLS report", "TLS reports"},
    {"DELETE FROM failure WHERE domain IN " DOMAINS " OR header_from IN " DOMAINS, "failure report", "failure reports"},
    {"DELETE FROM domain_check WHERE domain = :what OR substr(domain, -1 - length(:what)) = '.' || :what",
     "check of DNS", "checks of DNS"},
    {"DELETE FROM digest WHERE domain = :what OR substr(domain, -1 - length(:what)) = '.' || :what", NULL, NULL},
    {"DELETE FROM alert WHERE domain = :what OR substr(domain, -1 - length(:what)) = '.' || :what", NULL, NULL},
    {"UPDATE source SET name = iif(mentions(name, :what), NULL, name), ptr = iif(mentions(ptr, :what), NULL, ptr)"
     " WHERE mentions(name, :what) OR mentions(ptr, :what)",
     "name of a source", "names of sources"},
};

#define FAILURE_MENTIONS(column) " OR mentions(" column ", :what) OR mentions(" column ", :token)"
#define CLEAR(table, column, value)                                                                                    \
  {                                                                                                                    \
    "UPDATE " table " SET " column " = " value " WHERE mentions(" column ", :what)", "text in " table,                 \
        "texts in " table                                                                                              \
  }

/* Whatever else mentions it: failure reports and quarantined items go, other texts lose their content. */
static const struct step of_both[] = {
    {"DELETE FROM failure WHERE 0" FAILURE_MENTIONS("original_mail_from") FAILURE_MENTIONS("original_rcpt_to")
         FAILURE_MENTIONS("dkim_identity") FAILURE_MENTIONS("spf_dns") FAILURE_MENTIONS("identity_alignment")
             FAILURE_MENTIONS("authentication_results") FAILURE_MENTIONS("sample") FAILURE_MENTIONS("subject")
                 FAILURE_MENTIONS("raw") FAILURE_MENTIONS("warnings") FAILURE_MENTIONS("origin") FAILURE_MENTIONS(
                     "message_id") FAILURE_MENTIONS("original_envelope_id") FAILURE_MENTIONS("mail_message_id"),
     "failure report", "failure reports"},
    {"DELETE FROM quarantine WHERE mentions(bytes, :what) OR mentions(origin, :what) OR mentions(reason, :what)"
     " OR mentions(nesting, :what)",
     "item of the quarantine", "items of the quarantine"},
    {"DELETE FROM domain_check WHERE mentions(details, :what)", "check of DNS", "checks of DNS"},
    {"DELETE FROM alert WHERE mentions(subject, :what) OR mentions(text, :what)", "alert", "alerts"},
    {"DELETE FROM alert_message WHERE mentions(event, :what)", "alert to be delivered", "alerts to be delivered"},
    CLEAR("report", "subject", "NULL"),
    CLEAR("report", "message_id", "NULL"),
    CLEAR("report", "errors", "NULL"),
    CLEAR("report", "origin", "'(forgotten)'"),
    CLEAR("report", "nesting", "'(forgotten)'"),
    CLEAR("report", "report_id", "'(forgotten ' || id || ')'"),
    CLEAR("warning", "text", "'(forgotten)'"),
    CLEAR("record", "raw", "NULL"),
    CLEAR("policy", "raw", "NULL"),
    CLEAR("dkim_result", "human_result", "NULL"),
    CLEAR("dkim_result", "raw", "'(forgotten)'"),
    CLEAR("spf_result", "human_result", "NULL"),
    CLEAR("spf_result", "raw", "'(forgotten)'"),
    CLEAR("override", "comment", "NULL"),
    CLEAR("override", "raw", "'(forgotten)'"),
    CLEAR("tls_report", "subject", "NULL"),
    CLEAR("tls_report", "message_id", "NULL"),
    CLEAR("tls_report", "warnings", "'[]'"),
    CLEAR("tls_report", "origin", "'(forgotten)'"),
    CLEAR("tls_report", "nesting", "'(forgotten)'"),
    CLEAR("tls_report", "report_id", "'(forgotten ' || id || ')'"),
    CLEAR("tls_policy", "raw", "'(forgotten)'"),
    CLEAR("tls_failure", "raw", "NULL"),
    {"UPDATE name SET text = '(forgotten ' || id || ')' WHERE mentions(text, :what)", "name or text of reports",
     "names and texts of reports"},
};

static bool run_step(struct store *store, const struct step *step, const char *what, const char *token,
                     int64_t *changed, GError **error) {
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2(store->db, step->sql, -1, &statement, NULL) != SQLITE_OK)
    return store_fault(store, error);
  sqlite3_bind_text(statement, sqlite3_bind_parameter_index(statement, ":what"), what, -1, SQLITE_STATIC);
  if (sqlite3_bind_parameter_index(statement, ":token") > 0)
    sqlite3_bind_text(statement, sqlite3_bind_parameter_index(statement, ":token"), token, -1, SQLITE_STATIC);
  const bool good = sqlite3_step(statement) == SQLITE_DONE || store_fault(store, error);
  *changed = sqlite3_changes64(store->db); /* without what goes with it by itself, such as records */
  sqlite3_finalize(statement);
  return good;
}

static bool run_steps(struct store *store, const struct step *steps, size_t n, const char *what, const char *token,
                      store_removed told, void *user, GError **error) {
  for (size_t i = 0; i < n; i++) {
    int64_t changed = 0;
    if (!run_step(store, &steps[i], what, token, &changed, error))
      return false;
    if (changed > 0 && steps[i].one)
      told(user, (uint64_t)changed, steps[i].one, steps[i].many);
  }
  return true;
}

bool store_forget(struct store *store, const char *what, store_removed told, void *user, GError **error) {
  uint8_t key[PRIVACY_KEY_BYTES];
  g_autofree char *lower = g_ascii_strdown(what, -1);
  const bool address = strchr(lower, '@') != NULL;
  if (!mention_add_function(store, error) || !store_privacy_key(store, key, error) ||
      !store_execute(store, "PRAGMA secure_delete = ON", error))
    return false;
  g_autofree char *token = address ? privacy_hash(key, lower) : NULL;
  const bool good = (address || run_steps(store, of_domain, G_N_ELEMENTS(of_domain), lower, NULL, told, user, error)) &&
                    run_steps(store, of_both, G_N_ELEMENTS(of_both), lower, token, told, user, error);
  store_intern_forget(store);
  return good;
}

bool store_count_packed(struct store *store, uint64_t *n, GError **error) {
  int64_t number = 0;
  const bool good = query_number(store,
                                 "SELECT count(*) FROM quarantine WHERE bytes IS NULL OR hex(substr(bytes, 1, 2)) IN"
                                 " ('1F8B', '504B') OR instr(lower(CAST(bytes AS TEXT)), 'base64') > 0",
                                 &number, error);
  *n = (uint64_t)number;
  return good;
}

/* -- what is old --------------------------------------------------------------------------------------------------- */

static bool prune(struct store *store, enum statement which, const char *sql, int64_t first, uint64_t *n,
                  GError **error) {
  sqlite3_stmt *statement = store_prepared(store, which, sql, error);
  if (!statement)
    return false;
  sqlite3_bind_int64(statement, 1, first);
  if (!store_run(store, statement, error))
    return false;
  *n = (uint64_t)sqlite3_changes64(store->db);
  return true;
}

bool store_prune(struct store *store, enum prune_kind kind, int32_t first_day, uint64_t *n, GError **error) {
  switch (kind) {
  case PRUNE_TLS:
    return prune(store, STATEMENT_PRUNE_TLS, "DELETE FROM tls_report WHERE day < ?", first_day, n, error);
  case PRUNE_FAILURES:
    return prune(store, STATEMENT_PRUNE_FAILURES, "DELETE FROM failure WHERE day < ?", first_day, n, error);
  default:
    return prune(store, STATEMENT_PRUNE_QUARANTINE, "DELETE FROM quarantine WHERE at < ?",
                 (int64_t)first_day * PERIOD_DAY_SECONDS, n, error);
  }
}
