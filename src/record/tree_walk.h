/* SPDX-License-Identifier: MIT */
/*
 * tree_walk: the DNS Tree Walk of RFC 9989 section 4.10, from a domain up to its organisational domain and its policy.
 * Only the algorithm: whoever walks looks the names up, in DNS (net/dns_tree.h) or elsewhere.
 *
 *   if (tree_walk_begin(&walk, "a.mail.example.com"))
 *     for (const char *at; (at = tree_walk_next(&walk));)
 *       tree_walk_answer(&walk, tree_record_read(TXT records of _dmarc.AT, their number));
 *
 * Domains and records are HOSTILE; a domain of hundred labels takes no more than eight questions.
 */
#ifndef DMARCSTAT_RECORD_TREE_WALK_H
#define DMARCSTAT_RECORD_TREE_WALK_H

#include "record/dmarc_record.h"

#define TREE_WALK_QUESTIONS_MOST 8

/* What is at one name. */
enum tree_record {
  TREE_NO_RECORD,  /* no DMARC record, or several, which are all discarded */
  TREE_RECORD,     /* one, with psd=u or without psd */
  TREE_RECORD_PSD, /* with psd=y: the domain is a public suffix */
  TREE_RECORD_ORG, /* with psd=n: the domain is an organisational domain */
  TREE_FAILED,     /* nobody knows */
};

/* Of a record that stands alone. */
enum tree_record tree_record_of(const struct dmarc_record *record);

/* Of `n` TXT records, each with its strings joined. */
enum tree_record tree_record_read(const char *const *texts, unsigned int n);

struct tree_walk {
  char *domain;                                /* where it starts; in lower case, as A-labels */
  const char *asked[TREE_WALK_QUESTIONS_MOST]; /* within `domain`, from the longest to the shortest */
  enum tree_record found[TREE_WALK_QUESTIONS_MOST];
  unsigned int n;   /* that were answered */
  const char *next; /* NULL: the walk is at its end */
};

/* False when `domain` is none, by base/organisation.h; then there is nothing to free. */
bool tree_walk_begin(struct tree_walk *walk, const char *domain);
void tree_walk_clear(struct tree_walk *walk);

/* The domain below which _dmarc is to be asked next, within walk->domain; NULL at the end. The same until answered. */
const char *tree_walk_next(const struct tree_walk *walk);
void tree_walk_answer(struct tree_walk *walk, enum tree_record found);

/* After the end: a question had no answer, so neither of the next two is known (both NULL). */
bool tree_walk_failed(const struct tree_walk *walk);

/* The organisational domain (section 4.10.2), never NULL but after a failure. Within walk->domain. */
const char *tree_walk_organisation(const struct tree_walk *walk);

/*
 * Where the record is that holds for mail from walk->domain (section 4.10.1): the domain itself, its organisational
 * domain, or its public suffix. NULL when there is none.
 */
const char *tree_walk_policy_domain(const struct tree_walk *walk);

#endif
