/* SPDX-License-Identifier: MIT */
/* Servers that do not get as far as a certificate, and STARTTLS. */
#include "serving.h"

static struct certified own, own_rsa;
static char *fingerprint, *fingerprint_rsa;

static int make_own(void **state) {
  (void)state;
  own = certify((struct wish){.names = {"localhost"}});
  fingerprint = certificate_fingerprint(&own);
  own_rsa = certify((struct wish){.names = {"localhost"}, .rsa = 2048});
  fingerprint_rsa = certificate_fingerprint(&own_rsa);
  return 0;
}

static int forget_own(void **state) {
  (void)state;
  uncertify(&own);
  uncertify(&own_rsa);
  g_free(fingerprint);
  g_free(fingerprint_rsa);
  return 0;
}

/* -- servers that fail to shake hands ------------------------------------------------------------------------------ */

static void greet_in_the_clear(struct server *server, int fd) {
  (void)server;
  send_text(fd, "* OK IMAP4rev1 ready\r\n");
  await_line(fd);
}

static void close_at_once(struct server *server, int fd) {
  (void)server;
  (void)fd;
}

static void close_in_the_middle(struct server *server, int fd) {
  uint8_t hello[4096];
  (void)server;
  (void)!recv(fd, hello, sizeof hello, 0);
}

