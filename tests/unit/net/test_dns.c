/* SPDX-License-Identifier: MIT */
/* Names of addresses against a real server that tells the truth, lies, fails, or says nothing. */
#include "base/fault.h"
#include "dns_server.h"
#include "net/dns_reverse.h"
#include <string.h>

#define L63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define L57 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

#define PATIENCE 4 /* seconds that busy machines may take for an answer */

static const char zones[] =
    /* true */
    " local-data: '1.2.0.192.in-addr.arpa. PTR Mail.Example.COM.'\n"
    " local-data: 'mail.example.com. A 192.0.2.9'\n"
    " local-data: 'mail.example.com. A 192.0.2.1'\n"
    " local-data: '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR six.example.com.'\n"
    " local-data: 'six.example.com. AAAA 2001:db8::1'\n"
    /* a lie: the name is somebody else's */
    " local-data: '2.2.0.192.in-addr.arpa. PTR mail.google.example.'\n"
    " local-data: 'mail.google.example. A 198.51.100.1'\n"
    /* a name that does not exist, and one that exists without addresses */
    " local-data: '3.2.0.192.in-addr.arpa. PTR gone.example.com.'\n"
    " local-data: '4.2.0.192.in-addr.arpa. PTR bare.example.com.'\n"
    " local-data: 'bare.example.com. TXT nothing'\n"
    /* the second of two is true */
    " local-data: '5.2.0.192.in-addr.arpa. PTR mail.google.example.'\n"
    " local-data: '5.2.0.192.in-addr.arpa. PTR five.example.com.'\n"
    " local-data: 'five.example.com. A 192.0.2.5'\n"
    /* a name for the other family only */
    " local-data: '6.2.0.192.in-addr.arpa. PTR six.example.com.'\n"
    /* delegated below the octet, RFC 2317 */
    " local-data: '7.2.0.192.in-addr.arpa. CNAME 7.0-7.2.0.192.in-addr.arpa.'\n"
    " local-data: '7.0-7.2.0.192.in-addr.arpa. PTR seven.example.com.'\n"
    " local-data: 'seven.example.com. A 192.0.2.7'\n"
    /* hostile */
    " local-data: '20.2.0.192.in-addr.arpa. PTR a\\027[2Jb.example.com.'\n"
    " local-data: '21.2.0.192.in-addr.arpa. PTR <script>alert\\(1\\)</script>.example.com.'\n"
    " local-data: '22.2.0.192.in-addr.arpa. PTR new\\010line.example.com.'\n"
    " local-data: '23.2.0.192.in-addr.arpa. PTR nul\\000byte.example.com.'\n"
    " local-data: '24.2.0.192.in-addr.arpa. PTR dot\\.inside.example.com.'\n"
    " local-data: '25.2.0.192.in-addr.arpa. PTR \\195\\188ml.example.com.'\n"
    " local-data: '26.2.0.192.in-addr.arpa. PTR 192.0.2.26.'\n"
    " local-data: '27.2.0.192.in-addr.arpa. PTR localhost.'\n"
    " local-data: '28.2.0.192.in-addr.arpa. PTR .'\n"
    " local-data: '29.2.0.192.in-addr.arpa. PTR =cmd.example.com.'\n"
    /* 255 bytes on the wire, which is as long as a name can be */
    " local-data: '30.2.0.192.in-addr.arpa. PTR " L63 "." L63 "." L63 "." L57 ".com.'\n"
    /* no answer at all, and a server in trouble */
    " local-zone: '113.0.203.in-addr.arpa.' deny\n"
    " local-zone: '100.51.198.in-addr.arpa.' transparent\n"
    " local-data: '1.113.0.203.in-addr.arpa. PTR silent.example.com.'\n"
    " local-zone: 'silent.example.com.' deny\n"
    " local-data: '2.113.0.203.in-addr.arpa. PTR mail.example.com.'\n"
    "forward-zone:\n name: '100.51.198.in-addr.arpa.'\n forward-addr: 127.0.0.1@1\n";

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

