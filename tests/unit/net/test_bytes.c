/* SPDX-License-Identifier: MIT */
/* What goes through an open connection: much, little, nothing, and its end; with signals in between. */
#include "serving.h"
#include <sys/time.h>

#define MUCH (24u << 20)
#define PIECE 40000u
#define QUICK (G_USEC_PER_SEC / 2)

static struct certified own;
static char *fingerprint;
static unsigned int signals;

static void count_signal(int number) {
  (void)number;
  signals++;
}

/* A signal every few milliseconds, which interrupts what waits. */
static int make_own(void **state) {
  const struct sigaction interrupting = {.sa_handler = count_signal};
  const struct itimerval often = {{0, 7000}, {0, 7000}};
  (void)state;
  own = certify((struct wish){.names = {"localhost"}});
  fingerprint = certificate_fingerprint(&own);
  sigaction(SIGALRM, &interrupting, NULL);
  setitimer(ITIMER_REAL, &often, NULL);
  return 0;
}

static int forget_own(void **state) {
  const struct itimerval never = {{0, 0}, {0, 0}};
  (void)state;
  setitimer(ITIMER_REAL, &never, NULL);
  uncertify(&own);
  g_free(fingerprint);
  return 0;
}

/* -- a server and an open connection to it ------------------------------------------------------------------------- */

static const char tls_1_2[] = "NORMAL:-VERS-ALL:+VERS-TLS1.2";
static const char *const priorities[] = {"NORMAL", tls_1_2};

static struct connection *open_to(struct server *server) {
  server->own = &own;
  assert_true(serve(server));
  struct connection *connection = connection_new(&(struct connection_target){
      .host = "localhost", .port = server->port, .fingerprint = fingerprint, .connect_timeout = 10, .idle_timeout = 1});
  GError *error = NULL;
  connection_open(connection, &error);
  is(fault_words(error, server->port), "ok");
  return connection;
}

static void leave(struct connection *connection, struct server *server) {
  connection_close(connection);
  unserve(server);
}

/* Byte `at` of a stream that does not repeat itself soon. */
static uint8_t pattern(size_t at) {
  return (uint8_t)(at ^ at >> 8 ^ at >> 16);
}

static void fill(uint8_t *bytes, size_t at, size_t size) {
  for (size_t i = 0; i < size; i++)
    bytes[i] = pattern(at + i);
}

/* -- much --------------------------------------------------------------------------------------------------------- */

static void pour(struct server *server, int fd) {
  static uint8_t bytes[PIECE];
  gnutls_session_t session = shake_hands(server, fd);
  for (size_t at = 0; session && at < MUCH;) {
    const size_t size = MIN(sizeof bytes, MUCH - at);
    fill(bytes, at, size);
    const ssize_t sent = gnutls_record_send(session, bytes, size);
    if (sent < 0)
      return;
    at += (size_t)sent;
  }
  gnutls_bye(session, GNUTLS_SHUT_WR);
}

static void swallow(struct server *server, int fd) {
  static uint8_t bytes[PIECE];
  gnutls_session_t session = shake_hands(server, fd);
  for (ssize_t got;
       session && server->heard->bytes < MUCH && (got = gnutls_record_recv(session, bytes, sizeof bytes)) > 0;)
    for (ssize_t i = 0; i < got; i++)
      if (bytes[i] == pattern(server->heard->bytes++))
        server->heard->right++;
  gnutls_bye(session, GNUTLS_SHUT_WR);
}

static void much_is_read(void **state) {
  (void)state;
  static uint8_t bytes[PIECE], wanted[PIECE];
  for (size_t i = 0; i < G_N_ELEMENTS(priorities); i++) {
    struct server server = {.talk = pour, .priority = priorities[i]};
    struct connection *connection = open_to(&server);
    size_t at = 0;
    GError *error = NULL;
    for (ssize_t got; (got = connection_read(connection, bytes, sizeof bytes, &error)) > 0; at += (size_t)got) {
      fill(wanted, at, (size_t)got);
      assert_memory_equal(bytes, wanted, (size_t)got);
    }
    is(fault_words(error, server.port), "ok");
    assert_int_equal(at, MUCH);
    assert_int_equal(connection_read(connection, bytes, sizeof bytes, NULL), 0);
    leave(connection, &server);
  }
  assert_true(signals > 0);
}

static void much_is_written(void **state) {
  (void)state;
  char byte;
  g_autofree uint8_t *bytes = g_malloc(MUCH);
  fill(bytes, 0, MUCH);
  for (size_t i = 0; i < G_N_ELEMENTS(priorities); i++) {
    struct server server = {.talk = swallow, .priority = priorities[i]};
    struct connection *connection = open_to(&server);
    GError *error = NULL;
    assert_true(connection_write(connection, bytes, MUCH, &error));
    assert_int_equal(connection_read(connection, &byte, 1, &error), 0);
    assert_int_equal(server.heard->bytes, MUCH);
    assert_int_equal(server.heard->right, MUCH);
    leave(connection, &server);
  }
}

