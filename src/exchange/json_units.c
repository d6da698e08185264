/* SPDX-License-Identifier: MIT */
#include "exchange/json_units.h"
#include <string.h>

#define TEXT_MAX 65536 /* of what is no part of a report: origins, reasons, names */

JSON_WORDS(auth_result_word, auth_result)
JSON_WORDS(alignment_result_word, alignment_result)
JSON_WORDS(disposition_word, disposition)
JSON_WORDS(policy_word, policy)
JSON_WORDS(alignment_mode_word, alignment_mode)
JSON_WORDS(discovery_method_word, discovery_method)
JSON_WORDS(spf_scope_word, spf_scope)
JSON_WORDS(override_type_word, override_type)
JSON_WORDS(trust_word, trust)

/* -- records ------------------------------------------------------------------------------------------------------- */

static void read_dkim(const json_t *object, struct dkim_result *dkim, char **mistake) {
  struct json_read read = json_read_begin(object, "dkim_results", mistake);
  dkim->domain = json_read_text(&read, "domain", false);
  dkim->selector = json_read_text(&read, "selector", false);
  dkim->result = json_read_token(&read, "result", auth_result_word_of, AUTH_RESULT_MAX, true);
  dkim->human_result = json_read_text(&read, "human_result", false);
  json_read_end(&read);
}

static void read_spf(const json_t *object, struct spf_result *spf, char **mistake) {
  struct json_read read = json_read_begin(object, "spf_results", mistake);
  spf->domain = json_read_text(&read, "domain", false);
  spf->scope = json_read_token(&read, "scope", spf_scope_word_of, SPF_SCOPE_MAX, true);
  spf->result = json_read_token(&read, "result", auth_result_word_of, AUTH_RESULT_MAX, true);
  spf->human_result = json_read_text(&read, "human_result", false);
  json_read_end(&read);
}

static void read_override(const json_t *object, struct override *override, char **mistake) {
  struct json_read read = json_read_begin(object, "overrides", mistake);
  override->type = json_read_token(&read, "type", override_type_word_of, OVERRIDE_TYPE_MAX, true);
  override->comment = json_read_text(&read, "comment", false);
  json_read_end(&read);
}

static void read_lists(struct json_read *read, struct json_units *units, struct record *record, char **mistake) {
  const json_t *overrides = json_read_array(read, "overrides", RECORD_MAX_OVERRIDES);
  const json_t *dkim = json_read_array(read, "dkim_results", RECORD_MAX_DKIM);
  const json_t *spf = json_read_array(read, "spf_results", RECORD_MAX_SPF);
  record->overrides = units->overrides;
  record->dkim_results = units->dkim_results;
  record->spf_results = units->spf_results;
  record->n_overrides = (uint32_t)json_array_size(overrides);
  record->n_dkim_results = (uint32_t)json_array_size(dkim);
  record->n_spf_results = (uint32_t)json_array_size(spf);
  for (unsigned int i = 0; i < record->n_overrides; i++)
    read_override(json_array_get(overrides, i), &units->overrides[i], mistake);
  for (unsigned int i = 0; i < record->n_dkim_results; i++)
    read_dkim(json_array_get(dkim, i), &units->dkim_results[i], mistake);
  for (unsigned int i = 0; i < record->n_spf_results; i++)
    read_spf(json_array_get(spf, i), &units->spf_results[i], mistake);
}

void json_units_record(const json_t *object, struct json_units *units, struct record *record, char **mistake) {
  struct json_read read = json_read_begin(object, "record", mistake);
  *record = (struct record){0};
  record->source = json_read_address(&read, "source_ip");
  record->source_raw = json_read_text(&read, "source_ip_raw", false);
  record->count = (uint64_t)json_read_number(&read, "messages", 0, JSON_COUNT_MAX);
  record->disposition = json_read_token(&read, "disposition", disposition_word_of, DISPOSITION_MAX, true);
  record->dkim = json_read_token(&read, "dkim", alignment_result_word_of, ALIGNMENT_RESULT_MAX, true);
  record->spf = json_read_token(&read, "spf", alignment_result_word_of, ALIGNMENT_RESULT_MAX, true);
  record->header_from = json_read_text(&read, "header_from", false);
  record->envelope_from = json_read_text(&read, "envelope_from", false);
  record->envelope_to = json_read_text(&read, "envelope_to", false);
  read_lists(&read, units, record, mistake);
  json_read_end(&read);
}

