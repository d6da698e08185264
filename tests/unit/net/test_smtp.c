/* SPDX-License-Identifier: MIT */
/* One mail to servers that take it, refuse it, or never end. */
#include "net/smtp.h"
#include "serving.h"

#define AT " 127.0.0.1 port PORT: "
#define MESSAGE "Subject: x\r\n\r\n.\r\n..a\r\nend\r\n"

/* What the server of a test answers, a line of the client each, the greeting first; NULL: no more. */
static const char *const *script;

static void remember(struct server *server, const char *line, size_t length) {
  struct heard *heard = server->heard;
  for (size_t i = 0; i < length && heard->bytes < sizeof heard->host - 1; i++)
    heard->host[heard->bytes++] = line[i];
}

/* A line of the client; after DATA, all up to the dot. False when it is gone. */
static bool hear(struct server *server, int fd, const char *end) {
  g_autoptr(GString) line = g_string_new(NULL);
  char c;
  while (recv(fd, &c, 1, 0) == 1) {
    g_string_append_c(line, c);
    if (g_str_has_suffix(line->str, end)) {
      remember(server, line->str, line->len);
      return true;
    }
  }
  return false;
}

static void follow_script(struct server *server, int fd) {
  for (const char *const *answer = script; *answer; answer++) {
    send_text(fd, *answer);
    if (!hear(server, fd, g_str_has_prefix(*answer, "354") ? "\r\n.\r\n" : "\r\n"))
      return;
  }
}

static void never_end(struct server *server, int fd) {
  (void)server;
  send_text(fd, "220 hello\r\n");
  await_line(fd);
  for (int i = 0; i < 100000; i++)
    send_text(fd, "250-and one more\r\n");
}

static void say_nothing(struct server *server, int fd) {
  (void)server;
  await_line(fd);
}

/* What came of it; with *heard, what the client said. Caller frees. */
static char *result_of(void (*talk)(struct server *, int), const char *const *answers, struct smtp_account account,
                       char **heard) {
  static const char *const to[] = {"a@example.com", "b@example.com", NULL};
  struct server server = {.talk = talk};
  GError *error = NULL;
  script = answers;
  assert_true(serve(&server));
  account.target.host = "127.0.0.1";
  account.target.port = server.port;
  const struct smtp_message message = {.from = "me@example.com", .to = to, .bytes = MESSAGE, .length = strlen(MESSAGE)};
  assert_true(smtp_send(&account, &message, 2, &error) == (error == NULL));
  if (heard) {
    stop_serving(&server);
    *heard = g_strdup(server.heard->host);
  }
  unserve(&server);
  return fault_words(error, account.target.port);
}

static const struct smtp_account clear = {.target = {.tls = CONNECTION_TLS_NEVER}};
#define HELLO "220 hello\r\n", "250-me\r\n250 AUTH LOGIN PLAIN\r\n"

static void a_mail_is_handed_over_with_its_dots(void **state) {
  (void)state;
  const char *const answers[] = {
      HELLO, "250 fine\r\n", "250 fine\r\n", "251 passed on\r\n", "354 go\r\n", "250 taken\r\n", NULL};
  g_autofree char *heard = NULL;
  is(result_of(follow_script, answers, clear, &heard), "ok");
  assert_string_equal(heard, "EHLO [127.0.0.1]\r\nMAIL FROM:<me@example.com>\r\nRCPT TO:<a@example.com>\r\n"
                             "RCPT TO:<b@example.com>\r\nDATA\r\nSubject: x\r\n\r\n..\r\n...a\r\nend\r\n.\r\nQUIT\r\n");
}

static void the_best_login_that_is_offered_is_taken(void **state) {
  (void)state;
  const char *const plain[] = {HELLO, "235 in\r\n", "550 no\r\n", NULL};
  const char *const login[] = {
      "220 hello\r\n", "250-me\r\n250 AUTH=LOGIN\r\n", "334 VXNlcg==\r\n", "334 UGFzcw==\r\n", "535 no\r\n", NULL};
  struct smtp_account account = clear;
  g_autofree char *first = NULL, *second = NULL;
  g_setenv("SMTP_PASSWORD", "secret", TRUE);
  account.user = "me";
  account.secret = (struct secret_source){.kind = SECRET_ENVIRONMENT, .where = "SMTP_PASSWORD"};
  is(result_of(follow_script, plain, account, &first),
     "69" AT "the server takes no mail from me@example.com; it says: 550 no");
  assert_string_equal(first, "EHLO [127.0.0.1]\r\nAUTH PLAIN AG1lAHNlY3JldA==\r\nMAIL FROM:<me@example.com>\r\n");
  is(result_of(follow_script, login, account, &second), "77" AT "cannot log in as 'me'; it says: 535 no");
  assert_string_equal(second, "EHLO [127.0.0.1]\r\nAUTH LOGIN\r\nbWU=\r\nc2VjcmV0\r\n");
}

static void a_refusal_is_for_now_or_for_good(void **state) {
  (void)state;
  const char *const recipient[] = {HELLO, "250 fine\r\n", "250 fine\r\n", "450 later\r\n", NULL};
  const char *const end[] = {HELLO, "250 fine\r\n", "250 fine\r\n", "250 fine\r\n", "354 go\r\n", "554 spam\r\n", NULL};
  const char *const garbage[] = {"+OK POP3\r\n", NULL};
  is(result_of(follow_script, recipient, clear, NULL),
     "75" AT "the server takes no mail for b@example.com, so it was sent to nobody; it says: 450 later");
  is(result_of(follow_script, end, clear, NULL), "69" AT "the server does not take the message; it says: 554 spam");
  is(result_of(follow_script, garbage, clear, NULL),
     "69" AT "the server does not greet us as an SMTP server does; it says: +OK POP3");
}

static void a_server_without_end_is_given_up(void **state) {
  (void)state;
  const char *const closes[] = {HELLO, "250 fine\r\n", NULL};
  is(result_of(never_end, NULL, clear, NULL),
     "69" AT "the server says more than any mail server has to say in the middle of a mail.");
  is(result_of(say_nothing, NULL, clear, NULL),
     "75" AT "the server took the connection and did not finish what it had to say in time.");
  is(result_of(follow_script, closes, clear, NULL),
     "69" AT "the server closed the connection in the middle of a mail.");
}

static void nothing_is_sent_without_tls(void **state) {
  (void)state;
  const char *const stripped[] = {HELLO, NULL};
  struct smtp_account later = {.target = {.tls = CONNECTION_TLS_LATER}};
  g_autofree char *heard = NULL;
  is(result_of(follow_script, stripped, later, &heard),
     "77" AT "the server offers no STARTTLS, or somebody in between hides it; nothing was sent");
  assert_string_equal(heard, "EHLO [127.0.0.1]\r\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_mail_is_handed_over_with_its_dots), cmocka_unit_test(the_best_login_that_is_offered_is_taken),
      cmocka_unit_test(a_refusal_is_for_now_or_for_good),    cmocka_unit_test(a_server_without_end_is_given_up),
      cmocka_unit_test(nothing_is_sent_without_tls),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
