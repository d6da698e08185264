/* SPDX-License-Identifier: MIT */
/*
 * store_parts: what the files of the store share. Private to src/store/; the way in is store.h and query.h.
 *
 *   store.c             open, close, begin, commit, roll back
 *   path.c              where the file is
 *   store_migrate.c     the schema of the file, made or brought up to date
 *   store_statement.c   prepared statements, and what SQLite says as faults
 *   intern*.c           names, policies, identities and override sets: each once (intern.h)
 *   store_report.c      one report with its records
 *   store_read.c        reports out again
 *   store_read_kinds.c  TLS and failure reports out again
 *   wish.c, row.c       which of them, and the values of a row
 *   store_daily.c       the daily roll-up
 *   store_tls.c         one TLS report
 *   store_failure.c     one failure report; privacy.c hashes what is in it
 *   store_privacy.c     the key of that
 *   store_json.c        what is kept as JSON
 *   store_forget.c      removing what is about somebody, or old; mention.c says what is about them
 *   store_quarantine.c  rejected items, and the runs
 *   store_mailbox.c     how far mailboxes have been read
 *   store_source.c      what is known of source addresses beyond the reports
 *   store_check.c       what checks of domains found
 *   store_copy.c        the whole database into another file (safety.h)
 *   store_checked.c     reports out again, with their sums checked
 *   store_verify.c      whether all of it agrees
 *   store_recover.c     what is sound of a damaged one; salvage.c reads its rows
 *   store_digest.c      which digests were mailed
 *   store_alert.c       what alerts were raised, and what is to be delivered
 *   store_guard.c       reading for strangers
 *   query.c             reading
 *   functions.c         SQL functions of our own
 */
#ifndef DMARCSTAT_STORE_STORE_PARTS_H
#define DMARCSTAT_STORE_STORE_PARTS_H

#include "store/privacy.h"
#include "store/store.h"
#include <sqlite3.h>

/* What is interned; see intern.h. */
enum interned { INTERNED_NAME, INTERNED_POLICY, INTERNED_IDENTITY, INTERNED_OVERRIDE_SET, INTERNED_MAX };

/* Statements that are prepared once, when they are first needed. */
enum statement {
  STATEMENT_FIND_NAME,
  STATEMENT_ADD_NAME,
  STATEMENT_FIND_POLICY,
  STATEMENT_ADD_POLICY,
  STATEMENT_FIND_IDENTITY,
  STATEMENT_ADD_IDENTITY,
  STATEMENT_ADD_DKIM_RESULT,
  STATEMENT_ADD_SPF_RESULT,
  STATEMENT_FIND_OVERRIDE_SET,
  STATEMENT_ADD_OVERRIDE_SET,
  STATEMENT_ADD_OVERRIDE,
  STATEMENT_BEGIN_REPORT,
  STATEMENT_END_REPORT,
  STATEMENT_FIND_REPORT,
  STATEMENT_ADD_REPORT,
  STATEMENT_ADD_WARNING,
  STATEMENT_ADD_RECORD,
  STATEMENT_ADD_DAILY,
  STATEMENT_PUT_QUARANTINE,
  STATEMENT_GET_QUARANTINE,
  STATEMENT_DROP_QUARANTINE,
  STATEMENT_PUT_RUN,
  STATEMENT_GET_MAILBOX,
  STATEMENT_PUT_MAILBOX,
  STATEMENT_GET_EXCEPTIONS,
  STATEMENT_PUT_EXCEPTION,
  STATEMENT_DROP_EXCEPTION,
  STATEMENT_FIND_DOMAIN,
  STATEMENT_WISHED_SOURCES,
  STATEMENT_PUT_SOURCE,
  STATEMENT_ENVELOPES,
  STATEMENT_SIGNERS,
  STATEMENT_SENDERS,
  STATEMENT_GET_SOURCE,
  STATEMENT_ALL_SOURCES,
  STATEMENT_FIND_TLS_REPORT,
  STATEMENT_ADD_TLS_REPORT,
  STATEMENT_ADD_TLS_POLICY,
  STATEMENT_ADD_TLS_FAILURE,
  STATEMENT_GET_PRIVACY,
  STATEMENT_PUT_PRIVACY,
  STATEMENT_FIND_FAILURE,
  STATEMENT_ADD_FAILURE,
  STATEMENT_FIND_CHECK,
  STATEMENT_LENGTHEN_CHECK,
  STATEMENT_PUT_CHECK,
  STATEMENT_EACH_CHECK,
  STATEMENT_FIND_DIGEST,
  STATEMENT_CLAIM_DIGEST,
  STATEMENT_END_DIGEST,
  STATEMENT_PRUNE_TLS,
  STATEMENT_PRUNE_FAILURES,
  STATEMENT_PRUNE_QUARANTINE,
  STATEMENT_MAX
};

struct store {
  sqlite3 *db;
  char *path;
  bool writable;
  int milliseconds; /* that others who write are waited for */
  bool begun;
  bool any_version;
  enum failure_samples samples;
  int64_t data_version; /* changes when another program has written */
  unsigned int seconds; /* with store_guard(): that all reading may take, */
  int64_t deadline;     /* until when, by the monotonic clock in microseconds */
  sqlite3_stmt *statements[STATEMENT_MAX];
  GHashTable *interned[INTERNED_MAX]; /* serialised content -> id */
  size_t interned_bytes;              /* of all of them */
  GByteArray *key;                    /* scratch: what is being interned */
  GHashTable *report_daily;           /* of the report that is being put */
  GHashTable *batch_daily;            /* of the reports of this transaction */
  GHashTable *idle;                   /* query.c: statements to be used again, by their text; NULL: none yet */
  GHashTable *functions;              /* functions.c: what query_add_function() has added, by name */
};

