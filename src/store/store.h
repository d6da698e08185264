/* SPDX-License-Identifier: MIT */
/*
 * store: one SQLite file that holds every fact. This room is the only one that speaks SQLite.
 *
 * Writing: store_begin, then store_put_* as often as wanted, then store_commit; what was put since the begin is in the
 * file after the commit and not at all before. Several programs may write at once; they take turns.
 * Reading: store/query.h.
 */
#ifndef DMARCSTAT_STORE_STORE_H
#define DMARCSTAT_STORE_STORE_H

#include "base/period.h"
#include "schema/failure_report.h"
#include "schema/frame.h"
#include "schema/kept.h"
#include "schema/mailbox.h"
#include "schema/report.h"
#include "schema/source.h"
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct store;

enum store_mode {
  STORE_READ,     /* must exist; nothing is written, query_only; works on a snapshot in a folder we cannot write */
  STORE_READ_ANY, /* the same for any version of ours, also an older one */
  STORE_WRITE,    /* must exist or is created, and is migrated to the newest schema */
  STORE_POST,     /* the same, but must exist, and who writes is waited for two seconds instead of a minute */
};

/*
 * `path` may be ":memory:". Faults, one sentence each: no such file (STORE_READ; says what to type first), no
 * permission, not a database, damaged, made by a newer version, a migration that was altered, disk full.
 */
struct store *store_open(const char *path, enum store_mode mode, GError **error);
void store_close(struct store *store); /* NULL is fine; rolls back what was not committed */

/*
 * Where the database is: `option` (--db) when not NULL, else $DMARCSTAT_DB, else dmarcstat/dmarcstat.db in the XDG data
 * folder. Caller frees.
 */
char *store_path(const char *option);

/*
 * For a program that only adds: what rows refer to was looked up a moment before, and SQLite does not look it up again,
 * which takes a third of the time of adding. Rows that refer to what is removed would be left behind.
 */
void store_add_only(struct store *store);

/* What is kept of the header of a message that a failure report is about; nothing, until something else is said. */
enum failure_samples {
  SAMPLES_NONE,
  SAMPLES_HASHED, /* the header, the local parts of all addresses hashed */
  SAMPLES_WHOLE,
};
void store_keep_samples(struct store *store, enum failure_samples samples);

bool store_begin(struct store *store, GError **error);
bool store_commit(struct store *store, GError **error);
void store_rollback(struct store *store);

/* `work` in a transaction of its own: all that it puts is in the file, or, when it or the commit fails, nothing. */
typedef bool (*store_work)(struct store *store, void *user, GError **error);
bool store_transact(struct store *store, store_work work, void *user, GError **error);

enum store_result { STORE_NEW, STORE_DUPLICATE };

/*
 * Puts one report with all its records, or none of it: when the stream breaks half way, what was written of this report
 * is undone and the batch goes on. Keeps the daily roll-up in step. STORE_DUPLICATE when a report of the same
 * (policy domain, org_name, report_id, begin, end) is there; then the stream is not read.
 */
bool store_put_report(struct store *store, struct report_stream *stream, const struct provenance *provenance,
                      enum store_result *result, GError **error);

/*
 * The same for a TLS report, whose identity is (domain, org_name, report_id or stand_in, begin, end), and for a failure
 * report, which is a duplicate when all that it says is the same and so is the Message-ID of its mail. Of a failure
 * report the local parts of addresses are hashed (store/privacy.h) before anything is written.
 */
bool store_put_tls_report(struct store *store, const struct tls_report *report, const struct provenance *provenance,
                          enum store_result *result, GError **error);
bool store_put_failure_report(struct store *store, const struct failure_report *report,
                              const struct provenance *provenance, enum store_result *result, GError **error);

/* TLS reports and quarantined items that came since (UTC seconds) and whose origin begins with `origin`. */
bool store_count_from(struct store *store, const char *origin, int64_t since, uint64_t *n, GError **error);

/*
 * The same for a failure report that store_each_failure() gave, of this or another database: its texts are stored as
 * they are, hashed already, and it is a duplicate when there is one of its digest. The digest tells the original only
 * to a database that has the key with which it was made.
 */
bool store_restore_failure(struct store *store, const struct kept_failure *kept, const struct provenance *provenance,
                           enum store_result *result, GError **error);

