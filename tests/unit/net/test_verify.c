/* SPDX-License-Identifier: MIT */
/* Which certificates are taken, and what is said of the others before a byte of ours is sent. */
#include "base/text.h"
#include "serving.h"

#define HOST "localhost"

static struct certified authority, stranger;
static char *folder, *ca_file;

static char *write_file(const char *name, const char *text) {
  char *path = g_build_filename(folder, name, NULL);
  assert_true(g_file_set_contents(path, text, -1, NULL));
  return path;
}

static int make_authorities(void **state) {
  (void)state;
  authority = certify((struct wish){.common_name = "Test Authority", .authority = true});
  stranger = certify((struct wish){.common_name = "Strange Authority", .authority = true});
  folder = g_dir_make_tmp("dmarcstat-XXXXXX", NULL);
  assert_non_null(folder);
  g_autofree char *pem = certificate_pem(&authority);
  ca_file = write_file("ca.pem", pem);
  return 0;
}

static int forget_authorities(void **state) {
  (void)state;
  uncertify(&authority);
  uncertify(&stranger);
  g_remove(ca_file);
  g_rmdir(folder);
  g_free(ca_file);
  g_free(folder);
  return 0;
}

/* -- one visit to a server with such a certificate ----------------------------------------------------------------- */

struct try {
  struct wish wish;
  const char *host;        /* NULL: HOST */
  const char *fingerprint; /* to pin */
  const char *priority;    /* of the server */
  bool pin_it;             /* pins the server's own */
  bool no_ca_file;
  bool strange; /* issued by an authority that is not in the file */
};

static const char *ca_file_of(const struct try *try) {
  return try->no_ca_file ? NULL : ca_file;
}

/* What came of it, as of visit(); and sees to it that a refused server heard nothing. */
static char *result_of(struct try try) {
  if (!try.wish.issuer)
    try.wish.issuer = try.strange ? &stranger : &authority;
  struct certified own = certify(try.wish);
  g_autofree char *own_fingerprint = certificate_fingerprint(&own);
  struct server server = {.talk = echo, .own = &own, .priority = try.priority};
  assert_true(serve(&server));
  const struct connection_target target = {.host = try.host ? try.host : HOST,
                                           .port = server.port,
                                           .ca_file = ca_file_of(&try),
                                           .fingerprint = try.pin_it ? own_fingerprint : try.fingerprint,
                                           .connect_timeout = 10,
                                           .idle_timeout = 10};
  char *result = visit(&target);
  stop_serving(&server);
  assert_int_equal(server.heard->bytes, strcmp(result, "ok") == 0 ? 5 : 0);
  assert_int_equal(server.heard->shaken, strcmp(result, "ok") == 0);
  assert_string_equal(server.heard->host, g_hostname_is_ip_address(target.host) ? "" : HOST);
  unserve(&server);
  uncertify(&own);
  return result;
}

#define FAULT_AT(host) "77 " host " port PORT: "

/* -- names -------------------------------------------------------------------------------------------------------- */

