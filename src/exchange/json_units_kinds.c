/* SPDX-License-Identifier: MIT */
/* TLS and failure reports out of JSON objects: what kinds_json.c and export_ndjson.c write. */
#include "exchange/json_units.h"
#include <string.h>

JSON_WORDS(tls_policy_type_word, tls_policy_type)
JSON_WORDS(tls_result_type_word, tls_result_type)
JSON_WORDS(auth_failure_word, auth_failure)
JSON_WORDS(delivery_result_word, delivery_result)

/* Without its From, which is not kept of all. */
static void read_mail(struct json_read *read, struct report_mail *mail) {
  mail->subject = json_read_text(read, "mail_subject", false);
  mail->message_id = json_read_text(read, "mail_message_id", false);
  mail->trust = json_units_trust(read);
}

/* -- TLS reports --------------------------------------------------------------------------------------------------- */

void json_units_tls_report(const json_t *object, struct json_units *units, struct tls_report *report,
                           uint16_t *policies, uint32_t *failures, struct provenance *provenance, char **origin,
                           char **mistake) {
  struct json_read read = json_read_begin(object, "tls_report", mistake);
  *report = (struct tls_report){.org_name = json_read_text(&read, "org_name", true), .warnings = units->warnings};
  report->report_id = json_read_text(&read, "report_id", true);
  report->begin = json_read_number(&read, "begin", -JSON_SECONDS_MAX, JSON_SECONDS_MAX);
  report->end = json_read_number(&read, "end", -JSON_SECONDS_MAX, JSON_SECONDS_MAX);
  report->domain = json_read_text(&read, "domain", true);
  *policies = (uint16_t)json_read_number(&read, "policies", 0, TLS_REPORT_MAX_POLICIES);
  *failures = (uint32_t)json_read_number(&read, "failures", 0, TLS_REPORT_MAX_FAILURES);
  report->contact = json_read_text(&read, "contact_info", false);
  report->mail.from = json_read_text(&read, "mail_from", false);
  read_mail(&read, &report->mail);
  report->nesting = json_read_text(&read, "nesting", true);
  report->n_warnings = json_units_warnings(&read, units);
  json_units_provenance(&read, provenance, origin);
  json_read_end(&read);
}

void json_units_tls_policy(const json_t *object, struct tls_policy *policy, char **mistake) {
  struct json_read read = json_read_begin(object, "tls_policy", mistake);
  *policy = (struct tls_policy){.domain = json_read_text(&read, "policy_domain", true)};
  policy->type = json_read_token(&read, "policy_type", tls_policy_type_word_of, TLS_POLICY_TYPE_MAX, true);
  policy->text = json_read_text(&read, "policy_string", false);
  policy->mx = json_read_text(&read, "mx_host", false);
  policy->sessions_ok = (uint64_t)json_read_number(&read, "sessions_ok", 0, JSON_COUNT_MAX);
  policy->sessions_failed = (uint64_t)json_read_number(&read, "sessions_failed", 0, JSON_COUNT_MAX);
  json_read_end(&read);
}

void json_units_tls_failure(const json_t *object, struct tls_failure *failure, char **mistake) {
  struct json_read read = json_read_begin(object, "tls_failure", mistake);
  *failure = (struct tls_failure){.policy = (uint16_t)json_read_number(&read, "policy", 0, TLS_REPORT_MAX_POLICIES)};
  failure->result = json_read_token(&read, "result_type", tls_result_type_word_of, TLS_RESULT_TYPE_MAX, true);
  failure->sessions = (uint64_t)json_read_number(&read, "sessions", 0, JSON_COUNT_MAX);
  failure->sending = json_read_address(&read, "sending_mta_ip");
  failure->sending_raw = json_read_text(&read, "sending_mta_ip_raw", false);
  failure->receiving_mx = json_read_text(&read, "receiving_mx_hostname", false);
  failure->receiving_helo = json_read_text(&read, "receiving_mx_helo", false);
  failure->receiving = json_read_address(&read, "receiving_ip");
  failure->receiving_raw = json_read_text(&read, "receiving_ip_raw", false);
  failure->reason_code = json_read_text(&read, "failure_reason_code", false);
  failure->information = json_read_text(&read, "additional_information", false);
  json_read_end(&read);
}

