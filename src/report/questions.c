/* SPDX-License-Identifier: MIT */
#include "report/questions.h"

const struct question *const questions[] = {
    &question_summary,
    &question_advise,
    &question_sources,
    &question_source,
    &question_top_failures,
    &question_timeline,
    &question_changes,
    &question_selectors,
    &question_spf,
    &question_overrides,
    &question_policies,
    &question_reporters,
    &question_coverage,
    &question_reports,
    &question_report,
    &question_audit,
    &question_what_if,
    &question_tls,
    &question_tls_failures,
    &question_tls_reports,
    &question_failures,
    &question_failure,
    NULL,
};

const struct question *question_find(const char *id) {
  for (const struct question *const *question = questions; *question; question++)
    if (g_str_equal((*question)->id, id))
      return *question;
  return NULL;
}
