/* SPDX-License-Identifier: MIT */
/* Sources by what they are called, and what is told of them that was looked up. */
#include "base/fault.h"
#include "report/grouping.h"
#include "sample.h"
#include "sample_source.h"

static struct store *store_of_the_known(void) {
  struct store *store = sample_store();
  sample_put_source(
      store, "192.0.2.1",
      (struct source_facts){.name = "mx1.example.com", .country = "NL", .asn = 64500, .as_name = "Example Net"});
  sample_put_source(store, "192.0.2.25",
                    (struct source_facts){
                        .name = "a1.out.service.example", .service = "Mail Service", .kind = "bulk", .country = "DE"});
  sample_put_source(
      store, "198.51.100.9",
      (struct source_facts){.name = "b2.out.service.example", .service = "Mail Storage", .kind = "hosting"});
  sample_put_source(store, "2001:db8::bad", (struct source_facts){.ptr = "mx2.example.com"});
  return store;
}

static void finds(struct store *store, const char *name, int64_t messages) {
  struct answer *answer = sample_ask(store, "source", &(struct filter){.source_name = name});
  assert_int_equal(table_int(answer->details, 0, "messages"), messages);
  answer_free(answer);
  answer = sample_ask(store, "sources", &(struct filter){.source_name = name});
  assert_int_equal(answer->messages, messages);
  answer_free(answer);
  answer = sample_ask(store, "reports", &(struct filter){.source_name = name, .reporter = "google.com"});
  assert_int_equal(table_rows(answer->table), 1);
  answer_free(answer);
}

static void a_source_is_found_by_service_host_and_organisational_domain(void **state) {
  (void)state;
  struct store *store = store_of_the_known();
  finds(store, "mail service", 80);
  finds(store, "MX1.example.com", 2000);
  finds(store, "example.com", 2000);
  finds(store, "b2.out.service.example", 211);
  finds(store, "Storage", 211); /* the only one with that in its name */
  struct answer *answer = sample_ask(store, "sources", &(struct filter){.source_name = "service.example"});
  assert_int_equal(answer->messages, 291); /* all hosts of it, whatever their service */
  answer_free(answer);
  store_close(store);
}

static void refuses(struct store *store, const char *name, int code, const char *sentence) {
  GError *error = NULL;
  struct filter filter = {.source_name = name};
  assert_null(question_ask(question_find("source"), store, &filter, &error));
  assert_string_equal(error->message, sentence);
  assert_int_equal(error->code, code);
  g_error_free(error);
}

static void a_name_of_several_or_of_none_is_refused(void **state) {
  (void)state;
  struct store *store = store_of_the_known();
  refuses(store, "mail", FAULT_USAGE, "'mail' may be 2 senders; name one of them: Mail Service, Mail Storage.");
  refuses(store, "Mail Servcie", FAULT_NO_INPUT,
          "no source is known by the name 'Mail Servcie'; did you mean Mail Service?");
  refuses(store, "mx2.example.com", FAULT_NO_INPUT, /* claimed, and not confirmed */
          "no source is known by the name 'mx2.example.com'. Names are found by dmarcstat enrich; dmarcstat sources "
          "shows them.");
  refuses(store, "%", FAULT_NO_INPUT,
          "no source is known by the name '%'. Names are found by dmarcstat enrich; dmarcstat sources shows them.");
  store_close(store);
}

