/* SPDX-License-Identifier: MIT */
/*
 * finding: what a check has to say about a domain, and the list it says it to.
 *
 *   finding_add(findings, CHECK_WARNING, domain, "spf-all-neutral", "RFC 7208 section 5.1", record,
 *               "publish -all, or ~all while you are still looking for senders",
 *               "mail from anywhere is neither allowed nor forbidden: the record ends in ?all");
 *
 * Each check of each domain has a list of its own, so that checks can run in several threads without locks.
 */
#ifndef DMARCSTAT_CHECK_FINDING_H
#define DMARCSTAT_CHECK_FINDING_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define FINDINGS_MOST 500  /* of one check of one domain; the last then says so */
#define EVIDENCE_MOST 4096 /* bytes of evidence that are kept */

/* From good to bad. Unknown is no answer where one was needed, and says nothing of the domain. */
enum check_result { CHECK_OK, CHECK_NOTE, CHECK_WARNING, CHECK_ERROR, CHECK_UNKNOWN };

const char *check_result_word(enum check_result result); /* "ok", ..., "unknown" */

/* The one of two that is worse for the whole: error, unknown, warning, note, ok. */
enum check_result check_result_worse(enum check_result one, enum check_result other);

/* Whether somebody should look at it: warning, error and unknown. */
bool check_result_alarms(enum check_result result);

struct check_finding {
  enum check_result result;
  char *subject;         /* the domain, selector or host that it is about: "example.com", "mx1.example.com:25" */
  const char *rule;      /* a name of its own that stays: "spf-too-many-lookups"; a constant */
  const char *reference; /* "RFC 7208 section 4.6.4"; a constant, NULL when no standard says so */
  char *evidence;        /* the record or answer, raw and HOSTILE; NULL when there is none */
  char *advice;          /* what to publish or set instead, one sentence without a full stop; NULL when nothing */
  char *text;            /* what it means, one sentence without capital and full stop; printable */
};

/* A value that data formats show under a name of its own: "check_host": "pass". */
struct check_fact {
  const char *key; /* a constant, in snake_case */
  char *value;     /* raw and HOSTILE */
  bool number;     /* it is one, and data formats show it so */
};

struct findings {
  GPtrArray *list;          /* of struct check_finding, in the order in which they were found */
  GArray *facts;            /* of struct check_fact, likewise */
  GPtrArray *drawing;       /* lines of text (char *, HOSTILE) that people see: the tree of includes, the path */
  enum check_result result; /* the worst of all */
};

struct findings *findings_list_new(void);
void findings_list_free(struct findings *findings); /* NULL is fine */

/* Copies what is no constant. `evidence` and `advice` may be NULL. What is hostile in the text: text_printable(). */
void finding_add(struct findings *findings, enum check_result result, const char *subject, const char *rule,
                 const char *reference, const char *evidence, const char *advice, const char *format, ...)
    G_GNUC_PRINTF(8, 9);

void findings_add_fact(struct findings *findings, const char *key, const char *value);
void findings_add_number(struct findings *findings, const char *key, unsigned int number);
void findings_draw(struct findings *findings, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
