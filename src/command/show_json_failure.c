/* SPDX-License-Identifier: MIT */
#include "command/show_parts.h"
#include "exchange/kinds_json.h"
#include "exchange/report_json.h"

json_t *show_json_failure_report(const struct failure_report *report, bool all) {
  json_t *object = json_object();
  report_json_set_text(object, "outcome", "report");
  report_json_set_text(object, "kind", "failure");
  kinds_json_add_failure(object, report);
  show_json_warnings(object, report->warnings, report->n_warnings);
  if (!all)
    return object;
  kinds_json_add_failed_message(object, report);
  show_json_lines(object, "authentication_results", report->authentication_results);
  kinds_json_add_mail(object, &report->mail);
  report_json_set_text(object, "nesting", report->nesting);
  return object;
}
