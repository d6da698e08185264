/* SPDX-License-Identifier: MIT */
/* Addresses of pages: what they ask for, what is wrong with them, and that our own ask for just what was meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/fault.h"
#include "report/address.h"
#include "web/request.h"

#define DAY 20780 /* 2026-11-23 */

static const struct period usual = {DAY - 29, DAY + 1};

static struct request *parse(const char *path, const char *query) {
  GError *error = NULL;
  struct request *request = request_parse(path, query, &error);
  if (!request)
    fail_msg("%s?%s: %s", path, query, error->message);
  return request;
}

static void refuses(const char *path, const char *query, int code, const char *sentence) {
  g_autoptr(GError) error = NULL;
  assert_null(request_parse(path, query, &error));
  assert_string_equal(error->message, sentence);
  assert_int_equal(error->code, code);
}

static void every_page_is_found_by_its_id(void **state) {
  (void)state;
  static const char *const needs = "domain=example.com", *const source = "source=192.0.2.1", *const id = "id=12";
  for (const struct page *const *page = pages; *page; page++) {
    const bool start = g_str_equal((*page)->id, "overview");
    g_autofree char *path = g_strconcat("/", start ? "" : (*page)->id, NULL);
    struct request *request = parse(path, (*page)->takes & TAKES_DOMAIN_NAMED   ? needs
                                          : (*page)->takes & TAKES_SOURCE_NAMED ? source
                                          : (*page)->takes & TAKES_REPORT_ID    ? id
                                                                                : NULL);
    assert_ptr_equal(request->page, *page);
    assert_int_equal(request->format, FORMAT_HTML);
    request_free(request);
  }
}

static void the_start_is_the_overview_with_and_without_a_slash(void **state) {
  (void)state;
  static const char *const paths[] = {"", "/"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(paths); i++) {
    struct request *request = parse(paths[i], "");
    assert_string_equal(request->page->id, "overview");
    request_free(request);
  }
}

static void files_are_no_pages(void **state) {
  (void)state;
  struct request *request = parse("/style.css", "v=123&nonsense");
  assert_null(request->page);
  assert_string_equal(request->file, WEB_STYLE_SHEET);
  request_free(request);
}

static void values_are_decoded_and_typed(void **state) {
  (void)state;
  struct request *request =
      parse("/sources", "domain=ex%61mple.com&days=90&source=198.51.100.0%2F24&reporter=A%26B+Ltd%2e"
                        "&class=partly-aligned&disposition=Reject&trust=verified&failing=yes"
                        "&sort=-messages&limit=20&page=3&format=csv&table=spf");
  const struct filter *filter = &request->filter;
  const uint8_t first[] = {198, 51, 100, 0}, last[] = {198, 51, 100, 255};
  assert_string_equal(filter->domain, "example.com");
  assert_int_equal(request->days, 90);
  assert_false(filter->has_period);
  assert_memory_equal(filter->source_first.bytes, first, 4);
  assert_memory_equal(filter->source_last.bytes, last, 4);
  assert_string_equal(filter->reporter, "A&B Ltd.");
  assert_true(filter->has_class && filter->class == CLASS_PARTLY_ALIGNED);
  assert_int_equal(filter->disposition, DISPOSITION_REJECT);
  assert_true(filter->has_trust && filter->trust == TRUST_VERIFIED);
  assert_true(filter->failing);
  assert_string_equal(filter->sort, "-messages");
  assert_int_equal(filter->limit, 20);
  assert_int_equal(filter->offset, 40);
  assert_int_equal(request->format, FORMAT_CSV);
  assert_string_equal(request->table, "spf");
  request_free(request);
}

static void empty_values_are_none(void **state) {
  (void)state;
  struct request *request = parse("/sources", "domain=&since=+&until=&source=&reporter&class=&disposition=&");
  assert_null(request->filter.domain);
  assert_null(request->filter.reporter);
  assert_false(request->filter.has_period || request->filter.has_class);
  request_free(request);
}

static void data_has_all_rows_unless_told_otherwise(void **state) {
  (void)state;
  struct request *request = parse("/reports", "format=json");
  assert_int_equal(request->filter.limit, REQUEST_DATA_ROWS_MOST);
  request_free(request);
}

