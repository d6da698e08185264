/* SPDX-License-Identifier: MIT */
/*
 * tls_hello: what a server answers to an offer of TLS, without a handshake. Private to net.
 *
 * No library of today speaks what must be looked for: export ciphers, SSL 3. So the first message is made here, and of
 * the answer only its outside is read (RFC 5246 section 7.4, RFC 8446 section 4.1): no key is ever agreed on. The
 * answer is HOSTILE: records as long as the RFC allows, in all TLS_HELLO_MOST bytes, one time for all.
 */
#ifndef DMARCSTAT_NET_TLS_HELLO_H
#define DMARCSTAT_NET_TLS_HELLO_H

#include "net/connection.h"

#define TLS_HELLO_MOST 131072

/* As on the wire. */
enum tls_hello_version {
  TLS_HELLO_SSL_3 = 0x300,
  TLS_HELLO_1_0 = 0x301,
  TLS_HELLO_1_1 = 0x302,
  TLS_HELLO_1_2 = 0x303,
  TLS_HELLO_1_3 = 0x304,
};

struct tls_hello {
  uint16_t version;       /* the highest that is offered; with 1.3 it is the only one */
  const uint16_t *suites; /* in the order of preference */
  size_t n;               /* at most 512 */
  bool finite_fields;     /* names those of RFC 7919, and so wants no others with TLS 1.2 */
};

enum tls_hello_answer {
  TLS_HELLO_TAKEN,   /* the server's whole first flight came: it would go on like this */
  TLS_HELLO_REFUSED, /* an alert, or it closed the connection */
  TLS_HELLO_SILENT,  /* no answer in time: it is not known */
  TLS_HELLO_GARBAGE, /* no TLS */
};

struct tls_hello_result {
  enum tls_hello_answer answer;
  uint16_t version, suite; /* that the server chose, when taken */
  unsigned int dh_bits;    /* of its prime, for a key exchange of finite fields; else 0 */
};

/* On a connection that is open with CONNECTION_TLS_LATER. It is good for nothing but connection_close then. */
struct tls_hello_result tls_hello(struct connection *connection, const struct tls_hello *hello, gint64 until);

#endif
