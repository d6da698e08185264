/* SPDX-License-Identifier: MIT */
/* Servers that refuse, throttle, break off, lie, or never come to an end: each is told in one sentence, in time. */
#include "fake_server.h"

/* libetpan does not free a greeting that is a BYE. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
  return "leak:libetpan.so";
}

#define READY LOGGED_IN("") SELECTED("1", "[UIDNEXT 2] ")
#define ONE READY LISTED("1:*") "S * 1 FETCH (UID 1 RFC822.SIZE 5)\n" DONE READ("1")
#define AT "127.0.0.1 port PORT: "

/* What a simple fetch tells when nothing may take longer than a second. */
static void tells_soon(const char *script, const char *wanted) {
  struct visit simple = {.fake = {.script = script}};
  simple.account = fake_account(&simple.fake);
  simple.account.target.idle_timeout = 1;
  const gint64 began = g_get_monotonic_time();
  g_autofree char *told = visit(&simple);
  assert_string_equal(told, wanted);
  assert_true(g_get_monotonic_time() - began < 30 * G_USEC_PER_SEC);
}

/* -- the server breaks off ----------------------------------------------------------------------------------------- */

static void a_greeting_that_is_a_good_bye(void **state) {
  (void)state;
  tells("S * BYE too many connections\n",
        "75 " AT "the server does not greet us: the server says: too many connections\n");
}

static void no_greeting_at_all(void **state) {
  (void)state;
  tells("", "75 " AT "the server has closed the connection\n");
}

static void a_good_bye_in_the_middle_is_quoted(void **state) {
  (void)state;
  tells(READY LISTED("1:*") "S * BYE Connection closed. 14\n",
        "75 " AT "the server has closed the connection, saying: Connection closed. 14\n");
  tells(ONE "R * 1 FETCH (UID 1 BODY[] {5}\r\naa\n", "through 0\n75 " AT "the server has closed the connection\n");
}

static void a_throttling_server_is_left_alone_for_as_long_as_it_asks(void **state) {
  (void)state;
  static const char *const answers[] = {"NO", "BAD"};
  for (size_t i = 0; i < G_N_ELEMENTS(answers); i++) {
    g_autofree char *script = g_strconcat(ONE "S $ ", answers[i],
                                          " Request is throttled. Suggested Backoff Time: 299961 milliseconds\n"
                                          "S * BYE Connection closed. 14\n",
                                          NULL);
    struct visit throttled = {.fake = {.script = script}};
    g_autofree char *told = visit(&throttled);
    assert_string_equal(told, "through 0\n75 " AT "cannot read messages: the server says: Request is throttled. "
                              "Suggested Backoff Time: 299961 milliseconds\n");
    assert_int_equal(throttled.back_off, 300);
  }
}

static void what_passes_is_told_from_what_stays(void **state) {
  (void)state;
  tells(LOGGED_IN("") "C SELECT INBOX\nS $ NO [INUSE] in use\n" LOGGED_OUT,
        "75 " AT "cannot open the folder 'INBOX': the server says: in use\n");
  tells(LOGGED_IN("") "C SELECT INBOX\nS $ NO [SERVERBUG] oh no\n" LOGGED_OUT,
        "75 " AT "cannot open the folder 'INBOX': the server says: oh no\n");
  tells(LOGGED_IN("") "C SELECT INBOX\nS $ BAD User is authenticated but not connected.\n" LOGGED_OUT,
        "75 " AT "cannot open the folder 'INBOX': the server says: User is authenticated but not connected.\n");
  tells(LOGGED_IN("") "C SELECT INBOX\nS $ NO [NONEXISTENT] Mailbox does not exist\n" LOGGED_OUT,
        "69 " AT "cannot open the folder 'INBOX': the server says: Mailbox does not exist\n");
}

/* -- the login ----------------------------------------------------------------------------------------------------- */

#define TOKEN_FOR(mechanism, capability) GREETED CAPABLE(capability) "C AUTHENTICATE " mechanism

#define XOAUTH2 "dXNlcj1tZQFhdXRoPUJlYXJlciBvcGVuAQE="

static char *log_in(const char *script, enum imap_auth auth, bool token) {
  struct visit simple = {.fake = {.script = script}};
  simple.account = fake_account(&simple.fake);
  simple.account.auth = auth;
  simple.account.secret.is_token = token;
  return visit(&simple);
}

static void logs_in(const char *script, enum imap_auth auth, bool token, const char *wanted) {
  g_autofree char *told = log_in(script, auth, token);
  assert_string_equal(told, wanted);
}

