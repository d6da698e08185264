/* SPDX-License-Identifier: MIT */
#include "ingest/xml_repair.h"
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TAG_MOST 200

/*
 * A listener that writes down everything: "[1:2" where a document begins (line and column from 0), its text, "]" where
 * it is over, "{encoding}", and a letter after ~ for what was mended.
 */
struct log {
  GString *text;
  int level; /* of feedback elements that are open */
  size_t text_from;
};

static bool log_begin(void *user, uint32_t line, uint32_t column) {
  struct log *log = user;
  g_string_append_printf(log->text, "[%u:%u ", line, column);
  log->text_from = log->text->len;
  log->level = 0;
  return true;
}

static bool log_text(void *user, const char *text, size_t length) {
  struct log *log = user;
  assert_true(length > 0);
  g_string_append_len(log->text, text, (gssize)length);
  return true;
}

/* As a parser would find out: counts the tags of <feedback> in what came. */
static bool log_is_over(void *user, uint32_t *line) {
  struct log *log = user;
  const char *text = log->text->str + log->text_from;
  int open = 0, lines = 0;
  for (const char *p = text; *p; p++) {
    lines += *p == '\n';
    if (*p != '<')
      continue;
    const char *end = strchr(p, '>');
    if (g_str_has_prefix(p, "<feedback") || g_str_has_prefix(p, "<t:feedback"))
      open += end && end[-1] == '/' ? 0 : 1;
    else if (g_str_has_prefix(p, "</feedback") || g_str_has_prefix(p, "</t:feedback"))
      open--;
  }
  *line = (uint32_t)lines;
  if (open <= 0)
    g_string_append_c(log->text, ']');
  return open <= 0;
}

static void log_declares(void *user, const char *encoding) {
  g_string_append_printf(((struct log *)user)->text, "{%s}", encoding);
}

static void log_mends(void *user, enum xml_repair_fault fault) {
  static const char letters[XML_REPAIR_FAULT_MAX] = {'s', 'j', 'J', 'a', 'A', 'c'};
  g_string_append_printf(((struct log *)user)->text, "~%c", letters[fault]);
}

static void log_doctype(void *user) {
  g_string_append(((struct log *)user)->text, "!doctype");
}

static void log_tag_too_long(void *user) {
  g_string_append(((struct log *)user)->text, "!long");
}

static const struct xml_repair_listener listener = {.begin = log_begin,
                                                    .text = log_text,
                                                    .is_over = log_is_over,
                                                    .declares = log_declares,
                                                    .mends = log_mends,
                                                    .doctype = log_doctype,
                                                    .tag_too_long = log_tag_too_long};

/* How `text` is logged in pieces of `piece` bytes, but whole characters, with how it ended; caller frees. */
static char *logged(const char *text, size_t piece) {
  struct log log = {.text = g_string_new(NULL)};
  struct xml_repair repair;
  xml_repair_begin(&repair, &listener, &log, TAG_MOST);
  const size_t length = strlen(text);
  for (size_t done = 0, size; done < length; done += size) {
    size = MIN(piece, length - done);
    while (done + size < length && ((uint8_t)text[done + size] & 0xC0) == 0x80)
      size++;
    if (!xml_repair_push(&repair, text + done, size))
      break;
  }
  static const char *const ends[] = {"", "#root", "#within"};
  if (!repair.stopped)
    g_string_append(log.text, ends[xml_repair_finish(&repair)]);
  return g_string_free(log.text, FALSE);
}

struct repair_case {
  const char *text, *wanted;
};

/* The same in whatever pieces the text comes. */
static void assert_logged(const struct repair_case *cases, size_t n) {
  for (size_t i = 0; i < n; i++) {
    for (size_t piece = 1; piece <= strlen(cases[i].text) + 1; piece++) {
      g_autofree char *got = logged(cases[i].text, piece);
      if (strcmp(got, cases[i].wanted) != 0)
        fail_msg("'%s' in pieces of %zu becomes '%s', not '%s'", cases[i].text, piece, got, cases[i].wanted);
    }
  }
}
#define ASSERT_LOGGED(cases) assert_logged(cases, G_N_ELEMENTS(cases))

static void clean_text_passes_as_it_is(void **state) {
  (void)state;
  static const struct repair_case cases[] = {
      {"<feedback><a>b</a></feedback>", "[0:0 <feedback><a>b</a></feedback>]"},
      {"<feedback a=\"1\" b='>'><a/>\n</feedback>", "[0:0 <feedback a=\"1\" b='>'><a/>\n</feedback>]"},
      {"<t:feedback><a>&amp;&lt;&#10;é</a></t:feedback>", "[0:0 <t:feedback><a>&amp;&lt;&#10;é</a></t:feedback>]"},
      {"<feedback/>", "[0:0 <feedback/>]"},
      {"<feedback>\xC2\xA0\xC2\x85\xC3\xA9</feedback>", "[0:0 <feedback>\xC2\xA0~c\xEF\xBF\xBD\xC3\xA9</feedback>]"},
  };
  ASSERT_LOGGED(cases);
}