static void much_goes_both_ways(void **state) {
  (void)state;
  static uint8_t bytes[PIECE], back[PIECE];
  struct server server = {.talk = echo};
  struct connection *connection = open_to(&server);
  for (size_t at = 0; at < MUCH / 4; at += PIECE) {
    fill(bytes, at, PIECE);
    assert_true(connection_write(connection, bytes, PIECE, NULL));
    for (size_t got = 0; got < PIECE;) {
      const ssize_t n = connection_read(connection, back + got, MIN(PIECE - got, 1 + at % 5000), NULL);
      assert_true(n > 0);
      got += (size_t)n;
    }
    assert_memory_equal(bytes, back, PIECE);
  }
  leave(connection, &server);
}

/* Takes its time, in which a reset would take from it what is under way. */
static void swallow_late(struct server *server, int fd) {
  char bytes[16];
  gnutls_session_t session = shake_hands(server, fd);
  g_usleep(G_USEC_PER_SEC / 5);
  for (ssize_t got; session && (got = gnutls_record_recv(session, bytes, sizeof bytes)) > 0;)
    server->heard->bytes += (size_t)got;
}

/* Though the tickets of TLS 1.3 are still unread then. */
static void what_is_written_before_the_end_arrives(void **state) {
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(priorities); i++) {
    struct server server = {.talk = swallow_late, .priority = priorities[i]};
    struct connection *connection = open_to(&server);
    g_usleep(G_USEC_PER_SEC / 100);
    assert_true(connection_write(connection, "farewell", 8, NULL));
    connection_close(connection);
    stop_serving(&server);
    assert_int_equal(server.heard->bytes, 8);
    unserve(&server);
  }
}

/* -- nothing ------------------------------------------------------------------------------------------------------ */

static void shake_and_pause(struct server *server, int fd) {
  shake_hands(server, fd);
  pause();
}

static void a_server_that_falls_silent_keeps_nobody(void **state) {
  (void)state;
  struct server server = {.talk = shake_and_pause};
  struct connection *connection = open_to(&server);
  char byte;
  GError *error = NULL;
  const gint64 begin = g_get_monotonic_time();
  assert_int_equal(connection_read(connection, &byte, 1, &error), -1);
  const gint64 took = g_get_monotonic_time() - begin;
  assert_true(took >= G_USEC_PER_SEC && took < 2 * G_USEC_PER_SEC);
  is(fault_words(error, server.port),
     "75 localhost port PORT: the server sent nothing for 1 second; the connection was given up.");
  assert_false(connection_is_safe(connection));
  error = NULL;
  assert_false(connection_write(connection, "x", 1, &error));
  is(fault_words(error, server.port), "70 localhost port PORT: the connection was used though it is not open.");
  leave(connection, &server);
}

/* Tickets for ever, which are no data. */
static void flood(struct server *server, int fd) {
  gnutls_session_t session = shake_hands(server, fd);
  while (session && gnutls_session_ticket_send(session, 1, 0) == 0)
    ;
}

static void a_server_that_sends_what_is_no_data_keeps_nobody(void **state) {
  (void)state;
  struct server server = {.talk = flood};
  struct connection *connection = open_to(&server);
  char byte;
  GError *error = NULL;
  gint64 begin = g_get_monotonic_time();
  assert_int_equal(connection_wait(connection, 200, &error), 0);
  assert_true(g_get_monotonic_time() - begin < QUICK);
  begin = g_get_monotonic_time();
  assert_int_equal(connection_read(connection, &byte, 1, &error), -1);
  assert_true(g_get_monotonic_time() - begin < 3 * G_USEC_PER_SEC);
  is(fault_words(error, server.port),
     "75 localhost port PORT: the server sent nothing for 1 second; the connection was given up.");
  leave(connection, &server);
}

static void a_server_that_takes_nothing_keeps_nobody(void **state) {
  (void)state;
  struct server server = {.talk = shake_and_pause};
  struct connection *connection = open_to(&server);
  g_autofree uint8_t *bytes = g_malloc0(MUCH);
  GError *error = NULL;
  gint64 begin = g_get_monotonic_time();
  assert_false(connection_write(connection, bytes, MUCH, &error));
  assert_true(g_get_monotonic_time() - begin < 3 * G_USEC_PER_SEC);
  is(fault_words(error, server.port),
     "75 localhost port PORT: the server took nothing for 1 second; the connection was given up.");
  begin = g_get_monotonic_time();
  leave(connection, &server);
  assert_true(g_get_monotonic_time() - begin < 2 * G_USEC_PER_SEC);
}

/* -- waiting ------------------------------------------------------------------------------------------------------ */

/* For each byte that comes, after a while, two. */
static void answer_slowly(struct server *server, int fd) {
  char byte;
  gnutls_session_t session = shake_hands(server, fd);
  ssize_t got = 1;
  while (session && (got = gnutls_record_recv(session, &byte, 1)) == 1) {
    g_usleep(G_USEC_PER_SEC / 10);
    gnutls_record_send(session, (char[]){byte, byte}, 2);
  }
  server->heard->goodbyes += got == 0;
}

