/* SPDX-License-Identifier: MIT */
/* The writer of markup: what is text stays text, wherever it is put. */
#include "report/html.h"
#include "sample.h"

/* What `write` writes. free(). */
static char *written(void (*write)(struct html *html)) {
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  struct html *html = html_begin(out);
  write(html);
  html_end(html);
  fclose(out);
  return text;
}

static void is_written(void (*write)(struct html *html), const char *expected) {
  char *text = written(write);
  assert_string_equal(text, expected);
  free(text);
}

#define EVIL "\"><script>alert('1')</script>&amp;\n\033[2J\xff\xe2\x80\xae"

static void write_evil(struct html *html) {
  html_open(html, "b");
  html_attribute(html, "title", EVIL);
  html_text(html, EVIL);
  html_close(html, "b");
}

static void hostile_text_is_escaped_in_text_and_attribute(void **state) {
  (void)state;
  char *text = written(write_evil);
  assert_null(strstr(text, "<script"));
  assert_null(strstr(text, "\033"));
  assert_null(strstr(text, "\xff"));
  assert_non_null(strstr(text, "title=\"&quot;&gt;&lt;script&gt;alert('1')&lt;/script&gt;&amp;amp; "));
  assert_non_null(strstr(text, "&lt;script&gt;alert('1')&lt;/script&gt;&amp;amp; "));
  assert_true(g_utf8_validate(text, -1, NULL));
  free(text);
}

static void write_links(struct html *html) {
  struct url *url = url_new("../");
  url_add_segment(url, "javascript:alert(1)//\"'<&?#\xff");
  url_add_query(url, "q", "a&b=c d\n");
  url_add_query(url, "none", NULL);
  url_add_query(url, "r", "#x");
  url_set_fragment(url, "t");
  html_link(html, url, "here");
  html_link(html, NULL, "nowhere");
  url_free(url);
}

static void an_address_is_percent_encoded_part_by_part(void **state) {
  (void)state;
  is_written(write_links, "<a href=\"../javascript%3Aalert%281%29%2F%2F%22%27%3C%26%3F%23%FF?q=a%26b%3Dc%20d%0A&amp;"
                          "r=%23x#t\">here</a>nowhere\n");
}

static void write_elements(struct html *html) {
  html_doctype(html);
  html_open(html, "p");
  html_element(html, "b", "x", "");
  html_element(html, "br", NULL, "");
  html_close(html, "p");
  html_open(html, "rect");
  html_coordinate(html, "x", -1);
  html_coordinate(html, "y", 4350);
  html_coordinate(html, "width", 1200);
  html_close(html, "rect");
}

static void only_elements_without_content_close_themselves(void **state) {
  (void)state;
  is_written(write_elements, "<!DOCTYPE html>\n<p><b class=\"x\"></b><br/></p>\n"
                             "<rect x=\"-0.01\" y=\"43.5\" width=\"12\"/>\n");
}

static void a_document_has_caption_scope_units_and_totals(void **state) {
  (void)state;
  struct store *store = sample_store();
  char *text = sample_asked(store, "sources", &(struct filter){.domain = "example.com", .limit = 1}, FORMAT_HTML);
  assert_true(g_str_has_prefix(text, "<!DOCTYPE html>\n<html lang=\"en\">"));
  assert_non_null(strstr(text, "<caption>Every address that sends mail as your domains</caption>"));
  assert_non_null(strstr(text, "<th class=\"n\" scope=\"col\" title=\"messages, as the reporters counted them\">"
                               "Messages</th>"));
  assert_non_null(strstr(text, "\n<tr><th scope=\"row\"><code>"));
  assert_non_null(strstr(text, "<th scope=\"row\">2 more sources</th><td class=\"n\">87</td>"));
  assert_non_null(strstr(text, "<th scope=\"row\">All 3 sources</th><td class=\"n\">2,087</td>"));
  free(text);
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(hostile_text_is_escaped_in_text_and_attribute),
      cmocka_unit_test(an_address_is_percent_encoded_part_by_part),
      cmocka_unit_test(only_elements_without_content_close_themselves),
      cmocka_unit_test(a_document_has_caption_scope_units_and_totals),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
