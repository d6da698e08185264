/* SPDX-License-Identifier: MIT */
/*
 * serving: a server for one test, in a process of its own on a free loopback port, and a client that says what came of
 * it: "ok", or the code and the sentence of the fault, with "PORT" for the port.
 */
#ifndef DMARCSTAT_TESTS_SERVING_H
#define DMARCSTAT_TESTS_SERVING_H

#include "certificates.h"
#include "net/connection.h"
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define LEAVING_MILLISECONDS 10

/* What the server tells of its client, in memory that both see. */
struct heard {
  volatile int leave;  /* said by the test: take no more clients */
  int shaken;          /* handshakes that were completed */
  size_t bytes, right; /* that came through TLS, or in the clear; of these, as they should be */
  int goodbyes;
  char host[256]; /* by SNI */
};

struct server {
  void (*talk)(struct server *server, int fd); /* with one client, in the child */
  const struct certified *own, *between;       /* the certificate and its issuer, when that is sent too */
  const char *priority;                        /* of GnuTLS; NULL: NORMAL */
  int family;                                  /* 0: AF_INET */
  bool deaf;                                   /* listens and never accepts */
  /* set by serve */
  struct heard *heard;
  pid_t process;
  int listening;
  uint16_t port;
};

/* -- the server --------------------------------------------------------------------------------------------------- */

/* False when there is no such address here. */
static inline bool listen_on_loopback(struct server *server) {
  struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  struct sockaddr_in four = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct sockaddr *address = server->family == AF_INET6 ? (struct sockaddr *)&six : (struct sockaddr *)&four;
  socklen_t size = server->family == AF_INET6 ? sizeof six : sizeof four;
  server->listening = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (server->listening < 0 || bind(server->listening, address, size) < 0)
    return false;
  assert_int_equal(listen(server->listening, 16), 0);
  assert_int_equal(getsockname(server->listening, address, &size), 0);
  server->port = ntohs(server->family == AF_INET6 ? six.sin6_port : four.sin_port);
  return true;
}

static inline G_NORETURN void accept_clients(struct server *server) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGPIPE, SIG_IGN);
  for (;;) {
    struct pollfd waiting = {.fd = server->listening, .events = POLLIN};
    const int ready = server->deaf ? pause() : poll(&waiting, 1, LEAVING_MILLISECONDS);
    if (ready == 0 && server->heard->leave)
      _exit(0);
    const int fd = ready > 0 ? accept(server->listening, NULL, NULL) : -1;
    if (fd < 0)
      continue;
    server->talk(server, fd);
    close(fd);
  }
}

/* False when the address is not there. */
static inline bool serve(struct server *server) {
  server->heard = mmap(NULL, sizeof *server->heard, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  assert_ptr_not_equal(server->heard, MAP_FAILED);
  if (!listen_on_loopback(server))
    return false;
  server->process = fork();
  assert_true(server->process >= 0);
  if (server->process == 0)
    accept_clients(server);
  return true;
}

/* When all clients are served. What was heard is complete then, and stays until unserve. */
static inline void stop_serving(struct server *server) {
  server->heard->leave = 1;
  waitpid(server->process, NULL, 0);
  server->process = 0;
}

static inline void unserve(struct server *server) {
  if (server->process > 0) {
    kill(server->process, SIGKILL);
    waitpid(server->process, NULL, 0);
  }
  if (server->listening >= 0)
    close(server->listening);
  munmap(server->heard, sizeof *server->heard);
}

/* -- what servers do, in the child -------------------------------------------------------------------------------- */

static inline void send_text(int fd, const char *text) {
  (void)!send(fd, text, strlen(text), MSG_NOSIGNAL);
}

/* Reads up to a line feed. */
static inline void await_line(int fd) {
  char c = 0;
  while (c != '\n' && recv(fd, &c, 1, 0) == 1)
    ;
}

static inline void hear_host(gnutls_session_t session, struct heard *heard) {
  unsigned int type;
  size_t size = sizeof heard->host;
  if (gnutls_server_name_get(session, heard->host, &size, &type, 0) < 0)
    heard->host[0] = '\0';
}

/* NULL when the handshake fails. Leaks in the child, which is killed. */
static inline gnutls_session_t shake_hands(struct server *server, int fd) {
  gnutls_certificate_credentials_t credentials;
  gnutls_session_t session;
  gnutls_datum_t ticket_key;
  g_autofree char *own = certificate_pem(server->own), *key = key_pem(server->own);
  g_autofree char *between = server->between ? certificate_pem(server->between) : g_strdup("");
  g_autofree char *chain = g_strconcat(own, between, NULL);
  const gnutls_datum_t chain_pem = {(unsigned char *)chain, (unsigned int)strlen(chain)};
  const gnutls_datum_t own_key_pem = {(unsigned char *)key, (unsigned int)strlen(key)};
  if (gnutls_certificate_allocate_credentials(&credentials) < 0 ||
      gnutls_certificate_set_x509_key_mem(credentials, &chain_pem, &own_key_pem, GNUTLS_X509_FMT_PEM) < 0 ||
      gnutls_init(&session, GNUTLS_SERVER) < 0 ||
      gnutls_priority_set_direct(session, server->priority ? server->priority : "NORMAL", NULL) < 0 ||
      gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials) < 0 ||
      gnutls_session_ticket_key_generate(&ticket_key) < 0 ||
      gnutls_session_ticket_enable_server(session, &ticket_key) < 0)
    return NULL;
  gnutls_transport_set_int(session, fd);
  int result;
  do
    result = gnutls_handshake(session);
  while (result < 0 && !gnutls_error_is_fatal(result));
  hear_host(session, server->heard);
  if (result < 0) {
    gnutls_alert_send_appropriate(session, result);
    return NULL;
  }
  server->heard->shaken++;
  return session;
}