/*
 * The key with which local parts of addresses are hashed (store/privacy.h): a SECRET, as whoever has it can try which
 * address a token is of. Taking another one is for a database that was made just now: FAULT_REFUSED when there are
 * failure reports of another key. Taking needs a transaction.
 */
bool store_privacy_key(struct store *store, uint8_t key[PRIVACY_KEY_BYTES], GError **error);
bool store_take_privacy_key(struct store *store, const uint8_t key[PRIVACY_KEY_BYTES], GError **error);

/*
 * Removes what is about a mail address or a domain, in a transaction of the caller, with a store that is not add-only:
 * reports about the domain, failure reports and quarantined items that mention it, and other texts that do. `told` is
 * called for each kind of thing that was removed. What is packed in the quarantine is not looked into:
 * store_count_packed() counts it.
 */
typedef void (*store_removed)(void *user, uint64_t n, const char *one, const char *many);
bool store_forget(struct store *store, const char *what, store_removed told, void *user, GError **error);
bool store_count_packed(struct store *store, uint64_t *n, GError **error);

/* Removes what is of days before `first_day`; *n of them. */
enum prune_kind { PRUNE_TLS, PRUNE_FAILURES, PRUNE_QUARANTINE, PRUNE_KIND_MAX };
bool store_prune(struct store *store, enum prune_kind kind, int32_t first_day, uint64_t *n, GError **error);

/* Which reports; zeroed means all. */
struct report_wish {
  const char *domain;   /* policy domain, of a failure report the reported one, exact; NULL: any */
  const char *reporter; /* org_name, of a failure report its mail's domain, exact but for case; NULL: any */
  bool has_period;
  struct period period; /* with has_period: those with mail or sessions of these days */
  bool has_trust;
  enum trust trust; /* with has_trust: of this class; TRUST_AUTHENTICATED includes TRUST_VERIFIED */
};

/*
 * Gives every report to `each`, in the order in which they were stored, with its records as a stream, in flat memory;
 * what `each` gets is valid until it returns, and its stream need not be read. FAULT_NO_INPUT: nothing is known of the
 * domain.
 */
typedef bool (*store_report_visitor)(void *user, struct report_stream *stream, const struct provenance *provenance,
                                     GError **error);
bool store_each_report(struct store *store, const struct report_wish *wish, store_report_visitor each, void *user,
                       GError **error);

/* TLS and failure reports likewise, also those whose domain is that of a policy in them. */
typedef bool (*store_tls_visitor)(void *user, const struct tls_report *report, const struct provenance *provenance,
                                  GError **error);
bool store_each_tls_report(struct store *store, const struct report_wish *wish, store_tls_visitor each, void *user,
                           GError **error);
typedef bool (*store_failure_visitor)(void *user, const struct kept_failure *kept, const struct provenance *provenance,
                                      GError **error);
bool store_each_failure(struct store *store, const struct report_wish *wish, store_failure_visitor each, void *user,
                        GError **error);

struct report_counts {
  uint64_t reports, tls_reports, failures;
};
bool store_count_reports(struct store *store, const struct report_wish *wish, struct report_counts *counts,
                         GError **error);

/* For reading: what is read until the release is of one moment, whatever others write. */
bool store_hold(struct store *store, GError **error);
void store_release(struct store *store);

/*
 * For reading on behalf of strangers, once the store is open: only SELECTs from the tables that pages tell of are let
 * through, a writer is waited for 2 seconds, and `seconds` from now every statement ends in FAULT_TRY_LATER.
 */
bool store_guard(struct store *store, unsigned int seconds, GError **error);

/*
 * A text that is another one after each change of the file at `path`, and when that was (UTC seconds, 0: there is no
 * file). It may also change without one, as when the journal is written back. Caller frees.
 */
char *store_version(const char *path, int64_t *changed);

/* The same original rejected again (same bytes) replaces its earlier entry. */
bool store_put_quarantine(struct store *store, const struct quarantined *entry, GError **error);

/* Calls `each` for one entry (id > 0; FAULT_NO_INPUT when there is none) or for all (id 0), oldest first. */
bool store_quarantine(struct store *store, int64_t id, bool with_bytes,
                      bool (*each)(void *user, const struct quarantined *entry, GError **error), void *user,
                      GError **error);
bool store_drop_quarantine(struct store *store, int64_t id, GError **error);

