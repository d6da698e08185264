/* SPDX-License-Identifier: MIT */
/* Tree walks against a real server: the examples of RFC 9989 appendix B.4, hostile records, trouble and silence. */
#include "dns_server.h"
#include "net/dns_tree.h"
#include "net/txt.h"
#include <string.h>

static const char zones[] =
    /* appendix B.4.1 and B.4.2 */
    " local-data: '_dmarc.example.com. TXT \"v=DMARC1; p=none\"'\n"
    " local-data: '_dmarc.signing.example.com. TXT \"v=DMARC1; p=none\"'\n"
    /* appendix B.4.3 */
    " local-data: '_dmarc.bank.example. TXT \"v=DMARC1; p=reject; psd=y\"'\n"
    " local-data: '_dmarc.giant.bank.example. TXT \"v=DMARC1; p=none\"'\n"
    /* in several strings, beside other records, by an alias */
    " local-data: '_dmarc.parts.example.net. TXT \"v=DMA\" \"RC1; ps\" \"d=n\"'\n"
    " local-data: '_dmarc.parts.example.net. TXT \"something else\"'\n"
    " local-data: '_dmarc.alias.example.net. CNAME _dmarc.parts.example.net.'\n"
    /* several records; hostile bytes */
    " local-data: '_dmarc.two.example.net. TXT \"v=DMARC1; p=none\"'\n"
    " local-data: '_dmarc.two.example.net. TXT \"v=DMARC1; p=reject\"'\n"
    " local-data: '_dmarc.bad.example.net. TXT \"v=DMARC1\\000; psd=n\"'\n"
    " local-data: '_dmarc.bad.example.net. TXT \"\\027[2J\\255\"'\n"
    /* silence, and a server in trouble */
    " local-zone: '_dmarc.silent.example.net.' deny\n"
    " local-zone: 'trouble.example.net.' transparent\n"
    "forward-zone:\n name: 'trouble.example.net.'\n forward-addr: 127.0.0.1@1\n";

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

static struct dns *dns_with(const char *address, unsigned int seconds) {
  dns_server_needed(&server);
  return dns_asking(address, seconds);
}

struct expected {
  const char *domain, *found; /* "ORGANISATION POLICY-DOMAIN", "failed", "no domain" */
};

struct walked {
  unsigned int calls;
  char *found;
};

static void on_done(void *user, const struct tree_walk *walk) {
  struct walked *walked = user;
  walked->calls++;
  if (!walk || tree_walk_failed(walk)) {
    walked->found = g_strdup(walk ? "failed" : "no domain");
    return;
  }
  const char *policy = tree_walk_policy_domain(walk);
  walked->found = g_strdup_printf("%s %s", tree_walk_organisation(walk), policy ? policy : "-");
}

/* All at once. */
static void expect(struct dns *dns, struct dns_tree *tree, const struct expected *list, unsigned int n) {
  g_autofree struct walked *walked = g_new0(struct walked, n);
  for (unsigned int i = 0; i < n; i++)
    dns_tree_walk(tree, list[i].domain, on_done, &walked[i]);
  while (dns_pending(dns) > 0)
    dns_wait(dns, 1000);
  for (unsigned int i = 0; i < n; i++) {
    assert_int_equal(walked[i].calls, 1);
    if (!g_str_equal(walked[i].found, list[i].found))
      fail_msg("%s: expected '%s', got '%s'", list[i].domain, list[i].found, walked[i].found);
    g_free(walked[i].found);
  }
}

static void the_examples_of_the_standard(void **state) {
  (void)state;
  static const struct expected list[] = {
      {"example.com", "example.com example.com"},
      {"signing.example.com", "example.com signing.example.com"},
      {"a.b.c.d.e.f.g.h.i.j.k.example.com", "example.com example.com"},
      {"giant.bank.example", "giant.bank.example giant.bank.example"},
      {"mail.giant.bank.example", "giant.bank.example giant.bank.example"},
      {"mail.mega.bank.example", "mega.bank.example bank.example"},
  };
  struct dns *dns = dns_with(server.address, 20);
  struct dns_tree *tree = dns_tree_new(dns);
  expect(dns, tree, list, G_N_ELEMENTS(list));
  assert_int_equal(dns_tree_at(tree, "bank.example"), TREE_RECORD_PSD);
  assert_int_equal(dns_tree_at(tree, "com"), TREE_NO_RECORD);
  dns_free(dns);
  dns_tree_free(tree);
}

