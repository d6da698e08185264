/* SPDX-License-Identifier: MIT */
#include "command/show_parts.h"
#include "exchange/report_json.h"

static json_t *policy_of(const struct tls_report *report, unsigned int index) {
  const struct tls_policy *policy = &report->policies[index];
  json_t *object = json_object(), *failures = json_array();
  show_json_lines(object, "policy_string", policy->text);
  show_json_lines(object, "mx_host", policy->mx);
  report_json_add(object, &tls_policy_fields, policy);
  for (uint32_t i = 0; i < report->n_failures; i++)
    if (report->failures[i].policy == index) {
      json_t *failure = json_object();
      report_json_add(failure, &tls_failure_detail_fields, &report->failures[i]);
      json_array_append_new(failures, failure);
    }
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
  report_json_add(object, &tls_report_head_fields, report);
  json_object_set_new(object, "policies", policies = json_array());
  for (unsigned int i = 0; i < report->n_policies; i++)
    json_array_append_new(policies, policy_of(report, i));
  return object;
}
