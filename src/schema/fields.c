/* SPDX-License-Identifier: MIT */
/* The order of the rows is the order in frames and in what is shown. */
#include "schema/fields.h"
#include "schema/failure_report.h"
#include "schema/tls_report.h"

/* The place of a member, which does not compile when the member is of another type. */
#define PLACE(structure, member, type)                                                                                 \
  _Generic(((struct structure *)NULL)->member, type : offsetof(struct structure, member))

#define TEXT(structure, name, member)                                                                                  \
  { .key = name, .kind = FIELD_TEXT, .offset = PLACE(structure, member, const char *) }
#define NEEDED(structure, name, member)                                                                                \
  { .key = name, .kind = FIELD_TEXT, .flags = FIELD_NEEDED, .offset = PLACE(structure, member, const char *) }
#define TOKEN(structure, name, member, type)                                                                           \
  { .key = name, .kind = FIELD_TOKEN, .offset = PLACE(structure, member, struct token), .words = &type##_words }
#define CHOICE(structure, name, member, type)                                                                          \
  { .key = name, .kind = FIELD_CHOICE, .offset = PLACE(structure, member, enum type), .words = &type##_words }
#define NUMBER(structure, name, member, largest)                                                                       \
  {                                                                                                                    \
    .key = name, .kind = FIELD_NUMBER, .size = sizeof(((struct structure *)NULL)->member),                             \
    .offset = offsetof(struct structure, member), .most = (largest)                                                    \
  }
#define SECONDS(structure, name, member)                                                                               \
  { .key = name, .kind = FIELD_SECONDS, .offset = PLACE(structure, member, int64_t) }
#define ADDRESS(structure, name, member, raw)                                                                          \
  {                                                                                                                    \
    .key = name, .kind = FIELD_ADDRESS, .offset = PLACE(structure, member, struct source_address),                     \
    .beside = PLACE(structure, raw, const char *)                                                                      \
  }
#define PART(structure, name, member, fields)                                                                          \
  { .key = name, .kind = FIELD_PART, .offset = offsetof(struct structure, member), .of = &(fields) }
#define SAME(fields)                                                                                                   \
  { .kind = FIELD_PART, .of = &(fields) } /* rows of the same struct that are also asked for alone */
#define LIST(structure, name, member, number, largest, fields)                                                         \
  {                                                                                                                    \
    .key = name, .kind = FIELD_LIST, .offset = offsetof(struct structure, member),                                     \
    .beside = PLACE(structure, number, uint32_t), .most = (largest), .of = &(fields)                                   \
  }
#define FIELDS(structure, rows)                                                                                        \
  { .size = sizeof(struct structure), .n = G_N_ELEMENTS(rows), .list = (rows) }

/* -- records ------------------------------------------------------------------------------------------------------- */

static const struct field override_rows[] = {
    TOKEN(override, "type", type, override_type),
    TEXT(override, "comment", comment),
};
static const struct fields override_fields = FIELDS(override, override_rows);

static const struct field dkim_result_rows[] = {
    TEXT(dkim_result, "domain", domain),
    TEXT(dkim_result, "selector", selector),
    TOKEN(dkim_result, "result", result, auth_result),
    TEXT(dkim_result, "human_result", human_result),
};
static const struct fields dkim_result_fields = FIELDS(dkim_result, dkim_result_rows);

static const struct field spf_result_rows[] = {
    TEXT(spf_result, "domain", domain),
    TOKEN(spf_result, "scope", scope, spf_scope),
    TOKEN(spf_result, "result", result, auth_result),
    TEXT(spf_result, "human_result", human_result),
};
static const struct fields spf_result_fields = FIELDS(spf_result, spf_result_rows);

static const struct field record_rows[] = {
    ADDRESS(record, "source_ip", source, source_raw),
    NUMBER(record, "messages", count, FIELD_COUNT_MAX),
    TOKEN(record, "disposition", disposition, disposition),
    TOKEN(record, "dkim", dkim, alignment_result),
    TOKEN(record, "spf", spf, alignment_result),
    TEXT(record, "header_from", header_from),
    TEXT(record, "envelope_from", envelope_from),
    TEXT(record, "envelope_to", envelope_to),
    LIST(record, "overrides", overrides, n_overrides, RECORD_MAX_OVERRIDES, override_fields),
    LIST(record, "dkim_results", dkim_results, n_dkim_results, RECORD_MAX_DKIM, dkim_result_fields),
    LIST(record, "spf_results", spf_results, n_spf_results, RECORD_MAX_SPF, spf_result_fields),
};
const struct fields record_fields = FIELDS(record, record_rows);

/* -- what reports have in common ----------------------------------------------------------------------------------- */

static const struct field warning_rows[] = {
    NEEDED(warning, "code", code),
    NEEDED(warning, "text", text),
    NUMBER(warning, "times", times, UINT32_MAX),
};
static const struct fields warning_fields = FIELDS(warning, warning_rows);

static const struct field mail_rows[] = {
    TEXT(report_mail, "mail_from", from),
    TEXT(report_mail, "mail_subject", subject),
    TEXT(report_mail, "mail_message_id", message_id),
    CHOICE(report_mail, "trust", trust, trust),
};
const struct fields report_mail_fields = FIELDS(report_mail, mail_rows);

/* -- aggregate reports --------------------------------------------------------------------------------------------- */

static const struct field policy_rows[] = {
    {.key = "domain",
     .kind = FIELD_TEXT,
     .flags = FIELD_NEEDED | FIELD_FILLED,
     .offset = offsetof(struct policy_published, domain)},
    TOKEN(policy_published, "p", p, policy),
    TOKEN(policy_published, "sp", sp, policy),
    TOKEN(policy_published, "np", np, policy),
    TOKEN(policy_published, "adkim", adkim, alignment_mode),
    TOKEN(policy_published, "aspf", aspf, alignment_mode),
    TOKEN(policy_published, "discovery_method", discovery_method, discovery_method),
    TEXT(policy_published, "fo", fo),
    TEXT(policy_published, "testing", testing),
    {.key = "pct", .kind = FIELD_PERCENT, .offset = PLACE(policy_published, pct, int16_t)},
};
static const struct fields policy_fields = FIELDS(policy_published, policy_rows);

/* report_metadata/error: the list is one of texts */
static const struct field error_rows[] = {{.kind = FIELD_TEXT, .flags = FIELD_NEEDED}};
static const struct fields error_fields = {.size = sizeof(const char *), .n = 1, .list = error_rows};

static const struct field report_rows[] = {
    NEEDED(report, "org_name", org_name),
    NEEDED(report, "report_id", report_id),
    SECONDS(report, "begin", begin),
    SECONDS(report, "end", end),
    NUMBER(report, "records", records, G_MAXINT64),
    NUMBER(report, "messages", messages, G_MAXINT64),
    NUMBER(report, "dkim_aligned", dkim_aligned, G_MAXINT64),
    NUMBER(report, "spf_aligned", spf_aligned, G_MAXINT64),
    NUMBER(report, "dmarc_pass", dmarc_pass, G_MAXINT64),
    TEXT(report, "email", email),
    TEXT(report, "extra_contact_info", extra_contact_info),
    TEXT(report, "generator", generator),
    TEXT(report, "version", version),
    TEXT(report, "namespace", namespace_uri),
    TEXT(report, "mail_from", mail_from),
    TEXT(report, "mail_subject", mail_subject),
    TEXT(report, "mail_message_id", mail_message_id),
    CHOICE(report, "trust", trust, trust),
    NEEDED(report, "nesting", nesting),
    LIST(report, "errors", errors, n_errors, REPORT_MAX_ERRORS, error_fields),
    PART(report, "policy_published", policy, policy_fields),
    LIST(report, "warnings", warnings, n_warnings, REPORT_MAX_WARNINGS, warning_fields),
};
const struct fields report_fields = FIELDS(report, report_rows);

/* -- TLS reports --------------------------------------------------------------------------------------------------- */

static const struct field tls_policy_rows[] = {
    NEEDED(tls_policy, "policy_domain", domain),
    TOKEN(tls_policy, "policy_type", type, tls_policy_type),
    TEXT(tls_policy, "policy_string", text),
    TEXT(tls_policy, "mx_host", mx),
    NUMBER(tls_policy, "sessions_ok", sessions_ok, FIELD_COUNT_MAX),
    NUMBER(tls_policy, "sessions_failed", sessions_failed, FIELD_COUNT_MAX),
};
const struct fields tls_policy_fields = FIELDS(tls_policy, tls_policy_rows);

static const struct field tls_failure_detail_rows[] = {
    TOKEN(tls_failure, "result_type", result, tls_result_type),
    NUMBER(tls_failure, "sessions", sessions, FIELD_COUNT_MAX),
    ADDRESS(tls_failure, "sending_mta_ip", sending, sending_raw),
    TEXT(tls_failure, "receiving_mx_hostname", receiving_mx),
    TEXT(tls_failure, "receiving_mx_helo", receiving_helo),
    ADDRESS(tls_failure, "receiving_ip", receiving, receiving_raw),
    TEXT(tls_failure, "failure_reason_code", reason_code),
    TEXT(tls_failure, "additional_information", information),
};
const struct fields tls_failure_detail_fields = FIELDS(tls_failure, tls_failure_detail_rows);

static const struct field tls_failure_rows[] = {
    NUMBER(tls_failure, "policy", policy, TLS_REPORT_MAX_POLICIES - 1),
    SAME(tls_failure_detail_fields),
};
const struct fields tls_failure_fields = FIELDS(tls_failure, tls_failure_rows);

static const struct field tls_report_head_rows[] = {
    NEEDED(tls_report, "org_name", org_name),
    NEEDED(tls_report, "report_id", report_id),
    SECONDS(tls_report, "begin", begin),
    SECONDS(tls_report, "end", end),
    NEEDED(tls_report, "domain", domain),
    TEXT(tls_report, "contact_info", contact),
    PART(tls_report, NULL, mail, report_mail_fields),
    NEEDED(tls_report, "nesting", nesting),
    LIST(tls_report, "warnings", warnings, n_warnings, REPORT_MAX_WARNINGS, warning_fields),
};
const struct fields tls_report_head_fields = FIELDS(tls_report, tls_report_head_rows);

static const struct field tls_report_rows[] = {
    SAME(tls_report_head_fields),
    TEXT(tls_report, "stand_in", stand_in),
    LIST(tls_report, "policies", policies, n_policies, TLS_REPORT_MAX_POLICIES, tls_policy_fields),
    LIST(tls_report, "failures", failures, n_failures, TLS_REPORT_MAX_FAILURES, tls_failure_fields),
};
const struct fields tls_report_fields = FIELDS(tls_report, tls_report_rows);

/* -- failure reports ----------------------------------------------------------------------------------------------- */

static const struct field failure_report_head_rows[] = {
    NEEDED(failure_report, "domain", domain),
    ADDRESS(failure_report, "source_ip", source, source_raw),
    {.key = "arrived",
     .kind = FIELD_MOMENT,
     .offset = PLACE(failure_report, arrived, int64_t),
     .beside = PLACE(failure_report, has_arrived, bool)},
    NUMBER(failure_report, "messages", incidents, UINT32_MAX),
    TOKEN(failure_report, "auth_failure", auth_failure, auth_failure),
    TOKEN(failure_report, "delivery_result", delivery_result, delivery_result),
    TEXT(failure_report, "header_from", header_from),
};
const struct fields failure_report_head_fields = FIELDS(failure_report, failure_report_head_rows);

static const struct field failed_message_rows[] = {
    TEXT(failure_report, "original_mail_from", original_mail_from),
    TEXT(failure_report, "original_rcpt_to", original_rcpt_to),
    TEXT(failure_report, "original_envelope_id", original_envelope_id),
    TEXT(failure_report, "message_id", message_id),
    TEXT(failure_report, "dkim_domain", dkim_domain),
    TEXT(failure_report, "dkim_identity", dkim_identity),
    TEXT(failure_report, "dkim_selector", dkim_selector),
    TEXT(failure_report, "spf_dns", spf_dns),
    TEXT(failure_report, "identity_alignment", identity_alignment),
    TEXT(failure_report, "reporting_mta", reporting_mta),
    TEXT(failure_report, "user_agent", user_agent),
};
const struct fields failed_message_fields = FIELDS(failure_report, failed_message_rows);

static const struct field failure_report_rows[] = {
    SAME(failure_report_head_fields),
    SAME(failed_message_fields),
    TEXT(failure_report, "authentication_results", authentication_results),
    {.key = "sample",
     .kind = FIELD_TEXT,
     .offset = PLACE(failure_report, sample, const char *),
     .most = FAILURE_SAMPLE_MOST},
    PART(failure_report, NULL, mail, report_mail_fields),
    NEEDED(failure_report, "nesting", nesting),
    LIST(failure_report, "warnings", warnings, n_warnings, REPORT_MAX_WARNINGS, warning_fields),
};
const struct fields failure_report_fields = FIELDS(failure_report, failure_report_rows);
