/* SPDX-License-Identifier: MIT */
/*
 * authentication_results: the field Authentication-Results (RFC 8601 section 2.2) reduced to what it says about DMARC
 * (RFC 7489 section 11.1, RFC 9989 section 9) and about DKIM signatures that passed (RFC 8601 section 2.7.1).
 *
 * Anybody can write such a field into a mail; it means something only when it is known who wrote it. So only fields
 * whose authserv-id is one of those that the owner of the mailbox named are read, and of these the topmost alone: what
 * stands below may have come with the mail. A field that a stranger wrote on top in the name of our own server cannot
 * be told apart; the server must remove it (RFC 8601 section 5).
 *
 * Hostile. Time and memory are linear in the field, whatever is nested in it.
 */
#ifndef DMARCSTAT_INGEST_AUTHENTICATION_RESULTS_H
#define DMARCSTAT_INGEST_AUTHENTICATION_RESULTS_H

#include "schema/report.h"
#include <stddef.h>

/* Bytes of a field; a longer one says nothing. */
#define AUTHENTICATION_RESULTS_MOST 16384

/* Domains of signatures that are kept. */
#define AUTHENTICATION_DKIM_MOST 8

/* Of what the owner names. */
#define AUTHSERV_IDS_MOST 16
#define AUTHSERV_ID_MOST 255 /* bytes of each */

/* Whether these can be authserv-ids; NULL: there are none, which is fine. FAULT_USAGE names the one that cannot. */
bool authserv_ids_check(const char *const *authserv_ids, GError **error);

struct authentication {
  enum trust trust;                /* TRUST_AUTHENTICATED for a pass: for whom, is not looked at here */
  bool names_from;                 /* of a pass: header.from is there */
  char from[AUTHSERV_ID_MOST + 1]; /* its value, hostile; "" when there are several or it is too long */
  bool names_dkim;                 /* it says what became of DKIM signatures, or that there were none */
  unsigned int n_dkim;             /* those that passed and say whose they are: header.d, hostile */
  char dkim[AUTHENTICATION_DKIM_MOST][AUTHSERV_ID_MOST + 1];
};

/*
 * Reads the body of one field, folded or not; `text` need not end in NUL. `authserv_ids` ends in NULL. False: it is
 * none of theirs, whatever it says. True: it is, and decides; what cannot be read to its end is TRUST_UNVERIFIED.
 */
bool authentication_results_read(const char *text, size_t length, const char *const *authserv_ids,
                                 struct authentication *authentication);

#endif
