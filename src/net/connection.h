/* SPDX-License-Identifier: MIT */
/*
 * connection: bytes to and from a server over TCP, with verified TLS.
 *
 *   struct connection *connection = connection_new(&target);
 *   bool fine = connection_open(connection, &error) && connection_write(...) && connection_read(...) > 0;
 *   connection_close(connection);
 *
 * There is no way to skip verification. TLS is 1.2 or newer. The certificate must be for the host that was asked for,
 * by its subject alternative names alone (RFC 9525: the common name counts for nothing), come from an authority of the
 * system or of `ca_file`, and be valid today; or else be the very one whose fingerprint is pinned. Nothing of ours is
 * sent through TLS before that is known.
 *
 * Everything read is hostile. Each fault is one sentence that opens with connection_name(). Its codes: FAULT_REFUSED
 * for what is wrong with the certificate, the TLS or the place (no TLS beyond loopback); FAULT_UNAVAILABLE for no such
 * host, refused, unreachable, reset, closed or no TLS on that port; FAULT_TRY_LATER for time-outs and a resolver in
 * trouble; FAULT_CONFIG for a ca_file or fingerprint that is none. After a fault the connection is only good for
 * connection_peer and connection_close. Not for use by several threads at once.
 */
#ifndef DMARCSTAT_NET_CONNECTION_H
#define DMARCSTAT_NET_CONNECTION_H

#include "net/peer.h"
#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define CONNECTION_CONNECT_SECONDS 30 /* what a time-out of 0 means */
#define CONNECTION_IDLE_SECONDS 60

enum connection_tls {
  CONNECTION_TLS_NOW,   /* from the first byte: imaps */
  CONNECTION_TLS_LATER, /* when connection_start_tls is called: STARTTLS */
  CONNECTION_TLS_NEVER, /* in the clear, and only to a loopback address */
};

struct connection_target {
  const char *host;             /* a name, also an internationalised one, or an address without brackets */
  const char *const *addresses; /* connect to these, in this order, instead of asking for those of the host; or NULL */
  uint16_t port;
  enum connection_tls tls;
  const char *ca_file;     /* PEM; replaces the authorities of the system; NULL: those */
  const char *fingerprint; /* SHA-256 of the server's certificate, 64 hexadecimal digits, colons allowed; NULL: none */
  unsigned int connect_timeout; /* seconds for name, connect and handshake together; also for connection_start_tls */
  unsigned int idle_timeout;    /* seconds in which a read or a write must get on by a byte */
};

struct connection;

/* Copies the target. Does not connect yet. Never NULL. */
struct connection *connection_new(const struct connection_target *target);

/* Tries the addresses of the host in turn; then, with CONNECTION_TLS_NOW, the handshake. Once only. */
bool connection_open(struct connection *connection, GError **error);

/*
 * The handshake of STARTTLS, after the server has said OK to it; once, and only with CONNECTION_TLS_LATER. `unread` is
 * how many bytes the caller has read and not yet used. These, or bytes that wait unread, were sent in the clear by
 * somebody who wants them taken for protected ones: FAULT_REFUSED. The caller then forgets all that it had learned.
 */
bool connection_start_tls(struct connection *connection, size_t unread, GError **error);

/* At least 1 byte, at most `size` (not 0); 0 at the end of what the server sends; -1 with *error set. */
ssize_t connection_read(struct connection *connection, void *bytes, size_t size, GError **error);

/* All of them. */
bool connection_write(struct connection *connection, const void *bytes, size_t length, GError **error);

/*
 * Waits for as long as `milliseconds` until connection_read would not have to wait: 1 when so (also at the end of what
 * the server sends), 0 when the time is over, -1 with *error set. It looks through TLS: what moves on the socket may be
 * no data, and data may be here already that no longer shows on the socket.
 */
int connection_wait(struct connection *connection, unsigned int milliseconds, GError **error);

/*
 * For poll() together with other descriptors, for reading only; -1 when not open. Call connection_wait(connection, 0)
 * before each poll, and after each that says readable; only when it gives 0 is there reason to poll.
 */
int connection_fd(const struct connection *connection);

/*
 * Whether secrets may be sent: through verified TLS, or in the clear to a loopback address with CONNECTION_TLS_NEVER.
 * False before connection_start_tls.
 */
bool connection_is_safe(const struct connection *connection);

/* "imap.example.org port 993", printable; the connection's. */
const char *connection_name(const struct connection *connection);

/* What the server showed so far, also after a fault; the connection's. */
const struct peer *connection_peer(const struct connection *connection);

/*
 * Says good-bye and leaves the server a second to close too, so that it gets all that was written; then closes and
 * frees. After a fault at once. NULL is fine.
 */
void connection_close(struct connection *connection);

#endif
