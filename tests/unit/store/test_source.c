/* SPDX-License-Identifier: MIT */
/* What is known of source addresses, and which of them are to be looked up. */
#include "store_sample.h"

static void set_clock(int64_t now) {
  g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, (gint64)now);
  g_setenv("DMARCSTAT_NOW", text, TRUE);
}

/* 10.0.0.1 with 5 messages a day for two days, 10.0.0.2 with 7, 10.0.0.3 for another domain with 1, and one report that
 * names no address. */
static struct store *store_with_mail(void) {
  struct store *store = store_in_memory();
  struct record both[] = {record_of(1, 5), record_of(2, 7), {.count = 100, .header_from = "example.com"}};
  struct record other[] = {record_of(3, 1)};
  struct report earlier = report_of("1"), later = report_of("2"), third = report_of("3");
  earlier.begin -= DAY;
  earlier.end -= DAY;
  third.policy.domain = "example.net";
  set_clock(NOW);
  put_alone(store, earlier, both, 1);
  put_alone(store, later, both, 3);
  put_alone(store, third, other, 1);
  return store;
}

static struct source_address address_of(uint8_t last) {
  return (struct source_address){4, {10, 0, 0, last}};
}

static void remember(struct store *store, const struct source_facts *facts) {
  GError *error = NULL;
  begin(store);
  ok(store_put_source(store, facts, &error), &error);
  commit(store);
}

/* The last bytes of the addresses: "1 2" */
static void expect_wished(struct store *store, struct source_wish wish, const char *expected) {
  GError *error = NULL;
  GArray *addresses = store_sources_wished(store, &wish, &error);
  ok(addresses != NULL, &error);
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < addresses->len; i++) {
    const struct source_address *address = &g_array_index(addresses, struct source_address, i);
    assert_int_equal(address->length, 4);
    g_string_append_printf(text, "%s%u", i ? " " : "", address->bytes[3]);
  }
  g_array_unref(addresses);
  assert_string_equal(text->str, expected);
}

static void those_with_most_mail_come_first(void **state) {
  (void)state;
  struct store *store = store_with_mail();
  expect_wished(store, (struct source_wish){0}, "1 2 3");
  expect_wished(store, (struct source_wish){.limit = 2}, "1 2");
  expect_wished(store, (struct source_wish){.domain = "example.net"}, "3");
  expect_wished(store, (struct source_wish){.has_since = true, .since = FIRST_DAY}, "2 1 3");
  expect_wished(store, (struct source_wish){.has_since = true, .since = FIRST_DAY + 1}, "");
  store_close(store);
}

static void a_domain_without_reports_is_told_of(void **state) {
  (void)state;
  GError *error = NULL;
  struct store *store = store_with_mail();
  assert_null(store_sources_wished(store, &(struct source_wish){.domain = "google.com"}, &error));
  expect_fault(&error, FAULT_NO_INPUT,
               "there are no reports about 'google.com' in the database. Type dmarcstat summary to see which there "
               "are.");
  store_close(store);
}

static void what_is_known_counts_for_a_while(void **state) {
  (void)state;
  struct store *store = store_with_mail();
  remember(store, &(struct source_facts){.address = address_of(1), .resolved = NOW});
  remember(store, &(struct source_facts){.address = address_of(2), .resolved = NOW, .failed = true});
  expect_wished(store, (struct source_wish){0}, "3");
  expect_wished(store, (struct source_wish){.all = true}, "1 2 3");
  set_clock(NOW + SOURCE_AGAIN_SECONDS);
  expect_wished(store, (struct source_wish){0}, "3");
  set_clock(NOW + SOURCE_AGAIN_SECONDS + 1);
  expect_wished(store, (struct source_wish){0}, "2 3");
  set_clock(NOW + SOURCE_FRESH_SECONDS);
  expect_wished(store, (struct source_wish){0}, "2 3");
  set_clock(NOW + SOURCE_FRESH_SECONDS + 1);
  expect_wished(store, (struct source_wish){0}, "1 2 3");
  set_clock(NOW - 1); /* a clock was wrong: nothing is from the future */
  expect_wished(store, (struct source_wish){0}, "1 2 3");
  store_close(store);
}

/* "name ptr service kind country asn as_name failed" */
static void expect_known(struct store *store, uint8_t last, const char *expected) {
  GError *error = NULL;
  struct source_facts f;
  const struct source_address address = address_of(last);
  GStringChunk *texts = g_string_chunk_new(64);
  ok(store_get_source(store, &address, texts, &f, &error), &error);
  g_autofree char *words =
      f.resolved == 0 ? g_strdup("nothing")
                      : g_strdup_printf("%s %s %s %s %s %u %s%s", f.name ? f.name : "-", f.ptr ? f.ptr : "-",
                                        f.service ? f.service : "-", f.kind ? f.kind : "-", f.country ? f.country : "-",
                                        f.asn, f.as_name ? f.as_name : "-", f.failed ? " failed" : "");
  g_string_chunk_free(texts);
  assert_string_equal(words, expected);
}

static void what_was_put_comes_back(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  expect_known(store, 1, "nothing");
  const struct source_facts all = {.address = address_of(1),
                                   .name = "mx.example.com",
                                   .service = "Example",
                                   .kind = "crm",
                                   .country = "NL",
                                   .asn = UINT32_MAX,
                                   .as_name = "Net",
                                   .resolved = NOW};
  remember(store, &all);
  expect_known(store, 1, "mx.example.com - Example crm NL 4294967295 Net");
  remember(store, &(struct source_facts){.address = address_of(1), .ptr = "lie.example", .resolved = NOW});
  expect_known(store, 1, "- lie.example - - - 0 -");
  expect_known(store, 2, "nothing");
  store_close(store);
}

static void a_failure_leaves_the_name_that_was_known(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  const struct source_facts named = {
      .address = address_of(1), .name = "mx.example.com", .service = "Example", .kind = "crm", .resolved = NOW};
  const struct source_facts failed = {.address = address_of(1), .resolved = NOW, .failed = true, .country = "NL"};
  const struct source_facts claims = {.address = address_of(1), .resolved = NOW, .failed = true, .ptr = "lie.example"};
  remember(store, &named);
  remember(store, &failed);
  expect_known(store, 1, "mx.example.com - Example crm NL 0 - failed");
  remember(store, &claims);
  expect_known(store, 1, "mx.example.com - Example crm - 0 - failed");
  const struct source_facts nothing = {.address = address_of(1), .resolved = NOW};
  remember(store, &nothing);
  expect_known(store, 1, "- - - - - 0 -");
  remember(store, &claims);
  expect_known(store, 1, "- lie.example - - - 0 - failed");
  remember(store, &failed);
  expect_known(store, 1, "- lie.example - - NL 0 - failed");
  const struct source_facts by_network = {
      .address = address_of(1), .service = "Other", .kind = "bulk", .resolved = NOW, .failed = true};
  remember(store, &named);
  remember(store, &by_network);
  expect_known(store, 1, "mx.example.com - Other bulk - 0 - failed");
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(those_with_most_mail_come_first),          cmocka_unit_test(a_domain_without_reports_is_told_of),
      cmocka_unit_test(what_is_known_counts_for_a_while),         cmocka_unit_test(what_was_put_comes_back),
      cmocka_unit_test(a_failure_leaves_the_name_that_was_known),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
