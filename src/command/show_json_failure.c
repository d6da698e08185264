/* SPDX-License-Identifier: MIT */
#include "command/show_parts.h"
#include "exchange/report_json.h"

/* Of the message that failed, its header is in the file that one has. */
json_t *show_json_failure_report(const struct failure_report *report, bool all) {
  json_t *object = json_object();
  report_json_set_text(object, "outcome", "report");
  report_json_set_text(object, "kind", "failure");
  report_json_add(object, &failure_report_head_fields, report);
  show_json_warnings(object, report->warnings, report->n_warnings);
  if (!all)
    return object;
  report_json_add(object, &failed_message_fields, report);
  show_json_lines(object, "authentication_results", report->authentication_results);
  report_json_add(object, &report_mail_fields, &report->mail);
  report_json_set_text(object, "nesting", report->nesting);
  return object;
}
