/* SPDX-License-Identifier: MIT */
/*
 * What is the same with and without TLS: the life of a connection and waiting. The socket never blocks; all waiting is
 * in connection_await, with an end.
 */
#include "net/connection.h"
#include "base/text.h"
#include "net/connection_parts.h"
#include "net/peer_parts.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FINGERPRINT_DIGITS 64
#define GOODBYE_MICROSECONDS G_USEC_PER_SEC

/* -- faults ------------------------------------------------------------------------------------------------------- */

bool connection_fault(struct connection *connection, enum fault code, GError **error, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *words = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  connection->broken = true;
  return fault(error, code, "%s: %s", connection->name, words);
}

bool connection_fault_socket(struct connection *connection, int number, GError **error) {
  if (number == ECONNRESET || number == EPIPE)
    return connection_fault(connection, FAULT_UNAVAILABLE, error, "the server broke the connection off.");
  return connection_fault(connection, FAULT_UNAVAILABLE, error, "the connection broke: %s.", g_strerror(number));
}

static bool fault_idle(struct connection *connection, const char *what, GError **error) {
  g_autofree char *seconds = text_plural((uint64_t)connection->idle_seconds, "second", "seconds");
  return connection_fault(connection, FAULT_TRY_LATER, error, "the server %s for %s; the connection was given up.",
                          what, seconds);
}

/* False, with a fault, when nothing can be sent or received. */
static bool is_usable(struct connection *connection, GError **error) {
  if (connection->fd < 0 || connection->broken)
    return connection_fault(connection, FAULT_SOFTWARE, error, "the connection was used though it is not open.");
  return true;
}

/* -- waiting ------------------------------------------------------------------------------------------------------ */

int connection_await(const struct connection *connection, short events, gint64 until) {
  struct pollfd waiting = {.fd = connection->fd, .events = events};
  for (;;) {
    const gint64 left = MAX(until - g_get_monotonic_time(), 0);
    const int ready = poll(&waiting, 1, (int)MIN((left + 999) / 1000, G_MAXINT));
    if (ready > 0)
      return 1; /* also for an error on the socket: the call that follows learns what it is */
    if (ready == 0 || errno != EINTR)
      return 0;
  }
}

static gint64 seconds_from_now(gint64 seconds) {
  return g_get_monotonic_time() + seconds * G_USEC_PER_SEC;
}

/* -- bytes -------------------------------------------------------------------------------------------------------- */

static ssize_t plain_receive(struct connection *connection, void *bytes, size_t size, short *events, GError **error) {
  const ssize_t got = TEMP_FAILURE_RETRY(recv(connection->fd, bytes, size, 0));
  *events = POLLIN;
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    return CONNECTION_AGAIN;
  if (got < 0)
    connection_fault_socket(connection, errno, error);
  return got;
}

static ssize_t plain_send(struct connection *connection, const void *bytes, size_t length, short *events,
                          GError **error) {
  const ssize_t sent = TEMP_FAILURE_RETRY(send(connection->fd, bytes, length, MSG_NOSIGNAL));
  *events = POLLOUT;
  if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    return CONNECTION_AGAIN;
  if (sent < 0)
    connection_fault_socket(connection, errno, error);
  return sent;
}

/* Waits until `until`: a count, 0 at the end, CONNECTION_AGAIN when the time is over, -1 with *error set. */
static ssize_t receive(struct connection *connection, void *bytes, size_t size, gint64 until, GError **error) {
  for (;;) {
    short events = POLLIN;
    const ssize_t got = connection->session ? connection_tls_receive(connection, bytes, size, &events, error)
                                            : plain_receive(connection, bytes, size, &events, error);
    if (got == 0)
      connection->ended = true;
    if (got != CONNECTION_AGAIN || !connection_await(connection, events, until))
      return got;
    if (g_get_monotonic_time() > until)
      return got; /* a server that sends what is no data keeps nobody */
  }
}

static ssize_t take_ahead(struct connection *connection, void *bytes, size_t size) {
  const size_t taken = MIN(size, connection->ahead_end - connection->ahead_begin);
  memcpy(bytes, connection->ahead + connection->ahead_begin, taken);
  connection->ahead_begin += taken;
  return (ssize_t)taken;
}

ssize_t connection_read(struct connection *connection, void *bytes, size_t size, GError **error) {
  if (connection->ahead_begin < connection->ahead_end)
    return take_ahead(connection, bytes, size);
  if (!is_usable(connection, error))
    return -1;
  if (connection->ended)
    return 0;
  const ssize_t got = receive(connection, bytes, size, seconds_from_now(connection->idle_seconds), error);
  if (got != CONNECTION_AGAIN)
    return got;
  fault_idle(connection, "sent nothing", error);
  return -1;
}

int connection_wait(struct connection *connection, unsigned int milliseconds, GError **error) {
  if (connection->ahead_begin < connection->ahead_end)
    return 1;
  if (!is_usable(connection, error))
    return -1;
  if (connection->ended)
    return 1;
  const gint64 until = g_get_monotonic_time() + (gint64)milliseconds * 1000;
  const ssize_t got = receive(connection, connection->ahead, sizeof connection->ahead, until, error);
  if (got == CONNECTION_AGAIN)
    return 0;
  if (got < 0)
    return -1;
  connection->ahead_begin = 0;
  connection->ahead_end = (size_t)got;
  return 1;
}

