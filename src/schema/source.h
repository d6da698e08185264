/* SPDX-License-Identifier: MIT */
/*
 * source: what is known of a source address beyond the reports; the contract between who finds it out and store/.
 *
 * Names are from DNS and have been checked to be host names; as_name is from a file of the user's and may hold any
 * UTF-8. NULL and 0 stand for what is not known.
 */
#ifndef DMARCSTAT_SCHEMA_SOURCE_H
#define DMARCSTAT_SCHEMA_SOURCE_H

#include "schema/report.h"

struct source_facts {
  struct source_address address;
  const char *name;    /* confirmed: its addresses have this one among them */
  const char *ptr;     /* claimed and not confirmed; NULL when there is a name */
  const char *service; /* "Google Workspace" */
  const char *kind;    /* of the service: "mailbox", a word of report/catalogue.h */
  const char *known_by; /* how the service is known: "name", "network", "envelope" or "dkim" */
  const char *country; /* "NL" */
  uint32_t asn;        /* number of the autonomous system */
  const char *as_name; /* its organisation */
  int64_t resolved;    /* UTC seconds: when this was found out; 0: never */
  bool failed;         /* DNS gave no answer */
};

/* Which addresses are to be looked up: those with mail, nothing known or nothing that still counts, most mail first. */
struct source_wish {
  const char *domain; /* policy domain, exact; NULL: any */
  bool has_since;
  int32_t since; /* with has_since: mail of this day or later */
  bool all;      /* also those that are known */
  int64_t limit; /* 0: none */
};

#define SOURCE_FRESH_SECONDS (INT64_C(30) * 86400) /* what is known counts for so long */
#define SOURCE_AGAIN_SECONDS INT64_C(3600)         /* and for so long when DNS gave no answer */

#endif
