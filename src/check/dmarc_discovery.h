/* SPDX-License-Identifier: MIT */
/*
 * dmarc_discovery: which DMARC record holds for mail from a domain, as receivers of both kinds find it: by the DNS Tree
 * Walk of RFC 9989 section 4.10, and by the Public Suffix List, as RFC 7489 section 6.6.3 has it.
 */
#ifndef DMARCSTAT_CHECK_DMARC_DISCOVERY_H
#define DMARCSTAT_CHECK_DMARC_DISCOVERY_H

#include "check/check.h"
#include "record/tree_walk.h"

/* What is at _dmarc.DOMAIN. */
struct dmarc_place {
  char *domain;
  enum dns_status status;
  GPtrArray *records; /* of char *, those that begin with v=DMARC1 */
  GPtrArray *others;  /* likewise, those that seem to be meant as one and are none */
};

struct dmarc_discovery {
  struct dmarc_place own; /* of the domain itself */
  enum dns_status
      status;         /* of the walk: DNS_FOUND, or how it failed; the record of the domain itself holds all the same */
  char *unanswered;   /* a top-level domain that gave no answer, which is taken for no record; NULL: none */
  char *organisation; /* by the walk; NULL when that failed */
  char *policy_domain;        /* where the record is that holds; NULL: none */
  char *policy;               /* the record; NULL likewise */
  char *suffix_organisation;  /* by the Public Suffix List; NULL: the domain is a public suffix */
  char *suffix_policy_domain; /* where such a receiver finds the record; NULL: none, or nobody knows */
  char *suffix_policy;
};

/* Asks DNS. Frees with dmarc_discovery_clear(). */
void dmarc_discover(struct resolver *resolver, const char *domain, struct dmarc_discovery *discovery);
void dmarc_discovery_clear(struct dmarc_discovery *discovery);

/* Frees with dmarc_place_clear(). */
void dmarc_place_ask(struct resolver *resolver, const char *domain, struct dmarc_place *place);
void dmarc_place_clear(struct dmarc_place *place);

#endif