static void who_is_behind_a_source_is_told(void **state) {
  (void)state;
  struct store *store = store_of_the_known();
  char *text = sample_asked(store, "source", &(struct filter){.source_name = "Mail Service"}, FORMAT_TEXT);
  assert_true(g_str_has_prefix(text,
                               "Mail Service is misconfigured: a known sender that passes, but for another domain. It "
                               "sent 80 messages, 30 days to 23 November 2026; 0 % passed DMARC\n"));
  assert_non_null(strstr(text, "\nName             a1.out.service.example\nService          Mail Service\n"
                               "Country          DE\nKnown as         sender for its customers\n"
                               "DKIM passed for  service.example\nSPF passed for   bounce.service.example\n"));
  assert_non_null(
      strstr(text, "\nDKIM passes for d=service.example, SPF for bounce.service.example. If it is yours, have Mail "
                   "Service sign with DKIM as example.com and use an envelope sender below example.com; either "
                   "is enough to pass. If it is not, leave it: p=reject will stop it.\n"));
  free(text);
  struct filter own = {.source_first = sample_address("192.0.2.1"), .source_last = sample_address("192.0.2.1")};
  text = sample_asked(store, "source", &own, FORMAT_JSON);
  assert_non_null(strstr(
      text,
      "\"names\":[\"mx1.example.com\"],\"claimed_names\":[],\"services\":[],\"known_by\":[],\"networks\":[\"AS64500 "
      "Example Net\"],\"countries\":[\"NL\"],\"known_as\":\"server of yours, by its name\","
      "\"dkim_passed_for\":[],\"spf_passed_for\":[]"));
  free(text);
  struct filter bad = {.source_first = sample_address("2001:db8::bad"), .source_last = sample_address("2001:db8::bad")};
  text = sample_asked(store, "source", &bad, FORMAT_TEXT);
  assert_non_null(strstr(text, "\nClaims to be     mx2.example.com\n"));
  assert_null(strstr(text, "Known as"));
  free(text);
  store_close(store);
}

/* Without what was looked up, 192.0.2.25 is suspicious: it passes for another domain, on two days. */
static void what_is_known_of_a_source_makes_its_class(void **state) {
  (void)state;
  struct store *store = sample_store();
  static const struct {
    struct source_facts facts;
    const char *class, *reason;
  } cases[] = {
      {{.failed = true}, "suspicious", "passes only for a domain that is not yours, and is no regular sender"},
      {{.service = "A", .kind = "bulk"}, "misconfigured", "a known sender that passes, but for another domain"},
      {{.service = "A", .kind = "mailbox"}, "misconfigured", "a known sender that passes, but for another domain"},
      {{.service = "A", .kind = "hosting"},
       "suspicious",
       "passes only for a domain that is not yours, and is no regular sender"},
      {{.service = "A", .kind = "security"},
       "suspicious",
       "passes only for a domain that is not yours, and is no regular sender"},
      {{.service = "A", .kind = "list"},
       "forwarded",
       "known as a forwarder or mailing list, which passes on what others wrote"},
      {{.name = "host.other.example"},
       "suspicious",
       "passes only for a domain that is not yours, and is no regular sender"},
      {{.name = "host.example.com"},
       "misconfigured",
       "a server of yours by its name, and nothing passes for your domain"},
      {{.name = "host.notexample.com"},
       "suspicious",
       "passes only for a domain that is not yours, and is no regular sender"},
  };
  for (unsigned int i = 0; i < G_N_ELEMENTS(cases); i++) {
    sample_put_source(store, "192.0.2.25", cases[i].facts);
    struct filter filter = {.failing = true, .limit = 1};
    struct answer *answer = sample_ask(store, "sources", &filter);
    assert_string_equal(table_text(answer->table, 0, "class"), cases[i].class);
    assert_string_equal(table_text(answer->table, 0, "reason"), cases[i].reason);
    answer_free(answer);
    answer = sample_ask(store, "top-failures", &(struct filter){.limit = 1});
    assert_string_equal(table_text(answer->table, 0, "class"), cases[i].class);
    assert_string_equal(table_text(answer->table, 0, "reason"), cases[i].reason);
    answer_free(answer);
    answer = sample_ask(
        store, "source",
        &(struct filter){.source_first = sample_address("192.0.2.25"), .source_last = sample_address("192.0.2.25")});
    g_autofree char *told = g_strdup_printf("192.0.2.25 is %s: %s. ", cases[i].class, cases[i].reason);
    assert_true(g_str_has_prefix(answer->sentence, told));
    answer_free(answer);
  }
  store_close(store);
}

