/* SPDX-License-Identifier: MIT */
/* tls_verify: is this server who it should be? Private to net. */
#ifndef DMARCSTAT_NET_TLS_VERIFY_H
#define DMARCSTAT_NET_TLS_VERIFY_H

#include "net/connection_parts.h"
#include <stdbool.h>

/*
 * For gnutls_session_set_verify_function: runs in the middle of the handshake, before anything of ours is sent under
 * its keys. The session's pointer is the connection; fills in its peer, and its refusal when it gives no 0.
 */
int tls_verify(gnutls_session_t session);

/* GNUTLS_CERT_ bits as those of enum peer_trouble. */
unsigned int tls_verify_troubles(unsigned int status, bool self_signed);

/*
 * What is wrong with a certificate by GNUTLS_CERT_ bits, the worst first: "the certificate expired on ...", without the
 * name of the connection. Caller frees.
 */
char *tls_verify_words(const struct connection *connection, unsigned int status, bool self_signed);

#endif
