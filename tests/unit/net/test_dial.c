/* SPDX-License-Identifier: MIT */
/* From a name to an address that answers, with name servers of our own making. */
#include "base/fault.h"
#include "serving.h"
#include <netdb.h>

/* -- name servers ------------------------------------------------------------------------------------------------- */

static const struct {
  const char *name;
  int trouble;
  const char *addresses[3];
} names[] = {
    {"six-then-four.test", 0, {"::1", "127.0.0.1"}},
    {"four-then-six.test", 0, {"127.0.0.1", "::1"}},
    {"far-then-near.test", 0, {"192.0.2.1", "127.0.0.1"}},
    {"far.test", 0, {"192.0.2.1", "2001:db8::1"}},
    {"stuck.test", 0, {"127.0.0.2"}},
    {"stuck-then-near.test", 0, {"127.0.0.2", "127.0.0.1"}},
    {"unknown.test", EAI_NONAME, {NULL}},
    {"empty.test", EAI_NODATA, {NULL}},
    {"later.test", EAI_AGAIN, {NULL}},
    {"broken.test", EAI_FAIL, {NULL}},
    {"slow.test", 0, {"127.0.0.1"}},
    {"xn--bcher-kva.test", 0, {"127.0.0.1"}},
    {"dotted.test.", 0, {"127.0.0.1"}},
    {"localhost", 0, {"127.0.0.1"}},
};

static struct addrinfo *new_answer(const char *address, const char *port) {
  union {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
  } *socket_address = calloc(1, sizeof *socket_address);
  struct addrinfo *answer = calloc(1, sizeof *answer);
  const bool four = inet_pton(AF_INET, address, &socket_address->four.sin_addr) == 1;
  if (!four)
    assert_int_equal(inet_pton(AF_INET6, address, &socket_address->six.sin6_addr), 1);
  const in_port_t number = htons((uint16_t)atoi(port));
  if (four)
    socket_address->four.sin_port = number;
  else
    socket_address->six.sin6_port = number;
  socket_address->any.sa_family = four ? AF_INET : AF_INET6;
  *answer = (struct addrinfo){.ai_family = socket_address->any.sa_family,
                              .ai_addr = &socket_address->any,
                              .ai_addrlen = four ? sizeof socket_address->four : sizeof socket_address->six};
  return answer;
}

/* Stands in for the C library's. */
int getaddrinfo(const char *host, const char *port, const struct addrinfo *hints, struct addrinfo **answers) {
  (void)hints;
  if (strcmp(host, "slow.test") == 0)
    g_usleep(3 * G_USEC_PER_SEC);
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
    if (strcmp(host, names[i].name) == 0) {
      for (size_t a = 0; a < G_N_ELEMENTS(names[i].addresses) && names[i].addresses[a]; a++) {
        *answers = new_answer(names[i].addresses[a], port);
        answers = &(*answers)->ai_next;
      }
      return names[i].trouble;
    }
  return EAI_NONAME;
}

void freeaddrinfo(struct addrinfo *answers) {
  while (answers) {
    struct addrinfo *next = answers->ai_next;
    free(answers->ai_addr);
    free(answers);
    answers = next;
  }
}

/* -- servers in the clear ----------------------------------------------------------------------------------------- */

static void echo_in_the_clear(struct server *server, int fd) {
  uint8_t bytes[4096];
  for (ssize_t got; (got = recv(fd, bytes, sizeof bytes, 0)) > 0; server->heard->bytes += (size_t)got)
    (void)!send(fd, bytes, (size_t)got, MSG_NOSIGNAL);
}

static char *visit_in_the_clear(const char *host, uint16_t port) {
  return visit(&(struct connection_target){
      .host = host, .port = port, .tls = CONNECTION_TLS_NEVER, .connect_timeout = 2, .idle_timeout = 2});
}

static bool is_served(struct server *server) {
  if (serve(server))
    return true;
  unserve(server);
  return false;
}

/* A port at which nobody listens. */
static uint16_t closed_port(void) {
  struct server server = {0};
  assert_true(listen_on_loopback(&server));
  close(server.listening);
  return server.port;
}

static void each_address_is_tried_in_turn(void **state) {
  (void)state;
  struct server four = {.talk = echo_in_the_clear}, six = {.talk = echo_in_the_clear, .family = AF_INET6};
  assert_true(serve(&four));
  is(visit_in_the_clear("six-then-four.test", four.port), "ok");
  is(visit_in_the_clear("four-then-six.test", four.port), "ok");
  unserve(&four);
  if (!is_served(&six))
    skip();
  is(visit_in_the_clear("six-then-four.test", six.port), "ok");
  is(visit_in_the_clear("four-then-six.test", six.port), "ok");
  unserve(&six);
}

static void a_refused_connection_names_what_was_tried(void **state) {
  (void)state;
  const uint16_t port = closed_port();
  is(visit_in_the_clear("localhost", port), "69 localhost port PORT: the connection was refused (tried 127.0.0.1); "
                                            "does the server run, and is the port right?");
  char *words = visit_in_the_clear("six-then-four.test", port);
  assert_true(g_str_has_prefix(
      words, "69 six-then-four.test port PORT: the connection was refused (tried ::1, 127.0.0.1); does"));
  g_free(words);
}

/* -- addresses that do not answer -------------------------------------------------------------------------------- */

#define STUCK_QUEUE 8

/* Listens at 127.0.0.2 and has its queue full, so that the kernel answers to nothing more. */
static void get_stuck(int fds[STUCK_QUEUE], uint16_t port) {
  const struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1)};
  for (int i = 0; i < STUCK_QUEUE; i++)
    fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  assert_int_equal(bind(fds[0], (const struct sockaddr *)&address, sizeof address), 0);
  assert_int_equal(listen(fds[0], 0), 0);
  for (int i = 1; i < STUCK_QUEUE; i++)
    (void)!connect(fds[i], (const struct sockaddr *)&address, sizeof address);
}