/* -- failure reports ----------------------------------------------------------------------------------------------- */

/* Exactly so many bytes. */
static void read_bytes(struct json_read *read, const char *key, uint8_t *bytes, size_t length) {
  size_t n = 0;
  g_autofree uint8_t *got = json_read_base64(read, key, &n);
  if (got && n == length)
    memcpy(bytes, got, length);
  else if (!*read->mistake)
    *read->mistake = g_strdup_printf("%s is not %zu bytes in base64", key, length);
}

static void read_failure(struct json_read *read, struct failure_report *report) {
  report->domain = json_read_text(read, "domain", true);
  report->source = json_read_address(read, "source_ip");
  report->source_raw = json_read_text(read, "source_ip_raw", false);
  report->has_arrived = json_read_has(read, "arrived");
  if (report->has_arrived)
    report->arrived = json_read_number(read, "arrived", -JSON_SECONDS_MAX, JSON_SECONDS_MAX);
  report->incidents = (uint32_t)json_read_number(read, "messages", 0, UINT32_MAX);
  report->auth_failure = json_read_token(read, "auth_failure", auth_failure_word_of, AUTH_FAILURE_MAX, true);
  report->delivery_result =
      json_read_token(read, "delivery_result", delivery_result_word_of, DELIVERY_RESULT_MAX, true);
  report->header_from = json_read_text(read, "header_from", false);
}

static void read_failed_message(struct json_read *read, struct failure_report *report) {
  static const struct {
    const char *key;
    size_t offset;
  } texts[] = {{"original_mail_from", offsetof(struct failure_report, original_mail_from)},
               {"original_rcpt_to", offsetof(struct failure_report, original_rcpt_to)},
               {"original_envelope_id", offsetof(struct failure_report, original_envelope_id)},
               {"message_id", offsetof(struct failure_report, message_id)},
               {"dkim_domain", offsetof(struct failure_report, dkim_domain)},
               {"dkim_identity", offsetof(struct failure_report, dkim_identity)},
               {"dkim_selector", offsetof(struct failure_report, dkim_selector)},
               {"spf_dns", offsetof(struct failure_report, spf_dns)},
               {"identity_alignment", offsetof(struct failure_report, identity_alignment)},
               {"reporting_mta", offsetof(struct failure_report, reporting_mta)},
               {"user_agent", offsetof(struct failure_report, user_agent)},
               {"authentication_results", offsetof(struct failure_report, authentication_results)},
               {"sample", offsetof(struct failure_report, sample)}};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    *(const char **)(void *)((char *)report + texts[i].offset) = json_read_text(read, texts[i].key, false);
}

void json_units_failure(const json_t *object, struct json_units *units, struct kept_failure *kept,
                        struct provenance *provenance, char **origin, char **mistake) {
  struct json_read read = json_read_begin(object, "failure_report", mistake);
  struct failure_report *report = &kept->report;
  *kept = (struct kept_failure){.report.warnings = units->warnings};
  read_bytes(&read, "digest", kept->digest, FAILURE_DIGEST_BYTES);
  kept->reporter = json_read_text(&read, "reporter", true);
  read_failure(&read, report);
  read_failed_message(&read, report);
  read_mail(&read, &report->mail);
  report->nesting = json_read_text(&read, "nesting", true);
  report->n_warnings = json_units_warnings(&read, units);
  json_units_provenance(&read, provenance, origin);
  json_read_end(&read);
}

void json_units_privacy_key(const json_t *object, uint8_t key[PRIVACY_KEY_BYTES], char **mistake) {
  struct json_read read = json_read_begin(object, "privacy_key", mistake);
  read_bytes(&read, "key", key, PRIVACY_KEY_BYTES);
  json_read_end(&read);
}