bool connection_write(struct connection *connection, const void *bytes, size_t length, GError **error) {
  if (!is_usable(connection, error))
    return false;
  const uint8_t *next = bytes;
  gint64 until = seconds_from_now(connection->idle_seconds);
  while (length > 0) {
    short events = POLLOUT;
    const ssize_t sent = connection->session ? connection_tls_send(connection, next, length, &events, error)
                                             : plain_send(connection, next, length, &events, error);
    if (sent == -1)
      return false;
    if (sent == CONNECTION_AGAIN && !connection_await(connection, events, until))
      return fault_idle(connection, "took nothing", error);
    if (sent == CONNECTION_AGAIN)
      continue;
    next += sent;
    length -= (size_t)sent;
    until = seconds_from_now(connection->idle_seconds);
  }
  return true;
}

/* -- life --------------------------------------------------------------------------------------------------------- */

static char *reference_of(const char *host) {
  char *ascii = g_strdup(host);
  const size_t length = ascii ? strlen(ascii) : 0;
  if (length > 1 && ascii[length - 1] == '.')
    ascii[length - 1] = '\0';
  if (length == 0)
    g_clear_pointer(&ascii, g_free);
  return ascii;
}

struct connection *connection_new(const struct connection_target *target) {
  struct connection *connection = g_new0(struct connection, 1);
  g_autofree char *shown = text_printable(target->host);
  connection->name = g_strdup_printf("%s port %u", shown, target->port);
  connection->host = g_hostname_to_ascii(target->host);
  connection->reference = reference_of(connection->host);
  connection->port = target->port;
  connection->addresses = g_strdupv((char **)(uintptr_t)target->addresses);
  connection->tls = target->tls;
  connection->ca_file = g_strdup(target->ca_file);
  connection->fingerprint = g_strdup(target->fingerprint);
  connection->connect_seconds = target->connect_timeout ? target->connect_timeout : CONNECTION_CONNECT_SECONDS;
  connection->idle_seconds = target->idle_timeout ? target->idle_timeout : CONNECTION_IDLE_SECONDS;
  connection->fd = -1;
  return connection;
}

/* Brings a pinned fingerprint into the form of peer_certificate. */
static bool check_fingerprint(struct connection *connection, GError **error) {
  if (!connection->fingerprint)
    return true;
  GString *digits = g_string_new(NULL);
  bool fine = true;
  for (const char *c = connection->fingerprint; *c; c++)
    if (g_ascii_isxdigit(*c))
      g_string_append_c(digits, g_ascii_tolower(*c));
    else
      fine = fine && *c == ':';
  fine = fine && digits->len == FINGERPRINT_DIGITS;
  g_free(connection->fingerprint);
  connection->fingerprint = g_string_free(digits, FALSE);
  return fine || connection_fault(connection, FAULT_CONFIG, error,
                                  "the fingerprint to pin must be a SHA-256 of 64 hexadecimal digits.");
}

bool connection_open(struct connection *connection, GError **error) {
  if (connection->tried)
    return connection_fault(connection, FAULT_SOFTWARE, error, "a connection can be opened only once.");
  connection->tried = true;
  if (!connection->reference)
    return connection_fault(connection, FAULT_CONFIG, error, "this is no name of a host.");
  const gint64 until = seconds_from_now(connection->connect_seconds);
  return check_fingerprint(connection, error) && connection_dial(connection, until, error) &&
         (connection->tls != CONNECTION_TLS_NOW || connection_shake(connection, until, error));
}

/* Whether there are bytes on the socket before the handshake has begun. */
static bool has_early_bytes(const struct connection *connection) {
  uint8_t byte;
  return TEMP_FAILURE_RETRY(recv(connection->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT)) > 0;
}

bool connection_start_tls(struct connection *connection, size_t unread, GError **error) {
  if (!is_usable(connection, error))
    return false;
  if (connection->tls != CONNECTION_TLS_LATER || connection->session)
    return connection_fault(connection, FAULT_SOFTWARE, error, "TLS was to be started where it cannot be.");
  if (unread > 0 || connection->ahead_begin < connection->ahead_end || has_early_bytes(connection))
    return connection_fault(connection, FAULT_REFUSED, error,
                            "the server, or somebody on the way to it, sent more in the clear after agreeing to "
                            "STARTTLS; that may be an attack, so nothing was sent to it.");
  return connection_shake(connection, seconds_from_now(connection->connect_seconds), error);
}

int connection_fd(const struct connection *connection) {
  return connection->fd;
}

bool connection_is_safe(const struct connection *connection) {
  if (connection->fd < 0 || connection->broken)
    return false;
  return connection->tls == CONNECTION_TLS_NEVER || connection->shaken;
}

const char *connection_name(const struct connection *connection) {
  return connection->name;
}

const struct peer *connection_peer(const struct connection *connection) {
  return &connection->peer;
}

/*
 * With bytes unread in our buffer (the tickets of TLS 1.3 often are) the kernel would answer the server with a reset,
 * which takes from it what it has not yet read of ours. So the server is left to close, for a while.
 */
static void say_goodbye(struct connection *connection) {
  const gint64 until = g_get_monotonic_time() + GOODBYE_MICROSECONDS;
  if (connection->shaken)
    connection_tls_goodbye(connection, until);
  shutdown(connection->fd, SHUT_WR);
  while (g_get_monotonic_time() < until && connection_await(connection, POLLIN, until))
    if (TEMP_FAILURE_RETRY(recv(connection->fd, connection->ahead, sizeof connection->ahead, 0)) <= 0)
      return;
}

void connection_close(struct connection *connection) {
  if (!connection)
    return;
  if (connection->fd >= 0 && !connection->broken)
    say_goodbye(connection);
  connection_tls_end(connection);
  if (connection->fd >= 0)
    close(connection->fd);
  g_clear_error(&connection->refusal);
  peer_clear(&connection->peer);
  g_strfreev(connection->addresses);
  g_free(connection->host);
  g_free(connection->reference);
  g_free(connection->name);
  g_free(connection->ca_file);
  g_free(connection->fingerprint);
  g_free(connection);
}
