/* SPDX-License-Identifier: MIT */
/* tls_rpt_record: the TXT record at _smtp._tls of a domain, RFC 8460 section 3. The text may be hostile. */
#ifndef DMARCSTAT_RECORD_TLS_RPT_RECORD_H
#define DMARCSTAT_RECORD_TLS_RPT_RECORD_H

#include <glib.h>
#include <stdbool.h>

struct tls_rpt_record {
  bool valid;          /* reporters know where to send reports */
  GPtrArray *rua;      /* of char *, the URIs that are good (mailto: and https:); NULL when there is none */
  GPtrArray *findings; /* record/findings.h */
};

/* Whether it counts as one at all: others at that name are discarded. */
bool tls_rpt_record_is(const char *text);

/* Frees with tls_rpt_record_clear(). */
void tls_rpt_record_parse(const char *text, struct tls_rpt_record *record);
void tls_rpt_record_clear(struct tls_rpt_record *record);

#endif
