/* SPDX-License-Identifier: MIT */
#include "exchange/report_json.h"
#include <arpa/inet.h>

/* Takes over `value`; NULL text is left out. */
static void set(json_t *object, const char *key, json_t *value) {
  if (value)
    json_object_set_new(object, key, value);
}

void report_json_set_text(json_t *object, const char *key, const char *text) {
  set(object, key, text ? json_string(text) : NULL);
}

void report_json_set_address(json_t *object, const char *key, const struct source_address *address) {
  char text[INET6_ADDRSTRLEN];
  const int family = address->length == 4 ? AF_INET : AF_INET6;
  if (address->length > 0)
    report_json_set_text(object, key, inet_ntop(family, address->bytes, text, sizeof text));
}

void report_json_set_number(json_t *object, const char *key, uint64_t number) {
  set(object, key, json_integer((json_int_t)number));
}

/* The canonical word, and beside it what the report says when that is something else. */
void report_json_set_token(json_t *object, const char *key, const char *word, struct token token) {
  report_json_set_text(object, key, word);
  if (!token.raw)
    return;
  g_autofree char *raw_key = g_strconcat(key, "_raw", NULL);
  report_json_set_text(object, raw_key, token.raw);
}

void report_json_add_sums(json_t *object, const struct report *report) {
  report_json_set_number(object, "records", report->records);
  report_json_set_number(object, "messages", report->messages);
  report_json_set_number(object, "dkim_aligned", report->dkim_aligned);
  report_json_set_number(object, "spf_aligned", report->spf_aligned);
  report_json_set_number(object, "dmarc_pass", report->dmarc_pass);
}

static json_t *policy_of(const struct policy_published *policy) {
  json_t *object = json_object();
  report_json_set_text(object, "domain", policy->domain);
  report_json_set_token(object, "p", policy_word(policy->p.value), policy->p);
  report_json_set_token(object, "sp", policy_word(policy->sp.value), policy->sp);
  report_json_set_token(object, "np", policy_word(policy->np.value), policy->np);
  report_json_set_token(object, "adkim", alignment_mode_word(policy->adkim.value), policy->adkim);
  report_json_set_token(object, "aspf", alignment_mode_word(policy->aspf.value), policy->aspf);
  report_json_set_token(object, "discovery_method", discovery_method_word(policy->discovery_method.value),
                        policy->discovery_method);
  report_json_set_text(object, "fo", policy->fo);
  report_json_set_text(object, "testing", policy->testing);
  if (policy->pct >= 0)
    report_json_set_number(object, "pct", (uint64_t)policy->pct);
  return object;
}

void report_json_add_metadata(json_t *object, const struct report *report) {
  json_t *errors = json_array();
  report_json_set_text(object, "email", report->email);
  report_json_set_text(object, "extra_contact_info", report->extra_contact_info);
  report_json_set_text(object, "generator", report->generator);
  report_json_set_text(object, "version", report->version);
  report_json_set_text(object, "namespace", report->namespace_uri);
  report_json_set_text(object, "mail_from", report->mail_from);
  report_json_set_text(object, "mail_subject", report->mail_subject);
  report_json_set_text(object, "mail_message_id", report->mail_message_id);
  report_json_set_text(object, "trust", trust_word(report->trust));
  report_json_set_text(object, "nesting", report->nesting);
  for (unsigned int i = 0; i < report->n_errors; i++)
    json_array_append_new(errors, json_string(report->errors[i]));
  set(object, "errors", errors);
  set(object, "policy_published", policy_of(&report->policy));
}

static json_t *dkim_results_of(const struct record *record) {
  json_t *list = json_array();
  for (unsigned int i = 0; i < record->n_dkim_results; i++) {
    const struct dkim_result *dkim = &record->dkim_results[i];
    json_t *object = json_object();
    report_json_set_text(object, "domain", dkim->domain);
    report_json_set_text(object, "selector", dkim->selector);
    report_json_set_token(object, "result", auth_result_word(dkim->result.value), dkim->result);
    report_json_set_text(object, "human_result", dkim->human_result);
    json_array_append_new(list, object);
  }
  return list;
}

static json_t *spf_results_of(const struct record *record) {
  json_t *list = json_array();
  for (unsigned int i = 0; i < record->n_spf_results; i++) {
    const struct spf_result *spf = &record->spf_results[i];
    json_t *object = json_object();
    report_json_set_text(object, "domain", spf->domain);
    report_json_set_token(object, "scope", spf_scope_word(spf->scope.value), spf->scope);
    report_json_set_token(object, "result", auth_result_word(spf->result.value), spf->result);
    report_json_set_text(object, "human_result", spf->human_result);
    json_array_append_new(list, object);
  }
  return list;
}

static json_t *overrides_of(const struct record *record) {
  json_t *list = json_array();
  for (unsigned int i = 0; i < record->n_overrides; i++) {
    const struct override *override = &record->overrides[i];
    json_t *object = json_object();
    report_json_set_token(object, "type", override_type_word(override->type.value), override->type);
    report_json_set_text(object, "comment", override->comment);
    json_array_append_new(list, object);
  }
  return list;
}

json_t *report_json_record(const struct record *record) {
  json_t *object = json_object();
  report_json_set_address(object, "source_ip", &record->source);
  report_json_set_text(object, "source_ip_raw", record->source_raw);
  report_json_set_number(object, "messages", record->count);
  report_json_set_token(object, "disposition", disposition_word(record->disposition.value), record->disposition);
  report_json_set_token(object, "dkim", alignment_result_word(record->dkim.value), record->dkim);
  report_json_set_token(object, "spf", alignment_result_word(record->spf.value), record->spf);
  report_json_set_text(object, "header_from", record->header_from);
  report_json_set_text(object, "envelope_from", record->envelope_from);
  report_json_set_text(object, "envelope_to", record->envelope_to);
  set(object, "overrides", overrides_of(record));
  set(object, "dkim_results", dkim_results_of(record));
  set(object, "spf_results", spf_results_of(record));
  return object;
}