static void waiting_sees_through_tls(void **state) {
  (void)state;
  char byte = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(priorities); i++) {
    struct server server = {.talk = answer_slowly, .priority = priorities[i]};
    struct connection *connection = open_to(&server);
    struct pollfd polled = {.fd = connection_fd(connection), .events = POLLIN};
    /* the tickets of TLS 1.3 come now, and are no data */
    assert_int_equal(connection_wait(connection, 200, NULL), 0);
    assert_int_equal(poll(&polled, 1, 0), 0);
    assert_true(connection_write(connection, "x", 1, NULL));
    assert_int_equal(connection_wait(connection, 5000, NULL), 1);
    assert_int_equal(connection_wait(connection, 0, NULL), 1);
    assert_int_equal(poll(&polled, 1, 0), 0); /* which is why one has to ask */
    assert_int_equal(connection_read(connection, &byte, 1, NULL), 1);
    assert_int_equal(byte, 'x');
    assert_int_equal(connection_wait(connection, 0, NULL), 1);
    assert_int_equal(connection_read(connection, &byte, 1, NULL), 1);
    const gint64 begin = g_get_monotonic_time();
    assert_int_equal(connection_wait(connection, 0, NULL), 0);
    assert_true(g_get_monotonic_time() - begin < QUICK);
    leave(connection, &server);
  }
}

/* What GnuTLS has decrypted and not yet given away does not show on the socket. */
static void waiting_sees_the_rest_of_a_record(void **state) {
  (void)state;
  struct server server = {.talk = answer_slowly};
  struct connection *connection = open_to(&server);
  char byte = 0;
  assert_true(connection_write(connection, "x", 1, NULL));
  assert_int_equal(connection_read(connection, &byte, 1, NULL), 1);
  assert_int_equal(connection_wait(connection, 0, NULL), 1);
  assert_int_equal(connection_read(connection, &byte, 1, NULL), 1);
  assert_int_equal(byte, 'x');
  leave(connection, &server);
}

/* -- the end ------------------------------------------------------------------------------------------------------ */

static void say_hello_and_goodbye(struct server *server, int fd) {
  gnutls_session_t session = shake_hands(server, fd);
  gnutls_record_send(session, "hello", 5);
  gnutls_bye(session, GNUTLS_SHUT_WR);
}

static void say_hello_and_vanish(struct server *server, int fd) {
  gnutls_record_send(shake_hands(server, fd), "hello", 5);
}

static void say_hello_and_alert(struct server *server, int fd) {
  gnutls_session_t session = shake_hands(server, fd);
  gnutls_record_send(session, "hello", 5);
  gnutls_alert_send(session, GNUTLS_AL_FATAL, GNUTLS_A_INTERNAL_ERROR);
}

/* What follows the five bytes. */
static char *end_of(struct server server) {
  char bytes[16];
  struct connection *connection = open_to(&server);
  GError *error = NULL;
  assert_int_equal(connection_read(connection, bytes, 5, &error), 5);
  const int waited = connection_wait(connection, 5000, &error);
  const ssize_t got = waited < 0 ? -1 : connection_read(connection, bytes, sizeof bytes, &error);
  if (got == 0)
    assert_true(connection_wait(connection, 0, NULL) == 1 && connection_read(connection, bytes, 1, NULL) == 0);
  char *words = got == 0 ? g_strdup("the end") : fault_words(error, server.port);
  leave(connection, &server);
  return words;
}

static void the_end_is_told_from_a_break(void **state) {
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(priorities); i++) {
    const char *priority = priorities[i];
    is(end_of((struct server){.talk = say_hello_and_goodbye, .priority = priority}), "the end");
    is(end_of((struct server){.talk = say_hello_and_vanish, .priority = priority}),
       "69 localhost port PORT: the server broke the connection off.");
    is(end_of((struct server){.talk = say_hello_and_alert, .priority = priority}),
       "69 localhost port PORT: the server broke TLS off, saying: Internal error.");
  }
}

static void a_goodbye_is_said(void **state) {
  (void)state;
  struct server server = {.talk = answer_slowly};
  struct connection *connection = open_to(&server);
  connection_close(connection);
  stop_serving(&server);
  assert_int_equal(server.heard->goodbyes, 1);
  unserve(&server);
  connection_close(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(much_is_read),
      cmocka_unit_test(much_is_written),
      cmocka_unit_test(much_goes_both_ways),
      cmocka_unit_test(what_is_written_before_the_end_arrives),
      cmocka_unit_test(a_server_that_falls_silent_keeps_nobody),
      cmocka_unit_test(a_server_that_sends_what_is_no_data_keeps_nobody),
      cmocka_unit_test(a_server_that_takes_nothing_keeps_nobody),
      cmocka_unit_test(waiting_sees_through_tls),
      cmocka_unit_test(waiting_sees_the_rest_of_a_record),
      cmocka_unit_test(the_end_is_told_from_a_break),
      cmocka_unit_test(a_goodbye_is_said),
  };
  return cmocka_run_group_tests(tests, make_own, forget_own);
}