struct expected {
  const char *address, *words; /* "name", "claims ptr", "nothing", with "failed" behind */
};

struct asked {
  const struct expected *expected;
  unsigned int calls;
  char *words;
};

static void on_found(void *user, const struct dns_reverse *found) {
  struct asked *asked = user;
  asked->calls++;
  assert_false(found->name && found->ptr);
  asked->words = g_strdup_printf("%s%s%s",
                                 found->name  ? ""
                                 : found->ptr ? "claims "
                                              : "nothing",
                                 found->name  ? found->name
                                 : found->ptr ? found->ptr
                                              : "",
                                 found->failed ? ", failed" : "");
}

static void ask(struct dns *dns, struct asked *asked) {
  uint8_t bytes[16];
  const bool four = inet_pton(AF_INET, asked->expected->address, bytes) == 1;
  assert_true(four || inet_pton(AF_INET6, asked->expected->address, bytes) == 1);
  dns_reverse(dns, bytes, four ? 4 : 16, on_found, asked);
}

/* All at once. */
static void expect_of(struct dns *dns, const struct expected *list, unsigned int n) {
  g_autofree struct asked *asked = g_new0(struct asked, n);
  for (unsigned int i = 0; i < n; i++) {
    asked[i].expected = &list[i];
    ask(dns, &asked[i]);
  }
  while (dns_pending(dns) > 0)
    dns_wait(dns, 1000);
  for (unsigned int i = 0; i < n; i++) {
    assert_int_equal(asked[i].calls, 1);
    if (strcmp(asked[i].words, list[i].words) != 0)
      fail_msg("%s: expected '%s', got '%s'", list[i].address, list[i].words, asked[i].words);
    g_free(asked[i].words);
  }
}

static void expect(const char *address, unsigned int seconds, const struct expected *list, unsigned int n) {
  dns_server_needed(&server);
  struct dns *dns = dns_asking(address, seconds);
  expect_of(dns, list, n);
  dns_free(dns);
}

static void a_name_counts_only_when_it_has_the_address(void **state) {
  (void)state;
  static const struct expected list[] = {
      {"192.0.2.1", "mail.example.com"},
      {"2001:db8::1", "six.example.com"},
      {"192.0.2.2", "claims mail.google.example"},
      {"192.0.2.3", "claims gone.example.com"},
      {"192.0.2.4", "claims bare.example.com"},
      {"192.0.2.5", "five.example.com"},
      {"192.0.2.6", "claims six.example.com"},
      {"192.0.2.7", "seven.example.com"},
      {"192.0.2.99", "nothing"},
      {"2001:db8::99", "nothing"},
      {"203.0.113.2", "claims mail.example.com"},
  };
  expect(server.address, 5, list, G_N_ELEMENTS(list));
}

static void hostile_names_are_none(void **state) {
  (void)state;
  static const struct expected list[] = {
      {"192.0.2.20", "nothing"},
      {"192.0.2.21", "nothing"},
      {"192.0.2.22", "nothing"},
      {"192.0.2.23", "nothing"},
      {"192.0.2.24", "nothing"},
      {"192.0.2.25", "nothing"},
      {"192.0.2.26", "nothing"},
      {"192.0.2.27", "nothing"},
      {"192.0.2.28", "nothing"},
      {"192.0.2.29", "nothing"},
      {"192.0.2.30", "claims " L63 "." L63 "." L63 "." L57 ".com"},
  };
  expect(server.address, 5, list, G_N_ELEMENTS(list));
}

static void silence_and_trouble_are_failures(void **state) {
  (void)state;
  static const struct expected list[] = {
      {"203.0.113.0", "nothing, failed"},
      {"203.0.113.1", "claims silent.example.com, failed"},
      {"198.51.100.7", "nothing, failed"},
      {"192.0.2.1", "mail.example.com"},
  };
  const gint64 begin = g_get_monotonic_time();
  expect(server.address, PATIENCE, list, G_N_ELEMENTS(list));
  /* two questions in a row at most, and not all one after the other */
  assert_true(g_get_monotonic_time() - begin < 3 * PATIENCE * G_USEC_PER_SEC);
}

