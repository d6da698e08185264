/* SPDX-License-Identifier: MIT */
#include "command/show_parts.h"
#include "exchange/report_json.h"

json_t *show_json_failure_report(const struct failure_report *report, bool all) {
  json_t *object = json_object();
  report_json_set_text(object, "outcome", "report");
  report_json_set_text(object, "kind", "failure");
  report_json_set_text(object, "domain", report->domain);
  report_json_set_address(object, "source_ip", &report->source);
  report_json_set_text(object, "source_ip_raw", report->source_raw);
  if (report->has_arrived)
    json_object_set_new(object, "arrived", json_integer(report->arrived));
  report_json_set_number(object, "messages", report->incidents);
  show_json_token(object, "auth_failure", auth_failure_word(report->auth_failure.value), report->auth_failure);
  show_json_token(object, "delivery_result", delivery_result_word(report->delivery_result.value),
                  report->delivery_result);
  report_json_set_text(object, "header_from", report->header_from);
  show_json_warnings(object, report->warnings, report->n_warnings);
  if (!all)
    return object;
  report_json_set_text(object, "original_mail_from", report->original_mail_from);
  report_json_set_text(object, "original_rcpt_to", report->original_rcpt_to);
  report_json_set_text(object, "original_envelope_id", report->original_envelope_id);
  report_json_set_text(object, "message_id", report->message_id);
  report_json_set_text(object, "dkim_domain", report->dkim_domain);
  report_json_set_text(object, "dkim_identity", report->dkim_identity);
  report_json_set_text(object, "dkim_selector", report->dkim_selector);
  report_json_set_text(object, "spf_dns", report->spf_dns);
  report_json_set_text(object, "identity_alignment", report->identity_alignment);
  show_json_lines(object, "authentication_results", report->authentication_results);
  report_json_set_text(object, "reporting_mta", report->reporting_mta);
  report_json_set_text(object, "user_agent", report->user_agent);
  show_json_mail(object, &report->mail);
  report_json_set_text(object, "nesting", report->nesting);
  return object;
}
