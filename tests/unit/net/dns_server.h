/* SPDX-License-Identifier: MIT */
/* dns_server: Unbound on a free port of 127.0.0.1, which knows what the test tells it and asks nobody else. */
#ifndef DMARCSTAT_TESTS_DNS_SERVER_H
#define DMARCSTAT_TESTS_DNS_SERVER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/resolver.h"

#include <arpa/inet.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define UNBOUND "/usr/sbin/unbound"

struct dns_server {
  char *folder, *address; /* "127.0.0.1@5353" */
  uint16_t port;
  pid_t process;
};

static inline int udp_socket(uint16_t *port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
  assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
  *port = ntohs(address.sin_port);
  return fd;
}

/* A name that no other server knows. Caller frees. */
static inline char *server_own_name(void) {
  return g_strdup_printf("p%d", (int)getpid());
}

/*
 * Until it answers; false when it ends, as it does when somebody else was faster to take the port. That may be the
 * server of another test, so it is asked for its own name.
 */
static inline bool await_server(const struct dns_server *server) {
  static const uint8_t header[] = {0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0}, rest[] = {0, 0, 1, 0, 1}; /* A, IN */
  const struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(server->port)};
  const struct timeval patience = {.tv_usec = 50000};
  g_autofree char *name = server_own_name();
  const uint8_t length = (uint8_t)strlen(name);
  g_autoptr(GByteArray) question = g_byte_array_append(g_byte_array_new(), header, sizeof header);
  g_byte_array_append(g_byte_array_append(question, &length, 1), (const uint8_t *)name, length);
  g_byte_array_append(question, rest, sizeof rest);
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  uint8_t answer[512];
  bool answers = false, ended = false;
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
  for (int tries = 0; tries < 800 && !answers && !ended; tries++) {
    answers = send(fd, question->data, question->len, 0) > 0 && recv(fd, answer, sizeof answer, 0) > 12 &&
              answer[7] == 1; /* record */
    ended = !answers && waitpid(server->process, NULL, WNOHANG) != 0;
    if (!answers && !ended)
      g_usleep(25000);
  }
  close(fd);
  if (!answers && !ended)
    fail_msg("the DNS server does not come up");
  return answers;
}

/* On a port that was free a moment ago. */
static inline bool server_try(struct dns_server *server, const char *file, const char *zones) {
  close(udp_socket(&server->port));
  g_autofree char *name = server_own_name();
  g_autofree char *text = g_strdup_printf(
      "server:\n interface: 127.0.0.1\n port: %u\n do-daemonize: no\n chroot: \"\"\n username: \"\"\n"
      " directory: \"%s\"\n pidfile: \"\"\n use-syslog: no\n logfile: \"%s/log\"\n module-config: \"iterator\"\n"
      " do-not-query-localhost: no\n unblock-lan-zones: yes\n local-zone: \".\" static\n"
      " local-data: \". NS ns.test.\"\n local-data: \"%s. A 192.0.2.53\"\n"
      " num-threads: 1\n"
      "%s",
      server->port, server->folder, server->folder, name, zones);
  assert_true(g_file_set_contents(file, text, -1, NULL));
  server->process = fork();
  if (server->process == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execl(UNBOUND, UNBOUND, "-d", "-c", file, (char *)NULL);
    _exit(127);
  }
  return await_server(server);
}

/* `zones` are lines of unbound.conf. Without Unbound nothing is started, and dns_server_needed() skips. */
static inline void dns_server_start(struct dns_server *server, const char *zones) {
  if (access(UNBOUND, X_OK) != 0)
    return;
  server->folder = g_dir_make_tmp("dmarcstat-dns-XXXXXX", NULL);
  g_autofree char *file = g_build_filename(server->folder, "unbound.conf", NULL);
  bool up = false;
  for (int tries = 0; tries < 10 && !up; tries++)
    up = server_try(server, file, zones);
  if (!up)
    fail_msg("the DNS server ends at once, ten times: see %s/log", server->folder);
  server->address = g_strdup_printf("127.0.0.1@%u", server->port);
}

static inline void dns_server_stop(struct dns_server *server) {
  if (server->process == 0)
    return;
  kill(server->process, SIGKILL);
  waitpid(server->process, NULL, 0);
  g_autofree char *file = g_build_filename(server->folder, "unbound.conf", NULL);
  g_autofree char *log = g_build_filename(server->folder, "log", NULL);
  g_unlink(file);
  g_unlink(log);
  g_rmdir(server->folder);
  g_free(server->folder);
  g_free(server->address);
}

static inline void dns_server_needed(const struct dns_server *server) {
  if (server->process == 0)
    skip();
}

/* -- who asks it ---------------------------------------------------------------------------------------------------
 */

static inline struct dns *dns_asking(const char *address, unsigned int seconds) {
  GError *error = NULL;
  const char *const servers[] = {address, NULL};
  struct dns *dns = dns_new(&(struct dns_options){.servers = servers, .seconds = seconds}, &error);
  if (!dns)
    fail_msg("%s", error->message);
  return dns;
}

static inline struct resolver *resolver_asking(const struct dns_server *server, unsigned int seconds) {
  const char *const servers[] = {server->address, NULL};
  struct resolver *resolver =
      resolver_new(&(struct dns_options){.servers = servers, .seconds = seconds}, RESOLVER_VALIDATE_IF_POSSIBLE, NULL);
  assert_non_null(resolver);
  return resolver;
}

#endif