/* -- reports ------------------------------------------------------------------------------------------------------- */

static void read_policy(const json_t *object, struct policy_published *policy, char **mistake) {
  struct json_read read = json_read_begin(object, "policy_published", mistake);
  policy->domain = json_read_text(&read, "domain", true);
  policy->p = json_read_token(&read, "p", policy_word_of, POLICY_MAX, true);
  policy->sp = json_read_token(&read, "sp", policy_word_of, POLICY_MAX, true);
  policy->np = json_read_token(&read, "np", policy_word_of, POLICY_MAX, true);
  policy->adkim = json_read_token(&read, "adkim", alignment_mode_word_of, ALIGNMENT_MODE_MAX, true);
  policy->aspf = json_read_token(&read, "aspf", alignment_mode_word_of, ALIGNMENT_MODE_MAX, true);
  policy->discovery_method =
      json_read_token(&read, "discovery_method", discovery_method_word_of, DISCOVERY_METHOD_MAX, true);
  policy->fo = json_read_text(&read, "fo", false);
  policy->testing = json_read_text(&read, "testing", false);
  policy->pct = json_read_has(&read, "pct") ? (int16_t)json_read_number(&read, "pct", 0, 100) : -1;
  json_read_end(&read);
}

uint32_t json_units_warnings(struct json_read *read, struct json_units *units) {
  const json_t *list = json_read_array(read, "warnings", REPORT_MAX_WARNINGS);
  const uint32_t n = (uint32_t)json_array_size(list);
  for (unsigned int i = 0; i < n; i++) {
    struct json_read one = json_read_begin(json_array_get(list, i), "warnings", read->mistake);
    units->warnings[i].code = json_read_text(&one, "code", true);
    units->warnings[i].text = json_read_text(&one, "text", true);
    units->warnings[i].times = (uint32_t)json_read_number(&one, "times", 0, UINT32_MAX);
    json_read_end(&one);
  }
  return n;
}

enum trust json_units_trust(struct json_read *read) {
  return (enum trust)json_read_token(read, "trust", trust_word_of, TRUST_MAX, false).value;
}

static void read_errors(struct json_read *read, struct json_units *units, struct report *report, char **mistake) {
  const json_t *list = json_read_array(read, "errors", REPORT_MAX_ERRORS);
  report->errors = units->errors;
  report->n_errors = (uint32_t)json_array_size(list);
  for (unsigned int i = 0; i < report->n_errors; i++) {
    units->errors[i] = json_string_value(json_array_get(list, i));
    if (!units->errors[i] && !*mistake)
      *mistake = g_strdup("errors holds what is no text");
  }
}

/* As a text or, when it is no UTF-8, in base64. */
static char *read_origin(struct json_read *read) {
  size_t length = 0;
  const char *text = json_read_text(read, "origin", false);
  char *origin = text ? g_strdup(text) : (char *)json_read_base64(read, "origin_base64", &length);
  const bool good = origin && (text || strlen(origin) == length) && strlen(origin) <= TEXT_MAX;
  if (!good && !*read->mistake)
    *read->mistake = g_strdup_printf("origin is no text of at most %d bytes", TEXT_MAX);
  return origin;
}

void json_units_provenance(struct json_read *read, struct provenance *provenance, char **origin) {
  provenance->origin = *origin = read_origin(read);
  provenance->received = json_read_number(read, "received", -JSON_SECONDS_MAX, JSON_SECONDS_MAX);
}

static void read_sums(struct json_read *read, struct report *report) {
  uint64_t *const sums[] = {&report->records, &report->messages, &report->dkim_aligned, &report->spf_aligned,
                            &report->dmarc_pass};
  static const char *const keys[] = {"records", "messages", "dkim_aligned", "spf_aligned", "dmarc_pass"};
  for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
    *sums[i] = (uint64_t)json_read_number(read, keys[i], 0, G_MAXINT64);
}

