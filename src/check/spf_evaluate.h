/* SPDX-License-Identifier: MIT */
/*
 * spf_evaluate: check_host() of RFC 7208, and the path by which it came to its result.
 */
#ifndef DMARCSTAT_CHECK_SPF_EVALUATE_H
#define DMARCSTAT_CHECK_SPF_EVALUATE_H

#include "net/resolver.h"

#define SPF_LOOKUPS_MOST 10 /* terms that ask DNS; RFC 7208 section 4.6.4, as the next three */
#define SPF_VOIDS_MOST 2    /* answers without a record */
#define SPF_NAMES_MOST 10   /* of one mx, or of one ptr */
#define SPF_SECONDS 20      /* for all of it */
#define SPF_PATH_MOST 500   /* lines */

enum spf_verdict { SPF_NONE, SPF_NEUTRAL, SPF_PASS, SPF_FAIL, SPF_SOFTFAIL, SPF_TEMPERROR, SPF_PERMERROR };

const char *spf_verdict_word(enum spf_verdict result); /* "none", ..., "permerror" */

struct spf_question {
  const uint8_t *address; /* of the client; IPv4 as such, 4 bytes, and else 16 */
  size_t address_length;
  const char *domain; /* whose record is asked for first */
  const char *sender; /* what %{s} is: local part and domain. Without a local part it is postmaster's */
  const char *helo;   /* NULL: not known */
};

struct spf_answer {
  enum spf_verdict result;
  char *explanation; /* of a fail, by exp=; NULL */
  GPtrArray *path;   /* of char *, lines for people, HOSTILE; indented by the depth of includes */
  /* The term that decided, behind the includes and redirects that led to it: "include:_spf.example.net > mx", HOSTILE.
   * NULL: none matched */
  char *matched;
  unsigned int lookups, voids;
};

/* Waits for DNS. All texts of the question are HOSTILE. Frees with spf_answer_clear(). */
void spf_check_host(struct resolver *resolver, const struct spf_question *question, struct spf_answer *answer);
void spf_answer_clear(struct spf_answer *answer);

#endif
