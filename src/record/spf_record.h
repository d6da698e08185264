/* SPDX-License-Identifier: MIT */
/*
 * spf_record: an SPF record, read by the grammar of RFC 7208 section 12.
 *
 * The first syntax error makes a mail receiver give up with permerror, wherever it is (section 4.6); here all of them
 * are found, each with its place. What the terms mean is for check/spf_evaluate.h. The text is HOSTILE.
 */
#ifndef DMARCSTAT_RECORD_SPF_RECORD_H
#define DMARCSTAT_RECORD_SPF_RECORD_H

#include "record/findings.h"
#include "record/span.h"
#include <stdint.h>

enum spf_kind {
  SPF_ALL, /* mechanisms */
  SPF_INCLUDE,
  SPF_A,
  SPF_MX,
  SPF_PTR,
  SPF_IP4,
  SPF_IP6,
  SPF_EXISTS,
  SPF_REDIRECT, /* modifiers */
  SPF_EXP,
  SPF_UNKNOWN, /* a modifier that is passed over */
};

struct spf_term {
  enum spf_kind kind;
  char qualifier;      /* + - ~ ? of a mechanism; + when none is written */
  struct span whole;   /* as it stands there */
  struct span domain;  /* its domain-spec, with macros; NULL: there is none, and the current domain is meant */
  uint8_t address[16]; /* of ip4 (4 bytes) and ip6 */
  unsigned int prefix4, prefix6; /* 32 and 128 when not written */
};

struct spf_record {
  char *text;                            /* which the spans point into */
  GArray *terms;                         /* of struct spf_term, in their order; those with an error are left out */
  bool broken;                           /* there is a syntax error, which is permerror */
  const struct spf_term *redirect, *exp; /* within `terms`, NULL: none */
  GPtrArray *findings;                   /* record/findings.h */
};

/* Whether a TXT record is an SPF record: "v=spf1", in either case, and then a space or nothing (section 4.5). */
bool spf_record_is(const char *text);

/* `text` is an SPF record. Frees with spf_record_clear(). */
void spf_record_parse(const char *text, struct spf_record *record);
void spf_record_clear(struct spf_record *record);

/* "include", "redirect", ...; "" of an unknown modifier. A constant. */
const char *spf_kind_word(enum spf_kind kind);

/* Whether evaluating it asks DNS, so that it counts towards the limit of ten (section 4.6.4). */
bool spf_kind_asks(enum spf_kind kind);

#endif
