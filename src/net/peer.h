/* SPDX-License-Identifier: MIT */
/*
 * peer: what a server showed of itself, for people to read: `mailbox test` prints it, the sentences of faults quote it.
 *
 * All texts come from the server and have been made printable (base/text.h); nothing may be decided by them. They are
 * filled in as far as the connection came: after a refused certificate everything but `verified` is there.
 */
#ifndef DMARCSTAT_NET_PEER_H
#define DMARCSTAT_NET_PEER_H

#include <stddef.h>
#include <stdint.h>

enum peer_verified {
  PEER_UNVERIFIED,     /* no TLS, or the certificate was refused */
  PEER_BY_AUTHORITY,   /* chain, name and dates hold */
  PEER_BY_FINGERPRINT, /* the certificate is the pinned one; nothing else was asked */
};

/* What GnuTLS found wrong with the certificate; bits. */
enum peer_trouble {
  PEER_REVOKED = 1 << 0,
  PEER_FALSE_SIGNATURE = 1 << 1,
  PEER_WEAK = 1 << 2, /* keys or signatures of less than 112 bits strength, or SHA-1, in it or above it */
  PEER_SELF_SIGNED = 1 << 3,
  PEER_UNKNOWN_AUTHORITY = 1 << 4,
  PEER_WRONG_ISSUER = 1 << 5, /* who signed it may not */
  PEER_NOT_YET = 1 << 6,      /* valid later; it, or one above it */
  PEER_EXPIRED = 1 << 7,      /* it, or one above it */
  PEER_WRONG_NAME = 1 << 8,
  PEER_WRONG_PURPOSE = 1 << 9,
  PEER_NO_STAPLE = 1 << 10, /* it demands OCSP stapling, which did not come */
  PEER_OTHER_TROUBLE = 1 << 11,
};

struct peer_certificate {
  char *subject, *issuer; /* "CN=imap.example.org,O=Example" (RFC 4514); may be "" */
  char **names;           /* the subject alternative names that are host names or addresses; ends in NULL */
  int64_t begins, ends;   /* UTC seconds; -1 when the certificate does not say */
  char *fingerprint;      /* SHA-256 of the whole certificate, 64 hexadecimal digits, lower case */
  char *key, *signature;  /* "RSA 2048 bits", "ECDSA SECP256R1"; "RSA-SHA256", "ECDSA-SHA1" */
  unsigned int key_bits;  /* 0 when it cannot be read */
  uint8_t *der;           /* all of it; NULL when it cannot be had */
  size_t der_length;
};

#define PEER_ISSUERS_MOST 9 /* certificates besides the server's own that are kept */

struct peer {
  char *address;                       /* "192.0.2.1"; NULL until connected */
  char *protocol, *cipher;             /* "TLS 1.3", "ECDHE-X25519 AES-256-GCM"; NULL until the handshake is done */
  struct peer_certificate certificate; /* of the server itself; fingerprint is NULL when it showed none */
  struct peer_certificate issuers[PEER_ISSUERS_MOST]; /* what the server sent with it, in that order */
  size_t n_issuers;
  enum peer_verified verified;
  unsigned int troubles; /* of enum peer_trouble; 0 when verified, or not looked for: a pinned certificate */
};

#endif
