/* SPDX-License-Identifier: MIT */
/*
 * report: a DMARC aggregate report in memory, the contract between ingest/ and store/.
 *
 * Both dialects are one shape: RFC 7489 appendix C and RFC 9990 section 3.1.1. All text is valid UTF-8 without NUL and
 * without control characters other than tab and newline, trimmed of surrounding white space, and HOSTILE all the same.
 * A text that the report does not hold is NULL; one that it holds empty is "". Times are UTC seconds since the epoch.
 *
 * Ownership: the strings and arrays belong to whoever made the struct (parser or frame reader) and live until the
 * next record is asked for, or, for struct report, as long as its stream.
 *
 * The numbers of the enumerations are stored in databases and sent in frames: add at the end, never renumber.
 */
#ifndef DMARCSTAT_SCHEMA_REPORT_H
#define DMARCSTAT_SCHEMA_REPORT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Result of DKIM or SPF as the reporter saw it, RFC 8601 section 2.7.1 and 2.7.2. Only AUTH_PASS is a pass. */
enum auth_result {
  AUTH_OTHER = 0, /* not a word of the standard: see the raw token */
  AUTH_PASS = 1,
  AUTH_FAIL = 2,
  AUTH_NONE = 3,
  AUTH_NEUTRAL = 4,
  AUTH_SOFTFAIL = 5,
  AUTH_TEMPERROR = 6,
  AUTH_PERMERROR = 7,
  AUTH_POLICY = 8,
  AUTH_RESULT_MAX
};

/* policy_evaluated/dkim and spf: did the mechanism pass AND align. Missing or odd is not a pass. */
enum alignment_result {
  ALIGNED_FAIL = 0,
  ALIGNED_PASS = 1,
  ALIGNED_OTHER = 2, /* missing, empty or a word that is neither; counts as not aligned */
  ALIGNMENT_RESULT_MAX
};

/* What the receiver did because of DMARC. DISPOSITION_PASS is RFC 9990's "passed an enforcing policy". */
enum disposition {
  DISPOSITION_OTHER = 0, /* missing or odd: counts as none */
  DISPOSITION_NONE = 1,
  DISPOSITION_QUARANTINE = 2,
  DISPOSITION_REJECT = 3,
  DISPOSITION_PASS = 4,
  DISPOSITION_MAX
};

/* p, sp, np as published. POLICY_ABSENT for sp inherits p, for np inherits sp and then p (RFC 9989 section 4.7). */
enum policy {
  POLICY_ABSENT = 0,
  POLICY_NONE = 1,
  POLICY_QUARANTINE = 2,
  POLICY_REJECT = 3,
  POLICY_OTHER = 4,
  POLICY_MAX
};

enum alignment_mode { MODE_ABSENT = 0, MODE_RELAXED = 1, MODE_STRICT = 2, MODE_OTHER = 3, ALIGNMENT_MODE_MAX };

enum discovery_method {
  DISCOVERY_ABSENT = 0,
  DISCOVERY_PSL = 1,
  DISCOVERY_TREEWALK = 2,
  DISCOVERY_OTHER = 3,
  DISCOVERY_METHOD_MAX
};

/*
 * How far a report can be believed by the mail that it came in (RFC 9990 section 3.5.2 wants an aligned DMARC pass), as
 * the Authentication-Results of a server of ours say it (RFC 8601).
 */
enum trust {
  TRUST_UNVERIFIED = 0,    /* came in no mail, or nobody whom we believe says anything of use about it */
  TRUST_FAILED = 1,        /* the mail failed DMARC */
  TRUST_AUTHENTICATED = 2, /* it passed, for a domain that the report does not name as its reporter's */
  TRUST_VERIFIED = 3,      /* it passed, for a domain that the report names as its reporter's */
  TRUST_MAX
};

enum spf_scope { SCOPE_ABSENT = 0, SCOPE_MFROM = 1, SCOPE_HELO = 2, SCOPE_OTHER = 3, SPF_SCOPE_MAX };

/* Why the receiver did not do what the policy says: both RFCs' words. */
enum override_type {
  OVERRIDE_OTHER = 0, /* "other", empty, or unknown: see the raw token */
  OVERRIDE_FORWARDED = 1,
  OVERRIDE_SAMPLED_OUT = 2,
  OVERRIDE_TRUSTED_FORWARDER = 3,
  OVERRIDE_MAILING_LIST = 4,
  OVERRIDE_LOCAL_POLICY = 5,
  OVERRIDE_POLICY_TEST_MODE = 6,
  OVERRIDE_TYPE_MAX
};

/* The canonical words ("softfail", "quarantine", ...); "other" for the catch-all values, "-" for the absent ones. */
const char *auth_result_word(enum auth_result value);
const char *alignment_result_word(enum alignment_result value);
const char *disposition_word(enum disposition value);
const char *policy_word(enum policy value);
const char *alignment_mode_word(enum alignment_mode value);
const char *discovery_method_word(enum discovery_method value);
const char *spf_scope_word(enum spf_scope value);
const char *override_type_word(enum override_type value);
const char *trust_word(enum trust value);

