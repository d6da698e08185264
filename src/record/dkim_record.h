/* SPDX-License-Identifier: MIT */
/*
 * dkim_record: the record of a DKIM key, RFC 6376 section 3.6.1, with RFC 8301 and RFC 8463. Read as a verifier reads
 * it; what whoever publishes it should know is in the findings. The key itself is not looked into. The text is HOSTILE.
 */
#ifndef DMARCSTAT_RECORD_DKIM_RECORD_H
#define DMARCSTAT_RECORD_DKIM_RECORD_H

#include "record/findings.h"

enum dkim_key_type { DKIM_RSA, DKIM_ED25519, DKIM_OTHER };

struct dkim_record {
  bool valid;              /* verifiers take it: no error in the findings */
  enum dkim_key_type type; /* k= */
  bool revoked;            /* an empty p= */
  bool testing, strict;    /* t=y: treat as unsigned; t=s: i= must be of the same domain as d= */
  bool sha1_only;          /* h= does not allow sha256, so that no signature can be good (RFC 8301 section 3.1) */
  bool mail;               /* s= allows mail; else it is for something else */
  GByteArray *key;         /* p= decoded; NULL when it is revoked, not there, or no base64 */
  char *text;
  GPtrArray *findings; /* record/findings.h */
};

/* Frees with dkim_record_clear(). */
void dkim_record_parse(const char *text, struct dkim_record *record);
void dkim_record_clear(struct dkim_record *record);

#endif