/* Sends back what comes through TLS, until the client's good-bye. */
static inline void echo(struct server *server, int fd) {
  uint8_t bytes[16384];
  gnutls_session_t session = shake_hands(server, fd);
  if (!session)
    return;
  for (;;) {
    const ssize_t got = gnutls_record_recv(session, bytes, sizeof bytes);
    if (got <= 0)
      break;
    server->heard->bytes += (size_t)got;
    for (ssize_t sent = 0; sent < got;) {
      const ssize_t n = gnutls_record_send(session, bytes + sent, (size_t)(got - sent));
      if (n < 0)
        return;
      sent += n;
    }
  }
  gnutls_bye(session, GNUTLS_SHUT_WR);
}

/* -- the client --------------------------------------------------------------------------------------------------- */

/* Of the port its number is left out, as it is another one each time. Takes over `error`. Caller frees. */
static inline char *fault_words(GError *error, uint16_t port) {
  if (!error)
    return g_strdup("ok");
  g_autofree char *number = g_strdup_printf("port %u", port);
  g_auto(GStrv) parts = g_strsplit(error->message, number, -1);
  g_autofree char *message = g_strjoinv("port PORT", parts);
  char *words = g_strdup_printf("%d %s", error->code, message);
  g_error_free(error);
  return words;
}

/* An exchange of a few bytes: so much is sent, and the answer begins with these five. */
static inline bool try_bytes(struct connection *connection, const char *sent, const char *expected, GError **error) {
  char answer[6] = {0};
  if (!connection_write(connection, sent, strlen(sent), error))
    return false;
  for (size_t got = 0; got < 5;) {
    const ssize_t n = connection_read(connection, answer + got, 5 - got, error);
    if (n < 0)
      return false;
    assert_int_not_equal(n, 0);
    got += (size_t)n;
  }
  assert_string_equal(answer, expected);
  return true;
}

/* With a server that echoes. */
static inline bool try_echo(struct connection *connection, GError **error) {
  return try_bytes(connection, "hello", "hello", error);
}

/* Opens, exchanges a few bytes, closes. Caller frees. */
static inline char *visit(const struct connection_target *target) {
  GError *error = NULL;
  struct connection *connection = connection_new(target);
  const bool fine = connection_open(connection, &error) && try_echo(connection, &error);
  assert_true(fine == (error == NULL));
  assert_true(connection_is_safe(connection) == fine);
  connection_close(connection);
  return fault_words(error, target->port);
}

/* Takes over `got`. */
static inline void is(char *got, const char *wanted) {
  assert_string_equal(got, wanted);
  g_free(got);
}

#endif