static void what_is_wrong_is_told_by_the_name_of_the_parameter(void **state) {
  (void)state;
  refuses("/nonsense", NULL, FAULT_NO_INPUT, "there is no page 'nonsense' here.");
  refuses("/overview", NULL, FAULT_NO_INPUT, "there is no page 'overview' here.");
  refuses("/sources/", NULL, FAULT_NO_INPUT, "there is no page 'sources/' here.");
  refuses("/<b>\x1b\xff", NULL, FAULT_NO_INPUT, "there is no page '<b>\uFFFD\uFFFD' here.");
  refuses("/sources", "domian=example.com", FAULT_USAGE, "there is no parameter 'domian'; did you mean domain?");
  refuses("/sources", "%3Cscript%3E=1", FAULT_USAGE, "there is no parameter '<script>'.");
  refuses("/sources", "%00=1", FAULT_USAGE, "the name of a parameter is no text in UTF-8.");
  refuses("/sources", "domain=a&domain=b", FAULT_USAGE, "domain: given more than once.");
  refuses("/sources", "domain=%ff", FAULT_USAGE, "domain: the value is no text in UTF-8 on one line.");
  refuses("/sources", "domain=%0a", FAULT_USAGE, "domain: the value is no text in UTF-8 on one line.");
  refuses("/sources", "domain=%zz", FAULT_USAGE, "domain: the value is no text in UTF-8 on one line.");
  refuses("/sources", "domain=a%00b", FAULT_USAGE, "domain: the value is no text in UTF-8 on one line.");
  refuses("/policies", "class=aligned", FAULT_USAGE, "class: has no meaning for this page.");
  refuses("/domain", "", FAULT_USAGE, "domain: this page is about one, so the address must say which.");
  refuses("/report", "", FAULT_USAGE, "id: this page is about one, so the address must say which.");
  refuses("/sources", "days=0", FAULT_USAGE, "days: '0' is no number from 1 to 3660.");
  refuses("/sources", "days=7&since=2026", FAULT_USAGE, "days and since contradict each other; give one of them.");
  refuses("/sources", "since=never", FAULT_USAGE,
          "since: 'never' is not a time. Try 7d, yesterday, 2026-11, 2026-11-17 or 'last tuesday'.");
  refuses("/sources", "since=2026-11-02&until=2026-11-01", FAULT_USAGE,
          "since (2026-11-02) is after until (2026-11-01), so no day is left.");
  refuses("/sources", "source=1.2.3.4.5", FAULT_USAGE,
          "source: '1.2.3.4.5' is no IP address or block. Try 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32.");
  refuses("/sources", "class=odd", FAULT_USAGE,
          "class: 'odd' is none. Try aligned, partly-aligned, misconfigured, forwarded or suspicious.");
  refuses("/sources", "disposition=eat", FAULT_USAGE,
          "disposition: 'eat' is no disposition. Try none, quarantine, reject or pass.");
  refuses("/sources", "trust=me", FAULT_USAGE,
          "trust: 'me' is none. Try verified, authenticated, unverified or failed.");
  refuses("/sources", "failing=no", FAULT_USAGE, "failing: 'no' is not yes.");
  refuses("/sources", "limit=-1", FAULT_USAGE, "limit: '-1' is no number from 1 to 1000.");
  refuses("/sources", "limit=99999999999999999999", FAULT_USAGE,
          "limit: '99999999999999999999' is no number from 1 to 1000.");
  refuses("/sources", "page=100001", FAULT_USAGE, "page: '100001' is no number from 1 to 100000.");
  refuses("/sources", "format=xml", FAULT_USAGE, "format: 'xml' is none. Try html, csv or json.");
  refuses("/sources", "table=spf", FAULT_USAGE, "table: has a meaning with format=csv and format=json only.");
}