void json_units_report(const json_t *object, struct json_units *units, struct report *report,
                       struct provenance *provenance, char **origin, char **mistake) {
  struct json_read read = json_read_begin(object, "report", mistake);
  *report = (struct report){0};
  report->org_name = json_read_text(&read, "org_name", true);
  report->report_id = json_read_text(&read, "report_id", true);
  report->begin = json_read_number(&read, "begin", -JSON_SECONDS_MAX, JSON_SECONDS_MAX);
  report->end = json_read_number(&read, "end", -JSON_SECONDS_MAX, JSON_SECONDS_MAX);
  read_sums(&read, report);
  report->email = json_read_text(&read, "email", false);
  report->extra_contact_info = json_read_text(&read, "extra_contact_info", false);
  report->generator = json_read_text(&read, "generator", false);
  report->version = json_read_text(&read, "version", false);
  report->namespace_uri = json_read_text(&read, "namespace", false);
  report->mail_from = json_read_text(&read, "mail_from", false);
  report->mail_subject = json_read_text(&read, "mail_subject", false);
  report->mail_message_id = json_read_text(&read, "mail_message_id", false);
  report->trust = json_units_trust(&read);
  report->nesting = json_read_text(&read, "nesting", true);
  read_errors(&read, units, report, mistake);
  read_policy(json_read_object(&read, "policy_published"), &report->policy, mistake);
  report->warnings = units->warnings;
  report->n_warnings = json_units_warnings(&read, units);
  json_units_provenance(&read, provenance, origin);
  json_read_end(&read);
}

/* -- what is kept beside them -------------------------------------------------------------------------------------- */

/* A text that is no part of a report. */
static const char *read_note(struct json_read *read, const char *key, bool needed) {
  const char *text = json_read_text(read, key, needed);
  if (text && strlen(text) > TEXT_MAX && !*read->mistake)
    *read->mistake = g_strdup_printf("%s is longer than %d bytes", key, TEXT_MAX);
  return text;
}

/* Whoever asks DNS lets nothing else through (schema/source.h). */
static const char *read_host_name(struct json_read *read, const char *key) {
  const char *text = read_note(read, key, false);
  if (text && text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-.")] != '\0' && !*read->mistake)
    *read->mistake = g_strdup_printf("%s is no host name", key);
  return text;
}

void json_units_quarantined(const json_t *object, struct quarantined *entry, char **origin, uint8_t **bytes,
                            char **mistake) {
  struct json_read read = json_read_begin(object, "quarantined", mistake);
  *entry = (struct quarantined){.at = json_read_number(&read, "at", -JSON_SECONDS_MAX, JSON_SECONDS_MAX)};
  entry->origin = *origin = read_origin(&read);
  entry->reason = read_note(&read, "reason", true);
  entry->nesting = read_note(&read, "nesting", true);
  entry->size = (uint64_t)json_read_number(&read, "size", 0, G_MAXINT64);
  entry->bytes = *bytes = json_read_base64(&read, "bytes", &entry->n_bytes);
  json_read_end(&read);
  if (entry->bytes && (entry->n_bytes > QUARANTINE_MAX_BYTES || entry->n_bytes != entry->size) && !*mistake)
    *mistake = g_strdup("bytes are more than are kept, or not as many as size says");
}

void json_units_source(const json_t *object, struct source_facts *facts, char **mistake) {
  struct json_read read = json_read_begin(object, "source", mistake);
  *facts = (struct source_facts){.address = json_read_address(&read, "address")};
  facts->name = read_host_name(&read, "name");
  facts->ptr = read_host_name(&read, "ptr");
  facts->service = read_note(&read, "service", false);
  facts->kind = read_note(&read, "kind", false);
  facts->known_by = read_note(&read, "known_by", false);
  facts->country = read_note(&read, "country", false);
  facts->asn = json_read_has(&read, "asn") ? (uint32_t)json_read_number(&read, "asn", 1, UINT32_MAX) : 0;
  facts->as_name = read_note(&read, "as_name", false);
  facts->resolved = json_read_number(&read, "resolved", 1, JSON_SECONDS_MAX);
  facts->failed = json_read_bool(&read, "failed");
  json_read_end(&read);
  if (facts->address.length == 0 && !*mistake)
    *mistake = g_strdup("address is missing");
}
