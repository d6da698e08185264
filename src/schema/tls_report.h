/* SPDX-License-Identifier: MIT */
/*
 * tls_report: an SMTP TLS report (RFC 8460 section 4.4) in memory, the contract between ingest/ and store/.
 *
 * Texts, tokens and ownership are as in schema/report.h: valid UTF-8, HOSTILE, NULL when the report does not hold them.
 * A report is held whole: its JSON is capped (`json` in ingest/caps.h). The numbers of the enumerations are stored and
 * sent in frames: add at the end, never renumber.
 */
#ifndef DMARCSTAT_SCHEMA_TLS_REPORT_H
#define DMARCSTAT_SCHEMA_TLS_REPORT_H

#include "schema/report.h"

/* What the sender went by, policy-type. */
enum tls_policy_type {
  TLS_POLICY_OTHER = 0, /* missing, or no word of the standard: see the raw token */
  TLS_POLICY_TLSA = 1,  /* DANE, RFC 7672 */
  TLS_POLICY_STS = 2,   /* MTA-STS, RFC 8461 */
  TLS_POLICY_NOT_FOUND = 3,
  TLS_POLICY_TYPE_MAX
};

/* What went wrong, RFC 8460 section 4.3. The list "is expected to grow": other words are kept raw. */
enum tls_result_type {
  TLS_RESULT_OTHER = 0,
  TLS_RESULT_STARTTLS_NOT_SUPPORTED = 1,
  TLS_RESULT_CERTIFICATE_HOST_MISMATCH = 2,
  TLS_RESULT_CERTIFICATE_EXPIRED = 3,
  TLS_RESULT_CERTIFICATE_NOT_TRUSTED = 4,
  TLS_RESULT_VALIDATION_FAILURE = 5,
  TLS_RESULT_TLSA_INVALID = 6,
  TLS_RESULT_DNSSEC_INVALID = 7,
  TLS_RESULT_DANE_REQUIRED = 8,
  TLS_RESULT_STS_POLICY_FETCH_ERROR = 9,
  TLS_RESULT_STS_POLICY_INVALID = 10,
  TLS_RESULT_STS_WEBPKI_INVALID = 11,
  TLS_RESULT_TYPE_MAX
};

/* "tlsa", "sts", "no-policy-found", "certificate-expired", ...; "other" for the rest. */
const char *tls_policy_type_word(enum tls_policy_type value);
const char *tls_result_type_word(enum tls_result_type value);

struct tls_policy {
  struct token type;  /* enum tls_policy_type */
  const char *domain; /* policy-domain, lower-cased, no trailing dot; "" when neither it nor the mail names one */
  const char *text;   /* policy-string: its lines, each ended by \n but the last; NULL: none */
  const char *mx;     /* mx-host likewise: what the policy allows, not what was spoken to */
  uint64_t sessions_ok, sessions_failed; /* 0 when missing or no number; at most 2^53 */
};

/* failure-details. One session may be in several of them, so they may add up to more than their policy says. */
struct tls_failure {
  uint16_t policy;                          /* index of its policy */
  struct token result;                      /* enum tls_result_type */
  struct source_address sending, receiving; /* sending-mta-ip, receiving-ip */
  const char *sending_raw, *receiving_raw;  /* what was there instead of an address; NULL: nothing */
  const char *receiving_mx, *receiving_helo;
  const char *information; /* additional-information: a URI, or words */
  const char *reason_code; /* failure-reason-code */
  uint64_t sessions;       /* failed-session-count, as above */
};

#define TLS_REPORT_MAX_POLICIES 1000
#define TLS_REPORT_MAX_FAILURES 50000

struct tls_report {
  /* identity: (domain, org_name, report_id or stand_in, begin, end) */
  const char *org_name;  /* never NULL; the domain of `contact` when the report has none; "" when neither */
  const char *report_id; /* never NULL; "" with a warning when the report has none */
  const char *stand_in;  /* made from the content, in place of a report_id that is ""; NULL when there is one */
  int64_t begin, end;    /* UTC seconds; the one stands for the other when one is missing */
  const char *domain;    /* of the first policy; never NULL */
  const char *contact;   /* contact-info */

  struct report_mail mail;

  struct tls_policy *policies;
  struct tls_failure *failures;
  uint32_t n_policies, n_failures;

  struct warning *warnings;
  uint32_t n_warnings;
  const char *nesting;
};

/* The sums over all policies; they cannot overflow, each count being 2^53 at most. */
uint64_t tls_report_sessions_ok(const struct tls_report *report);
uint64_t tls_report_sessions_failed(const struct tls_report *report);

#endif
