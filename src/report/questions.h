/* SPDX-License-Identifier: MIT */
/*
 * questions: the questions that questions.c lists, one file question_NAME.c each.
 */
#ifndef DMARCSTAT_REPORT_QUESTIONS_H
#define DMARCSTAT_REPORT_QUESTIONS_H

#include "report/question.h"

extern const struct question question_summary, question_advise, question_sources, question_source,
    question_top_failures, question_timeline, question_selectors, question_spf, question_overrides, question_policies,
    question_reporters, question_coverage, question_reports, question_report, question_audit, question_what_if,
    question_changes, question_tls, question_tls_failures, question_tls_reports, question_failures, question_failure;

/* Not in the list: what `spf` is with an evaluator (spf_terms.c). */
extern const struct question question_spf_terms;

#endif