/*
 * A normalised value beside what the report really said. `raw` is NULL when the report used the canonical word
 * (in any case, padded or not), "" when the element was there but empty, and NULL with the ABSENT/OTHER value when
 * the element was missing.
 */
struct token {
  uint8_t value; /* one of the enumerations above; which one says the field */
  const char *raw;
};

struct dkim_result { /* auth_results/dkim, RFC 9990 section 3.1.1.12 */
  const char *domain, *selector, *human_result;
  struct token result; /* enum auth_result */
};

struct spf_result { /* auth_results/spf, RFC 9990 section 3.1.1.13 */
  const char *domain, *human_result;
  struct token scope;  /* enum spf_scope */
  struct token result; /* enum auth_result */
};

struct override {    /* policy_evaluated/reason, RFC 9990 section 3.1.1.14 */
  struct token type; /* enum override_type */
  const char *comment;
};

/* Caps a record keeps to; what is beyond is dropped with a warning (RFC 9990 section 3.1.3 says 100 signatures). */
#define RECORD_MAX_DKIM 100
#define RECORD_MAX_SPF 16
#define RECORD_MAX_OVERRIDES 16

struct source_address {
  uint8_t length; /* 4, 16, or 0 when the report gave no usable address (then `raw` says what it gave) */
  uint8_t bytes[16];
};

/* The mail that a report came in, decoded, for authenticity and for the reader; all NULL when it came in none. */
struct report_mail {
  const char *from, *subject, *message_id;
  enum trust trust;
};

struct record {
  struct source_address source;
  const char *source_raw;   /* NULL when source is good */
  uint64_t count;           /* messages; 0 when missing or not a number (RB-31); at most 2^53 */
  struct token disposition; /* enum disposition */
  struct token dkim, spf;   /* enum alignment_result: policy_evaluated */
  const char *header_from, *envelope_from, *envelope_to; /* lower-cased, no trailing dot */
  struct override *overrides;
  struct dkim_result *dkim_results;
  struct spf_result *spf_results;
  uint32_t n_overrides, n_dkim_results, n_spf_results;
};

/* One repair or oddity of a report, once, however often it occurred. */
struct warning {
  const char *code; /* stable, e.g. "odd-value:auth_results/spf/result", "missing:policy_published/p" */
  const char *text; /* in words, e.g. "SPF result 'hardfail' is no word of the standard; kept as other" */
  uint32_t times;
};
#define REPORT_MAX_WARNINGS 64
#define REPORT_MAX_ERRORS 16

struct policy_published {   /* RFC 9990 section 3.1.1.5 */
  const char *domain;       /* lower-cased, no trailing dot; never NULL or "" */
  struct token p, sp, np;   /* enum policy */
  struct token adkim, aspf; /* enum alignment_mode */
  struct token discovery_method;
  const char *fo;
  const char *testing; /* "y"/"n" as published (the t tag) */
  int16_t pct;         /* 0..100, -1 when absent or odd */
};

struct report {
  /* identity: (policy.domain, org_name, report_id, begin, end) */
  const char *org_name;  /* never NULL; the domain of `email` when the report has none; "" when neither */
  const char *report_id; /* never NULL; without <> and surrounding space; a stand-in made from the content with a
                            warning when the report has none */
  int64_t begin, end;    /* the reporting period as given (milliseconds mended, with a warning) */
  struct policy_published policy;

  const char *email, *extra_contact_info, *generator, *version, *namespace_uri;
  const char **errors; /* report_metadata/error */
  uint32_t n_errors;

  /* the mail it came in, when it came in one: decoded, for authenticity and for the reader */
  const char *mail_from, *mail_subject, *mail_message_id;
  enum trust trust;

  /* sums over all records; the writer checks them against what it reads */
  uint64_t records, messages, dkim_aligned, spf_aligned, dmarc_pass;

  struct warning *warnings;
  uint32_t n_warnings;
  const char *nesting; /* how it was packed, outermost first: "mail > gzip > xml" */
};

/*
 * A report on its way into the store: the metadata first, then its records one at a time, in order. Works for one
 * record and for a million in flat memory.
 */
struct report_stream {
  struct report report;
  /* Fills *record and returns true; false at the end, or with *error set when the stream broke. */
  bool (*next)(struct report_stream *stream, struct record *record, GError **error);
};

/* Adds a record to the sums in *sums. False: there are more messages than can be counted. */
bool report_add_up(struct report *sums, const struct record *record);
bool report_same_sums(const struct report *a, const struct report *b);

/*
 * The days a period covers: its first UTC day and how many days its messages are spread over. A period of up to 25
 * hours is one day, that of its begin; longer ones are spread over their days, up to REPORT_MAX_DAYS; what claims to be
 * longer is counted on its first day.
 */
#define REPORT_MAX_DAYS 400
void report_days(int64_t begin, int64_t end, int32_t *first_day, int32_t *days);

/* Of `count` messages spread over `days` days, the whole messages of day `index` (0-based). The days add up to count.
 */
uint64_t report_day_share(uint64_t count, int32_t days, int32_t index);

#endif
