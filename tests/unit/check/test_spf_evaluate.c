/* SPDX-License-Identifier: MIT */
/* check_host() against tests/data/spf_cases.txt, by a real server that has all of its records. */
#include "../net/dns_server.h"
#include "check/spf_evaluate.h"
#include <string.h>

#define CASES_LEAST 285 /* so that none is lost in silence */
#define STRING_MOST 255

struct question {
  char **words; /* IP SENDER HELO RESULT */
  unsigned int line;
};

static struct dns_server server;
static GArray *questions; /* of struct question */

/* -- the table ----------------------------------------------------------------------------------------------------- */

/* A long text is several strings. */
static char *quoted(const char *text) {
  if (*text == '"')
    return g_strdup(text);
  GString *strings = g_string_new("\"");
  for (size_t i = 0; text[i]; i++)
    g_string_append_printf(strings, "%s%c", i > 0 && i % STRING_MOST == 0 ? "\" \"" : "", text[i]);
  return g_string_free(g_string_append_c(strings, '"'), FALSE);
}

static void append_record(GString *zones, GString *forwards, const char *line) {
  g_auto(GStrv) words = g_strsplit(line, " ", 3);
  assert_non_null(words[1]);
  if (strcmp(words[1], "SILENT") == 0)
    g_string_append_printf(zones, " local-zone: '%s.' deny\n", words[0]);
  else if (strcmp(words[1], "FAIL") == 0) {
    g_string_append_printf(zones, " local-zone: '%s.' transparent\n", words[0]);
    g_string_append_printf(forwards, "forward-zone:\n name: '%s.'\n forward-addr: 127.0.0.1@1\n", words[0]);
  } else {
    assert_non_null(words[2]);
    g_autofree char *data = strcmp(words[1], "TXT") == 0 ? quoted(words[2]) : g_strdup(words[2]);
    g_string_append_printf(zones, " local-data: '%s. 60 IN %s %s'\n", words[0], words[1], data);
  }
}

static char *read_table(void) {
  g_autofree char *text = NULL;
  GString *zones = g_string_new(NULL);
  g_autoptr(GString) forwards = g_string_new(NULL);
  assert_true(g_file_get_contents(TEST_DATA "/spf_cases.txt", &text, NULL, NULL));
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  questions = g_array_new(FALSE, FALSE, sizeof(struct question));
  for (unsigned int i = 0; lines[i]; i++)
    if (g_str_has_prefix(lines[i], "? ")) {
      const struct question question = {g_strsplit(lines[i] + 2, " ", -1), i + 1};
      assert_int_equal(g_strv_length(question.words), 4);
      g_array_append_val(questions, question);
    } else if (*lines[i] && *lines[i] != '#')
      append_record(zones, forwards, lines[i]);
  g_string_append(zones, forwards->str);
  return g_string_free(zones, FALSE);
}

static int start(void **state) {
  (void)state;
  g_autofree char *zones = read_table();
  dns_server_start(&server, zones);
  return 0;
}

static int stop(void **state) {
  (void)state;
  dns_server_stop(&server);
  for (guint i = 0; i < questions->len; i++)
    g_strfreev(g_array_index(questions, struct question, i).words);
  g_array_unref(questions);
  return 0;
}

/* -- the questions ------------------------------------------------------------------------------------------------- */

static struct resolver *resolver_here(void) {
  return resolver_asking(&server, 3);
}

/* As the command does. */
static void ask(struct resolver *resolver, char **words, struct spf_answer *answer) {
  uint8_t address[16];
  const bool four = inet_pton(AF_INET, words[0], address) == 1, six = inet_pton(AF_INET6, words[0], address) == 1;
  const bool mapped = six && g_ascii_strncasecmp(words[0], "::ffff:", 7) == 0;
  assert_true(four || six);
  if (mapped)
    memmove(address, address + 12, 4);
  const char *helo = strcmp(words[2], "-") == 0 ? NULL : words[2];
  g_autofree char *sender = strcmp(words[1], "<>") == 0 ? g_strdup_printf("postmaster@%s", helo) : g_strdup(words[1]);
  const struct spf_question question = {.address = address,
                                        .address_length = four || mapped ? 4 : 16,
                                        .domain = strrchr(sender, '@') + 1,
                                        .sender = sender,
                                        .helo = helo};
  spf_check_host(resolver, &question, answer);
}

static void every_case_has_its_result(void **state) {
  (void)state;
  unsigned int wrong = 0;
  dns_server_needed(&server);
  assert_true(questions->len >= CASES_LEAST);
  struct resolver *resolver = resolver_here();
  for (guint i = 0; i < questions->len; i++) {
    const struct question *question = &g_array_index(questions, struct question, i);
    struct spf_answer answer;
    ask(resolver, question->words, &answer);
    if (strcmp(spf_verdict_word(answer.result), question->words[3]) != 0) {
      g_autofree char *asked = g_strjoinv(" ", question->words);
      print_error("line %u: ? %s, but got %s\n", question->line, asked, spf_verdict_word(answer.result));
      for (guint j = 0; j < answer.path->len; j++)
        print_error("  %s\n", (const char *)answer.path->pdata[j]);
      wrong++;
    }
    spf_answer_clear(&answer);
  }
  resolver_free(resolver);
  assert_int_equal(wrong, 0);
}

static void the_explanation_of_a_fail_is_told(void **state) {
  (void)state;
  dns_server_needed(&server);
  struct resolver *resolver = resolver_here();
  struct spf_answer answer;
  char *words[] = {"192.0.2.1", "joe@exp.example.com", "-", "fail", NULL};
  ask(resolver, words, &answer);
  assert_string_equal(answer.explanation, "See http://example.com/joe%40exp.example.com?ip=192.0.2.1");
  spf_answer_clear(&answer);
  resolver_free(resolver);
}

static void lookups_and_voids_are_counted(void **state) {
  (void)state;
  dns_server_needed(&server);
  struct resolver *resolver = resolver_here();
  struct spf_answer answer;
  char *words[] = {"192.0.2.20", "joe@nested.example.com", "-", "pass", NULL};
  ask(resolver, words, &answer);
  assert_int_equal(answer.lookups, 10);
  assert_int_equal(answer.voids, 0);
  spf_answer_clear(&answer);
  words[0] = "192.0.2.1";
  words[1] = "joe@void2.example.com";
  ask(resolver, words, &answer);
  assert_int_equal(answer.lookups, 2);
  assert_int_equal(answer.voids, 2);
  spf_answer_clear(&answer);
  resolver_free(resolver);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_case_has_its_result),
      cmocka_unit_test(the_explanation_of_a_fail_is_told),
      cmocka_unit_test(lookups_and_voids_are_counted),
  };
  return cmocka_run_group_tests(tests, start, stop);
}