static void an_address_that_does_not_answer_has_its_share_of_the_time(void **state) {
  (void)state;
  struct server server = {.talk = echo_in_the_clear};
  int stuck[STUCK_QUEUE];
  assert_true(serve(&server));
  get_stuck(stuck, server.port);
  const gint64 begin = g_get_monotonic_time();
  is(visit_in_the_clear("stuck-then-near.test", server.port), "ok");
  const gint64 near = g_get_monotonic_time();
  is(visit_in_the_clear("stuck.test", server.port), "75 stuck.test port PORT: no answer within 2 seconds (tried "
                                                    "127.0.0.2); try later, or see whether a firewall is in "
                                                    "between.");
  const gint64 end = g_get_monotonic_time();
  assert_true(near - begin >= G_USEC_PER_SEC && near - begin < 2 * G_USEC_PER_SEC);
  assert_true(end - near >= 2 * G_USEC_PER_SEC && end - near < 3 * G_USEC_PER_SEC);
  for (int i = 0; i < STUCK_QUEUE; i++)
    close(stuck[i]);
  unserve(&server);
}

static void without_tls_only_loopback_is_spoken_to(void **state) {
  (void)state;
  struct server server = {.talk = echo_in_the_clear};
  assert_true(serve(&server));
  is(visit_in_the_clear("far.test", server.port), "77 far.test port PORT: connections without TLS are made to this "
                                                  "computer (a loopback address) only.");
  is(visit_in_the_clear("far-then-near.test", server.port), "ok");
  unserve(&server);
}

/* -- trouble with names ------------------------------------------------------------------------------------------- */

static void what_name_servers_say_is_told(void **state) {
  (void)state;
  static const char no_host[] =
      "69 %s port PORT: there is no host of this name, or it has no address; is the name spelled right?";
  static const char later[] =
      "75 %s port PORT: the address of this host could not be found now because the name servers "
      "did not answer; try again later.";
  static const struct {
    const char *host, *words;
  } cases[] = {{"unknown.test", no_host}, {"empty.test", no_host}, {"later.test", later}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_auto(GStrv) parts = g_strsplit(cases[i].words, "%s", 2);
    g_autofree char *wanted = g_strjoinv(cases[i].host, parts);
    is(visit_in_the_clear(cases[i].host, 1), wanted);
  }
  char *words = visit_in_the_clear("broken.test", 1);
  assert_true(g_str_has_prefix(words, "69 broken.test port PORT: the address of this host cannot be found: "));
  g_free(words);
}

static void slow_name_servers_keep_nobody(void **state) {
  (void)state;
  const gint64 begin = g_get_monotonic_time();
  is(visit(&(struct connection_target){
         .host = "slow.test", .port = 1, .tls = CONNECTION_TLS_NEVER, .connect_timeout = 1}),
     "75 slow.test port PORT: the address of this host could not be found now because the name servers did not answer; "
     "try again later.");
  const gint64 took = g_get_monotonic_time() - begin;
  assert_true(took >= G_USEC_PER_SEC && took < 2 * G_USEC_PER_SEC);
  g_usleep(3 * G_USEC_PER_SEC); /* so that what comes late is seen to be freed */
}

static void hostile_and_odd_names_are_told_safely(void **state) {
  (void)state;
  is(visit_in_the_clear("a\033[2J", 1),
     "69 a\xef\xbf\xbd[2J port PORT: there is no host of this name, or it has no address; is the name spelled right?");
  is(visit_in_the_clear("", 1), "78  port PORT: this is no name of a host.");
  is(visit_in_the_clear(".", 1), "69 . port PORT: there is no host of this name, or it has no address; is the name "
                                 "spelled right?");
  is(visit_in_the_clear("\xff", 1), "78 \xef\xbf\xbd port PORT: this is no name of a host.");
}

/* -- what the name servers and the server are asked ---------------------------------------------------------------- */

static void the_name_in_ascii_and_without_its_dot_is_verified(void **state) {
  (void)state;
  struct certified own = certify((struct wish){.common_name = "me", .names = {"xn--bcher-kva.test", "dotted.test"}});
  g_autofree char *pem = certificate_pem(&own);
  g_autofree char *ca_file = NULL;
  const int fd = g_file_open_tmp("dmarcstat-XXXXXX", &ca_file, NULL);
  assert_true(fd >= 0);
  close(fd);
  assert_true(g_file_set_contents(ca_file, pem, -1, NULL));
  struct server server = {.talk = echo, .own = &own};
  assert_true(serve(&server));
  is(visit(&(struct connection_target){.host = "b\u00fccher.test", .port = server.port, .ca_file = ca_file}), "ok");
  assert_string_equal(server.heard->host, "xn--bcher-kva.test");
  is(visit(&(struct connection_target){.host = "dotted.test.", .port = server.port, .ca_file = ca_file}), "ok");
  assert_string_equal(server.heard->host, "dotted.test");
  unserve(&server);
  uncertify(&own);
  g_remove(ca_file);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_address_is_tried_in_turn),
      cmocka_unit_test(a_refused_connection_names_what_was_tried),
      cmocka_unit_test(an_address_that_does_not_answer_has_its_share_of_the_time),
      cmocka_unit_test(without_tls_only_loopback_is_spoken_to),
      cmocka_unit_test(what_name_servers_say_is_told),
      cmocka_unit_test(slow_name_servers_keep_nobody),
      cmocka_unit_test(hostile_and_odd_names_are_told_safely),
      cmocka_unit_test(the_name_in_ascii_and_without_its_dot_is_verified),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
