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
  prints(
      "top-failures", &(struct filter){0}, FORMAT_CSV,
      "source_ip,domain,messages,total,class,dkim_passed_for,spf_result,spf_domain,header_from,none,quarantine,reject,"
      "first_seen,last_seen\n"
      "192.0.2.25,example.com,80,80,suspicious,service.example,pass,bounce.service.example,news.example.com,0,80,0,"
      "2026-11-22,2026-11-23\n"
      "2001:db8::bad,example.com,7,7,suspicious,,softfail,example.com,example.com,0,0,7,2026-11-23,2026-11-23\n");
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
  prints("sources", &(struct filter){.failing = true, .limit = 1}, FORMAT_NDJSON,
         "{\"source_ip\":\"192.0.2.25\",\"domain\":\"example.com\",\"messages\":80,\"class\":\"suspicious\",\"dmarc_"
         "pass\":0,\"dkim_pass\":80,"
         "\"dkim_aligned\":0,\"spf_pass\":80,\"spf_aligned\":0,\"none\":0,\"quarantine\":80,\"reject\":0,"
         "\"first_seen\":\"2026-11-22\",\"last_seen\":\"2026-11-23\"}\n");
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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(summary_as_text),       cmocka_unit_test(summary_as_csv),
      cmocka_unit_test(top_failures_as_text),  cmocka_unit_test(top_failures_as_csv),
      cmocka_unit_test(timeline_as_json),      cmocka_unit_test(sources_as_ndjson),
      cmocka_unit_test(reporters_as_markdown), cmocka_unit_test(reports_as_csv),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
