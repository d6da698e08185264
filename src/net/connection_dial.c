/* SPDX-License-Identifier: MIT */
/* From a name to an open socket: each address in turn, IPv6 or IPv4, with its share of the time that is left. */
#include "base/text.h"
#include "net/connection_parts.h"
#include "net/resolve.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST_ADDRESSES 16      /* of a name; its owner is a stranger */
#define KEEP_ALIVE_SECONDS 120 /* so that a server that vanished is noticed while we wait for mail */

/* What became of the addresses. */
struct attempts {
  GString *tried; /* "::1, 127.0.0.1" */
  guint count;
  int number; /* the errno that says most */
};

/* -- one address -------------------------------------------------------------------------------------------------- */

static bool is_loopback(const struct sockaddr *address) {
  if (address->sa_family == AF_INET6)
    return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
  if (address->sa_family != AF_INET)
    return false;
  return ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}

static char *address_words(const struct addrinfo *address) {
  char words[NI_MAXHOST];
  if (getnameinfo(address->ai_addr, address->ai_addrlen, words, sizeof words, NULL, 0, NI_NUMERICHOST) != 0)
    return g_strdup("?");
  return g_strdup(words);
}

static void settle(int fd) {
  const int on = 1, idle = KEEP_ALIVE_SECONDS;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
}

/* How the attempt to connect ended: 0 or an errno. */
static int await_connected(const struct connection *connection, gint64 until) {
  int number = 0;
  socklen_t size = sizeof number;
  if (!connection_await(connection, POLLOUT, until))
    return ETIMEDOUT;
  return getsockopt(connection->fd, SOL_SOCKET, SO_ERROR, &number, &size) == 0 ? number : errno;
}

/* 0 with the socket in connection->fd, or an errno. */
static int try_address(struct connection *connection, const struct addrinfo *address, gint64 until) {
  connection->fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (connection->fd < 0)
    return errno;
  int number = 0;
  /* interrupted, it goes on like any other that does not block */
  if (connect(connection->fd, address->ai_addr, address->ai_addrlen) < 0)
    number = errno == EINPROGRESS || errno == EINTR ? await_connected(connection, until) : errno;
  if (number == 0) {
    settle(connection->fd);
    return 0;
  }
  close(connection->fd);
  connection->fd = -1;
  return number;
}

/* -- all of them -------------------------------------------------------------------------------------------------- */

/* Of two errnos the one that tells more of the server. */
static int tells_more(int one, int other) {
  static const int order[] = {ECONNREFUSED, ETIMEDOUT};
  for (size_t i = 0; i < G_N_ELEMENTS(order); i++)
    if (one == order[i] || other == order[i])
      return order[i];
  return one != 0 ? one : other;
}

static bool may_try(const struct connection *connection, const struct addrinfo *address) {
  return connection->tls != CONNECTION_TLS_NEVER || is_loopback(address->ai_addr);
}

static guint count_addresses(const struct connection *connection, const struct addrinfo *addresses) {
  guint count = 0;
  for (; addresses && count < MOST_ADDRESSES; addresses = addresses->ai_next)
    count += may_try(connection, addresses);
  return count;
}

static bool try_addresses(struct connection *connection, const struct addrinfo *addresses, gint64 until,
                          struct attempts *attempts) {
  guint left = count_addresses(connection, addresses);
  for (; left > 0; addresses = addresses->ai_next) {
    if (!may_try(connection, addresses))
      continue;
    char *words = address_words(addresses);
    const gint64 now = g_get_monotonic_time();
    const int number = try_address(connection, addresses, now + MAX(until - now, 0) / left--);
    if (number == 0) {
      connection->peer.address = words;
      return true;
    }
    g_string_append_printf(attempts->tried, "%s%s", attempts->count++ ? ", " : "", words);
    attempts->number = tells_more(attempts->number, number);
    g_free(words);
  }
  return false;
}

/* -- faults ------------------------------------------------------------------------------------------------------- */

static bool fault_resolve(struct connection *connection, int trouble, GError **error) {
  if (trouble == EAI_NONAME || trouble == EAI_NODATA)
    return connection_fault(connection, FAULT_UNAVAILABLE, error,
                            "there is no host of this name, or it has no address; is the name spelled right?");
  if (trouble == RESOLVE_TIME_OVER || trouble == EAI_AGAIN)
    return connection_fault(connection, FAULT_TRY_LATER, error,
                            "the address of this host could not be found now because the name servers did not answer; "
                            "try again later.");
  return connection_fault(connection, FAULT_UNAVAILABLE, error, "the address of this host cannot be found: %s.",
                          gai_strerror(trouble));
}

static bool fault_dial(struct connection *connection, const struct attempts *attempts, GError **error) {
  g_autofree char *seconds = text_plural((uint64_t)connection->connect_seconds, "second", "seconds");
  const char *tried = attempts->tried->str;
  if (attempts->count == 0)
    return connection_fault(connection, FAULT_REFUSED, error,
                            "connections without TLS are made to this computer (a loopback address) only.");
  if (attempts->number == ECONNREFUSED)
    return connection_fault(connection, FAULT_UNAVAILABLE, error,
                            "the connection was refused (tried %s); does the server run, and is the port right?",
                            tried);
  if (attempts->number == ETIMEDOUT)
    return connection_fault(connection, FAULT_TRY_LATER, error,
                            "no answer within %s (tried %s); try later, or see whether a firewall is in between.",
                            seconds, tried);
  return connection_fault(connection, FAULT_UNAVAILABLE, error, "cannot be reached (tried %s): %s.", tried,
                          g_strerror(attempts->number));
}

/* The addresses that came with the target, or those of the host. */
static struct addrinfo *find_addresses(const struct connection *connection, gint64 until, int *trouble) {
  if (!connection->addresses)
    return resolve(connection->host, connection->port, until, trouble);
  const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV | AI_NUMERICHOST};
  g_autofree char *port = g_strdup_printf("%u", connection->port);
  struct addrinfo *first = NULL, **end = &first;
  *trouble = EAI_NONAME;
  for (char **address = connection->addresses; *address; address++) {
    const int number = getaddrinfo(*address, port, &hints, end);
    if (number != 0)
      *trouble = number;
    while (*end)
      end = &(*end)->ai_next;
  }
  return first;
}

bool connection_dial(struct connection *connection, gint64 until, GError **error) {
  int trouble = 0;
  struct addrinfo *addresses = find_addresses(connection, until, &trouble);
  if (!addresses)
    return fault_resolve(connection, trouble, error);
  struct attempts attempts = {.tried = g_string_new(NULL)};
  const bool connected = try_addresses(connection, addresses, until, &attempts);
  freeaddrinfo(addresses);
  connection->dial_errno = connected ? 0 : attempts.number;
  if (!connected)
    fault_dial(connection, &attempts, error);
  g_string_free(attempts.tried, TRUE);
  return connected;
}