#define EMPTY SELECTED("0", "[UIDNEXT 1] ") LOGGED_OUT

static void a_wrong_password_is_refused_once(void **state) {
  (void)state;
  tells(GREETED CAPABLE(
            "SASL-IR AUTH=PLAIN") "C AUTHENTICATE PLAIN AG1lAG9wZW4=\nS $ NO [AUTHENTICATIONFAILED] go away\n",
        "77 " AT "cannot log in as 'me' by PLAIN: the server says: [AUTHENTICATIONFAILED] go away\n");
  tells(GREETED CAPABLE("") "C LOGIN me open\nS $ NO go away\n",
        "77 " AT "cannot log in as 'me' by LOGIN: the server says: go away\n");
}

static void a_busy_server_does_not_refuse_the_password(void **state) {
  (void)state;
  tells(GREETED CAPABLE("SASL-IR AUTH=PLAIN") "C AUTHENTICATE PLAIN AG1lAG9wZW4=\nS $ NO [UNAVAILABLE] later\n",
        "75 " AT "cannot log in as 'me' by PLAIN: the server says: [UNAVAILABLE] later\n");
  tells(GREETED CAPABLE("") "C LOGIN me open\nS $ NO [ALERT] Too many simultaneous connections. (Failure)\n",
        "75 " AT "cannot log in as 'me' by LOGIN: the server says: Too many simultaneous connections. (Failure)\n");
}

static void the_first_message_waits_where_it_must(void **state) {
  (void)state;
  logs_in(GREETED CAPABLE("AUTH=PLAIN") "C AUTHENTICATE PLAIN\nS +\nC AG1lAG9wZW4=\nS $ OK welcome\n" CAPABLE("") EMPTY,
          IMAP_AUTH_AUTO, false, "through 0\n");
  logs_in(GREETED CAPABLE("AUTH=XOAUTH2") "C AUTHENTICATE XOAUTH2\nS + \nC " XOAUTH2 "\nS $ OK welcome\n" CAPABLE("")
              EMPTY,
          IMAP_AUTH_AUTO, true, "through 0\n");
}

static void LOGIN_may_be_a_mechanism(void **state) {
  (void)state;
  logs_in(GREETED CAPABLE("SASL-IR AUTH=LOGIN LOGINDISABLED") "C AUTHENTICATE LOGIN\nS + VXNlcm5hbWU6\nC bWU=\nS + "
                                                              "UGFzc3dvcmQ6\nC b3Blbg==\nS $ OK welcome\n" CAPABLE("")
                                                                  EMPTY,
          IMAP_AUTH_AUTO, false, "through 0\n");
  logs_in(GREETED CAPABLE("AUTH=LOGIN LOGINDISABLED") "C AUTHENTICATE LOGIN\nS + VXNlcm5hbWU6\nC bWU=\nS + "
                                                      "UGFzc3dvcmQ6\nC b3Blbg==\nS $ NO [AUTHENTICATIONFAILED] no\n",
          IMAP_AUTH_AUTO, false,
          "77 " AT "cannot log in as 'me' by LOGIN: the server says: [AUTHENTICATIONFAILED] no\n");
}

static void a_token_logs_in(void **state) {
  (void)state;
  logs_in(TOKEN_FOR("XOAUTH2 " XOAUTH2,
                    "SASL-IR AUTH=XOAUTH2 AUTH=OAUTHBEARER AUTH=PLAIN") "\nS $ OK welcome\n" CAPABLE("") EMPTY,
          IMAP_AUTH_AUTO, true, "through 0\n");
}

static void a_stale_token_is_told_by_the_servers_words(void **state) {
  (void)state;
  logs_in(TOKEN_FOR("XOAUTH2 " XOAUTH2,
                    "SASL-IR AUTH=XOAUTH2") "\nS + eyJzdGF0dXMiOiI0MDAifQ==\nC \nS $ NO SASL authentication failed\n",
          IMAP_AUTH_XOAUTH2, true,
          "77 " AT "cannot log in as 'me' by XOAUTH2: the server says: SASL authentication failed\n");
}

static void a_mechanism_that_is_not_offered_is_not_tried(void **state) {
  (void)state;
  logs_in(GREETED CAPABLE("LOGINDISABLED"), IMAP_AUTH_AUTO, false,
          "69 " AT "the server does not let us log in by LOGIN; `dmarcstat mailbox test` shows what it offers\n");
  logs_in(GREETED CAPABLE("AUTH=PLAIN"), IMAP_AUTH_AUTO, true,
          "69 " AT "the server does not let us log in by XOAUTH2; `dmarcstat mailbox test` shows what it offers\n");
}

