/* SPDX-License-Identifier: MIT */
/* What a probe says of mail servers, good ones and those that do what no server should. */
#include "net/mail_probe.h"
#include "serving.h"

static struct certified authority, own, own_rsa;
static char *folder, *ca_file;

static int make_files(void **state) {
  (void)state;
  authority = certify((struct wish){.common_name = "Test Authority", .authority = true});
  own = certify((struct wish){.issuer = &authority, .names = {"localhost"}});
  own_rsa = certify((struct wish){.issuer = &authority, .names = {"localhost"}, .rsa = 2048});
  folder = g_dir_make_tmp("dmarcstat-XXXXXX", NULL);
  assert_non_null(folder);
  g_autofree char *pem = certificate_pem(&authority);
  ca_file = g_build_filename(folder, "ca.pem", NULL);
  assert_true(g_file_set_contents(ca_file, pem, -1, NULL));
  return 0;
}

static int remove_files(void **state) {
  (void)state;
  uncertify(&authority);
  uncertify(&own);
  uncertify(&own_rsa);
  g_remove(ca_file);
  g_rmdir(folder);
  g_free(ca_file);
  g_free(folder);
  return 0;
}

/* -- one probe ---------------------------------------------------------------------------------------------------- */

static struct mail_probe *probe_at(uint16_t port, enum mail_probe_protocol protocol, unsigned int seconds) {
  static const char *const loopback[] = {"127.0.0.1", NULL};
  return mail_probe(&(struct mail_probe_target){.host = "localhost",
                                                .addresses = loopback,
                                                .port = port,
                                                .protocol = protocol,
                                                .ca_file = ca_file,
                                                .seconds = seconds});
}

static struct mail_probe *probe(struct server server, enum mail_probe_protocol protocol) {
  if (!server.own)
    server.own = &own;
  assert_true(serve(&server));
  struct mail_probe *probe = probe_at(server.port, protocol, 5);
  unserve(&server);
  return probe;
}

static void is_state(struct server server, enum mail_probe_protocol protocol, enum mail_probe_state state,
                     const char *said) {
  struct mail_probe *probed = probe(server, protocol);
  if (probed->state != state)
    print_error("%s\n", probed->trouble);
  assert_int_equal(probed->state, state);
  assert_string_equal(probed->said ? probed->said : "", said);
  mail_probe_free(probed);
}

/* -- dialogues, in the child -------------------------------------------------------------------------------------- */

static void smtp_good(struct server *server, int fd) {
  send_text(fd, "220-mx.example.com ESMTP Postfix\r\n220 go\r\n");
  await_line(fd);
  send_text(fd, "250-mx.example.com\r\n250-AUTH PLAIN LOGIN\r\n250-starttls\r\n250 SIZE 1000\r\n");
  await_line(fd);
  send_text(fd, "220 2.0.0 Ready\r\n");
  echo(server, fd);
}

static void smtp_injecting(struct server *server, int fd) {
  send_text(fd, "220 mx.example.com ESMTP\r\n");
  await_line(fd);
  send_text(fd, "250 STARTTLS\r\n");
  send_text(fd, "");
  await_line(fd);
  send_text(fd, "220 2.0.0 Ready\r\n250 AUTH PLAIN\r\n");
  echo(server, fd);
}

static void smtp_answers(int fd, const char *ehlo, const char *starttls) {
  send_text(fd, "220 mx.example.com ESMTP\r\n");
  await_line(fd);
  send_text(fd, ehlo);
  await_line(fd);
  send_text(fd, starttls);
  await_line(fd);
}

static void smtp_without(struct server *server, int fd) {
  (void)server;
  smtp_answers(fd, "250-mx.example.com\r\n250-STARTTLSX\r\n250 XXXXXXXX\r\n", "");
}

static void smtp_helo_only(struct server *server, int fd) {
  (void)server;
  smtp_answers(fd, "502 5.5.2 what?\r\n", "");
}

