/* SPDX-License-Identifier: MIT */
/*
 * run: checks of many domains, several at a time. A domain is done when all its checks are, and is handed out then, in
 * the order in which the domains were given.
 */
#ifndef DMARCSTAT_CHECK_RUN_H
#define DMARCSTAT_CHECK_RUN_H

#include "check/check.h"

#define CHECK_THREADS 32 /* checks at a time; each may hold a few descriptors */

/* One domain; freed by check_domain_free(). */
struct check_domain {
  char *domain;
  struct check_known known;
  unsigned int n; /* checks that were chosen */
  const struct check **checks;
  struct findings **findings; /* of each of them */
  enum check_result result;   /* the worst */
};

/* Takes over `domain` (ASCII) and, in `known`, what it points at. `chosen` is NULL-terminated, and is copied. */
struct check_domain *check_domain_new(char *domain, const struct check_known *known, const struct check *const *chosen);
void check_domain_free(struct check_domain *domain);

/* `done` of `total` domains are through; called in the thread of check_run(). */
typedef void (*check_progress)(void *user, unsigned int done, unsigned int total);

struct check_run {
  struct resolver *resolver;
  const struct check_options *options;
  check_progress progress; /* NULL: nobody wants to know */
  bool (*stopping)(void);  /* true: begin no more checks; NULL: never */
  void *user;
};

/* Checks all of `domains` (of struct check_domain *), and returns when all are done. False when it was stopped. */
bool check_run(const struct check_run *run, GPtrArray *domains);

#endif
