/* SPDX-License-Identifier: MIT */
/* The GnuTLS side of a connection: the handshake and what goes through it. */
#include "base/ip_address.h"
#include "base/text.h"
#include "net/connection_parts.h"
#include "net/peer_parts.h"
#include "net/tls_verify.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

/*
 * RFC 9325: TLS 1.2 with forward secrecy by elliptic curves (RFC 10015 has no more of the other key exchanges) and
 * authenticated encryption, keys of 112 bits strength (RSA of 2048) in certificates.
 */
#define PRIORITY                                                                                                       \
  "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:-AES-128-CBC:-AES-256-CBC"            \
  ":%PROFILE_MEDIUM"

#define DH_BITS_LEAST 512

/* -- setting up --------------------------------------------------------------------------------------------------- */

static bool load_authorities(struct connection *connection, GError **error) {
  if (connection->fingerprint)
    return true;
  if (!connection->ca_file) {
    const int count = gnutls_certificate_set_x509_system_trust(connection->credentials);
    return count > 0 || connection_fault(connection, FAULT_CONFIG, error,
                                         "this system has no certificates of authorities to verify the server's by; "
                                         "install ca-certificates or name a ca_file.");
  }
  g_autofree char *shown = text_printable(connection->ca_file);
  g_autofree char *pem = NULL;
  g_autoptr(GError) trouble = NULL;
  gsize size = 0;
  if (!g_file_get_contents(connection->ca_file, &pem, &size, &trouble))
    return connection_fault(connection, FAULT_CONFIG, error, "cannot read the ca_file %s: %s.", shown,
                            g_strerror(errno));
  const gnutls_datum_t text = {(unsigned char *)pem, (unsigned int)size};
  const int count =
      size > G_MAXUINT ? 0 : gnutls_certificate_set_x509_trust_mem(connection->credentials, &text, GNUTLS_X509_FMT_PEM);
  return count > 0 || connection_fault(connection, FAULT_CONFIG, error,
                                       "the ca_file %s has no certificate in it; it must be in PEM.", shown);
}

/* In place of GnuTLS's own, to see whether the first byte can begin a record of TLS (RFC 8446 section 5.1). */
static ssize_t pull(gnutls_transport_ptr_t user, void *bytes, size_t size) {
  struct connection *connection = user;
  const ssize_t got = recv(connection->fd, bytes, size, 0);
  if (got <= 0 || connection->answer != CONNECTION_ANSWER_NONE)
    return got;
  const uint8_t first = *(const uint8_t *)bytes;
  connection->answer = first >= 20 && first <= 23 ? CONNECTION_ANSWER_TLS : CONNECTION_ANSWER_PLAIN;
  if (connection->answer == CONNECTION_ANSWER_TLS)
    return got;
  errno = EPROTO;
  return -1;
}

const char *connection_server_name(const struct connection *connection) {
  return ip_address_is(connection->reference) ? NULL : connection->reference;
}