static void smtp_later(struct server *server, int fd) {
  (void)server;
  smtp_answers(fd, "250-mx.example.com\r\n250 STARTTLS\r\n", "454 4.7.0 TLS not available due to local problem\r\n");
}

static void smtp_refusing(struct server *server, int fd) {
  (void)server;
  smtp_answers(fd, "250-mx.example.com\r\n250 STARTTLS\r\n", "501 5.5.4 \033[31mno\r\n");
}

static void smtp_unwelcome(struct server *server, int fd) {
  (void)server;
  send_text(fd, "554 5.7.1 you are on a list\r\n");
}

static void say_http(struct server *server, int fd) {
  (void)server;
  send_text(fd, "HTTP/1.1 400 Bad Request\r\n\r\n");
}

static void say_without_end(struct server *server, int fd) {
  char bytes[1024];
  (void)server;
  memset(bytes, 'x', sizeof bytes);
  while (send(fd, bytes, sizeof bytes, MSG_NOSIGNAL) > 0)
    ;
}

static void many_lines(struct server *server, int fd) {
  (void)server;
  for (const char *line = "220-mx.example.com and more and more and more\r\n";
       send(fd, line, strlen(line), MSG_NOSIGNAL) > 0;)
    ;
}

static void drip(struct server *server, int fd) {
  (void)server;
  while (send(fd, "2", 1, MSG_NOSIGNAL) > 0)
    g_usleep(G_USEC_PER_SEC / 20);
}

/* Until the client leaves. */
static void drain(int fd) {
  char bytes[1024];
  while (recv(fd, bytes, sizeof bytes, 0) > 0)
    ;
}

static void close_at_once(struct server *server, int fd) {
  (void)server;
  (void)fd;
}

static void greet_behind_tls(struct server *server, int fd) {
  gnutls_session_t session = shake_hands(server, fd);
  if (session)
    gnutls_record_send(session, "* OK Dovecot \007ready.\r\n", 23);
}

static void imap_good(struct server *server, int fd) {
  send_text(fd, "* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n");
  await_line(fd);
  send_text(fd, "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na1 OK done\r\n");
  await_line(fd);
  send_text(fd, "a2 OK begin\r\n");
  echo(server, fd);
}

static void imap_answers(int fd, const char *capabilities, const char *starttls) {
  send_text(fd, "* OK ready\r\n");
  await_line(fd);
  send_text(fd, capabilities);
  await_line(fd);
  send_text(fd, starttls);
}

static void imap_without(struct server *server, int fd) {
  (void)server;
  imap_answers(fd, "* CAPABILITY IMAP4rev1 XSTARTTLS\r\na1 OK done\r\n", "");
}

static void imap_refusing(struct server *server, int fd) {
  (void)server;
  imap_answers(fd, "* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK done\r\n", "a2 BAD no\r\n");
}

static void imap_preauth(struct server *server, int fd) {
  (void)server;
  send_text(fd, "* PREAUTH welcome\r\n");
  await_line(fd);
}

static void imap_bye(struct server *server, int fd) {
  (void)server;
  send_text(fd, "* BYE full\r\n");
}

static void pop3_good(struct server *server, int fd) {
  send_text(fd, "+OK ready\r\n");
  await_line(fd);
  send_text(fd, "+OK\r\nSTLS\r\nUSER\r\n.\r\n");
  await_line(fd);
  send_text(fd, "+OK begin\r\n");
  echo(server, fd);
}

static void pop3_without(struct server *server, int fd) {
  (void)server;
  send_text(fd, "+OK ready\r\n");
  await_line(fd);
  send_text(fd, "+OK\r\nUSER\r\n.\r\n");
  await_line(fd);
}

static void pop3_refusing(struct server *server, int fd) {
  (void)server;
  send_text(fd, "+OK ready\r\n");
  await_line(fd);
  send_text(fd, "+OK\r\nSTLS\r\n.\r\n");
  await_line(fd);
  send_text(fd, "-ERR not today\r\n");
}