/* -- path.c -------------------------------------------------------------------------------------------------------- */

/* Where the database is when nobody says. Caller frees. */
char *store_usual_path(void);

/* -- query.c ------------------------------------------------------------------------------------------------------- */

/* Before the database is closed: nothing is prepared any more. */
void store_forget_queries(struct store *store);

/* -- store_statement.c: in all of these, false and NULL come with *error ------------------------------------------- */

/* What SQLite said last, as a fault whose sentence opens with the database's path. Always false. */
bool store_fault(const struct store *store, GError **error);

/* Runs SQL that takes no values and gives no rows. */
bool store_execute(struct store *store, const char *sql, GError **error);

/* Ready to be bound; the caller finalizes it. */
sqlite3_stmt *store_prepare(struct store *store, const char *sql, GError **error);

/* The same, prepared once; belongs to the store. */
sqlite3_stmt *store_prepared(struct store *store, enum statement which, const char *sql, GError **error);

/* Values are numbered from 1; texts and bytes are not copied. NULL text and id 0 bind NULL. */
void store_bind_text(sqlite3_stmt *statement, int number, const char *text);
void store_bind_id(sqlite3_stmt *statement, int number, int64_t id);

/* An address in the current row; of length 0 when it is none. */
struct source_address store_address(sqlite3_stmt *statement, int column);

/* Runs a statement that gives no rows, and resets it. */
bool store_run(struct store *store, sqlite3_stmt *statement, GError **error);

/* Runs a statement that gives one row with an id, or none (then *id is 0), and resets it. */
bool store_find(struct store *store, sqlite3_stmt *statement, int64_t *id, GError **error);

/* -- functions.c --------------------------------------------------------------------------------------------------- */

/* organisation() and aligns(), see query.h. */
bool store_add_functions(struct store *store, GError **error);

/* -- store_migrate.c ----------------------------------------------------------------------------------------------- */

bool store_migrate(struct store *store, GError **error);
/* For reading: the schema must be there, and be ours. */
bool store_check_schema(struct store *store, GError **error);
/* All migrations up to that number, in a new file and a transaction of the caller. */
bool store_apply_until(struct store *store, int64_t last, GError **error);

/* -- intern.c ------------------------------------------------------------------------------------------------------ */

void store_intern_begin(struct store *store);
void store_intern_end(struct store *store);
/* Forgets what is known of the file: something was rolled back, or another program has written. */
void store_intern_forget(struct store *store);

/* The number of what is interned, made when it is not there. NULL text and no overrides have the number 0. */
bool store_intern_name(struct store *store, const char *text, int64_t *id, GError **error);
bool store_intern_policy(struct store *store, const struct policy_published *policy, int64_t *id, GError **error);
bool store_intern_identity(struct store *store, const struct record *record, int64_t *id, GError **error);
bool store_intern_overrides(struct store *store, const struct record *record, int64_t *id, GError **error);

/* -- store_source.c ------------------------------------------------------------------------------------------------ */

/* The number of a policy domain; 0 when `domain` is NULL. FAULT_NO_INPUT when there are no reports about it. */
bool store_find_domain(struct store *store, const char *domain, int64_t *id, GError **error);

/* -- store_daily.c ------------------------------------------------------------------------------------------------- */

GHashTable *store_daily_new(void);

/* Adds the messages of a record to the days of its report. */
bool store_daily_add(struct store *store, int64_t domain, int32_t first_day, int32_t days, const struct record *record,
                     GError **error);
/* The report is complete: its messages join those of the batch. */
bool store_daily_join(struct store *store, GError **error);
/* Writes the batch to the file. */
bool store_daily_flush(struct store *store, GError **error);
/* Forgets what was added: of the report that is not complete, or all of it. */
void store_daily_forget_report(struct store *store);
void store_daily_forget(struct store *store);

/* Whether a result says pass, aligned or not. */
bool record_dkim_passes(const struct record *record);
bool record_spf_passes(const struct record *record);

/* -- store_report.c ------------------------------------------------------------------------------------------------ */

/* The savepoint "report" and what was added since are undone. */
void store_undo_report(struct store *store);

/* -- store_checked.c ----------------------------------------------------------------------------------------------- */

/*
 * As store_each_report(), each as if a stranger had sent it. `each` reads the stream to its end, where FAULT_DATA says
 * that it is not sound; that, from `each`, is counted, and the next one follows. So are reports that cannot be read at
 * all.
 */
bool store_each_checked(struct store *store, store_report_visitor each, void *user, uint64_t *n_unsound,
                        GError **error);

/* -- store_json.c -------------------------------------------------------------------------------------------------- */

/* A word that is none of the standard's; text NULL: there is none. */
struct store_raw {
  const char *name, *text;
};

/* An object of those that there are, or NULL; an array of {"code", "text", "times"}. Free with free(). */
char *store_raw_json(const struct store_raw *raw, size_t n);
char *store_warnings_json(const struct warning *warnings, unsigned int n);

#endif
