/* SPDX-License-Identifier: MIT */
/* A small file from web servers that are good, bad, or neither. */
#include "net/https.h"
#include "serving.h"

#define MOST 1000

static struct certified authority, own;
static char *folder, *ca_file;

static int make_files(void **state) {
  (void)state;
  authority = certify((struct wish){.common_name = "Test Authority", .authority = true});
  own = certify((struct wish){.issuer = &authority, .names = {"mta-sts.example.com"}});
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
  g_remove(ca_file);
  g_rmdir(folder);
  g_free(ca_file);
  g_free(folder);
  return 0;
}

/* "200 text/plain - body", or the code and the sentence of the fault. Caller frees. */
static char *result_of(struct server server, unsigned int seconds) {
  static const char *const loopback[] = {"127.0.0.1", NULL};
  GError *error = NULL;
  if (!server.own)
    server.own = &own;
  assert_true(serve(&server));
  const struct https_request request = {.host = "mta-sts.example.com",
                                        .addresses = loopback,
                                        .port = server.port,
                                        .path = "/.well-known/mta-sts.txt",
                                        .ca_file = ca_file,
                                        .seconds = seconds,
                                        .most = MOST};
  struct https_answer *answer = https_get(&request, &error);
  char *words = answer ? g_strdup_printf("%u %s %s %.*s", answer->status, answer->type ? answer->type : "-",
                                         answer->goes_to ? answer->goes_to : "-", (int)answer->body->len,
                                         answer->body->data ? (const char *)answer->body->data : "")
                       : fault_words(error, server.port);
  https_answer_free(answer);
  unserve(&server);
  return words;
}

/* -- servers, in the child ------------------------------------------------------------------------------------------
 */

static void answer_with(struct server *server, int fd, const char *answer, size_t length) {
  char request[4096];
  gnutls_session_t session = shake_hands(server, fd);
  if (!session || gnutls_record_recv(session, request, sizeof request) <= 0)
    return; /* the first comer only looks at the certificate */
  for (size_t sent = 0; sent < length;) {
    const ssize_t n = gnutls_record_send(session, answer + sent, MIN(length - sent, 16384));
    if (n < 0)
      return;
    sent += (size_t)n;
  }
  gnutls_bye(session, GNUTLS_SHUT_WR);
}

#define ANSWERS(name, text)                                                                                            \
  static void name(struct server *server, int fd) {                                                                    \
    answer_with(server, fd, text, strlen(text));                                                                       \
  }

ANSWERS(serve_file, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello")
ANSWERS(serve_chunks, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n")
ANSWERS(redirect, "HTTP/1.1 301 Moved\r\nLocation: https://example.net/x\r\nContent-Length: 0\r\n\r\n")
ANSWERS(deny, "HTTP/1.1 404 Not Found\r\nContent-Type: te\033xt\r\nContent-Length: 0\r\n\r\n")
ANSWERS(say_nonsense, "220 mx.example.com ESMTP\r\n")
ANSWERS(announce_much, "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx")
ANSWERS(stop_early, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhello")

static void serve_too_much(struct server *server, int fd) {
  static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n";
  g_autofree char *answer = g_malloc(100000);
  memset(answer, 'x', 100000);
  memcpy(answer, head, strlen(head));
  answer_with(server, fd, answer, 100000);
}

static void drip(struct server *server, int fd) {
  char request[4096];
  gnutls_session_t session = shake_hands(server, fd);
  if (session && gnutls_record_recv(session, request, sizeof request) > 0)
    for (gnutls_record_send(session, "HTTP/1.1 200 OK\r\nX: ", 20); gnutls_record_send(session, "H", 1) > 0;)
      g_usleep(G_USEC_PER_SEC / 20);
}

/* -- tests ----------------------------------------------------------------------------------------------------------
 */

static void a_file_is_fetched(void **state) {
  (void)state;
  is(result_of((struct server){.talk = serve_file}, 5), "200 text/plain - hello");
  is(result_of((struct server){.talk = serve_chunks}, 5), "200 - - hello");
}

static void what_is_no_file_is_told_and_not_followed(void **state) {
  (void)state;
  is(result_of((struct server){.talk = redirect}, 5), "301 - https://example.net/x ");
  is(result_of((struct server){.talk = deny}, 5), "404 te\xef\xbf\xbdxt - ");
}

static void begins_with(char *got, const char *beginning) {
  if (!g_str_has_prefix(got, beginning))
    fail_msg("%s", got);
  g_free(got);
}

#define NAME "mta-sts.example.com port PORT: "

static void a_server_that_goes_wrong_is_given_up(void **state) {
  (void)state;
  is(result_of((struct server){.talk = serve_too_much}, 5), "65 " NAME "the file is larger than 1,000 bytes.");
  begins_with(result_of((struct server){.talk = announce_much}, 5), "69 " NAME);
  begins_with(result_of((struct server){.talk = say_nonsense}, 5), "69 " NAME);
  begins_with(result_of((struct server){.talk = stop_early}, 5), "69 " NAME);
  const gint64 begin = g_get_monotonic_time();
  is(result_of((struct server){.talk = drip}, 1), "75 " NAME "the file did not come within 1 second.");
  assert_true(g_get_monotonic_time() - begin < 5 * G_USEC_PER_SEC);
}

static void a_wrong_certificate_gets_no_request(void **state) {
  (void)state;
  static const struct wish wishes[] = {{.names = {"other.example"}},
                                       {.common_name = "mta-sts.example.com"},
                                       {.names = {"mta-sts.example.com"}, .ends = -1, .begins = -2}};
  for (size_t i = 0; i < G_N_ELEMENTS(wishes); i++) {
    struct wish wish = wishes[i];
    wish.issuer = &authority;
    struct certified bad = certify(wish);
    begins_with(result_of((struct server){.talk = serve_file, .own = &bad}, 5), "77 " NAME "the certificate ");
    uncertify(&bad);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_file_is_fetched),
      cmocka_unit_test(what_is_no_file_is_told_and_not_followed),
      cmocka_unit_test(a_server_that_goes_wrong_is_given_up),
      cmocka_unit_test(a_wrong_certificate_gets_no_request),
  };
  return cmocka_run_group_tests(tests, make_files, remove_files);
}