static void a_bearer_token_names_the_server(void **state) {
  (void)state;
  struct visit simple = {0};
  fake_listen(&simple.fake);
  simple.account = fake_account(&simple.fake);
  simple.account.user = "a,b=c";
  simple.account.secret.is_token = true;
  g_autofree char *message =
      g_strdup_printf("n,a=a=2Cb=3Dc,\001host=127.0.0.1\001port=%u\001auth=Bearer open\001\001", simple.fake.port);
  g_autofree char *encoded = g_base64_encode((const guchar *)message, strlen(message));
  g_autofree char *script = g_strconcat(GREETED CAPABLE("SASL-IR AUTH=OAUTHBEARER") "C AUTHENTICATE OAUTHBEARER ",
                                        encoded, "\nS $ OK welcome\n" CAPABLE("") EMPTY, NULL);
  simple.fake.script = script;
  g_autofree char *told = visit(&simple);
  assert_string_equal(told, "through 0\n");
}

static void a_stale_bearer_token_is_acknowledged_before_it_is_refused(void **state) {
  (void)state;
  logs_in(GREETED CAPABLE("AUTH=OAUTHBEARER") "C AUTHENTICATE OAUTHBEARER\nS +\nC *\nS + "
                                              "eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0=\nC AQ==\nS $ NO no\n",
          IMAP_AUTH_OAUTHBEARER, true, "77 " AT "cannot log in as 'me' by OAUTHBEARER: the server says: no\n");
}

static void a_server_that_asks_for_ever_is_left(void **state) {
  (void)state;
  GString *script = g_string_new(GREETED CAPABLE("SASL-IR AUTH=PLAIN") "C *\n");
  for (int i = 0; i < 100; i++)
    g_string_append(script, "S + more\nC *\n");
  g_string_append(script, "W\n");
  tells(script->str, "75 " AT "cannot log in as 'me' by PLAIN: the connection broke\n");
  g_string_free(script, TRUE);
}

/* -- STARTTLS ------------------------------------------------------------------------------------------------------ */

static void starts_tls(const char *script, const char *wanted) {
  struct visit simple = {.fake = {.script = script}};
  simple.account = fake_account(&simple.fake);
  simple.account.target.tls = CONNECTION_TLS_LATER;
  simple.account.target.connect_timeout = 1;
  g_autofree char *told = visit(&simple);
  assert_string_equal(told, wanted);
}

static void without_STARTTLS_nothing_is_sent(void **state) {
  (void)state;
  starts_tls(GREETED CAPABLE("AUTH=PLAIN"), "77 " AT "the server offers no STARTTLS, or somebody in between hides it; "
                                            "nothing was sent. Try tls = imaps\n");
  starts_tls(GREETED CAPABLE("STARTTLS") "C STARTTLS\nS $ NO not now\n",
             "77 " AT "cannot begin TLS: the server says: not now\n");
}

static void logged_in_before_TLS_is_refused(void **state) {
  (void)state;
  starts_tls("S * PREAUTH welcome\n", "77 " AT "the server says we are logged in before TLS has begun; somebody may be "
                                      "in between\n");
}

static void words_in_the_clear_after_STARTTLS_are_refused(void **state) {
  (void)state;
  struct visit simple = {
      .fake = {.script = GREETED CAPABLE(
                   "STARTTLS") "C STARTTLS\nR $ OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n\nW\n"}};
  simple.account = fake_account(&simple.fake);
  simple.account.target.tls = CONNECTION_TLS_LATER;
  g_autofree char *told = visit(&simple);
  assert_true(g_str_has_prefix(told, "77 " AT));
  assert_string_equal(told, "77 " AT "the server, or somebody on the way to it, sent more in the clear after agreeing "
                            "to STARTTLS; that may be an attack, so nothing was sent to it.\n");
}

static void an_answer_without_TLS_is_refused(void **state) {
  (void)state;
  struct visit simple = {.fake = {.script = GREETED CAPABLE(
                                      "STARTTLS") "C STARTTLS\nS $ OK begin\nS ~~~~~~~~~* CAPABILITY IMAP4rev1\nW\n"}};
  simple.account = fake_account(&simple.fake);
  simple.account.target.tls = CONNECTION_TLS_LATER;
  g_autofree char *told = visit(&simple);
  assert_true(g_str_has_prefix(told, "77 " AT));
}

