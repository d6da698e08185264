/* SPDX-License-Identifier: MIT */
/* What people and programs get to see, letter by letter. */
#include "sample.h"

static void prints(const char *id, const struct filter *filter, enum format format, const char *wanted) {
  struct store *store = sample_store();
  char *text = sample_asked(store, id, filter, format);
  assert_string_equal(text, wanted);
  free(text);
  store_close(store);
}

static void summary_as_text(void **state) {
  (void)state;
  prints(
      "summary", &(struct filter){0}, FORMAT_TEXT,
      "30 days to 23 November 2026, 3 domains, 4 reports from 2 reporters\n"
      "\n"
      "Domain             Messages   DMARC     DKIM      SPF  Quarantined  Rejected  Published     Reports  Reporters\n"
      "                               pass  aligned  aligned\n"
      "example.com           2,087  95.8 %   95.8 %   95.8 %           80         7  p=quarantine        2          2\n"
      "shop.example.net        211   100 %    100 %      0 %            0         0  p=quarantine        1          1\n"
      "quiet.example.org         0       -        -        -            0         0  p=none              1          1\n"
      "\n"
      "example.com: 87 of 2,087 messages fail. Next: dmarcstat top-failures --domain example.com\n");
}

static void summary_as_csv(void **state) {
  (void)state;
  prints("summary", &(struct filter){0}, FORMAT_CSV,
         "domain,messages,dmarc_pass,dkim_aligned,spf_aligned,dkim_pass,spf_pass,none,quarantine,reject,"
         "policy_published,reports,reporters,first_seen,last_seen\n"
         "example.com,2087,2000,2000,2000,2080,2080,2000,80,7,p=quarantine,2,2,2026-11-22,2026-11-23\n"
         "shop.example.net,211,211,211,0,211,0,211,0,0,p=quarantine,1,1,2026-11-20,2026-11-20\n"
         "quiet.example.org,0,0,0,0,0,0,0,0,0,p=none,1,1,,\n");
}

static void top_failures_as_text(void **state) {
  (void)state;
  prints("top-failures", &(struct filter){.domain = "example.com", .limit = 1}, FORMAT_TEXT,
         "87 of 2,087 messages from 2 sources failed DMARC for example.com, 30 days to 23 November 2026\n"
         "\n"
         "Source      Messages  of  Class       DKIM passed for  SPF   SPF domain              From              None"
         "  Quarantined  Rejected\n"
         "              failed\n"
         "192.0.2.25        80  80  suspicious  service.example  pass  bounce.service.example  news.example.com     0"
         "           80         0\n"
         "1 more source      7\n"
         "\n"
         "Next: dmarcstat reports --source 192.0.2.25\n");
}

static void top_failures_as_csv(void **state) {
  (void)state;
  prints("top-failures", &(struct filter){0}, FORMAT_CSV,
         "source_ip,name,domain,messages,total,class,dkim_passed_for,spf_result,spf_domain,header_from,none,quarantine,"
         "reject,"
         "first_seen,last_seen,reason,service,country,asn\n"
         "192.0.2.25,,example.com,80,80,suspicious,service.example,pass,bounce.service.example,news.example.com,0,80,0,"
         "2026-11-22,2026-11-23,\"passes only for a domain that is not yours, and is no regular sender\",,,\n"
         "2001:db8::bad,,example.com,7,7,suspicious,,softfail,example.com,example.com,0,0,7,2026-11-23,2026-11-23,"
         "neither DKIM nor SPF passes for anybody,,,\n");
}

static void timeline_as_json(void **state) {
  (void)state;
  struct filter filter = {.has_period = true, .period = {NEWEST - 1, NEWEST + 2}, .domain = "Example.COM."};
  prints("timeline", &filter, FORMAT_JSON,
         "{\"question\":\"timeline\",\"since\":\"2026-11-22\",\"until\":\"2026-11-24\",\"more\":0,\"rows\":["
         "{\"day\":\"2026-11-22\",\"messages\":1040,\"dmarc_pass\":1000,\"dkim_aligned\":1000,\"spf_aligned\":1000,"
         "\"dkim_pass\":1040,\"spf_pass\":1040,\"none\":1000,\"quarantine\":40,\"reject\":0},\n"
         "{\"day\":\"2026-11-23\",\"messages\":1047,\"dmarc_pass\":1000,\"dkim_aligned\":1000,\"spf_aligned\":1000,"
         "\"dkim_pass\":1040,\"spf_pass\":1040,\"none\":1000,\"quarantine\":40,\"reject\":7},\n"
         "{\"day\":\"2026-11-24\",\"messages\":0,\"dmarc_pass\":0,\"dkim_aligned\":0,\"spf_aligned\":0,"
         "\"dkim_pass\":0,\"spf_pass\":0,\"none\":0,\"quarantine\":0,\"reject\":0}]}\n");
}

