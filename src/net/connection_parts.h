/* SPDX-License-Identifier: MIT */
/* connection_parts: what the files that make up a connection share. Private to net. */
#ifndef DMARCSTAT_NET_CONNECTION_PARTS_H
#define DMARCSTAT_NET_CONNECTION_PARTS_H

#include "base/fault.h"
#include "net/connection.h"
#include <gnutls/gnutls.h>

#define CONNECTION_AHEAD 16384 /* bytes read before they were asked for: one TLS record */
#define CONNECTION_AGAIN (-2)  /* in place of a count: nothing moves now */

/* What the first byte was that the server sent to our handshake. */
enum connection_answer { CONNECTION_ANSWER_NONE, CONNECTION_ANSWER_TLS, CONNECTION_ANSWER_PLAIN };

struct connection {
  char *host;      /* in ASCII, for the resolver; NULL when it is none */
  char *reference; /* what the certificate must be for: `host` without a dot at the end; NULL when that is nothing */
  char *name;      /* connection_name */
  uint16_t port;
  char **addresses;     /* NULL: those of the host */
  const char *priority; /* of GnuTLS, where it is not the usual one: short primes are taken then too */
  enum connection_tls tls;
  char *ca_file;
  char *fingerprint; /* as in peer_certificate, once connection_open has found it to be one */
  gint64 connect_seconds, idle_seconds;
  int fd;             /* -1 when not open; does not block */
  int dial_errno;     /* why no address could be connected to; 0 when one could, or when there was none */
  bool tried, broken; /* opened or tried to; a fault was told */
  gnutls_certificate_credentials_t credentials;
  gnutls_session_t session; /* NULL in the clear */
  enum connection_answer answer;
  bool shaken;     /* the handshake is done and the peer verified */
  bool ended;      /* the server sends no more */
  GError *refusal; /* what the verification said, until the handshake has ended by it */
  struct peer peer;
  size_t ahead_begin, ahead_end;
  uint8_t ahead[CONNECTION_AHEAD];
};

/* The sentence of a fault, with the name in front; the connection is broken from then on. Always false. */
bool connection_fault(struct connection *connection, enum fault code, GError **error, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* For errno values of the socket: reset, broken pipe and the like. Always false. */
bool connection_fault_socket(struct connection *connection, int number, GError **error);

/* 1 when the socket is ready for `events` (POLLIN, POLLOUT), 0 when `until` (g_get_monotonic_time) is over. */
int connection_await(const struct connection *connection, short events, gint64 until);

/* connection_dial.c: sets fd and peer.address. */
bool connection_dial(struct connection *connection, gint64 until, GError **error);

/*
 * tls_old.c: whether the server, asked anew, takes an offer of TLS 1.1. To be asked of one that broke off the handshake
 * without an alert, as some do who know nothing newer. Nothing but the offer is sent.
 */
bool connection_speaks_old_tls(const struct connection *broken);

/* connection_tls.c */
/* For SNI; NULL when the reference is an address, of which RFC 6066 has none. */
const char *connection_server_name(const struct connection *connection);
bool connection_shake(struct connection *connection, gint64 until, GError **error);
/* A count, 0 at the end, CONNECTION_AGAIN with the events to wait for, or -1 with *error set. */
ssize_t connection_tls_receive(struct connection *connection, void *bytes, size_t size, short *events, GError **error);
ssize_t connection_tls_send(struct connection *connection, const void *bytes, size_t length, short *events,
                            GError **error);
void connection_tls_goodbye(struct connection *connection, gint64 until);
void connection_tls_end(struct connection *connection);

#endif
