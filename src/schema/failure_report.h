/* SPDX-License-Identifier: MIT */
/*
 * failure_report: a report about one message that failed authentication (RFC 6591, RFC 9991, in the shape of RFC 5965),
 * in memory, the contract between ingest/ and store/.
 *
 * Texts, tokens and ownership are as in schema/report.h. Everything in it is an assertion of whoever sent it (RFC 5965
 * section 3), and much of it is PERSONAL DATA: here it is as the report has it; the store hashes local parts
 * (store/privacy.h). Of the message that failed only the header is looked at, never its body.
 *
 * The numbers of the enumerations are stored and sent in frames: add at the end, never renumber.
 */
#ifndef DMARCSTAT_SCHEMA_FAILURE_REPORT_H
#define DMARCSTAT_SCHEMA_FAILURE_REPORT_H

#include "schema/report.h"

/* Auth-Failure, RFC 6591 section 3.2.1 and RFC 9991 section 4. */
enum auth_failure {
  AUTH_FAILURE_ABSENT = 0,
  AUTH_FAILURE_OTHER = 1,
  AUTH_FAILURE_ADSP = 2,
  AUTH_FAILURE_BODYHASH = 3,
  AUTH_FAILURE_REVOKED = 4,
  AUTH_FAILURE_SIGNATURE = 5,
  AUTH_FAILURE_SPF = 6,
  AUTH_FAILURE_DMARC = 7,
  AUTH_FAILURE_MAX
};

/* Delivery-Result, RFC 6591 section 3.2.2: what became of the message. */
enum delivery_result {
  DELIVERY_ABSENT = 0,
  DELIVERY_OTHER = 1,
  DELIVERY_DELIVERED = 2,
  DELIVERY_SPAM = 3,
  DELIVERY_POLICY = 4,
  DELIVERY_REJECT = 5,
  DELIVERY_RESULT_MAX
};

/* "dmarc", "reject", ...; "other", and "-" for the absent ones. */
const char *auth_failure_word(enum auth_failure value);
const char *delivery_result_word(enum delivery_result value);

/* Most bytes kept of the header of the message that failed; what is longer is cut at a line. */
#define FAILURE_SAMPLE_MOST (64u << 10)

/* Of the secret with which a database hashes what names people, and of what it makes of a whole report with it, by
 * which the same one is known when it comes again. */
#define PRIVACY_KEY_BYTES 32
#define FAILURE_DIGEST_BYTES 16

struct failure_report {
  /* Reported-Domain, else the domain of the message's From; lower-cased, no trailing dot; never NULL, "" for neither */
  const char *domain;
  struct source_address source; /* Source-IP */
  const char *source_raw;       /* what was there instead of an address; NULL: nothing */
  bool has_arrived;
  int64_t arrived;    /* Arrival-Date, else the Date of the mail: UTC seconds; 0 without has_arrived */
  uint32_t incidents; /* messages that it stands for; 1 when it does not say */

  struct token auth_failure;    /* enum auth_failure */
  struct token delivery_result; /* enum delivery_result */
  /* Methods that gave an aligned identity (RFC 7489 section 7.3.1), or that gave none (RFC 9991 section 4): only its
     author knows which, so it is kept and never interpreted */
  const char *identity_alignment;
  const char *user_agent, *reporting_mta;
  const char *original_mail_from, *original_rcpt_to, *original_envelope_id;
  const char *dkim_domain, *dkim_identity, *dkim_selector, *spf_dns;
  const char *authentication_results; /* all of them, a line each */

  /* of the message that failed */
  const char *header_from; /* domain of its From; lower-cased */
  const char *message_id;
  const char *sample; /* its header, lines ended by \n; NULL when the report does not hold it */

  struct report_mail mail;
  struct warning *warnings;
  uint32_t n_warnings;
  const char *nesting;
};

/* A failure report as a database keeps it: local parts hashed, and of its mail no From. */
struct kept_failure {
  struct failure_report report;
  const char *reporter; /* domain of the mail's From, else the host that made the report; never NULL, "" for neither */
  uint8_t digest[FAILURE_DIGEST_BYTES];
};

#endif
