/* SPDX-License-Identifier: MIT */
/*
 * peer: what a server showed of itself, for people to read: `mailbox test` prints it, the sentences of faults quote it.
 *
 * All texts come from the server and have been made printable (base/text.h); nothing may be decided by them. They are
 * filled in as far as the connection came: after a refused certificate everything but `verified` is there.
 */
#ifndef DMARCSTAT_NET_PEER_H
#define DMARCSTAT_NET_PEER_H

#include <stdint.h>

enum peer_verified {
  PEER_UNVERIFIED,     /* no TLS, or the certificate was refused */
  PEER_BY_AUTHORITY,   /* chain, name and dates hold */
  PEER_BY_FINGERPRINT, /* the certificate is the pinned one; nothing else was asked */
};

struct peer_certificate {
  char *subject, *issuer; /* "CN=imap.example.org,O=Example" (RFC 4514); may be "" */
  char **names;           /* the subject alternative names that are host names or addresses; ends in NULL */
  int64_t begins, ends;   /* UTC seconds; -1 when the certificate does not say */
  char *fingerprint;      /* SHA-256 of the whole certificate, 64 hexadecimal digits, lower case */
};

struct peer {
  char *address;                       /* "192.0.2.1"; NULL until connected */
  char *protocol, *cipher;             /* "TLS 1.3", "ECDHE-X25519 AES-256-GCM"; NULL until the handshake is done */
  struct peer_certificate certificate; /* of the server itself; fingerprint is NULL when it showed none */
  enum peer_verified verified;
};

#endif
