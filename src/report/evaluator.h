/* SPDX-License-Identifier: MIT */
/*
 * evaluator: who finds out, for a question, what the SPF records that are published say of addresses. As the walker
 * (report/walker.h), it is given by the front door in the filter, and asked once, before the SQL that needs the answer.
 */
#ifndef DMARCSTAT_REPORT_EVALUATOR_H
#define DMARCSTAT_REPORT_EVALUATOR_H

#include "record/spf_outline.h"

#define EVALUATOR_DOMAINS_MOST 200 /* of one question, those with most mail first */
#define EVALUATOR_PAIRS_MOST 5000  /* likewise */

struct evaluator_domain {
  char *name;         /* HOSTILE */
  GArray *outline;    /* filled in: of its record; NULL when there is none that can be read, and then: */
  const char *result; /* what SPF comes to: "none", "permerror", "temperror". A constant */
};

/* An address that mail came from whose envelope sender is of a domain. */
struct evaluator_pair {
  unsigned int domain; /* its place in the list */
  uint8_t address[16];
  unsigned int length; /* of it: 4 or 16 */
  int term;            /* filled in: the place in the outline of the term that decides; -1: none does */
  const char *result;  /* "pass", ..., "permerror". A constant */
};

struct evaluator_work {
  GArray *domains; /* of struct evaluator_domain */
  GArray *pairs;   /* of struct evaluator_pair */
};

struct evaluator {
  /* False with *error: FAULT_UNAVAILABLE when there seems to be no DNS at all, FAULT_TRY_LATER when it was stopped. */
  bool (*evaluate)(void *user, struct evaluator_work *work, GError **error);
  void *user;
};

#endif
