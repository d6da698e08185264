/* SPDX-License-Identifier: MIT */
/*
 * class: what a source is to the owner of a domain, told from all of its mail. An inference where authentication alone
 * cannot tell, and then called so in its reason.
 */
#ifndef DMARCSTAT_REPORT_CLASS_H
#define DMARCSTAT_REPORT_CLASS_H

#include "store/query.h"
#include <stdint.h>

enum source_class {
  CLASS_ALIGNED = 0,        /* DKIM and SPF both pass for the domain */
  CLASS_PARTLY_ALIGNED = 1, /* only one of them does: it works, and is fragile */
  CLASS_MISCONFIGURED = 2,  /* a regular sender that passes for another domain */
  CLASS_FORWARDED = 3,      /* others pass on mail of the domain */
  CLASS_SUSPICIOUS = 4,     /* nothing passes that has to do with the domain */
  SOURCE_CLASS_MAX
};

/* Who is behind a source, as it was looked up; also in sql/source_known.sql. */
enum class_known {
  KNOWN_NOT = 0,
  KNOWN_SENDER = 1,    /* a service that sends for its customers */
  KNOWN_MAILBOX = 2,   /* a mailbox provider: its customers send, and forward */
  KNOWN_FORWARDER = 3, /* a forwarder or mailing list */
  KNOWN_OWN = 4,       /* its name, confirmed, is of the policy domain or near it */
  CLASS_KNOWN_MAX
};

/* Messages of one source in the name of one policy domain. */
struct class_evidence {
  uint64_t messages, dmarc_pass, both_aligned, dkim_aligned, spf_aligned;
  uint64_t dkim_pass, spf_pass; /* for whatever domain */
  uint64_t overridden;          /* a reporter gave a reason to let them pass */
  uint64_t days, period_days;   /* on how many days of the period there was any */
  uint64_t domain_messages;     /* of all sources in the name of that domain */
  uint64_t known;               /* enum class_known */
};

enum source_class class_of(const struct class_evidence *evidence);

/* "partly aligned" */
const char *source_class_word(enum source_class value);

/* "mailbox provider" */
const char *class_known_word(enum class_known value);

/* Why it is that: "passes by DKIM only; SPF passes for another domain". Not a copy. */
const char *class_reason(const struct class_evidence *evidence);

/* What to do about it; NULL: nothing. Not a copy. */
const char *class_advice(const struct class_evidence *evidence);

/* It is misconfigured and nothing of it passes: the advice can say what to set instead of what passes now. */
bool class_wants_setting(const struct class_evidence *evidence);

/* The rules by which classes are told, numbered from 0; the reason that each one gives. */
unsigned int source_rules(void);
const char *source_rule_word(unsigned int rule);

/*
 * The SQL functions source_rule(messages, dmarc_pass, both_aligned, dkim_aligned, spf_aligned, dkim_pass, spf_pass,
 * overridden, days, period_days, domain_messages, known), which gives the number of the rule that fits, and
 * rule_class(rule), the number of its class.
 */
bool class_add_functions(struct store *store, GError **error);

#endif