static void reset_in_the_middle(struct server *server, int fd) {
  const struct linger now = {.l_onoff = 1};
  close_in_the_middle(server, fd);
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

static void send_garbage_as_tls(struct server *server, int fd) {
  static const uint8_t garbage[] = {22, 3, 3, 0, 4, 0xff, 0, 0, 0};
  (void)server;
  (void)!send(fd, garbage, sizeof garbage, MSG_NOSIGNAL);
  await_line(fd);
}

static void say_nothing(struct server *server, int fd) {
  (void)server;
  (void)fd;
  pause();
}

/* One byte of TLS after another, for ever. */
static void drip(struct server *server, int fd) {
  static const uint8_t head[] = {22, 3, 3, 0x3f, 0xff, 2, 0, 0x3f, 0xfb};
  (void)server;
  (void)!send(fd, head, sizeof head, MSG_NOSIGNAL);
  while (send(fd, "\3", 1, MSG_NOSIGNAL) == 1)
    g_usleep(G_USEC_PER_SEC / 20);
}

static char *result_of(struct server server) {
  if (!server.own)
    server.own = &own;
  assert_true(serve(&server));
  char *result = visit(&(struct connection_target){.host = "localhost",
                                                   .port = server.port,
                                                   .fingerprint = server.own == &own ? fingerprint : fingerprint_rsa,
                                                   .connect_timeout = 1,
                                                   .idle_timeout = 1});
  assert_int_equal(server.heard->bytes, strcmp(result, "ok") == 0 ? 5 : 0);
  unserve(&server);
  return result;
}

#define CLOSED                                                                                                         \
  "69 localhost port PORT: the server closed the connection in the middle of the TLS handshake; is this a "            \
  "port for TLS, and does it speak TLS 1.2 or newer?"
#define SLOW                                                                                                           \
  "75 localhost port PORT: the server took the connection and did not answer to TLS within 1 second; is this "         \
  "a port for TLS?"

static void a_server_without_tls_is_told_apart(void **state) {
  (void)state;
  is(result_of((struct server){.talk = greet_in_the_clear}),
     "69 localhost port PORT: the server speaks no TLS on this port; is it a port for STARTTLS?");
}

static void a_server_that_closes_is_told_apart(void **state) {
  (void)state;
  is(result_of((struct server){.talk = close_at_once}), CLOSED);
  is(result_of((struct server){.talk = close_in_the_middle}), CLOSED);
  is(result_of((struct server){.talk = reset_in_the_middle}), CLOSED);
}

static void a_server_that_never_answers_keeps_nobody(void **state) {
  (void)state;
  static void (*const talks[])(struct server *, int) = {say_nothing, drip, NULL};
  for (size_t i = 0; i < G_N_ELEMENTS(talks); i++) {
    const gint64 begin = g_get_monotonic_time();
    is(result_of((struct server){.talk = talks[i], .deaf = !talks[i]}), SLOW);
    const gint64 took = g_get_monotonic_time() - begin;
    assert_true(took >= G_USEC_PER_SEC && took < 3 * G_USEC_PER_SEC);
  }
}

static void garbage_in_the_form_of_tls_is_refused(void **state) {
  (void)state;
  char *words = result_of((struct server){.talk = send_garbage_as_tls});
  assert_true(g_str_has_prefix(words, "69 localhost port PORT: TLS failed: "));
  g_free(words);
}

#define UNSAFE                                                                                                         \
  "77 localhost port PORT: the server offers no safe version of TLS (1.2 or newer) or no safe cipher (ECDHE "          \
  "with AES-GCM or ChaCha20); its owner must turn them on."

static void old_versions_and_weak_ciphers_are_refused(void **state) {
  (void)state;
  static const char *const weak[] = {
      "NORMAL:-VERS-ALL:+VERS-TLS1.1",
      "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA",
      "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA",
      "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CBC",
  };
  for (size_t i = 0; i < G_N_ELEMENTS(weak); i++)
    is(result_of((struct server){.talk = echo, .own = &own_rsa, .priority = weak[i]}), UNSAFE);
  is(result_of((struct server){.talk = echo, .own = &own_rsa, .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2"}), "ok");
}

/* -- STARTTLS ----------------------------------------------------------------------------------------------------- */

static void agree_and_shake(struct server *server, int fd) {
  send_text(fd, "* OK ready\r\n");
  await_line(fd);
  send_text(fd, "a OK begin\r\n");
  echo(server, fd);
}

static void agree_and_inject(struct server *server, int fd) {
  send_text(fd, "* OK ready\r\n");
  await_line(fd);
  send_text(fd, "a OK begin\r\n* CAPABILITY AUTH=PLAIN\r\n");
  echo(server, fd);
}

static void agree_and_go_on_in_the_clear(struct server *server, int fd) {
  uint8_t hello[4096];
  (void)server;
  send_text(fd, "* OK ready\r\n");
  await_line(fd);
  send_text(fd, "a OK begin\r\n");
  (void)!recv(fd, hello, sizeof hello, 0);
  send_text(fd, "* BAD what was that?\r\n");
  await_line(fd);
}

/* Reads up to a line feed and no further. */
static bool read_line(struct connection *connection, GError **error) {
  char c = 0;
  while (c != '\n')
    if (connection_read(connection, &c, 1, error) != 1)
      return false;
  return true;
}

enum reading { IN_LINES, AT_ONCE, WAITING };

/* What is left unread after the answer: in the kernel, with the caller, or in the connection. */
static size_t read_answer(struct connection *connection, enum reading reading, GError **error) {
  static const char line[] = "a OK begin\r\n";
  char answer[256];
  if (reading == WAITING)
    assert_int_equal(connection_wait(connection, 5000, error), 1);
  if (reading != AT_ONCE) {
    assert_true(read_line(connection, error));
    g_usleep(G_USEC_PER_SEC / 20); /* for what may follow to come */
    return 0;
  }
  g_usleep(G_USEC_PER_SEC / 10);
  const ssize_t got = connection_read(connection, answer, sizeof answer, error);
  assert_true(got >= (ssize_t)strlen(line));
  return (size_t)got - strlen(line);
}

/* What came of STARTTLS and a few bytes through it. */
static char *start(struct connection *connection, enum reading reading, uint16_t port) {
  GError *error = NULL;
  assert_true(connection_open(connection, &error) && read_line(connection, &error) &&
              connection_write(connection, "a STARTTLS\r\n", 12, &error));
  assert_false(connection_is_safe(connection));
  const size_t unread = read_answer(connection, reading, &error);
  const bool fine = connection_start_tls(connection, unread, &error);
  assert_true(connection_is_safe(connection) == fine);
  if (fine)
    try_echo(connection, &error);
  return fault_words(error, port);
}

static char *result_of_starting(struct server server, enum reading reading) {
  server.own = &own;
  assert_true(serve(&server));
  struct connection *connection = connection_new(&(struct connection_target){.host = "localhost",
                                                                             .port = server.port,
                                                                             .tls = CONNECTION_TLS_LATER,
                                                                             .fingerprint = fingerprint,
                                                                             .connect_timeout = 5,
                                                                             .idle_timeout = 5});
  char *result = start(connection, reading, server.port);
  connection_close(connection);
  stop_serving(&server);
  assert_int_equal(server.heard->bytes, strcmp(result, "ok") == 0 ? 5 : 0);
  unserve(&server);
  return result;
}

static void tls_can_be_started_later(void **state) {
  (void)state;
  for (enum reading reading = IN_LINES; reading <= WAITING; reading++)
    is(result_of_starting((struct server){.talk = agree_and_shake}, reading), "ok");
}

static void bytes_before_the_handshake_are_taken_for_an_attack(void **state) {
  (void)state;
  for (enum reading reading = IN_LINES; reading <= WAITING; reading++)
    is(result_of_starting((struct server){.talk = agree_and_inject}, reading),
       "77 localhost port PORT: the server, or somebody on the way to it, sent more in the clear after agreeing to "
       "STARTTLS; that may be an attack, so nothing was sent to it.");
}

static void a_server_that_only_says_that_it_starts_tls_is_refused(void **state) {
  (void)state;
  is(result_of_starting((struct server){.talk = agree_and_go_on_in_the_clear}, IN_LINES),
     "77 localhost port PORT: the server agreed to STARTTLS and then answered without TLS; nothing was sent to it.");
}

static void a_wrong_certificate_is_refused_after_starttls_too(void **state) {
  (void)state;
  struct certified other = certify((struct wish){.names = {"localhost"}});
  struct certified mine = own;
  own = other;
  char *words = result_of_starting((struct server){.talk = agree_and_shake}, IN_LINES);
  own = mine;
  assert_true(g_str_has_prefix(words, "77 localhost port PORT: the certificate is not the pinned one: "));
  g_free(words);
  uncertify(&other);
}

static void tls_starts_only_once_and_where_it_should(void **state) {
  (void)state;
  struct server server = {.talk = echo, .own = &own};
  assert_true(serve(&server));
  const struct connection_target target = {.host = "localhost", .port = server.port, .fingerprint = fingerprint};
  struct connection *connection = connection_new(&target);
  GError *error = NULL;
  assert_false(connection_start_tls(connection, 0, &error));
  is(fault_words(error, server.port), "70 localhost port PORT: the connection was used though it is not open.");
  connection_close(connection);
  connection = connection_new(&target);
  error = NULL;
  assert_true(connection_open(connection, &error));
  assert_false(connection_start_tls(connection, 0, &error));
  is(fault_words(error, server.port), "70 localhost port PORT: TLS was to be started where it cannot be.");
  connection_close(connection);
  unserve(&server);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_server_without_tls_is_told_apart),
      cmocka_unit_test(a_server_that_closes_is_told_apart),
      cmocka_unit_test(a_server_that_never_answers_keeps_nobody),
      cmocka_unit_test(garbage_in_the_form_of_tls_is_refused),
      cmocka_unit_test(old_versions_and_weak_ciphers_are_refused),
      cmocka_unit_test(tls_can_be_started_later),
      cmocka_unit_test(bytes_before_the_handshake_are_taken_for_an_attack),
      cmocka_unit_test(a_server_that_only_says_that_it_starts_tls_is_refused),
      cmocka_unit_test(a_wrong_certificate_is_refused_after_starttls_too),
      cmocka_unit_test(tls_starts_only_once_and_where_it_should),
  };
  return cmocka_run_group_tests(tests, make_own, forget_own);
}