static void what_is_too_long_is_refused(void **state) {
  (void)state;
  g_autofree char *path = g_strnfill(REQUEST_PATH_MOST + 1, 'a'), *query = g_strnfill(REQUEST_QUERY_MOST + 1, '&');
  g_autofree char *value = g_strnfill(REQUEST_VALUE_MOST + 1, 'a'), *pair = g_strconcat("domain=", value, NULL);
  refuses(path, NULL, FAULT_NO_INPUT, "there is no page with a name that long.");
  refuses("/sources", query, FAULT_USAGE, "the part of the address after the ? is longer than 4096 bytes.");
  refuses("/sources", pair, FAULT_USAGE, "domain: the value is longer than 512 bytes.");
}

/* -- our own ------------------------------------------------------------------------------------------------------- */

static void is_same_text(const char *a, const char *b) {
  if (a && *a)
    assert_string_equal(a, b);
  else
    assert_null(b);
}

static void is_same(const struct filter *wanted, const struct request *got) {
  const struct filter *filter = &got->filter;
  struct period period = got->days ? (struct period){usual.until - got->days, usual.until} : filter->period;
  if (!got->days && !filter->has_period)
    period = usual;
  is_same_text(wanted->domain, filter->domain);
  is_same_text(wanted->reporter, filter->reporter);
  is_same_text(wanted->source_name, filter->source_name);
  is_same_text(wanted->sort, filter->sort);
  assert_int_equal(wanted->period.since, period.since);
  assert_int_equal(wanted->period.until, period.until);
  assert_memory_equal(&wanted->source_first, &filter->source_first, sizeof wanted->source_first);
  assert_memory_equal(&wanted->source_last, &filter->source_last, sizeof wanted->source_last);
  assert_int_equal(wanted->disposition, filter->disposition);
  assert_true(wanted->has_class == filter->has_class && (!wanted->has_class || wanted->class == filter->class));
  assert_true(wanted->has_trust == filter->has_trust && (!wanted->has_trust || wanted->trust == filter->trust));
  assert_true(wanted->failing == filter->failing);
  assert_int_equal(wanted->limit, filter->limit);
  assert_int_equal(wanted->offset, filter->offset);
}

static const char *one_of(GRand *random, const char *const *words, gint32 n) {
  return words[g_rand_int_range(random, 0, n)];
}

static struct filter any_filter(GRand *random) {
  static const char *const texts[] = {NULL, "example.com", "a&b=c?d#e%41+f", "\"><script>", "bücher.example", "a/../b"};
  static const char *const sources[] = {NULL, "192.0.2.1", "192.0.2.0/25", "0.0.0.0/0", "2001:db8::/33", "::/0"};
  static const char *const sorts[] = {NULL, "messages", "-messages"};
  struct filter filter = {.has_period = true, .period = usual};
  const char *source = one_of(random, sources, G_N_ELEMENTS(sources));
  filter.domain = one_of(random, texts, G_N_ELEMENTS(texts));
  filter.reporter = one_of(random, texts, G_N_ELEMENTS(texts));
  filter.sort = one_of(random, sorts, G_N_ELEMENTS(sorts));
  if (source)
    assert_true(address_parse_range("source", source, &filter.source_first, &filter.source_last, NULL));
  else if (g_rand_boolean(random))
    filter.source_name = "Mailer & Sons";
  if (g_rand_boolean(random))
    filter.period.since -= g_rand_int_range(random, -29, 5000);
  if (g_rand_boolean(random))
    filter.period.until = filter.period.since + g_rand_int_range(random, 1, 400);
  filter.disposition = (enum disposition)g_rand_int_range(random, DISPOSITION_OTHER, DISPOSITION_MAX);
  filter.has_class = g_rand_boolean(random);
  filter.class = filter.has_class ? (enum source_class)g_rand_int_range(random, 0, SOURCE_CLASS_MAX) : 0;
  filter.has_trust = g_rand_boolean(random);
  filter.trust = filter.has_trust ? (enum trust)g_rand_int_range(random, TRUST_UNVERIFIED, TRUST_MAX) : 0;
  filter.failing = g_rand_boolean(random);
  filter.limit = g_rand_boolean(random) ? g_rand_int_range(random, 1, REQUEST_ROWS_MOST + 1) : 0;
  filter.offset = filter.limit * g_rand_int_range(random, 0, 50);
  return filter;
}

