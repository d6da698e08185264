/* SPDX-License-Identifier: MIT */
/*
 * ndjson: one object a line for each report or refusal, without its records. json: an array of the same objects, those
 * of reports with everything else that is in them.
 */
#include "base/fault.h"
#include "command/show_print.h"
#include <arpa/inet.h>
#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

/* On a terminal also what could steer it is escaped. */
static void print(const json_t *value) {
  static int terminal = -1;
  if (terminal < 0)
    terminal = isatty(STDOUT_FILENO);
  json_dumpf(value, stdout, JSON_COMPACT | (terminal ? JSON_ENSURE_ASCII : 0));
}

/* Takes over `value`; NULL text is left out. */
static void set(json_t *object, const char *key, json_t *value) {
  if (value)
    json_object_set_new(object, key, value);
}

static void set_text(json_t *object, const char *key, const char *text) {
  set(object, key, text ? json_string(text) : NULL);
}

static void set_number(json_t *object, const char *key, uint64_t number) {
  set(object, key, json_integer((json_int_t)number));
}

/* The canonical word, and beside it what the report says when that is something else. */
static void set_token(json_t *object, const char *key, const char *word, struct token token) {
  set_text(object, key, word);
  if (!token.raw)
    return;
  g_autofree char *raw_key = g_strconcat(key, "_raw", NULL);
  set_text(object, raw_key, token.raw);
}

static json_t *summary(const struct report *report) {
  json_t *object = json_object(), *warnings = json_array();
  set_text(object, "outcome", "report");
  set_text(object, "kind", "aggregate");
  set_text(object, "org_name", report->org_name);
  set_text(object, "report_id", report->report_id);
  set_text(object, "domain", report->policy.domain);
  set(object, "begin", json_integer(report->begin));
  set(object, "end", json_integer(report->end));
  set_number(object, "records", report->records);
  set_number(object, "messages", report->messages);
  set_number(object, "dkim_aligned", report->dkim_aligned);
  set_number(object, "spf_aligned", report->spf_aligned);
  set_number(object, "dmarc_pass", report->dmarc_pass);
  for (unsigned int i = 0; i < report->n_warnings; i++)
    json_array_append_new(warnings, json_string(report->warnings[i].text));
  set(object, "warnings", warnings);
  return object;
}

static json_t *refused(const struct refusal *refusal) {
  static const char *const outcomes[REFUSAL_KIND_MAX] = {"not-a-report", "rejected", "try-later"};
  json_t *object = json_object();
  set_text(object, "outcome", outcomes[refusal->kind]);
  set_text(object, "reason", refusal->reason);
  set_text(object, "nesting", refusal->nesting);
  return object;
}

/* -- everything else ----------------------------------------------------------------------------------------------- */

static json_t *policy_of(const struct policy_published *policy) {
  json_t *object = json_object();
  set_text(object, "domain", policy->domain);
  set_token(object, "p", policy_word(policy->p.value), policy->p);
  set_token(object, "sp", policy_word(policy->sp.value), policy->sp);
  set_token(object, "np", policy_word(policy->np.value), policy->np);
  set_token(object, "adkim", alignment_mode_word(policy->adkim.value), policy->adkim);
  set_token(object, "aspf", alignment_mode_word(policy->aspf.value), policy->aspf);
  set_token(object, "discovery_method", discovery_method_word(policy->discovery_method.value),
            policy->discovery_method);
  set_text(object, "fo", policy->fo);
  set_text(object, "testing", policy->testing);
  if (policy->pct >= 0)
    set_number(object, "pct", (uint64_t)policy->pct);
  return object;
}

static void add_metadata(json_t *object, const struct report *report) {
  json_t *errors = json_array();
  set_text(object, "email", report->email);
  set_text(object, "extra_contact_info", report->extra_contact_info);
  set_text(object, "generator", report->generator);
  set_text(object, "version", report->version);
  set_text(object, "namespace", report->namespace_uri);
  set_text(object, "mail_from", report->mail_from);
  set_text(object, "mail_subject", report->mail_subject);
  set_text(object, "mail_message_id", report->mail_message_id);
  set_text(object, "trust", trust_word(report->trust));
  set_text(object, "nesting", report->nesting);
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
    set_text(object, "domain", dkim->domain);
    set_text(object, "selector", dkim->selector);
    set_token(object, "result", auth_result_word(dkim->result.value), dkim->result);
    set_text(object, "human_result", dkim->human_result);
    json_array_append_new(list, object);
  }
  return list;
}

