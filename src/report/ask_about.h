/* SPDX-License-Identifier: MIT */
/*
 * ask_about: what differs, while a question is being asked, between the kinds of reports that it may be about.
 */
#ifndef DMARCSTAT_REPORT_ASK_ABOUT_H
#define DMARCSTAT_REPORT_ASK_ABOUT_H

#include "report/question.h"

/* SQL, each a SELECT after sql/scope.sql; what is asked for is bound to :asked, :number and :latest. */
struct ask_about {
  const char *any;        /* 1 when there is a report of this kind, else 0 */
  const char *domain;     /* the number of the domain :asked, when a report is about it */
  const char *domains;    /* all of these, as text */
  const char *reporter;   /* 1 when filter.reporter ever sent one */
  const char *reporters;  /* all of these, as text */
  const char *report;     /* the number of the report :number; NULL: none can be named */
  const char *days;       /* the first day and the days of report :report */
  const char *newest;     /* the newest day not after :latest */
  const char *noun;       /* "reports" */
  const char *see_domain; /* "Type dmarcstat summary to see which there are." */
  const char *see_reporter;
  const char *see_report;
};

const struct ask_about *ask_about(enum question_about about);

#endif