static void sources_as_ndjson(void **state) {
  (void)state;
  prints(
      "sources", &(struct filter){.failing = true, .limit = 1}, FORMAT_NDJSON,
      "{\"source_ip\":\"192.0.2.25\",\"name\":null,\"domain\":\"example.com\",\"messages\":80,\"class\":\"suspicious\","
      "\"dmarc_"
      "pass\":0,\"dkim_pass\":80,"
      "\"dkim_aligned\":0,\"spf_pass\":80,\"spf_aligned\":0,\"none\":0,\"quarantine\":80,\"reject\":0,"
      "\"first_seen\":\"2026-11-22\",\"last_seen\":\"2026-11-23\",\"reason\":\"passes only for a domain that is not "
      "yours, and is no regular sender\",\"service\":null,\"country\":null,\"asn\":null}\n");
}

static void reporters_as_markdown(void **state) {
  (void)state;
  prints("reporters", &(struct filter){.domain = "shop.example.net"}, FORMAT_MARKDOWN,
         "1 reporter told of 211 messages for shop.example.net, 30 days to 20 November 2026\n"
         "\n"
         "| Reporter | Reports | Records | Messages | DMARC pass | First seen | Last seen | Warnings |\n"
         "| --- | ---: | ---: | ---: | ---: | --- | --- | ---: |\n"
         "| google.com | 1 | 1 | 211 | 100 % | 2026-11-20 | 2026-11-20 | 0 |\n");
}

static void reports_as_csv(void **state) {
  (void)state;
  prints("reports", &(struct filter){.reporter = "google.com"}, FORMAT_CSV,
         "id,begin,end,domain,reporter,report_id,records,messages,dmarc_pass,quarantine,reject,warnings,trust\n"
         "1,2026-11-23T00:00:00Z,2026-11-23T23:59:59Z,example.com,google.com,g-1,3,1047,1000,40,7,0,verified\n"
         "4,2026-11-21T00:00:00Z,2026-11-21T23:59:59Z,quiet.example.org,google.com,g-3,0,0,0,0,0,0,unverified\n"
         "3,2026-11-20T00:00:00Z,2026-11-20T23:59:59Z,shop.example.net,google.com,g-2,1,211,211,0,0,0,unverified\n");
}

static void selectors_as_text(void **state) {
  (void)state;
  prints("selectors", &(struct filter){0}, FORMAT_TEXT,
         "3 selectors of 3 domains signed mail, 30 days to 23 November 2026\n"
         "\n"
         "DKIM domain       Selector  Domain            Messages  Signature     DKIM  DMARC  First seen  Last seen\n"
         "                                                             pass  aligned   pass\n"
         "example.com       s1        example.com          2,000      100 %    100 %  100 %  2026-11-22  2026-11-23\n"
         "shop.example.net  s1        shop.example.net       211      100 %    100 %  100 %  2026-11-20  2026-11-20\n"
         "service.example   m         example.com             80      100 %      0 %    0 %  2026-11-22  2026-11-23\n");
}

static void spf_as_text(void **state) {
  (void)state;
  prints("spf", &(struct filter){.domain = "example.com"}, FORMAT_TEXT,
         "SPF of 2 domains was checked on mail for example.com, 30 days to 23 November 2026; it passed for 2 of them\n"
         "\n"
         "SPF domain              Scope  Result    Messages      SPF  DMARC  Sources  First seen  Last seen\n"
         "                                                   aligned   pass\n"
         "example.com             mfrom  pass         2,000    100 %  100 %        1  2026-11-22  2026-11-23\n"
         "bounce.service.example  mfrom  pass            80      0 %    0 %        1  2026-11-22  2026-11-23\n"
         "example.com             mfrom  softfail         7      0 %    0 %        1  2026-11-23  2026-11-23\n"
         "\n"
         "bounce.service.example: SPF passes, but not for example.com, and 80 messages fail DMARC. Next: dmarcstat "
         "top-failures --domain example.com\n");
}

