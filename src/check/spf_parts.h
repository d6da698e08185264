/* SPDX-License-Identifier: MIT */
/* spf_parts: what the files of check_host() share. Private to check/spf_*.c. */
#ifndef DMARCSTAT_CHECK_SPF_PARTS_H
#define DMARCSTAT_CHECK_SPF_PARTS_H

#include "check/spf_evaluate.h"
#include "record/spf_outline.h"

/* One evaluation, through all includes and redirects. */
struct spf_evaluation {
  struct resolver *resolver;
  const struct spf_question *question;
  struct spf_answer *answer;
  char *local, *sender_domain; /* of the sender */
  gint64 until;
  unsigned int depth; /* of includes */
  GPtrArray *within;  /* of char *: the includes and redirects that lead here */
};

/* What one look at DNS or one mechanism came to. */
enum spf_match { SPF_NO_MATCH, SPF_MATCH, SPF_MATCH_TEMPERROR, SPF_MATCH_PERMERROR };

/*
 * Asks, and counts an answer without records; false when DNS failed (*error is SPF_MATCH_TEMPERROR) or too many were
 * void (SPF_MATCH_PERMERROR). *reply is to be freed in any case, NULL when `name` cannot be asked for: that is no
 * match.
 */
bool spf_ask(struct spf_evaluation *evaluation, const char *name, enum dns_type type, struct dns_reply **reply,
             enum spf_match *error);

/* The one SPF record of a domain that can be asked for; NULL with the result when there is none or more
 * (sections 4.4, 4.5). */
char *spf_find_record(struct resolver *resolver, const char *domain, enum spf_verdict *result);

/* A line of the path. */
void spf_note(struct spf_evaluation *evaluation, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* A domain-spec, or `domain` itself when it is not there; cut to 253 characters (section 7.3). Caller frees. */
char *spf_target(struct spf_evaluation *evaluation, struct span spec, const char *domain);

/* A domain-spec without macros, or `domain` itself when it is not there; NULL when it depends on the mail. Caller
 * frees. */
char *spf_plain_target(const struct spf_term *term, const char *domain);

/* The text of exp=, NULL when it has none or one with mistakes. Caller frees. */
char *spf_explanation(struct spf_evaluation *evaluation, struct span spec, const char *domain);

/* A mechanism other than include. `domain` is the current one. */
enum spf_match spf_match_term(struct spf_evaluation *evaluation, const struct spf_term *term, const char *domain);

/*
 * The names of the client that lead back to its address, at most SPF_NAMES_MOST (section 5.5), char *. With `counts`,
 * void answers count, and *error may become SPF_MATCH_PERMERROR. Failures of DNS are as if the name was not there.
 */
GPtrArray *spf_validated_names(struct spf_evaluation *evaluation, bool counts, enum spf_match *error);

/* Whether `name` is `domain` or below it. */
bool spf_is_below(const char *name, const char *domain);

#endif