/* As text, joined by spaces. */
static void sources_are(struct store *store, const char *question, struct filter filter, const char *wanted) {
  GError *error = NULL;
  struct answer *answer = sample_ask(store, question, &filter);
  g_autoptr(GArray) addresses = answer_sources(answer, store, &error);
  ok(addresses != NULL, error);
  g_autoptr(GString) all = g_string_new(NULL);
  for (guint i = 0; i < addresses->len; i++) {
    const struct source_address *address = &g_array_index(addresses, struct source_address, i);
    g_autofree char *text = address_text(address->bytes, address->length);
    g_string_append_printf(all, "%s%s", i ? " " : "", text);
  }
  assert_string_equal(all->str, wanted);
  answer_free(answer);
}

static void the_sources_of_an_answer_are_those_it_shows_or_is_about(void **state) {
  (void)state;
  struct store *store = sample_store();
  struct record again[] = {
      sample_record("192.0.2.25", 1, false, false, DISPOSITION_NONE, NULL, NULL, NULL),
      sample_record("", 5, false, false, DISPOSITION_NONE, NULL, NULL, NULL),
  };
  again[1].source_raw = "X.X.X.X";
  sample_put(store, sample_report("shop.example.net", "google.com", "g-9", NEWEST, 1), again, 2);
  sources_are(store, "sources", (struct filter){0}, "192.0.2.1 198.51.100.9 192.0.2.25 2001:db8::bad");
  sources_are(store, "sources", (struct filter){.limit = 2}, "192.0.2.1 198.51.100.9");
  sources_are(store, "top-failures", (struct filter){.domain = "shop.example.net"}, "192.0.2.25");
  sources_are(
      store, "source",
      (struct filter){.source_first = sample_address("192.0.2.25"), .source_last = sample_address("192.0.2.25")},
      "192.0.2.25");
  sources_are(store, "sources",
              (struct filter){.by = grouping_parse(question_find("sources"), "sender", NULL), .domain = "example.com"},
              "192.0.2.1 192.0.2.25 2001:db8::bad");
  store_close(store);
}

static void what_still_counts_is_not_outdated(void **state) {
  (void)state;
  GError *error = NULL;
  struct store *store = sample_store();
  sample_put_source(store, "192.0.2.1", (struct source_facts){.name = "a.example.com"});
  sample_put_source(store, "192.0.2.2", (struct source_facts){.failed = true});
  static const struct {
    int64_t age;
    guint outdated;
  } ages[] = {{0, 1},
              {SOURCE_AGAIN_SECONDS, 1},
              {SOURCE_AGAIN_SECONDS + 1, 2},
              {SOURCE_FRESH_SECONDS, 2},
              {SOURCE_FRESH_SECONDS + 1, 3},
              {-1, 3}};
  for (unsigned int i = 0; i < G_N_ELEMENTS(ages); i++) {
    g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, (gint64)(NOW + ages[i].age));
    g_setenv("DMARCSTAT_NOW", now, TRUE);
    const struct source_address all[] = {sample_address("192.0.2.1"), sample_address("192.0.2.3"),
                                         sample_address("192.0.2.2")};
    g_autoptr(GArray) addresses = g_array_new(FALSE, FALSE, sizeof(struct source_address));
    g_array_append_vals(addresses, all, G_N_ELEMENTS(all));
    ok(store_sources_outdated(store, addresses, &error), error);
    assert_int_equal(addresses->len, ages[i].outdated);
    bool never = false;
    for (guint k = 0; k < addresses->len; k++)
      never = never || g_array_index(addresses, struct source_address, k).bytes[3] == 3;
    assert_true(never);
  }
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_source_is_found_by_service_host_and_organisational_domain),
      cmocka_unit_test(a_name_of_several_or_of_none_is_refused),
      cmocka_unit_test(who_is_behind_a_source_is_told),
      cmocka_unit_test(the_sources_of_an_answer_are_those_it_shows_or_is_about),
      cmocka_unit_test(what_still_counts_is_not_outdated),
      cmocka_unit_test(what_is_known_of_a_source_makes_its_class),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