/* RB-1, RB-2 */
static void what_stands_before_the_report_is_dropped(void **state) {
  (void)state;
  static const struct repair_case cases[] = {
      {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feedback/>", "{UTF-8}[1:0 <feedback/>]"},
      {"<?xml version='1.0' encoding = 'x y' ?><feedback/>", "{x y}[0:39 <feedback/>]"},
      {"<?xml version=\"1.0\"?>\n\n  <feedback/>", "[2:2 <feedback/>]"},
      {" <?xml version=\"1.0\"?><feedback/>", "[0:22 ~s<feedback/>]"},
      {"\n <feedback/>", "[1:1 <feedback/>]"},
      {"<?xml version=\"1.0\"?>\"<feedback/>", "[0:22 ~j<feedback/>]"},
      {"<xs:schema a=\"b\">\n<feedback/>", "[1:0 ~j<feedback/>]"},
      {"<!-- <feedback> --><?other?><feedback/>", "[0:28 <feedback/>]"},
      {"<?xml version=\"1.0\">\n<feedback/>", "[1:0 ~j<feedback/>]"},
      {"<feedbacks><feed/>", ""},
  };
  ASSERT_LOGGED(cases);
}

static void what_stands_after_the_report_is_dropped_and_more_reports_are_found(void **state) {
  (void)state;
  static const struct repair_case cases[] = {
      {"<feedback/>\n \n", "[0:0 <feedback/>]"},
      {"<feedback/>\n-- \nfooter <b>", "[0:0 <feedback/>]~J"},
      {"<feedback/><feedback>\n</feedback><feedback/>",
       "[0:0 <feedback/>][0:0 <feedback>\n</feedback>][1:0 <feedback/>]"},
      {"<feedback/>x<?xml version=\"1.0\"?>\n<feedback/>", "[0:0 <feedback/>]~J[1:0 <feedback/>]"},
  };
  ASSERT_LOGGED(cases);
}

/* RB-3 */
static void rb3_what_begins_no_tag_or_reference_is_text(void **state) {
  (void)state;
  static const struct repair_case cases[] = {
      {"<feedback><a@b.example></feedback>", "[0:0 <feedback>~a&lt;a@b.example&gt;</feedback>]"},
      {"<feedback><></feedback>", "[0:0 <feedback>~a&lt;&gt;</feedback>]"},
      {"<feedback><b.example></feedback>", "[0:0 <feedback>~a&lt;b.example&gt;</feedback>]"},
      {"<feedback><http://x/></feedback>", "[0:0 <feedback>~a&lt;http://x/&gt;</feedback>]"},
      {"<feedback>a < b <3 <- <</feedback>", "[0:0 <feedback>a ~a&lt; b ~a&lt;3 ~a&lt;- ~a&lt;</feedback>]"},
      {"<feedback>a & b &x &nbsp; &#; &#x; &amp</feedback>",
       "[0:0 <feedback>a ~A&amp; b ~A&amp;x ~A&amp;nbsp; ~A&amp;#; ~A&amp;#x; ~A&amp;amp</feedback>]"},
      {"<feedback a='b & <c>'></feedback>", "[0:0 <feedback a='b ~A&amp; ~a&lt;c>'></feedback>]"},
      {"<feedback><!x></feedback>", "[0:0 <feedback>~a&lt;!x&gt;</feedback>]"},
      {"<feedback>a]]>b > c</feedback>", "[0:0 <feedback>a]]&gt;b &gt; c</feedback>]"},
      {"<feedback><? x></feedback>", "[0:0 <feedback>~a&lt;? x&gt;</feedback>]"},
  };
  ASSERT_LOGGED(cases);
}

/* RB-6 */
static void rb6_what_no_text_may_hold_is_replaced(void **state) {
  (void)state;
  static const struct repair_case cases[] = {
      {"<feedback>a\x07"
       "b\x1B[m\x7F</feedback>",
       "[0:0 <feedback>a~c\xEF\xBF\xBD"
       "b~c\xEF\xBF\xBD[m~c\xEF\xBF\xBD</feedback>]"},
      {"<feedback>&#0;&#x1b;&#xD800;&#1114112;&#99999999999;</feedback>",
       "[0:0 <feedback>~c\xEF\xBF\xBD~c\xEF\xBF\xBD~c\xEF\xBF\xBD~c\xEF\xBF\xBD~A&amp;#99999999999;</feedback>]"},
      {"<feedback>\xC2\x80\xC2\x9F\xC2\xA0</feedback>",
       "[0:0 <feedback>~c\xEF\xBF\xBD~c\xEF\xBF\xBD\xC2\xA0</feedback>]"},
      {"<feedback>a&#13;&#xD;&#10;\r\n\tb</feedback>", "[0:0 <feedback>a&#10;\r\n\tb</feedback>]"},
  };
  ASSERT_LOGGED(cases);
}

static void cdata_becomes_text(void **state) {
  (void)state;
  static const struct repair_case cases[] = {
      {"<feedback><![CDATA[a < b & c > </feedback> ]] ]]]></feedback>",
       "[0:0 <feedback>a &lt; b &amp; c &gt; &lt;/feedback&gt; ]] ]</feedback>]"},
      {"<feedback><![CDATA[]]></feedback>", "[0:0 <feedback></feedback>]"},
      {"<feedback><![CDATA[\x07]]></feedback>", "[0:0 <feedback>~c\xEF\xBF\xBD</feedback>]"},
      {"<feedback><![CDATA[never ends", "[0:0 <feedback>never ends#within"},
  };
  ASSERT_LOGGED(cases);
}

static void of_comments_and_instructions_only_the_lines_stay(void **state) {
  (void)state;
  static const struct repair_case cases[] = {
      {"<feedback>a<!-- <b> & -- -->c</feedback>", "[0:0 <feedback>ac</feedback>]"},
      {"<feedback>a<!--\n-->c</feedback>", "[0:0 <feedback>a<!--\n-->c</feedback>]"},
      {"<feedback>a<?pi <b> ?>c</feedback>", "[0:0 <feedback>ac</feedback>]"},
      {"<feedback><!-- never ends", "[0:0 <feedback>#within"},
  };
  ASSERT_LOGGED(cases);
}

static void a_doctype_ends_it(void **state) {
  (void)state;
  static const struct repair_case cases[] = {
      {"<!DOCTYPE x><feedback/>", "!doctype[0:12 ~j<feedback/>]"},
      {"<feedback>a<!doctype x>b</feedback>", "[0:0 <feedback>a!doctype"},
  };
  ASSERT_LOGGED(cases);
}

static void a_tag_that_is_too_long_ends_it(void **state) {
  (void)state;
  g_autofree char *filler = g_strnfill(TAG_MOST - 4, 'x');
  g_autofree char *fits = g_strdup_printf("<feedback a='%s'/>", filler);
  g_autofree char *wanted = g_strdup_printf("[0:0 %s]", fits);
  g_autofree char *longer = g_strdup_printf("<feedback a='xx%s'/>", filler);
  for (size_t piece = 1; piece < TAG_MOST + 20; piece++) {
    g_autofree char *got = logged(fits, piece), *got_longer = logged(longer, piece);
    assert_true(strstr(got, "!long") || strcmp(got, wanted) == 0);
    assert_true(g_str_has_suffix(got_longer, "!long"));
  }
}

/* The beginning of a tag is held; however much comes next, what is looked at with it ends between characters. */
static void what_is_held_with_more_never_ends_within_a_character(void **state) {
  (void)state;
  for (size_t n = 0; n < XML_REPAIR_CARRY + 10; n++) {
    g_autofree char *filler = g_strnfill(n, 'x');
    g_autofree char *rest = g_strdup_printf(" %s\xC2\x80\xC2\xA0</feedback>", filler);
    g_autofree char *wanted = g_strdup_printf("[0:0 <feedback>~a&lt; %s~c\xEF\xBF\xBD\xC2\xA0</feedback>]", filler);
    struct log log = {.text = g_string_new(NULL)};
    struct xml_repair repair;
    xml_repair_begin(&repair, &listener, &log, TAG_MOST);
    assert_true(xml_repair_push(&repair, "<feedback><", strlen("<feedback><")));
    assert_true(xml_repair_push(&repair, rest, strlen(rest)));
    assert_string_equal(log.text->str, wanted);
    g_string_free(log.text, TRUE);
  }
}

/* RB-33 */
static void rb33_it_is_known_where_the_text_ends(void **state) {
  (void)state;
  static const struct repair_case cases[] = {
      {"<feedback>x", "[0:0 <feedback>x#within"},
      {"<feedback>x</feedback", "[0:0 <feedback>x#root"},
      {"<feedback>x</fee", "[0:0 <feedback>x#root"},
      {"<feedback>x</", "[0:0 <feedback>x#root"},
      {"<feedback>x</t:feed", "[0:0 <feedback>x#root"},
      {"<feedback>x</feedback ", "[0:0 <feedback>x</feedback #root"},
      {"<feedback>x<", "[0:0 <feedback>x#within"},
      {"<feedback>x</row", "[0:0 <feedback>x#within"},
      {"<feedback>x</feedbacks", "[0:0 <feedback>x#within"},
      {"<feedback a='", "[0:0 <feedback a='#within"},
      {"<feedback>x</feedback>", "[0:0 <feedback>x</feedback>]"},
  };
  ASSERT_LOGGED(cases);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(clean_text_passes_as_it_is),
      cmocka_unit_test(what_stands_before_the_report_is_dropped),
      cmocka_unit_test(what_stands_after_the_report_is_dropped_and_more_reports_are_found),
      cmocka_unit_test(rb3_what_begins_no_tag_or_reference_is_text),
      cmocka_unit_test(rb6_what_no_text_may_hold_is_replaced),
      cmocka_unit_test(cdata_becomes_text),
      cmocka_unit_test(of_comments_and_instructions_only_the_lines_stay),
      cmocka_unit_test(a_doctype_ends_it),
      cmocka_unit_test(a_tag_that_is_too_long_ends_it),
      cmocka_unit_test(what_is_held_with_more_never_ends_within_a_character),
      cmocka_unit_test(rb33_it_is_known_where_the_text_ends),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
