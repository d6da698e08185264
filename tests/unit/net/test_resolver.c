/* SPDX-License-Identifier: MIT */
/* Answers told apart, by many threads at once; names and sizes; and keys that are none. */
#include "dns_server.h"
#include "net/dns_data.h"
#include "net/public_key.h"
#include "net/resolver.h"
#include "net/txt.h"
#include <string.h>

static const char zones[] = " local-data: 'txt.example.com. 60 IN TXT \"one\" \"two\"'\n"
                            " local-data: 'mx.example.com. 60 IN MX 10 Mail.example.com.'\n"
                            " local-data: 'mx.example.com. 60 IN MX 0 .'\n"
                            " local-data: 'alias.example.com. 60 IN CNAME txt.example.com.'\n"
                            " local-data: 'round.example.com. 60 IN CNAME trip.example.com.'\n"
                            " local-data: 'trip.example.com. 60 IN CNAME round.example.com.'\n"
                            " local-zone: 'silent.example.com.' deny\n"
                            " local-zone: 'fail.example.com.' transparent\n"
                            "forward-zone:\n name: 'fail.example.com.'\n forward-addr: 127.0.0.1@1\n";

static struct dns_server server;

static int start(void **state) {
  (void)state;
  dns_server_start(&server, zones);
  return 0;
}

static int stop(void **state) {
  (void)state;
  dns_server_stop(&server);
  return 0;
}

static struct resolver *resolver_here(void) {
  return resolver_asking(&server, 2);
}

static void expect(struct resolver *resolver, const char *name, enum dns_type type, enum dns_status status,
                   const char *canonical) {
  g_autoptr(dns_reply) reply = resolver_ask(resolver, name, type);
  if (reply->answer.status != status)
    fail_msg("%s: status %d", name, reply->answer.status);
  assert_int_equal(g_strcmp0(reply->answer.canonical, canonical), 0);
  assert_false(reply->answer.secure);
}

static void answers_are_told_apart(void **state) {
  (void)state;
  dns_server_needed(&server);
  struct resolver *resolver = resolver_here();
  assert_int_equal(resolver_dnssec(resolver), RESOLVER_NO_ROOT); /* the server does not know the keys of the root */
  expect(resolver, "txt.example.com", DNS_TXT, DNS_FOUND, NULL);
  expect(resolver, "txt.example.com", DNS_A, DNS_NO_DATA, NULL);
  expect(resolver, "gone.example.com", DNS_A, DNS_NO_NAME, NULL);
  expect(resolver, "alias.example.com", DNS_TXT, DNS_FOUND, "txt.example.com");
  expect(resolver, "round.example.com", DNS_TXT, DNS_SERVER_FAILED, NULL);
  expect(resolver, "a..example.com", DNS_TXT, DNS_SERVER_FAILED, NULL);
  expect(resolver, "silent.example.com", DNS_TXT, DNS_TIMED_OUT, NULL);
  g_autoptr(dns_reply) failed = resolver_ask(resolver, "fail.example.com", DNS_TXT);
  assert_true(dns_has_failed(failed->answer.status));
  resolver_free(resolver);
}

static void *ask_often(void *user) {
  for (unsigned int i = 0; i < 50; i++) {
    g_autofree char *name = g_strdup_printf("n%u.example.com", i);
    g_autoptr(dns_reply) gone = resolver_ask(user, name, DNS_A), there = resolver_ask(user, "txt.example.com", DNS_TXT);
    if (gone->answer.status != DNS_NO_NAME || there->answer.status != DNS_FOUND)
      return user;
  }
  return NULL;
}

static void many_threads_get_their_own_answers(void **state) {
  (void)state;
  GThread *threads[100]; /* more than may be in flight */
  void *failed = NULL;
  dns_server_needed(&server);
  struct resolver *resolver = resolver_here();
  for (unsigned int i = 0; i < G_N_ELEMENTS(threads); i++)
    threads[i] = g_thread_new("ask", ask_often, resolver);
  for (unsigned int i = 0; i < G_N_ELEMENTS(threads); i++)
    failed = g_thread_join(threads[i]) ? resolver : failed;
  assert_null(failed);
  resolver_free(resolver);
}