static void records_are_read_as_they_are_on_the_wire(void **state) {
  (void)state;
  static const struct expected list[] = {
      {"www.parts.example.net", "parts.example.net parts.example.net"},
      {"www.alias.example.net", "alias.example.net alias.example.net"},
      {"two.example.net", "two.example.net -"},
      {"www.bad.example.net", "www.bad.example.net -"},
      {"\x1b[2J", "no domain"},
  };
  struct dns *dns = dns_with(server.address, 20);
  struct dns_tree *tree = dns_tree_new(dns);
  expect(dns, tree, list, G_N_ELEMENTS(list));
  dns_free(dns);
  dns_tree_free(tree);
}

static void silence_and_trouble_fail_only_what_they_concern(void **state) {
  (void)state;
  static const struct expected list[] = {
      {"www.silent.example.net", "failed"},       {"silent.example.net", "failed"},
      {"www.trouble.example.net", "failed"},      {"www.parts.example.net", "parts.example.net parts.example.net"},
      {"example.com", "example.com example.com"},
  };
  struct dns *dns = dns_with(server.address, 3);
  struct dns_tree *tree = dns_tree_new(dns);
  expect(dns, tree, list, G_N_ELEMENTS(list));
  dns_free(dns);
  dns_tree_free(tree);
}

/* Once answered, a name is not asked again: the server is gone and all is known. */
static void each_name_is_asked_once(void **state) {
  (void)state;
  static const struct expected list[] = {{"signing.example.com", "example.com signing.example.com"},
                                         {"example.com", "example.com example.com"}};
  struct dns *dns = dns_with(server.address, 20);
  struct dns_tree *tree = dns_tree_new(dns);
  expect(dns, tree, list, 1);
  struct walked known = {0};
  dns_tree_walk(tree, list[1].domain, on_done, &known);
  assert_int_equal(known.calls, 1);
  assert_string_equal(known.found, list[1].found);
  g_free(known.found);
  dns_free(dns);
  dns_tree_free(tree);
}

static void a_record_can_be_tried(void **state) {
  (void)state;
  static const struct expected list[] = {{"a.signing.example.com", "signing.example.com signing.example.com"},
                                         {"b.example.com", "example.com example.com"}};
  struct dns *dns = dns_with(server.address, 20);
  struct dns_tree *tree = dns_tree_new(dns);
  dns_tree_set(tree, "Signing.example.com", TREE_RECORD_ORG);
  expect(dns, tree, list, 2);
  dns_free(dns);
  dns_tree_free(tree);
}

static void what_is_pending_at_the_end_fails(void **state) {
  (void)state;
  struct dns *dns = dns_with(server.address, 600);
  struct dns_tree *tree = dns_tree_new(dns);
  struct walked walked[2] = {{0}};
  dns_tree_walk(tree, "a.silent.example.net", on_done, &walked[0]);
  dns_tree_walk(tree, "b.silent.example.net", on_done, &walked[1]);
  dns_free(dns);
  for (unsigned int i = 0; i < 2; i++) {
    assert_string_equal(walked[i].found, "failed");
    g_free(walked[i].found);
  }
  dns_tree_free(tree);
}

static void broken_text_is_none(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    size_t length;
    const char *text; /* NULL: none */
  } cases[] = {
      {"\3abc", 4, "abc"},
      {"\1a\2bc", 5, "abc"},
      {"\0", 1, ""},
      {"", 0, NULL},
      {"\4abc", 4, NULL},
      {"\3abc\1", 5, NULL},
      {"\3a\0c", 4,
       "a\1"
       "c"},
      {"\xff", 1, NULL},
  };
  for (unsigned int i = 0; i < G_N_ELEMENTS(cases); i++) {
    uint8_t *exact = g_memdup2(cases[i].bytes, cases[i].length); /* so that reading beyond is seen */
    g_autofree char *text = txt_from_wire(exact, cases[i].length);
    if (g_strcmp0(text, cases[i].text) != 0)
      fail_msg("case %u: '%s'", i, text ? text : "(none)");
    g_free(exact);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_examples_of_the_standard),
      cmocka_unit_test(records_are_read_as_they_are_on_the_wire),
      cmocka_unit_test(silence_and_trouble_fail_only_what_they_concern),
      cmocka_unit_test(each_name_is_asked_once),
      cmocka_unit_test(a_record_can_be_tried),
      cmocka_unit_test(what_is_pending_at_the_end_fails),
      cmocka_unit_test(broken_text_is_none),
  };
  return cmocka_run_group_tests(tests, start, stop);
}
