/* SPDX-License-Identifier: MIT */
#include "exchange/kinds_json.h"
#include "exchange/report_json.h"

void kinds_json_add_mail(json_t *object, const struct report_mail *mail) {
  report_json_set_text(object, "mail_from", mail->from);
  report_json_set_text(object, "mail_subject", mail->subject);
  report_json_set_text(object, "mail_message_id", mail->message_id);
  report_json_set_text(object, "trust", trust_word(mail->trust));
}

json_t *kinds_json_tls_failure(const struct tls_failure *failure) {
  json_t *object = json_object();
  report_json_set_token(object, "result_type", tls_result_type_word(failure->result.value), failure->result);
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

void kinds_json_add_failure(json_t *object, const struct failure_report *report) {
  report_json_set_text(object, "domain", report->domain);
  report_json_set_address(object, "source_ip", &report->source);
  report_json_set_text(object, "source_ip_raw", report->source_raw);
  if (report->has_arrived)
    json_object_set_new(object, "arrived", json_integer(report->arrived));
  report_json_set_number(object, "messages", report->incidents);
  report_json_set_token(object, "auth_failure", auth_failure_word(report->auth_failure.value), report->auth_failure);
  report_json_set_token(object, "delivery_result", delivery_result_word(report->delivery_result.value),
                        report->delivery_result);
  report_json_set_text(object, "header_from", report->header_from);
}

void kinds_json_add_failed_message(json_t *object, const struct failure_report *report) {
  report_json_set_text(object, "original_mail_from", report->original_mail_from);
  report_json_set_text(object, "original_rcpt_to", report->original_rcpt_to);
  report_json_set_text(object, "original_envelope_id", report->original_envelope_id);
  report_json_set_text(object, "message_id", report->message_id);
  report_json_set_text(object, "dkim_domain", report->dkim_domain);
  report_json_set_text(object, "dkim_identity", report->dkim_identity);
  report_json_set_text(object, "dkim_selector", report->dkim_selector);
  report_json_set_text(object, "spf_dns", report->spf_dns);
  report_json_set_text(object, "identity_alignment", report->identity_alignment);
  report_json_set_text(object, "reporting_mta", report->reporting_mta);
  report_json_set_text(object, "user_agent", report->user_agent);
}