static void policies_as_json(void **state) {
  (void)state;
  prints("policies", &(struct filter){.domain = "quiet.example.org"}, FORMAT_JSON,
         "{\"question\":\"policies\",\"since\":\"2026-10-23\",\"until\":\"2026-11-21\",\"more\":0,\"rows\":[{\"first_"
         "seen\":\"2026-11-21\",\"last_seen\":\"2026-11-21\",\"domain\":\"quiet.example.org\",\"p\":\"none\",\"sp\":"
         "\"none\",\"np\":\"none\",\"adkim\":\"r\",\"aspf\":\"r\",\"pct\":100,\"fo\":\"0\",\"testing\":\"n\","
         "\"discovery\":[],\"reports\":1,\"reporters\":1,\"messages\":0,\"late_reporters\":[]}]}\n");
}

static void coverage_as_text(void **state) {
  (void)state;
  prints("coverage", &(struct filter){.domain = "example.com"}, FORMAT_TEXT,
         "2 reporters sent reports for example.com, 30 days to 23 November 2026; 1 of them missed no day\n"
         "\n"
         "Reporter    Days  Reports  Messages      Days    Days  Last seen   Silent\n"
         "                                     reported  missed                days\n"
         "google.com   ▇          1     1,047         1       0  2026-11-23       0\n"
         "Yahoo       ▇·          1     1,040         1       1  2026-11-22       1\n");
}

/* What was found out of two of three sources; names are printed safe, wherever they come from. */
static struct store *enriched_store(void) {
  GError *error = NULL;
  struct store *store = sample_store();
  const struct source_facts facts[] = {
      {.address = sample_address("192.0.2.25"),
       .name = "o1.mail.service.example",
       .service = "The Service",
       .kind = "bulk",
       .country = "NL",
       .asn = 64496,
       .as_name = "Example Net",
       .resolved = NOW},
      {.address = sample_address("2001:db8::bad"), .name = "\x1b[2J=bad.example", .resolved = NOW},
  };
  ok(store_begin(store, &error), error);
  for (unsigned int i = 0; i < G_N_ELEMENTS(facts); i++)
    ok(store_put_source(store, &facts[i], &error), error);
  ok(store_commit(store, &error), error);
  return store;
}

static void names_of_sources(void **state) {
  (void)state;
  struct store *store = enriched_store();
  char *csv = sample_asked(store, "top-failures", &(struct filter){0}, FORMAT_CSV);
  char *text = sample_asked(store, "sources", &(struct filter){.domain = "example.com"}, FORMAT_TEXT);
  char *json = sample_asked(store, "sources", &(struct filter){.failing = true, .limit = 1}, FORMAT_NDJSON);
  assert_non_null(strstr(csv, "\n192.0.2.25,The Service,example.com,80,"));
  assert_non_null(strstr(csv, ",The Service,NL,64496\n"));
  assert_non_null(strstr(text, "\n192.0.2.25     The Service "));
  assert_non_null(strstr(text, "\n192.0.2.1      -           "));
  assert_non_null(strstr(text, "\n2001:db8::bad  \xef\xbf\xbd[2J=bad.example "));
  assert_null(strchr(text, '\x1b'));
  assert_null(strchr(csv, '\x1b'));
  assert_non_null(strstr(json, "\"name\":\"The Service\""));
  assert_non_null(strstr(json, "\"service\":\"The Service\",\"country\":\"NL\",\"asn\":64496}"));
  free(csv);
  free(text);
  free(json);
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(summary_as_text),     cmocka_unit_test(names_of_sources),
      cmocka_unit_test(summary_as_csv),      cmocka_unit_test(top_failures_as_text),
      cmocka_unit_test(top_failures_as_csv), cmocka_unit_test(timeline_as_json),
      cmocka_unit_test(sources_as_ndjson),   cmocka_unit_test(reporters_as_markdown),
      cmocka_unit_test(reports_as_csv),      cmocka_unit_test(selectors_as_text),
      cmocka_unit_test(spf_as_text),         cmocka_unit_test(policies_as_json),
      cmocka_unit_test(coverage_as_text),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
