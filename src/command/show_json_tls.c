/* SPDX-License-Identifier: MIT */
#include "command/show_parts.h"
#include "exchange/report_json.h"

static json_t *failure_of(const struct tls_failure *failure) {
  json_t *object = json_object();
  show_json_token(object, "result_type", tls_result_type_word(failure->result.value), failure->result);
  report_json_set_number(object, "sessions", failure->sessions);
  report_json_set_address(object, "sending_mta_ip", &failure->sending);
  report_json_set_text(object, "sending_mta_ip_raw", failure->sending_raw);
  report_json_set_text(object, "receiving_mx_hostname", failure->receiving_mx);
  report_json_set_text(object, "receiving_mx_helo", failure->receiving_helo);
  report_json_set_address(object, "receiving_ip", &failure->receiving);
  report_json_set_text(object, "receiving_ip_raw", failure->receiving_raw);
  report_json_set_text(object, "failure_reason_code", failure->reason_code);
  report_json_set_text(object, "additional_information", failure->information);
  return object;
}

static json_t *policy_of(const struct tls_report *report, unsigned int index) {
  const struct tls_policy *policy = &report->policies[index];
  json_t *object = json_object(), *failures = json_array();
  report_json_set_text(object, "policy_domain", policy->domain);
  show_json_token(object, "policy_type", tls_policy_type_word(policy->type.value), policy->type);
  show_json_lines(object, "policy_string", policy->text);
  show_json_lines(object, "mx_host", policy->mx);
  report_json_set_number(object, "sessions_ok", policy->sessions_ok);
  report_json_set_number(object, "sessions_failed", policy->sessions_failed);
  for (uint32_t i = 0; i < report->n_failures; i++)
    if (report->failures[i].policy == index)
      json_array_append_new(failures, failure_of(&report->failures[i]));
  json_object_set_new(object, "failures", failures);
  return object;
}

json_t *show_json_tls_report(const struct tls_report *report, bool all) {
  json_t *object = json_object(), *policies;
  report_json_set_text(object, "outcome", "report");
  report_json_set_text(object, "kind", "tls");
  report_json_set_text(object, "org_name", report->org_name);
  report_json_set_text(object, "report_id", report->report_id);
  report_json_set_text(object, "domain", report->domain);
  json_object_set_new(object, "begin", json_integer(report->begin));
  json_object_set_new(object, "end", json_integer(report->end));
  report_json_set_number(object, "policies", report->n_policies);
  report_json_set_number(object, "sessions_ok", tls_report_sessions_ok(report));
  report_json_set_number(object, "sessions_failed", tls_report_sessions_failed(report));
  show_json_warnings(object, report->warnings, report->n_warnings);
  if (!all)
    return object;
  report_json_set_text(object, "contact_info", report->contact);
  show_json_mail(object, &report->mail);
  report_json_set_text(object, "nesting", report->nesting);
  json_object_set_new(object, "policies", policies = json_array());
  for (unsigned int i = 0; i < report->n_policies; i++)
    json_array_append_new(policies, policy_of(report, i));
  return object;
}
