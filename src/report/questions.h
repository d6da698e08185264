/* SPDX-License-Identifier: MIT */
/*
 * questions: all questions, one file question_NAME.c each, in the order in which help lists them. A line here is all it
 * takes to have a question as a command, in help, manual, completions, every format, and in the tests of all questions.
 */
#ifndef DMARCSTAT_REPORT_QUESTIONS_H
#define DMARCSTAT_REPORT_QUESTIONS_H

#include "report/question.h"

/* clang-format off */
#define QUESTIONS(QUESTION) \
  QUESTION(summary) \
  QUESTION(advise) \
  QUESTION(sources) \
  QUESTION(source) \
  QUESTION(top_failures) \
  QUESTION(timeline) \
  QUESTION(changes) \
  QUESTION(selectors) \
  QUESTION(spf) \
  QUESTION(overrides) \
  QUESTION(policies) \
  QUESTION(reporters) \
  QUESTION(coverage) \
  QUESTION(reports) \
  QUESTION(report) \
  QUESTION(audit) \
  QUESTION(what_if) \
  QUESTION(tls) \
  QUESTION(tls_failures) \
  QUESTION(tls_timeline) \
  QUESTION(tls_reporters) \
  QUESTION(tls_reports) \
  QUESTION(failures) \
  QUESTION(failure)
/* clang-format on */

#define QUESTION_DECLARED(NAME) extern const struct question question_##NAME;
QUESTIONS(QUESTION_DECLARED)
#undef QUESTION_DECLARED

/* Not in the list: what `spf` is with an evaluator (spf_terms.c). */
extern const struct question question_spf_terms;

#endif