/* -- tests -------------------------------------------------------------------------------------------------------- */

static void starttls_is_found_and_its_absence_told_from_its_refusal(void **state) {
  (void)state;
  is_state((struct server){.talk = smtp_good}, MAIL_PROBE_SMTP, MAIL_PROBE_SHOWN, "");
  is_state((struct server){.talk = smtp_without}, MAIL_PROBE_SMTP, MAIL_PROBE_NO_STARTTLS, "");
  is_state((struct server){.talk = smtp_helo_only}, MAIL_PROBE_SMTP, MAIL_PROBE_NO_STARTTLS, "");
  is_state((struct server){.talk = smtp_later}, MAIL_PROBE_SMTP, MAIL_PROBE_STARTTLS_LATER,
           "454 4.7.0 TLS not available due to local problem");
  is_state((struct server){.talk = smtp_refusing}, MAIL_PROBE_SMTP, MAIL_PROBE_STARTTLS_REFUSED,
           "501 5.5.4 \xef\xbf\xbd[31mno");
  is_state((struct server){.talk = imap_good}, MAIL_PROBE_IMAP, MAIL_PROBE_SHOWN, "");
  is_state((struct server){.talk = imap_without}, MAIL_PROBE_IMAP, MAIL_PROBE_NO_STARTTLS, "");
  is_state((struct server){.talk = imap_refusing}, MAIL_PROBE_IMAP, MAIL_PROBE_STARTTLS_REFUSED, "a2 BAD no");
  is_state((struct server){.talk = imap_preauth}, MAIL_PROBE_IMAP, MAIL_PROBE_NO_STARTTLS, "");
  is_state((struct server){.talk = pop3_good}, MAIL_PROBE_POP3, MAIL_PROBE_SHOWN, "");
  is_state((struct server){.talk = pop3_without}, MAIL_PROBE_POP3, MAIL_PROBE_NO_STARTTLS, "");
  is_state((struct server){.talk = pop3_refusing}, MAIL_PROBE_POP3, MAIL_PROBE_STARTTLS_REFUSED, "-ERR not today");
}

static void who_is_turned_away_is_told(void **state) {
  (void)state;
  is_state((struct server){.talk = smtp_unwelcome}, MAIL_PROBE_SMTP, MAIL_PROBE_UNWELCOME,
           "554 5.7.1 you are on a list");
  is_state((struct server){.talk = imap_bye}, MAIL_PROBE_IMAP, MAIL_PROBE_UNWELCOME, "* BYE full");
}

static void what_is_no_mail_server_is_told_apart(void **state) {
  (void)state;
  for (enum mail_probe_protocol protocol = MAIL_PROBE_SMTP; protocol <= MAIL_PROBE_POP3; protocol++) {
    is_state((struct server){.talk = say_http}, protocol, MAIL_PROBE_GARBAGE, "HTTP/1.1 400 Bad Request");
    is_state((struct server){.talk = close_at_once}, protocol, MAIL_PROBE_BROKEN, "");
    is_state((struct server){.talk = say_without_end}, protocol, MAIL_PROBE_BROKEN, "");
  }
  is_state((struct server){.talk = many_lines}, MAIL_PROBE_SMTP, MAIL_PROBE_BROKEN, "");
  is_state((struct server){.talk = say_http}, MAIL_PROBE_TLS, MAIL_PROBE_NO_HANDSHAKE, "");
}

static void a_server_that_drips_keeps_nobody(void **state) {
  (void)state;
  struct server server = {.talk = drip};
  assert_true(serve(&server));
  const gint64 begin = g_get_monotonic_time();
  struct mail_probe *probed = probe_at(server.port, MAIL_PROBE_SMTP, 1);
  assert_true(g_get_monotonic_time() - begin < 4 * G_USEC_PER_SEC);
  assert_int_equal(probed->state, MAIL_PROBE_BROKEN);
  mail_probe_free(probed);
  unserve(&server);
}

