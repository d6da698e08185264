/* SPDX-License-Identifier: MIT */
/* dns_server: Unbound on a free port of 127.0.0.1, which knows what the test tells it and asks nobody else. */
#ifndef DMARCSTAT_TESTS_DNS_SERVER_H
#define DMARCSTAT_TESTS_DNS_SERVER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdbool.h>
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

/* Until it answers: any question, by its header alone. */
static inline void await_server(const struct dns_server *server) {
  static const uint8_t question[] = {0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1}; /* . NS */
  const struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(server->port)};
  const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const struct timeval patience = {.tv_usec = 50000};
  uint8_t answer[512];
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
  for (int tries = 0; tries < 400; tries++) {
    if (send(fd, question, sizeof question, 0) > 0 && recv(fd, answer, sizeof answer, 0) > 0) {
      close(fd);
      return;
    }
    g_usleep(25000);
  }
  fail_msg("the DNS server does not come up");
}

/* `zones` are lines of unbound.conf. Skips the test where there is no Unbound. */
static inline void dns_server_start(struct dns_server *server, const char *zones) {
  if (access(UNBOUND, X_OK) != 0)
    skip();
  close(udp_socket(&server->port));
  server->folder = g_dir_make_tmp("dmarcstat-dns-XXXXXX", NULL);
  server->address = g_strdup_printf("127.0.0.1@%u", server->port);
  g_autofree char *file = g_build_filename(server->folder, "unbound.conf", NULL);
  g_autofree char *text = g_strdup_printf(
      "server:\n interface: 127.0.0.1\n port: %u\n do-daemonize: no\n chroot: \"\"\n username: \"\"\n"
      " directory: \"%s\"\n pidfile: \"\"\n use-syslog: no\n logfile: \"%s/log\"\n module-config: \"iterator\"\n"
      " do-not-query-localhost: no\n unblock-lan-zones: yes\n local-zone: \".\" static\n"
      " local-data: \". NS ns.test.\"\n"
      " num-threads: 1\n"
      "%s",
      server->port, server->folder, server->folder, zones);
  assert_true(g_file_set_contents(file, text, -1, NULL));
  server->process = fork();
  if (server->process == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execl(UNBOUND, UNBOUND, "-d", "-c", file, (char *)NULL);
    _exit(127);
  }
  await_server(server);
}

static inline void dns_server_stop(struct dns_server *server) {
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

#endif