static void records_are_read(void **state) {
  (void)state;
  dns_server_needed(&server);
  struct resolver *resolver = resolver_here();
  g_autoptr(dns_reply) txt = resolver_ask(resolver, "txt.example.com", DNS_TXT);
  g_autofree char *text = txt_from_wire(txt->answer.records[0].bytes, txt->answer.records[0].length);
  assert_string_equal(text, "onetwo");
  /* header, question, and one record with two strings of three characters */
  assert_int_equal(dns_answer_size("txt.example.com", txt->answer.records, 1), 12 + 17 + 4 + 12 + 8);
  g_autoptr(dns_reply) mx = resolver_ask(resolver, "mx.example.com", DNS_MX);
  unsigned int known = 0;
  for (unsigned int i = 0; i < mx->answer.n; i++) {
    struct dns_mx server_of;
    assert_true(dns_mx_read(&mx->answer.records[i], &server_of));
    known += strcmp(server_of.host, server_of.preference == 10 ? "mail.example.com" : ".") == 0;
    g_free(server_of.host);
  }
  assert_int_equal(known, 2);
  resolver_free(resolver);
}

static void joints_of_strings_are_found(void **state) {
  (void)state;
  static const uint8_t three[] = "\3abc\0\2de\1f", broken[] = {3, 'a'};
  assert_int_equal(txt_next_joint(three, sizeof three - 1, 0), 3);
  assert_int_equal(txt_next_joint(three, sizeof three - 1, 3), 5);
  assert_int_equal(txt_next_joint(three, sizeof three - 1, 5), 0);
  assert_int_equal(txt_next_joint(broken, sizeof broken, 0), 0);
}

static void a_trust_anchor_must_be_one(void **state) {
  (void)state;
  g_autoptr(GError) gone = NULL;
  g_autofree char *path = g_build_filename(g_get_tmp_dir(), "dmarcstat-no-such-anchor", NULL);
  assert_null(resolver_new(&(struct dns_options){.seconds = 1, .trust_anchor = path}, RESOLVER_VALIDATE_ALWAYS, &gone));
  assert_non_null(strstr(gone->message, "cannot read the trust anchor"));
}

static void names_are_escaped(void **state) {
  (void)state;
  g_autofree char *odd = dns_name_escaped("A b.c\\d.example.com."), *wire = NULL;
  assert_string_equal(odd, "a\\032b.c\\\\d.example.com");
  static const char *const none[] = {
      "", ".", "..", "a..b", ".a", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg.com"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(none); i++)
    assert_null(dns_name_escaped(none[i]));
  static const uint8_t dotted[] = "\3a.b\3com", cut[] = {3, 'a', 'b'}, endless[] = {1, 'a'};
  wire = dns_name_from_wire(dotted, sizeof dotted, NULL);
  assert_string_equal(wire, "a\\.b.com");
  assert_null(dns_name_from_wire(cut, sizeof cut, NULL));
  assert_null(dns_name_from_wire(endless, sizeof endless, NULL));
  assert_null(dns_name_from_wire(NULL, 0, NULL));
}

static void what_is_no_key_has_no_bits(void **state) {
  (void)state;
  static const uint8_t junk[] = {0x30, 0x03, 0x02, 0x01, 0x05}, huge[10000] = {0x30};
  assert_int_equal(public_key_rsa_bits(junk, sizeof junk), 0);
  assert_int_equal(public_key_rsa_bits(huge, sizeof huge), 0);
  assert_int_equal(public_key_rsa_bits(NULL, 0), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(answers_are_told_apart),     cmocka_unit_test(many_threads_get_their_own_answers),
      cmocka_unit_test(records_are_read),           cmocka_unit_test(joints_of_strings_are_found),
      cmocka_unit_test(a_trust_anchor_must_be_one), cmocka_unit_test(names_are_escaped),
      cmocka_unit_test(what_is_no_key_has_no_bits),
  };
  return cmocka_run_group_tests(tests, start, stop);
}