/* Hundreds of questions without an answer, and those behind them get theirs all the same. */
static void a_dead_zone_does_not_drag_others_down(void **state) {
  (void)state;
  struct expected dead[200];
  char addresses[G_N_ELEMENTS(dead)][16];
  static const struct expected live[] = {{"192.0.2.1", "mail.example.com"}, {"192.0.2.5", "five.example.com"}};
  dns_server_needed(&server);
  for (unsigned int i = 0; i < G_N_ELEMENTS(dead); i++) {
    snprintf(addresses[i], sizeof addresses[i], "203.0.113.%u", 10 + i);
    dead[i] = (struct expected){addresses[i], "nothing, failed"};
  }
  struct dns *dns = dns_asking(server.address, PATIENCE);
  expect_of(dns, dead, 100);
  expect_of(dns, dead + 100, 100);
  expect_of(dns, live, G_N_ELEMENTS(live));
  dns_free(dns);
}

static void a_server_that_is_not_there_is_a_failure(void **state) {
  (void)state;
  uint16_t port;
  const int silent = udp_socket(&port);
  g_autofree char *address = g_strdup_printf("127.0.0.1@%u", port);
  static const struct expected list[] = {{"192.0.2.1", "nothing, failed"}, {"2001:db8::1", "nothing, failed"}};
  expect(address, 1, list, G_N_ELEMENTS(list));
  close(silent);
  expect(address, 1, list, G_N_ELEMENTS(list));
}

static void what_is_pending_at_the_end_fails(void **state) {
  (void)state;
  uint16_t port;
  const int silent = udp_socket(&port);
  g_autofree char *address = g_strdup_printf("127.0.0.1@%u", port);
  static const struct expected one = {"192.0.2.1", "nothing, failed"};
  struct asked asked = {.expected = &one};
  struct dns *dns = dns_asking(address, 5);
  ask(dns, &asked);
  dns_wait(dns, 10);
  assert_int_equal(asked.calls, 0);
  dns_free(dns);
  assert_int_equal(asked.calls, 1);
  assert_string_equal(asked.words, one.words);
  g_free(asked.words);
  close(silent);
}

static void a_server_is_an_address(void **state) {
  (void)state;
  static const char *const good[] = {"192.0.2.53", "192.0.2.53@5353", "2001:db8::53", "2001:db8::53@65535"};
  static const char *const bad[] = {"",           "dns.example.com",  "192.0.2.53:53", "192.0.2.53@", "192.0.2.53@0",
                                    "192.0.2@53", "192.0.2.53@65536", "\x1b[2J"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(good); i++)
    dns_free(dns_asking(good[i], 5));
  for (unsigned int i = 0; i < G_N_ELEMENTS(bad); i++) {
    g_autoptr(GError) error = NULL;
    const char *const servers[] = {bad[i], NULL};
    assert_null(dns_new(&(struct dns_options){.servers = servers, .seconds = 5}, &error));
    assert_int_equal(error->code, FAULT_CONFIG);
    assert_null(strchr(error->message, '\x1b'));
  }
  dns_free(dns_new(&(struct dns_options){.seconds = 5}, NULL)); /* those of the system */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_name_counts_only_when_it_has_the_address),
      cmocka_unit_test(hostile_names_are_none),
      cmocka_unit_test(silence_and_trouble_are_failures),
      cmocka_unit_test(a_dead_zone_does_not_drag_others_down),
      cmocka_unit_test(a_server_that_is_not_there_is_a_failure),
      cmocka_unit_test(what_is_pending_at_the_end_fails),
      cmocka_unit_test(a_server_is_an_address),
  };
  return cmocka_run_group_tests(tests, start, stop);
}