static json_t *spf_results_of(const struct record *record) {
  json_t *list = json_array();
  for (unsigned int i = 0; i < record->n_spf_results; i++) {
    const struct spf_result *spf = &record->spf_results[i];
    json_t *object = json_object();
    set_text(object, "domain", spf->domain);
    set_token(object, "scope", spf_scope_word(spf->scope.value), spf->scope);
    set_token(object, "result", auth_result_word(spf->result.value), spf->result);
    set_text(object, "human_result", spf->human_result);
    json_array_append_new(list, object);
  }
  return list;
}

static json_t *overrides_of(const struct record *record) {
  json_t *list = json_array();
  for (unsigned int i = 0; i < record->n_overrides; i++) {
    const struct override *override = &record->overrides[i];
    json_t *object = json_object();
    set_token(object, "type", override_type_word(override->type.value), override->type);
    set_text(object, "comment", override->comment);
    json_array_append_new(list, object);
  }
  return list;
}

static json_t *record_of(const struct record *record) {
  char address[INET6_ADDRSTRLEN];
  json_t *object = json_object();
  if (record->source.length > 0)
    set_text(object, "source_ip",
             inet_ntop(record->source.length == 4 ? AF_INET : AF_INET6, record->source.bytes, address, sizeof address));
  set_text(object, "source_ip_raw", record->source_raw);
  set_number(object, "messages", record->count);
  set_token(object, "disposition", disposition_word(record->disposition.value), record->disposition);
  set_token(object, "dkim", alignment_result_word(record->dkim.value), record->dkim);
  set_token(object, "spf", alignment_result_word(record->spf.value), record->spf);
  set_text(object, "header_from", record->header_from);
  set_text(object, "envelope_from", record->envelope_from);
  set_text(object, "envelope_to", record->envelope_to);
  set(object, "overrides", overrides_of(record));
  set(object, "dkim_results", dkim_results_of(record));
  set(object, "spf_results", spf_results_of(record));
  return object;
}

/* -- printers ------------------------------------------------------------------------------------------------------ */

static void ndjson_line(json_t *object) {
  print(object);
  putchar('\n');
  json_decref(object);
}

static bool ndjson_report(uint64_t nth, struct report_stream *stream, GError **error) {
  (void)nth, (void)error;
  ndjson_line(summary(&stream->report));
  return true;
}

static void ndjson_refusal(uint64_t nth, const struct refusal *refusal) {
  (void)nth;
  ndjson_line(refused(refusal));
}

static void nothing(void) {}

const struct show_printer show_print_ndjson = {nothing, ndjson_report, ndjson_refusal, nothing};

static void json_begin(void) {
  fputs("[", stdout);
}

static void json_separate(uint64_t nth) {
  fputs(nth > 0 ? ",\n" : "\n", stdout);
}

/* The records are many: they are printed one by one into what is otherwise one object of two. */
static bool json_report(uint64_t nth, struct report_stream *stream, GError **error) {
  GError *broken = NULL;
  struct record record;
  json_t *object = summary(&stream->report);
  add_metadata(object, &stream->report);
  json_separate(nth);
  fputs("{\"report\":", stdout);
  print(object);
  json_decref(object);
  fputs(",\"rows\":[", stdout);
  for (bool first = true; stream->next(stream, &record, &broken); first = false) {
    json_t *row = record_of(&record);
    fputs(first ? "\n " : ",\n ", stdout);
    print(row);
    json_decref(row);
  }
  fputs("]}", stdout);
  if (broken)
    g_propagate_error(error, broken);
  return !broken;
}

static void json_refusal(uint64_t nth, const struct refusal *refusal) {
  json_t *object = refused(refusal);
  json_separate(nth);
  print(object);
  json_decref(object);
}

static void json_end(void) {
  fputs("\n]\n", stdout);
}

const struct show_printer show_print_json = {json_begin, json_report, json_refusal, json_end};
