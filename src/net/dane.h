/* SPDX-License-Identifier: MIT */
/*
 * dane: whether what a mail server showed is what its TLSA records say, RFC 7671 and RFC 7672 section 3.
 *
 * Whether the records are proven by DNSSEC is for the caller to know; if not, none of this means anything.
 */
#ifndef DMARCSTAT_NET_DANE_H
#define DMARCSTAT_NET_DANE_H

#include "net/peer.h"
#include "record/tlsa_record.h"

enum dane_match {
  DANE_DIFFERS,   /* no certificate that was shown is meant */
  DANE_MATCHES,   /* the server is the right one */
  DANE_NOT_VALID, /* usage 2: the authority was shown, and the server's certificate does not hold under it */
};

/*
 * `record` is usable. With usage 3 names and dates count for nothing; with usage 2 the certificate must be valid and
 * for one of `names` (NULL-terminated: the name of the TLSA records and the mail domain). *troubles (of enum
 * peer_trouble) says what is wrong with DANE_NOT_VALID, and else is 0.
 */
enum dane_match dane_match(const struct tlsa_record *record, const struct peer *peer, const char *const *names,
                           unsigned int *troubles);

/* The record to publish for this server, "3 1 1 0123abcd..." (RFC 7672 section 3.1). Caller frees. */
char *dane_record_for(const struct peer *peer);

#endif