/* GNUTLS_E_SUCCESS or the first that failed. */
static int prepare_session(struct connection *connection) {
  const char *server_name = connection_server_name(connection);
  int result = gnutls_init(&connection->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
  if (result >= 0)
    result =
        gnutls_priority_set_direct(connection->session, connection->priority ? connection->priority : PRIORITY, NULL);
  if (result >= 0)
    result = gnutls_credentials_set(connection->session, GNUTLS_CRD_CERTIFICATE, connection->credentials);
  if (result >= 0 && server_name)
    result = gnutls_server_name_set(connection->session, GNUTLS_NAME_DNS, server_name, strlen(server_name));
  if (result < 0)
    return result;
  gnutls_handshake_set_timeout(connection->session, GNUTLS_INDEFINITE_TIMEOUT); /* ours counts */
  gnutls_session_set_ptr(connection->session, connection);
  gnutls_session_set_verify_function(connection->session, tls_verify);
  gnutls_transport_set_ptr2(connection->session, connection, (gnutls_transport_ptr_t)(intptr_t)connection->fd);
  gnutls_transport_set_pull_function(connection->session, pull);
  return GNUTLS_E_SUCCESS;
}

static bool prepare(struct connection *connection, GError **error) {
  int result = gnutls_certificate_allocate_credentials(&connection->credentials);
  if (result >= 0 && !load_authorities(connection, error))
    return false;
  if (result >= 0)
    result = prepare_session(connection);
  if (result >= 0 && connection->priority)
    gnutls_dh_set_prime_bits(connection->session, DH_BITS_LEAST);
  return result >= 0 ||
         connection_fault(connection, FAULT_SOFTWARE, error, "TLS cannot be set up: %s.", gnutls_strerror(result));
}

/* -- what ends a session before its time -------------------------------------------------------------------------- */

static bool fault_old(struct connection *connection, GError **error) {
  return connection_fault(
      connection, FAULT_REFUSED, error,
      "the server speaks only TLS 1.1 or older, which is not safe; its owner must turn on TLS 1.2 or "
      "1.3.");
}

static bool fault_alert(struct connection *connection, GError **error) {
  const gnutls_alert_description_t alert = gnutls_alert_get(connection->session);
  const char *name = gnutls_alert_get_name(alert);
  if (alert == GNUTLS_A_PROTOCOL_VERSION)
    return fault_old(connection, error);
  if (alert == GNUTLS_A_HANDSHAKE_FAILURE || alert == GNUTLS_A_INSUFFICIENT_SECURITY)
    return connection_fault(connection, FAULT_REFUSED, error,
                            "the server offers no safe version of TLS (1.2 or newer) or no safe cipher (ECDHE with "
                            "AES-GCM or ChaCha20); its owner must turn them on.");
  return connection_fault(connection, FAULT_UNAVAILABLE, error, "the server broke TLS off, saying: %s.",
                          name ? name : "something unknown");
}

/* GnuTLS's number for what went wrong with the socket or TLS, at any time. */
static bool fault_tls(struct connection *connection, int result, GError **error) {
  switch (result) {
  case GNUTLS_E_FATAL_ALERT_RECEIVED:
    return fault_alert(connection, error);
  case GNUTLS_E_UNSUPPORTED_VERSION_PACKET:
    return fault_old(connection, error);
  case GNUTLS_E_PREMATURE_TERMINATION:
    return connection_fault(connection, FAULT_UNAVAILABLE, error, "the server broke the connection off.");
  case GNUTLS_E_PULL_ERROR:
  case GNUTLS_E_PUSH_ERROR:
    return connection_fault_socket(connection, errno ? errno : ECONNRESET, error);
  default:
    return connection_fault(connection, FAULT_UNAVAILABLE, error, "TLS failed: %s", gnutls_strerror(result));
  }
}

/* -- the handshake ------------------------------------------------------------------------------------------------ */

static short wanted_events(gnutls_session_t session) {
  return gnutls_record_get_direction(session) == 1 ? POLLOUT : POLLIN;
}

static bool fault_no_tls(struct connection *connection, GError **error) {
  if (connection->tls == CONNECTION_TLS_LATER)
    return connection_fault(connection, FAULT_REFUSED, error,
                            "the server agreed to STARTTLS and then answered without TLS; nothing was sent to it.");
  return connection_fault(connection, FAULT_UNAVAILABLE, error,
                          "the server speaks no TLS on this port; is it a port for STARTTLS?");
}

static bool fault_slow(struct connection *connection, GError **error) {
  g_autofree char *seconds = text_plural((uint64_t)connection->connect_seconds, "second", "seconds");
  return connection_fault(connection, FAULT_TRY_LATER, error,
                          "the server took the connection and did not answer to TLS within %s; is this a port for TLS?",
                          seconds);
}

static bool fault_shake(struct connection *connection, int result, GError **error) {
  if (connection->answer == CONNECTION_ANSWER_PLAIN)
    return fault_no_tls(connection, error);
  gnutls_alert_send_appropriate(connection->session, result);
  if (connection->refusal) {
    g_propagate_error(error, g_steal_pointer(&connection->refusal));
    return false;
  }
  const bool closed =
      result == GNUTLS_E_PREMATURE_TERMINATION || result == GNUTLS_E_PULL_ERROR || result == GNUTLS_E_PUSH_ERROR;
  if (closed && connection->answer == CONNECTION_ANSWER_NONE && connection_speaks_old_tls(connection))
    return fault_old(connection, error);
  if (closed)
    return connection_fault(connection, FAULT_UNAVAILABLE, error,
                            "the server closed the connection in the middle of the TLS handshake; is this a port for "
                            "TLS, and does it speak TLS 1.2 or newer?");
  return fault_tls(connection, result, error);
}

static bool shake(struct connection *connection, gint64 until, GError **error) {
  for (;;) {
    const int result = gnutls_handshake(connection->session);
    if (result == GNUTLS_E_SUCCESS)
      return true;
    if (gnutls_error_is_fatal(result))
      return fault_shake(connection, result, error);
    const short events = wanted_events(connection->session);
    if (g_get_monotonic_time() > until || !connection_await(connection, events, until))
      return fault_slow(connection, error);
  }
}

bool connection_shake(struct connection *connection, gint64 until, GError **error) {
  if (!prepare(connection, error) || !shake(connection, until, error))
    return false;
  peer_read_session(&connection->peer, connection->session);
  connection->shaken = connection->peer.verified != PEER_UNVERIFIED;
  return connection->shaken || connection_fault(connection, FAULT_SOFTWARE, error, "the server was not verified.");
}

/* -- bytes -------------------------------------------------------------------------------------------------------- */

/* What is over or must wait, of a receive or a send. */
static ssize_t settle(struct connection *connection, ssize_t result, short *events, GError **error) {
  *events = wanted_events(connection->session);
  if (result >= 0)
    return result;
  if (!gnutls_error_is_fatal((int)result)) /* also a wish for another handshake, which nobody must grant */
    return CONNECTION_AGAIN;
  fault_tls(connection, (int)result, error);
  return -1;
}

ssize_t connection_tls_receive(struct connection *connection, void *bytes, size_t size, short *events, GError **error) {
  return settle(connection, gnutls_record_recv(connection->session, bytes, size), events, error);
}

ssize_t connection_tls_send(struct connection *connection, const void *bytes, size_t length, short *events,
                            GError **error) {
  return settle(connection, gnutls_record_send(connection->session, bytes, length), events, error);
}

void connection_tls_goodbye(struct connection *connection, gint64 until) {
  while (gnutls_bye(connection->session, GNUTLS_SHUT_WR) == GNUTLS_E_AGAIN)
    if (!connection_await(connection, POLLOUT, until))
      return;
}

void connection_tls_end(struct connection *connection) {
  if (connection->session)
    gnutls_deinit(connection->session);
  if (connection->credentials)
    gnutls_certificate_free_credentials(connection->credentials);
}