static void the_greeting_behind_tls_comes_also_with_a_bad_certificate(void **state) {
  (void)state;
  struct certified bad = certify((struct wish){.names = {"other.example"}});
  struct mail_probe *probed = probe((struct server){.talk = greet_behind_tls, .own = &bad}, MAIL_PROBE_TLS);
  assert_int_equal(probed->state, MAIL_PROBE_SHOWN);
  assert_string_equal(probed->greeting, "* OK Dovecot \xef\xbf\xbdready.");
  mail_probe_free(probed);
  uncertify(&bad);
}

static void smtp_masked(struct server *server, int fd) {
  (void)server;
  smtp_answers(fd, "250-mx.example.com\r\n250-XXXXXXXA\r\n250 SIZE\r\n", "");
}

static void a_firewall_that_overwrites_starttls_is_noticed(void **state) {
  (void)state;
  struct mail_probe *probed = probe((struct server){.talk = smtp_masked}, MAIL_PROBE_SMTP);
  assert_int_equal(probed->state, MAIL_PROBE_NO_STARTTLS);
  assert_true(probed->masked);
  mail_probe_free(probed);
}

static void bytes_behind_the_go_ahead_are_taken_for_an_attack(void **state) {
  (void)state;
  is_state((struct server){.talk = smtp_injecting}, MAIL_PROBE_SMTP, MAIL_PROBE_INJECTED, "");
}