static void a_good_certificate_is_taken(void **state) {
  (void)state;
  is(result_of((struct try){.wish = {.names = {"other.example", HOST}}}), "ok");
  is(result_of((struct try){.wish = {.names = {HOST}, .rsa = 2048}}), "ok");
  is(result_of((struct try){.wish = {.names = {HOST}}, .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2"}), "ok");
  is(result_of((struct try){.wish = {.names = {HOST}}, .host = "LocalHost"}), "ok");
}

static void a_wrong_host_is_refused(void **state) {
  (void)state;
  is(result_of((struct try){.wish = {.common_name = HOST, .names = {"a.example", "b.example"}}}),
     FAULT_AT(HOST) "the certificate is for a.example and b.example and not for localhost; use a name that the "
                    "certificate has.");
  is(result_of((struct try){.wish = {.names = {"*.localhost", "*"}}}),
     FAULT_AT(HOST) "the certificate is for *.localhost and * and not for localhost; use a name that the certificate "
                    "has.");
}

static void the_common_name_counts_for_nothing(void **state) {
  (void)state;
  is(result_of((struct try){.wish = {.common_name = HOST}}),
     FAULT_AT(HOST) "the certificate names no host (no subject alternative name, which alone counts), so it is not for "
                    "localhost; the server needs a new one.");
  is(result_of((struct try){.wish = {.common_name = HOST, .address = "127.0.0.1"}}),
     FAULT_AT(HOST) "the certificate is for 127.0.0.1 and not for localhost; use a name that the certificate has.");
}

static void an_address_must_be_in_the_certificate_as_one(void **state) {
  (void)state;
  is(result_of((struct try){.wish = {.address = "127.0.0.1"}, .host = "127.0.0.1"}), "ok");
  is(result_of((struct try){.wish = {.address = "127.0.0.2"}, .host = "127.0.0.1"}),
     FAULT_AT("127.0.0.1") "the certificate is for 127.0.0.2 and not for 127.0.0.1; use a name that the certificate "
                           "has.");
  is(result_of((struct try){.wish = {.common_name = "127.0.0.1", .names = {"127.0.0.1"}}, .host = "127.0.0.1"}),
     FAULT_AT("127.0.0.1") "the certificate is for 127.0.0.1 and not for 127.0.0.1; use a name that the certificate "
                           "has.");
}

static void names_from_a_certificate_cannot_harm_the_terminal(void **state) {
  (void)state;
  is(result_of((struct try){.wish = {.raw_name = "evil\033[2J\n.example"}}),
     FAULT_AT(HOST) "the certificate is for evil\xef\xbf\xbd[2J .example and not for localhost; "
                    "use a name that the certificate has.");
}

static void thousands_of_names_take_no_time(void **state) {
  (void)state;
  const gint64 begin = g_get_monotonic_time();
  is(result_of((struct try){.wish = {.raw_name = "x.example", .more_names = 2000}}),
     FAULT_AT(HOST) "the certificate is for x.example, 0.more.example, 1.more.example, 2.more.example and 96 more "
                    "and not for localhost; use a name that the certificate has.");
  assert_true(g_get_monotonic_time() - begin < 20 * G_USEC_PER_SEC);
}

/* -- dates -------------------------------------------------------------------------------------------------------- */

static void an_expired_one_is_refused(void **state) {
  (void)state;
  g_autofree char *day = text_day(time(NULL) - 10 * DAY);
  g_autofree char *wanted =
      g_strdup_printf(FAULT_AT(HOST) "the certificate expired on %s; the server's owner must renew it.", day);
  is(result_of((struct try){.wish = {.names = {HOST}, .begins = -20, .ends = -10}}), wanted);
}

static void one_from_the_future_is_refused(void **state) {
  (void)state;
  char *result = result_of((struct try){.wish = {.names = {HOST}, .begins = 10, .ends = 20}});
  assert_true(g_str_has_prefix(result, FAULT_AT(HOST) "the certificate is not valid before 2"));
  assert_non_null(strstr(result, " UTC; is the clock of this computer right (2"));
  g_free(result);
}

/* -- issuers ------------------------------------------------------------------------------------------------------ */

static void a_self_signed_one_is_refused_and_its_fingerprint_said(void **state) {
  (void)state;
  struct certified own = certify((struct wish){.common_name = "me", .names = {HOST}});
  g_autofree char *digits = certificate_fingerprint(&own);
  struct server server = {.talk = echo, .own = &own};
  assert_true(serve(&server));
  g_autofree char *wanted = g_strdup_printf(FAULT_AT(HOST) "the certificate is self-signed, so nobody vouches for it; "
                                                           "if the server's owner confirms that its SHA-256 "
                                                           "fingerprint is %s, pin that.",
                                            digits);
  is(visit(&(struct connection_target){.host = HOST, .port = server.port, .ca_file = ca_file}), wanted);
  is(visit(&(struct connection_target){.host = HOST, .port = server.port, .fingerprint = digits}), "ok");
  unserve(&server);
  uncertify(&own);
}

static void an_unknown_authority_is_refused(void **state) {
  (void)state;
  is(result_of((struct try){.wish = {.names = {HOST}}, .strange = true}),
     FAULT_AT(HOST) "the certificate comes from CN=Strange Authority, which does not lead to an authority that the "
                    "ca_file has; the server may leave out an intermediate certificate, or the authority is a private "
                    "one whose certificate belongs into a ca_file.");
  is(result_of((struct try){.wish = {.names = {HOST}}, .no_ca_file = true}),
     FAULT_AT(
         HOST) "the certificate comes from CN=Test Authority, which does not lead to an authority that this system "
               "trusts; the server may leave out an intermediate certificate, or the authority is a private one "
               "whose certificate belongs into a ca_file.");
}

static void an_authority_between_must_be_one_and_be_sent(void **state) {
  (void)state;
  struct certified between = certify((struct wish){.issuer = &authority, .common_name = "Between", .authority = true});
  struct certified own = certify((struct wish){.issuer = &between, .common_name = "me", .names = {HOST}});
  struct certified plain = certify((struct wish){.issuer = &authority, .common_name = "Plain", .names = {HOST}});
  struct certified forged = certify((struct wish){.issuer = &plain, .common_name = "me", .names = {HOST}});
  struct server server = {.talk = echo, .own = &own, .between = &between};
  struct server forger = {.talk = echo, .own = &forged, .between = &plain};
  assert_true(serve(&server) && serve(&forger));
  is(visit(&(struct connection_target){.host = HOST, .port = server.port, .ca_file = ca_file}), "ok");
  is(visit(&(struct connection_target){.host = HOST, .port = forger.port, .ca_file = ca_file}),
     FAULT_AT(HOST) "the certificate was issued by somebody who may not issue it.");
  unserve(&server);
  unserve(&forger);
  struct server lacking = {.talk = echo, .own = &own};
  assert_true(serve(&lacking));
  char *words = visit(&(struct connection_target){.host = HOST, .port = lacking.port, .ca_file = ca_file});
  assert_non_null(strstr(words, "comes from CN=Between, which does not lead to an authority that the ca_file has"));
  g_free(words);
  unserve(&lacking);
  uncertify(&between);
  uncertify(&own);
  uncertify(&plain);
  uncertify(&forged);
}

/* -- strength and purpose ----------------------------------------------------------------------------------------- */

static void a_weak_one_is_refused(void **state) {
  (void)state;
  is(result_of((struct try){.wish = {.names = {HOST}, .rsa = 1024}}),
     FAULT_AT(HOST) "the certificate, or one between it and its authority, has too weak a key or signature (less than "
                    "RSA of 2048 bits or SHA-256); the server's owner must replace it.");
}

static void one_for_another_purpose_is_refused(void **state) {
  (void)state;
  is(result_of((struct try){.wish = {.names = {HOST}, .only_for = GNUTLS_KP_CODE_SIGNING}}),
     FAULT_AT(HOST) "the certificate is not meant for a server (extended key usage).");
}

static void one_that_demands_a_staple_is_refused_without(void **state) {
  (void)state;
  is(result_of((struct try){.wish = {.names = {HOST}, .must_staple = true}}),
     FAULT_AT(HOST) "the certificate demands a fresh proof that it is not revoked (OCSP stapling), and the server sent "
                    "none; its owner must turn that on.");
}

/* -- pinning ------------------------------------------------------------------------------------------------------ */

static void the_pinned_one_is_taken_whatever_else_it_is(void **state) {
  (void)state;
  is(result_of((struct try){.wish = {.names = {HOST}}, .pin_it = true}), "ok");
  is(result_of((struct try){.wish = {.names = {"a.example"}}, .pin_it = true, .strange = true}), "ok");
  is(result_of((struct try){.wish = {.common_name = "x", .begins = -20, .ends = -10}, .pin_it = true}), "ok");
}

#define NONE "0000000000000000000000000000000000000000000000000000000000000000"

static void another_than_the_pinned_one_is_refused(void **state) {
  (void)state;
  char *words = result_of((struct try){.wish = {.names = {HOST}}, .fingerprint = NONE});
  assert_true(
      g_str_has_prefix(words, FAULT_AT(HOST) "the certificate is not the pinned one: its SHA-256 fingerprint is "));
  g_free(words);
}

static void a_fingerprint_may_have_colons_and_capitals(void **state) {
  (void)state;
  struct certified own = certify((struct wish){.names = {"x.example"}});
  g_autofree char *digits = certificate_fingerprint(&own);
  g_autofree char *capitals = g_ascii_strup(digits, -1);
  GString *colons = g_string_new(NULL);
  for (size_t i = 0; capitals[i]; i += 2)
    g_string_append_printf(colons, "%s%.2s", i ? ":" : "", capitals + i);
  struct server server = {.talk = echo, .own = &own};
  assert_true(serve(&server));
  is(visit(&(struct connection_target){.host = HOST, .port = server.port, .fingerprint = colons->str}), "ok");
  g_string_free(colons, TRUE);
  unserve(&server);
  uncertify(&own);
}

static void what_is_no_fingerprint_is_a_mistake_of_the_configuration(void **state) {
  (void)state;
  static const char *const wrong[] = {"", "sha256", "0123", NONE "0", NONE "0:00"};
  for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
    is(visit(&(struct connection_target){.host = HOST, .port = 1, .fingerprint = wrong[i]}),
       "78 localhost port PORT: the fingerprint to pin must be a SHA-256 of 64 hexadecimal digits.");
}

/* -- the ca_file -------------------------------------------------------------------------------------------------- */

static void a_ca_file_that_is_none_is_a_mistake_of_the_configuration(void **state) {
  (void)state;
  struct certified own = certify((struct wish){.issuer = &authority, .names = {HOST}});
  struct server server = {.talk = echo, .own = &own};
  g_autofree char *empty = write_file("empty.pem", "no certificate\n");
  g_autofree char *wanted =
      g_strdup_printf("78 localhost port PORT: the ca_file %s has no certificate in it; it must be in PEM.", empty);
  assert_true(serve(&server));
  is(visit(&(struct connection_target){.host = HOST, .port = server.port, .ca_file = empty}), wanted);
  is(visit(&(struct connection_target){.host = HOST, .port = server.port, .ca_file = "/nowhere/ca.pem"}),
     "78 localhost port PORT: cannot read the ca_file /nowhere/ca.pem: No such file or directory.");
  g_remove(empty);
  unserve(&server);
  uncertify(&own);
}

/* -- what is told of the server ----------------------------------------------------------------------------------- */

static void a_peer_is_described_also_when_it_is_refused(void **state) {
  (void)state;
  struct certified own = certify((struct wish){
      .issuer = &authority, .common_name = "me", .names = {"a.example"}, .address = "::1", .begins = -2, .ends = 3});
  g_autofree char *digits = certificate_fingerprint(&own);
  struct server server = {.talk = echo, .own = &own};
  assert_true(serve(&server));
  struct connection *connection =
      connection_new(&(struct connection_target){.host = HOST, .port = server.port, .ca_file = ca_file});
  assert_false(connection_open(connection, NULL));
  const struct peer *peer = connection_peer(connection);
  assert_string_equal(peer->address, "127.0.0.1");
  assert_string_equal(peer->certificate.subject, "CN=me");
  assert_string_equal(peer->certificate.issuer, "CN=Test Authority");
  assert_string_equal(peer->certificate.names[0], "a.example");
  assert_string_equal(peer->certificate.names[1], "::1");
  assert_null(peer->certificate.names[2]);
  assert_true(ABS(peer->certificate.begins - (time(NULL) - 2 * DAY)) < 60);
  assert_true(ABS(peer->certificate.ends - (time(NULL) + 3 * DAY)) < 60);
  assert_string_equal(peer->certificate.fingerprint, digits);
  assert_int_equal(peer->verified, PEER_UNVERIFIED);
  connection_close(connection);
  connection = connection_new(&(struct connection_target){.host = HOST, .port = server.port, .fingerprint = digits});
  assert_true(connection_open(connection, NULL));
  peer = connection_peer(connection);
  assert_string_equal(peer->protocol, "TLS 1.3");
  assert_string_equal(peer->cipher, "ECDHE-SECP256R1 AES-256-GCM");
  assert_int_equal(peer->verified, PEER_BY_FINGERPRINT);
  connection_close(connection);
  unserve(&server);
  uncertify(&own);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_good_certificate_is_taken),
      cmocka_unit_test(a_wrong_host_is_refused),
      cmocka_unit_test(the_common_name_counts_for_nothing),
      cmocka_unit_test(an_address_must_be_in_the_certificate_as_one),
      cmocka_unit_test(names_from_a_certificate_cannot_harm_the_terminal),
      cmocka_unit_test(thousands_of_names_take_no_time),
      cmocka_unit_test(an_expired_one_is_refused),
      cmocka_unit_test(one_from_the_future_is_refused),
      cmocka_unit_test(a_self_signed_one_is_refused_and_its_fingerprint_said),
      cmocka_unit_test(an_unknown_authority_is_refused),
      cmocka_unit_test(an_authority_between_must_be_one_and_be_sent),
      cmocka_unit_test(a_weak_one_is_refused),
      cmocka_unit_test(one_for_another_purpose_is_refused),
      cmocka_unit_test(one_that_demands_a_staple_is_refused_without),
      cmocka_unit_test(the_pinned_one_is_taken_whatever_else_it_is),
      cmocka_unit_test(another_than_the_pinned_one_is_refused),
      cmocka_unit_test(a_fingerprint_may_have_colons_and_capitals),
      cmocka_unit_test(what_is_no_fingerprint_is_a_mistake_of_the_configuration),
      cmocka_unit_test(a_ca_file_that_is_none_is_a_mistake_of_the_configuration),
      cmocka_unit_test(a_peer_is_described_also_when_it_is_refused),
  };
  return cmocka_run_group_tests(tests, make_authorities, forget_authorities);
}