/*
 * How far a folder ("INBOX") of a mailbox ("user@host") has been read. Of one that is not known, everything is 0. The
 * exceptions are made anew; g_array_unref. Putting needs a transaction.
 */
bool store_get_mailbox(struct store *store, const char *account, const char *folder, struct mailbox_progress *progress,
                       GError **error);
bool store_put_mailbox(struct store *store, const char *account, const char *folder,
                       const struct mailbox_progress *progress, GError **error);

/*
 * Addresses (struct source_address; g_array_unref) that are to be looked up. NULL with *error; FAULT_NO_INPUT when
 * there are no reports about the domain.
 */
GArray *store_sources_wished(struct store *store, const struct source_wish *wish, GError **error);

/* Leaves only the addresses that nothing is known of, or nothing that still counts. */
bool store_sources_outdated(struct store *store, GArray *addresses, GError **error);

/* What is known of an address; resolved is 0 when nothing is. Its texts are put into `texts`. */
bool store_get_source(struct store *store, const struct source_address *address, GStringChunk *texts,
                      struct source_facts *facts, GError **error);
/*
 * Replaces what was known; but when DNS has failed, a name and a service from before stay. Needs a transaction.
 */
bool store_put_source(struct store *store, const struct source_facts *facts, GError **error);

/* Gives all that is known of addresses to `each`, by address. */
bool store_each_source(struct store *store, bool (*each)(void *user, const struct source_facts *facts, GError **error),
                       void *user, GError **error);

/* The number, from 1, of the service that a domain is of; 0: none. `domain` is HOSTILE; `dkim`: of a signature, else of
 * an envelope. */
typedef int (*store_know)(void *user, const char *domain, bool dkim);
typedef void (*store_sender)(void *user, const struct source_address *address, int service, bool by_dkim);

/*
 * Gives each source that is of a service by more than half of its messages in reports from the day `since` on: SPF
 * passed for an envelope domain of the service, or a signature of it passed and SPF says that the address sends for the
 * owner, without which it could as well be a forwarder. Of several services of a source the one with most mail comes
 * last. Reads all records of these days, when any such domain is there.
 */
bool store_each_sender(struct store *store, int32_t since, store_know know, store_sender each, void *user,
                       GError **error);

/* What one check found of a domain (check/check.h); texts in the words of `check --format json`. */
struct domain_check {
  const char *domain, *name, *result, *details;
  int64_t since, checked; /* UTC seconds: it has been found from `since` to `checked` */
};

/* Keeps what was found at check->checked; `since` is worked out. Needs a transaction. */
bool store_put_check(struct store *store, const struct domain_check *check, GError **error);

/*
 * Gives the newest of each check of the domain to `each`, by name; with `history` all that was ever found, the newest
 * first. Texts last until it returns.
 */
bool store_each_check(struct store *store, const char *domain, bool history,
                      bool (*each)(void *user, const struct domain_check *check, GError **error), void *user,
                      GError **error);

/* A digest that is to be mailed once. */
struct digest_mark {
  const char *every;  /* "day", "week" */
  int32_t first_day;  /* of its period */
  const char *domain; /* "": all of them */
};

enum digest_claim {
  DIGEST_CLAIMED, /* it is ours to send */
  DIGEST_BUSY,    /* somebody began less than DIGEST_CLAIM_SECONDS ago and has not ended */
  DIGEST_SENT,    /* it was accepted */
};
#define DIGEST_CLAIM_SECONDS 1800

/*
 * Claims a digest at `now` (UTC seconds), before it is sent: of several programs that do, one gets it. With `force`
 * also one that was sent. Needs a transaction, which must be committed before the sending.
 */
bool store_claim_digest(struct store *store, const struct digest_mark *mark, bool force, int64_t now,
                        enum digest_claim *claim, GError **error);
/* Ends the claim: it was accepted, or is to be tried again. Needs a transaction. */
bool store_end_digest(struct store *store, const struct digest_mark *mark, bool accepted, int64_t now, GError **error);

/* Counts of one run of ingest or fetch, kept for `doctor` and the pages. */
struct run_counts {
  int64_t started, finished; /* UTC seconds */
  const char *command;
  uint64_t items, reports, records, duplicates, not_reports, rejected, unreadable;
};
bool store_put_run(struct store *store, const struct run_counts *counts, GError **error);

#endif