/* A listener whose queue is full does not answer, as a firewall that drops does not. */
static void silence_and_refusal_of_a_port_are_told_apart(void **state) {
  (void)state;
  struct server server = {.talk = echo, .deaf = true};
  int waiting[8];
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  assert_true(listen_on_loopback(&server));
  assert_int_equal(listen(server.listening, 0), 0);
  address.sin_port = htons(server.port);
  for (size_t i = 0; i < G_N_ELEMENTS(waiting); i++) {
    waiting[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    (void)!connect(waiting[i], (struct sockaddr *)&address, sizeof address);
  }
  struct mail_probe *probed = probe_at(server.port, MAIL_PROBE_SMTP, 1);
  assert_int_equal(probed->state, MAIL_PROBE_TIMED_OUT);
  mail_probe_free(probed);
  for (size_t i = 0; i < G_N_ELEMENTS(waiting); i++)
    close(waiting[i]);
  close(server.listening);
  probed = probe_at(server.port, MAIL_PROBE_SMTP, 1);
  assert_int_equal(probed->state, MAIL_PROBE_NOT_LISTENING);
  mail_probe_free(probed);
}

static void all_that_is_wrong_with_a_certificate_is_found(void **state) {
  (void)state;
  const struct {
    struct wish wish;
    unsigned int troubles;
  } tries[] = {
      {{.issuer = &authority, .names = {"localhost"}}, 0},
      {{.issuer = &authority, .names = {"localhost"}, .begins = -20, .ends = -10}, PEER_EXPIRED},
      {{.issuer = &authority, .names = {"localhost"}, .begins = 10, .ends = 20}, PEER_NOT_YET},
      {{.issuer = &authority, .names = {"other.example"}}, PEER_WRONG_NAME},
      {{.issuer = &authority, .common_name = "localhost"}, PEER_WRONG_NAME},
      {{.names = {"localhost"}}, PEER_SELF_SIGNED},
      {{.names = {"other.example"}, .begins = -20, .ends = -10}, PEER_SELF_SIGNED | PEER_EXPIRED | PEER_WRONG_NAME},
      {{.issuer = &authority, .names = {"localhost"}, .rsa = 1024}, PEER_WEAK},
      {{.issuer = &authority, .names = {"localhost"}, .only_for = GNUTLS_KP_TLS_WWW_CLIENT}, PEER_WRONG_PURPOSE},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(tries); i++) {
    struct certified shown = certify(tries[i].wish);
    g_autofree char *digits = certificate_fingerprint(&shown);
    struct mail_probe *probed = probe((struct server){.talk = greet_behind_tls, .own = &shown}, MAIL_PROBE_TLS);
    assert_int_equal(probed->state, MAIL_PROBE_SHOWN);
    assert_int_equal(probed->peer.troubles, tries[i].troubles);
    assert_true((probed->trouble == NULL) == (tries[i].troubles == 0));
    assert_string_equal(probed->peer.certificate.fingerprint, digits);
    assert_string_equal(probed->peer.certificate.key, tries[i].wish.rsa ? "RSA 1024 bits" : "ECDSA SECP256R1");
    assert_string_equal(probed->peer.certificate.signature, "ECDSA-SHA256");
    mail_probe_free(probed);
    uncertify(&shown);
  }
}

static void issuers_are_kept_as_they_were_sent(void **state) {
  (void)state;
  struct certified between = certify((struct wish){.issuer = &authority, .common_name = "Between", .authority = true});
  struct certified shown = certify((struct wish){.issuer = &between, .names = {"localhost"}});
  struct mail_probe *probed =
      probe((struct server){.talk = smtp_good, .own = &shown, .between = &between}, MAIL_PROBE_SMTP);
  assert_int_equal(probed->peer.n_issuers, 1);
  assert_string_equal(probed->peer.issuers[0].subject, "CN=Between");
  g_autofree char *digest =
      g_compute_checksum_for_data(G_CHECKSUM_SHA256, probed->peer.issuers[0].der, probed->peer.issuers[0].der_length);
  assert_string_equal(probed->peer.issuers[0].fingerprint, digest);
  assert_int_equal(probed->peer.verified, PEER_BY_AUTHORITY);
  assert_false(probed->clear_login); /* the same computer */
  mail_probe_free(probed);
  uncertify(&shown);
  uncertify(&between);
}

/* "nnnyy y 0x81": the versions from SSL 3 on, whether it has strong suites of TLS 1.2, and its weaknesses. */
static char *taken_by(const char *priority) {
  struct mail_probe *probed =
      probe((struct server){.talk = smtp_good, .own = &own_rsa, .priority = priority}, MAIL_PROBE_SMTP);
  GString *words = g_string_new(NULL);
  for (size_t i = 0; i < MAIL_PROBE_VERSIONS; i++)
    g_string_append_c(words, "?ny"[probed->versions[i]]);
  assert_int_equal(probed->weak_looked_for, MAIL_PROBE_YES);
  g_string_append_printf(words, " %c 0x%02x", "?ny"[probed->strong], probed -> weak);
  mail_probe_free(probed);
  return g_string_free(words, FALSE);
}

static void versions_and_weak_suites_are_those_that_the_server_takes(void **state) {
  (void)state;
  is(taken_by("SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-DHE-RSA"), "nnnyy y 0x00");
  is(taken_by("NORMAL:-VERS-ALL:+VERS-TLS1.3"), "nnnny n 0x00");
  is(taken_by("NORMAL:-VERS-ALL:+VERS-TLS1.0"), "nynnn n 0xc0");
  is(taken_by("NORMAL:-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.2:-KX-ALL:+ECDHE-RSA"), "nnyyn y 0x00");
  is(taken_by("NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA"), "nnnyn n 0x40");
  is(taken_by("NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA:+3DES-CBC:+ARCFOUR-128"), "nnnyn n 0x70");
  is(taken_by("NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA:-CIPHER-ALL:+NULL:+SHA1"), "nnnyn n 0x01");
}

/* -- what no library of today speaks ------------------------------------------------------------------------------ */

#define EXPORT_SUITE 0x0003
#define RC4_SUITE 0x0005

/* The first message of a client; false when it is none. */
static bool read_hello(int fd, uint8_t hello[4096], size_t *length) {
  for (*length = 0; *length < 5 || *length < 5u + ((size_t)hello[3] << 8 | hello[4]);) {
    const ssize_t got = recv(fd, hello + *length, 4096 - *length, 0);
    if (got <= 0)
      return false;
    *length += (size_t)got;
  }
  return hello[0] == 22 && hello[5] == 1;
}

static bool offers(const uint8_t *hello, unsigned int suite) {
  const uint8_t *suites = hello + 5 + 4 + 2 + 32 + 1 + hello[5 + 4 + 2 + 32];
  const size_t n = ((size_t)suites[0] << 8 | suites[1]) / 2;
  for (size_t i = 0; i < n; i++)
    if (((unsigned int)suites[2 + 2 * i] << 8 | suites[3 + 2 * i]) == suite)
      return true;
  return false;
}

/* Speaks SSL 3 with export ciphers and RC4, as servers of 1996 did; to newer clients too. */
static void speak_ssl_3(struct server *server, int fd) {
  uint8_t hello[4096], answer[5 + 4 + 38 + 4] = {22, 3, 0, 0, 4 + 38 + 4, 2, 0, 0, 38, 3, 0};
  size_t length;
  (void)server;
  if (!read_hello(fd, hello, &length))
    return;
  const unsigned int suite = offers(hello, EXPORT_SUITE) ? EXPORT_SUITE : offers(hello, RC4_SUITE) ? RC4_SUITE : 0;
  static const uint8_t refusal[] = {21, 3, 0, 0, 2, 2, 40};
  answer[5 + 4 + 2 + 32 + 2] = (uint8_t)suite;
  answer[5 + 4 + 38] = 14;
  (void)!send(fd, suite ? answer : refusal, suite ? sizeof answer : sizeof refusal, MSG_NOSIGNAL);
  (void)!recv(fd, hello, sizeof hello, 0);
}

static void ssl_3_and_export_ciphers_are_found(void **state) {
  (void)state;
  struct mail_probe *probed = probe((struct server){.talk = speak_ssl_3}, MAIL_PROBE_TLS);
  assert_int_equal(probed->state, MAIL_PROBE_NO_HANDSHAKE);
  static const enum mail_probe_known wanted[] = {MAIL_PROBE_YES, MAIL_PROBE_NO, MAIL_PROBE_NO, MAIL_PROBE_NO,
                                                 MAIL_PROBE_NO};
  assert_memory_equal(probed->versions, wanted, sizeof wanted);
  assert_int_equal(probed->weak, TLS_WEAK_EXPORT | TLS_WEAK_RC4);
  assert_int_equal(probed->weak_looked_for, MAIL_PROBE_YES);
  assert_string_equal(tls_suite_name(probed->weak_suites[g_bit_nth_lsf(TLS_WEAK_EXPORT, -1)]),
                      "TLS_RSA_EXPORT_WITH_RC4_40_MD5");
  mail_probe_free(probed);
}

/* Answers that are no TLS, in the form of TLS: each connection gets the next one. */
static void speak_false_tls(struct server *server, int fd) {
  static const struct {
    uint8_t bytes[64];
    size_t length;
  } answers[] = {
      {{22, 3, 3, 0, 0}, 5},                                      /* an empty record */
      {{22, 3, 3, 0xff, 0xff}, 5},                                /* a record that is too long */
      {{22, 3, 3, 0, 4, 2, 0xff, 0xff, 0xff}, 9},                 /* a message that never ends */
      {{22, 3, 3, 0, 8, 2, 0, 0, 4, 3, 3, 1, 2}, 13},             /* a server hello that is too short */
      {{22, 3, 3, 0, 42, 2, 0, 0, 38, 3, 3, [45] = 0xff}, 47},    /* whose session is longer than it */
      {{22, 3, 3, 0, 42, 2, 0, 0, 38, 9, 9, [44] = 0, 0x2f}, 47}, /* of a version that there is not */
      {{22, 3, 3, 0, 4, 14, 0, 0, 0}, 9},                         /* an end without a beginning */
      {{23, 3, 3, 0, 1, 0}, 6},                                   /* data before there was a key */
      {{21, 3, 3, 0, 2, 1, 0}, 7},                                /* a good-bye */
      {{22, 4, 4, 0, 1, 0}, 6},                                   /* a protocol of another number */
  };
  uint8_t hello[4096];
  size_t length;
  if (!read_hello(fd, hello, &length))
    return;
  const size_t at = server->heard->bytes++ % G_N_ELEMENTS(answers);
  (void)!send(fd, answers[at].bytes, answers[at].length, MSG_NOSIGNAL);
}

static void what_only_looks_like_tls_takes_nothing(void **state) {
  (void)state;
  struct server server = {.talk = speak_false_tls};
  assert_true(serve(&server));
  for (unsigned int round = 0; round < 2; round++) {
    struct mail_probe *probed = probe_at(server.port, MAIL_PROBE_TLS, 2);
    assert_int_equal(probed->state, MAIL_PROBE_NO_HANDSHAKE);
    for (size_t i = 0; i < MAIL_PROBE_VERSIONS; i++)
      assert_int_not_equal(probed->versions[i], MAIL_PROBE_YES);
    assert_int_equal(probed->weak, 0);
    mail_probe_free(probed);
  }
  unserve(&server);
}

/* Its certificate it shows once; to all that comes later it says nothing. */
static void grow_silent(struct server *server, int fd) {
  if (server->heard->shaken == 0)
    greet_behind_tls(server, fd);
  else
    drain(fd);
}

static void a_server_that_grows_silent_is_let_be(void **state) {
  (void)state;
  struct server server = {.talk = grow_silent, .own = &own};
  assert_true(serve(&server));
  const gint64 begin = g_get_monotonic_time();
  struct mail_probe *probed = probe_at(server.port, MAIL_PROBE_TLS, 1);
  assert_true(g_get_monotonic_time() - begin < 8 * G_USEC_PER_SEC);
  assert_int_equal(probed->state, MAIL_PROBE_SHOWN);
  for (size_t i = 0; i < MAIL_PROBE_VERSIONS; i++)
    assert_int_equal(probed->versions[i], MAIL_PROBE_UNKNOWN);
  assert_int_equal(probed->strong, MAIL_PROBE_UNKNOWN);
  assert_int_equal(probed->weak_looked_for, MAIL_PROBE_UNKNOWN);
  mail_probe_free(probed);
  unserve(&server);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(starttls_is_found_and_its_absence_told_from_its_refusal),
      cmocka_unit_test(who_is_turned_away_is_told),
      cmocka_unit_test(what_is_no_mail_server_is_told_apart),
      cmocka_unit_test(a_server_that_drips_keeps_nobody),
      cmocka_unit_test(the_greeting_behind_tls_comes_also_with_a_bad_certificate),
      cmocka_unit_test(a_firewall_that_overwrites_starttls_is_noticed),
      cmocka_unit_test(ssl_3_and_export_ciphers_are_found),
      cmocka_unit_test(what_only_looks_like_tls_takes_nothing),
      cmocka_unit_test(a_server_that_grows_silent_is_let_be),
      cmocka_unit_test(bytes_behind_the_go_ahead_are_taken_for_an_attack),
      cmocka_unit_test(silence_and_refusal_of_a_port_are_told_apart),
      cmocka_unit_test(all_that_is_wrong_with_a_certificate_is_found),
      cmocka_unit_test(issuers_are_kept_as_they_were_sent),
      cmocka_unit_test(versions_and_weak_suites_are_those_that_the_server_takes),
  };
  return cmocka_run_group_tests(tests, make_files, remove_files);
}