/* -- no end -------------------------------------------------------------------------------------------------------- */

static void a_server_that_says_nothing_is_given_up(void **state) {
  (void)state;
  static const char sentence[] = "75 " AT "the server sent nothing for 1 second; the connection was given up.\n";
  tells_soon("W\n", sentence);
  tells_soon(GREETED "C CAPABILITY\nW\n", sentence);
  tells_soon(READY "C *\nW\n", sentence);
}

#define TOO_LONG "75 " AT "the server sent an answer that is too long; the connection was given up\n"

static void an_answer_without_end_is_given_up(void **state) {
  (void)state;
  tells_soon("F A\n", TOO_LONG);
  tells_soon(READY "C *\nR * 1 FETCH (FLAGS (\\Seen {3}\r\nabc \nF A\n", TOO_LONG);
}

static void answers_without_end_are_given_up(void **state) {
  (void)state;
  tells_soon(GREETED "C CAPABILITY\nF * OK I am still here\n",
             "75 " AT "the server sent too many answers that nobody asked for; the connection was given up\n");
}

static void a_literal_that_is_too_large_is_given_up(void **state) {
  (void)state;
  tells_soon(ONE "R * 1 FETCH (UID 1 BODY[] {4000000000}\r\nhello\nW\n", "through 0\n" TOO_LONG);
  tells_soon(ONE "R * 1 FETCH (UID 1 BODY[] {99999999999999999999}\r\nhello\nF A\n", "through 0\n" TOO_LONG);
}

#define NO_IMAP "the answer is not IMAP as we know it\n"

static void what_is_no_imap_is_told(void **state) {
  (void)state;
  tells_soon("S HTTP/1.1 400 Bad Request\n", "75 " AT "the server does not greet us: " NO_IMAP);
  tells_soon("S 220 mail.example.com ESMTP\n", "75 " AT "the server does not greet us: " NO_IMAP);
  tells_soon(READY LISTED("1:*") "S * 1 FETCH )((\nW\n", "75 " AT "cannot list the messages: " NO_IMAP);
}

static void numbers_that_are_none_are_no_messages(void **state) {
  (void)state;
  tells_soon(
      READY LISTED("1:*") "S * 1 FETCH (UID 0 RFC822.SIZE 5)\nS * 4294967295 FETCH (RFC822.SIZE 5)\n" DONE LOGGED_OUT,
      "through 0\n");
  tells_soon(READY LISTED("1:*") "S * 1 FETCH (UID -1 RFC822.SIZE -5)\n" DONE LOGGED_OUT, "through 0\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_greeting_that_is_a_good_bye),
      cmocka_unit_test(no_greeting_at_all),
      cmocka_unit_test(a_good_bye_in_the_middle_is_quoted),
      cmocka_unit_test(a_throttling_server_is_left_alone_for_as_long_as_it_asks),
      cmocka_unit_test(what_passes_is_told_from_what_stays),
      cmocka_unit_test(a_wrong_password_is_refused_once),
      cmocka_unit_test(a_busy_server_does_not_refuse_the_password),
      cmocka_unit_test(the_first_message_waits_where_it_must),
      cmocka_unit_test(LOGIN_may_be_a_mechanism),
      cmocka_unit_test(a_token_logs_in),
      cmocka_unit_test(a_stale_token_is_told_by_the_servers_words),
      cmocka_unit_test(a_bearer_token_names_the_server),
      cmocka_unit_test(a_stale_bearer_token_is_acknowledged_before_it_is_refused),
      cmocka_unit_test(a_mechanism_that_is_not_offered_is_not_tried),
      cmocka_unit_test(a_server_that_asks_for_ever_is_left),
      cmocka_unit_test(without_STARTTLS_nothing_is_sent),
      cmocka_unit_test(logged_in_before_TLS_is_refused),
      cmocka_unit_test(words_in_the_clear_after_STARTTLS_are_refused),
      cmocka_unit_test(an_answer_without_TLS_is_refused),
      cmocka_unit_test(a_server_that_says_nothing_is_given_up),
      cmocka_unit_test(an_answer_without_end_is_given_up),
      cmocka_unit_test(answers_without_end_are_given_up),
      cmocka_unit_test(a_literal_that_is_too_large_is_given_up),
      cmocka_unit_test(what_is_no_imap_is_told),
      cmocka_unit_test(numbers_that_are_none_are_no_messages),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
