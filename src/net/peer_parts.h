/* SPDX-License-Identifier: MIT */
/* peer_parts: how a peer is filled in and emptied. Private to net. */
#ifndef DMARCSTAT_NET_PEER_PARTS_H
#define DMARCSTAT_NET_PEER_PARTS_H

#include "net/peer.h"
#include <gnutls/gnutls.h>
#include <gnutls/x509-ext.h>
#include <gnutls/x509.h>
#include <stdbool.h>

/* What the certificate says of itself. *names_host: whether a host name is among its subject alternative names. */
void peer_read_certificate(struct peer_certificate *read, gnutls_x509_crt_t certificate, bool *names_host);

/* Protocol and cipher that the session has agreed on. */
void peer_read_session(struct peer *peer, gnutls_session_t session);

void peer_clear(struct peer *peer);

#endif
