/* SPDX-License-Identifier: MIT */
/* Servers as they are typed, and what silence on port 25 is taken for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "check/servers.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* -- what is typed --------------------------------------------------------------------------------------------------
 */

static void a_server_is_a_scheme_and_a_host(void **state) {
  (void)state;
  static const struct {
    const char *text, *host;
    enum server_kind kind;
    uint16_t port;
  } good[] = {
      {"imaps://mail.example.com", "mail.example.com", SERVER_IMAPS, 993},
      {"imap://Mail.Example.COM.:1143", "mail.example.com", SERVER_IMAP, 1143},
      {"pop3://mail.example.com", "mail.example.com", SERVER_POP3, 110},
      {"pop3s://mail.example.com", "mail.example.com", SERVER_POP3S, 995},
      {"submission://mail.example.com", "mail.example.com", SERVER_SUBMISSION, 587},
      {"submissions://mail.example.com", "mail.example.com", SERVER_SUBMISSIONS, 465},
      {"smtps://mail.example.com", "mail.example.com", SERVER_SUBMISSIONS, 465},
      {"smtp://192.0.2.1:2525", "192.0.2.1", SERVER_MX, 2525},
      {"imaps://[2001:db8::1]", "2001:db8::1", SERVER_IMAPS, 993},
      {"imaps://b\xc3\xbc"
       "cher.example",
       "xn--bcher-kva.example", SERVER_IMAPS, 993},
  };
  static const char *const bad[] = {"",
                                    "mail.example.com",
                                    "http://mail.example.com",
                                    "imaps://",
                                    "imaps://:993",
                                    "imaps://a b",
                                    "imaps://mail.example.com:0",
                                    "imaps://mail.example.com:99999",
                                    "imaps://a..b"};
  for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
    struct server *server = server_parse(good[i].text, NULL);
    if (!server)
      fail_msg("%s", good[i].text);
    assert_string_equal(server->host, good[i].host);
    assert_int_equal(server->kind, good[i].kind);
    assert_int_equal(server->port, good[i].port);
    server_free(server);
  }
  for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
    if (server_parse(bad[i], NULL))
      fail_msg("%s", bad[i]);
}

static void a_detour_is_a_host_and_a_port_and_an_address_and_a_port(void **state) {
  (void)state;
  static const struct {
    const char *text, *host, *address;
    uint16_t port, to;
  } good[] = {
      {"mx.example.com:25:192.0.2.1:2525", "mx.example.com", "192.0.2.1", 25, 2525},
      {"MX.example.com:25:[2001:db8::1]:2525", "mx.example.com", "2001:db8::1", 25, 2525},
      {"mta-sts.example.com:443:127.0.0.1:8443", "mta-sts.example.com", "127.0.0.1", 443, 8443},
  };
  static const char *const bad[] = {"",
                                    "::::",
                                    "mx.example.com:25",
                                    "mx.example.com:25:192.0.2.1",
                                    "mx.example.com:25:mx2.example.com:25",
                                    "mx.example.com:25:192.0.2.1:0",
                                    "mx.example.com:x:192.0.2.1:25",
                                    ":25:192.0.2.1:25",
                                    "mx.example.com:25:2001:db8::1]:25",
                                    "[:25"};
  for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
    struct route *route = route_parse(good[i].text, NULL);
    if (!route)
      fail_msg("%s", good[i].text);
    assert_string_equal(route->host, good[i].host);
    assert_string_equal(route->address, good[i].address);
    assert_int_equal(route->port, good[i].port);
    assert_int_equal(route->to, good[i].to);
    route_free(route);
  }
  for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
    if (route_parse(bad[i], NULL))
      fail_msg("%s", bad[i]);
}

/* -- port 25 --------------------------------------------------------------------------------------------------------
 */

/* A listener whose queue is full does not answer, as a firewall that drops does not. */
struct silence {
  int listening, waiting[8];
  uint16_t port;
};

static struct silence be_silent(void) {
  struct silence silence = {.listening = socket(AF_INET, SOCK_STREAM, 0)};
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  assert_int_equal(bind(silence.listening, (struct sockaddr *)&address, size), 0);
  assert_int_equal(listen(silence.listening, 0), 0);
  assert_int_equal(getsockname(silence.listening, (struct sockaddr *)&address, &size), 0);
  silence.port = ntohs(address.sin_port);
  for (size_t i = 0; i < G_N_ELEMENTS(silence.waiting); i++) {
    silence.waiting[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    (void)!connect(silence.waiting[i], (struct sockaddr *)&address, sizeof address);
  }
  return silence;
}

static void end_silence(struct silence *silence) {
  for (size_t i = 0; i < G_N_ELEMENTS(silence->waiting); i++)
    close(silence->waiting[i]);
  close(silence->listening);
}

static enum mail_probe_state visit(struct servers *servers, char *name) {
  static char *addresses[] = {(char *)(uintptr_t) "127.0.0.1", NULL};
  const struct mail_host host = {.name = name, .valid = true, .addresses = addresses, .status = DNS_FOUND};
  unsigned int n;
  const struct visited *visited =
      visit_wait(servers, servers_visit(servers, &host, server_port(SERVER_MX), SERVER_MX), &n);
  assert_int_equal(n, 1);
  return visited->probe->state;
}

static void silence_of_all_is_our_own_network(void **state) {
  (void)state;
  struct silence silence = be_silent();
  char names[][32] = {"a.example.com", "b.example.com", "mx.example.net", "mx.example.org"};
  char address[] = "127.0.0.1";
  struct route routes[G_N_ELEMENTS(names)];
  const struct route *all[G_N_ELEMENTS(names) + 1] = {NULL};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    routes[i] = (struct route){.host = names[i], .address = address, .port = 25, .to = silence.port};
    all[i] = &routes[i];
  }
  struct servers *servers = servers_new(&(struct servers_options){.routes = all, .seconds = 1});
  assert_int_equal(servers_smtp(servers), SERVERS_SMTP_UNKNOWN);
  assert_int_equal(visit(servers, names[0]), MAIL_PROBE_TIMED_OUT);
  assert_int_equal(visit(servers, names[1]), MAIL_PROBE_TIMED_OUT); /* of the same owner: it may be theirs */
  assert_int_equal(servers_smtp(servers), SERVERS_SMTP_UNKNOWN);
  assert_int_equal(visit(servers, names[2]), MAIL_PROBE_TIMED_OUT);
  assert_int_equal(servers_smtp(servers), SERVERS_SMTP_BLOCKED);
  end_silence(&silence); /* now the port is closed, which is an answer */
  assert_int_equal(visit(servers, names[3]), MAIL_PROBE_NOT_LISTENING);
  assert_int_equal(servers_smtp(servers), SERVERS_SMTP_WORKS);
  assert_int_equal(visit(servers, names[0]), MAIL_PROBE_TIMED_OUT); /* it is asked once */
  servers_free(servers);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_server_is_a_scheme_and_a_host),
      cmocka_unit_test(a_detour_is_a_host_and_a_port_and_an_address_and_a_port),
      cmocka_unit_test(silence_of_all_is_our_own_network),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