static void a_long_name_is_cut_into_text(void **state) {
  (void)state;
  g_autofree char *filler = g_strnfill(63, 'x'), *query = g_strconcat(filler, "\xc3\xbc\xc3\xbc=1", NULL);
  g_autofree char *sentence = g_strconcat("there is no parameter '", filler, "\xef\xbf\xbd'.", NULL);
  refuses("/sources", query, FAULT_USAGE, sentence);
}

static void our_own_addresses_ask_for_what_was_meant(void **state) {
  (void)state;
  GRand *random = g_rand_new_with_seed(7);
  for (int i = 0; i < 5000; i++) {
    const struct target target = {.page = page_find("sources"), .filter = any_filter(random)};
    struct url *url = request_url("", &target, usual);
    g_auto(GStrv) parts = g_strsplit(url_text(url), "?", 2);
    g_autofree char *path = g_strconcat("/", parts[0], NULL);
    struct request *request = parse(path, parts[1]);
    is_same(&target.filter, request);
    request_free(request);
    url_free(url);
  }
  g_rand_free(random);
}

static void is_address(const struct target *target, const char *expected) {
  struct url *url = request_url("", target, usual);
  assert_string_equal(url_text(url), expected);
  url_free(url);
}

static void usual_values_are_not_in_addresses(void **state) {
  (void)state;
  const struct filter filter = {.has_period = true, .period = usual, .domain = "example.com"};
  is_address(&(struct target){.page = page_find("sources"), .filter = filter}, "sources?domain=example.com");
}

static void a_range_up_to_the_newest_data_is_a_number_of_days(void **state) {
  (void)state;
  const struct filter filter = {.has_period = true, .period = {DAY - 89, DAY + 1}};
  is_address(&(struct target){.page = page_find("overview"), .filter = filter}, "./?days=90");
}

static void what_means_nothing_to_a_page_is_not_in_its_address(void **state) {
  (void)state;
  const struct filter filter = {.domain = "example.com", .has_class = true, .failing = true, .source_name = "x"};
  is_address(&(struct target){.page = page_find("guide"), .filter = filter}, "guide");
}

static void data_is_asked_for_by_table_and_format(void **state) {
  (void)state;
  is_address(&(struct target){.page = page_find("sources"), .data = "spf", .format = FORMAT_CSV},
             "sources?format=csv&table=spf");
}

static void the_way_back_to_the_start_is_relative(void **state) {
  (void)state;
  static const char *const ways[][3] = {{"/cgi-bin/dmarcstat.cgi", "", "dmarcstat.cgi/"},
                                        {"/cgi-bin/dmarcstat.cgi", "/", ""},
                                        {"/cgi-bin/dmarcstat.cgi", "/sources", ""},
                                        {"/x/y", "/a/b/c", "../../"},
                                        {"", "", ""},
                                        {"", "/", ""},
                                        {"/a:b", "", "a%3Ab/"}};
  for (unsigned int i = 0; i < G_N_ELEMENTS(ways); i++) {
    g_autofree char *base = request_base(ways[i][0], ways[i][1]);
    assert_string_equal(base, ways[i][2]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_page_is_found_by_its_id),
      cmocka_unit_test(the_start_is_the_overview_with_and_without_a_slash),
      cmocka_unit_test(files_are_no_pages),
      cmocka_unit_test(values_are_decoded_and_typed),
      cmocka_unit_test(empty_values_are_none),
      cmocka_unit_test(data_has_all_rows_unless_told_otherwise),
      cmocka_unit_test(what_is_wrong_is_told_by_the_name_of_the_parameter),
      cmocka_unit_test(what_is_too_long_is_refused),
      cmocka_unit_test(a_long_name_is_cut_into_text),
      cmocka_unit_test(our_own_addresses_ask_for_what_was_meant),
      cmocka_unit_test(usual_values_are_not_in_addresses),
      cmocka_unit_test(a_range_up_to_the_newest_data_is_a_number_of_days),
      cmocka_unit_test(what_means_nothing_to_a_page_is_not_in_its_address),
      cmocka_unit_test(data_is_asked_for_by_table_and_format),
      cmocka_unit_test(the_way_back_to_the_start_is_relative),
  };
  g_setenv("DMARCSTAT_NOW", "1795521600", TRUE);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
