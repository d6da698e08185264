/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/command_help.h"
#include "base/fault.h"
#include "base/text.h"
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct command command = {
    .name = "ingest",
    .arguments = "PATH... | -",
    .summary = "Read reports",
    .purpose =
        "Reads every report below PATH and keeps it.\n\nExamples\n  dmarcstat ingest ~/Maildir\n  dmarcstat ingest -",
};

/* What the options of the test set. */
static struct {
  char *domain, *db;
  char **labels;
  gboolean quiet, failing;
  int jobs;
} set;

static const GOptionEntry entries[] = {
    {"domain", 'd', G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, &set.domain, "only this policy domain", "DOMAIN"},
    {"db", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, &set.db, "the database", "FILE"},
    {"label", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING_ARRAY, &set.labels, "a label; may be given again", "LABEL"},
    {"quiet", 'q', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, &set.quiet, "say nothing", NULL},
    {"failing", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &set.failing, "has no meaning here", NULL},
    {"jobs", 'j', G_OPTION_FLAG_NONE, G_OPTION_ARG_INT, &set.jobs, "so many at a time", "N"},
    G_OPTION_ENTRY_NULL};

static int clear(void **state) {
  (void)state;
  g_free(set.domain);
  g_free(set.db);
  g_strfreev(set.labels);
  memset(&set, 0, sizeof set);
  return 0;
}

/* Parses `line`, whose words are apart by one space. The operands come back joined by "|", or NULL. */
static char *parse(const char *line, bool *help, GError **error) {
  g_auto(GStrv) owned = g_strsplit(line, " ", -1);
  int argc = (int)g_strv_length(owned);
  g_autofree char **argv = g_memdup2(owned, sizeof *owned * ((size_t)argc + 1));
  char **parsed = argv;
  g_auto(GStrv) before = g_strdupv(owned);
  const bool good = command_parse(&command, entries, &argc, &parsed, help, error);
  assert_true(g_strv_equal((const char *const *)owned, (const char *const *)before));
  if (!good)
    return NULL;
  assert_string_equal(parsed[0], "ingest");
  assert_null(parsed[argc]);
  assert_int_equal(g_strv_length(parsed), argc);
  return g_strjoinv("|", parsed + 1);
}

static void leaves(const char *line, const char *operands) {
  bool help = true;
  g_autoptr(GError) error = NULL;
  g_autofree char *left = parse(line, &help, &error);
  assert_null(error);
  assert_false(help);
  assert_string_equal(left, operands);
}

static void refuses(const char *line, const char *sentence) {
  bool help = true;
  g_autoptr(GError) error = NULL;
  assert_null(parse(line, &help, &error));
  assert_true(g_error_matches(error, FAULT, FAULT_USAGE));
  assert_string_equal(error->message, sentence);
  assert_false(help);
}

/* -- what is right ------------------------------------------------------------------------------------------------ */

static void options_may_stand_anywhere(void **state) {
  (void)state;
  leaves("ingest a --domain example.com b -q c", "a|b|c");
  assert_string_equal(set.domain, "example.com");
  assert_true(set.quiet);
}

static void a_value_may_follow_an_equals_sign(void **state) {
  (void)state;
  leaves("ingest --domain=a=b --db=", "");
  assert_string_equal(set.domain, "a=b");
  assert_string_equal(set.db, "");
}

static void letters_may_stand_together(void **state) {
  (void)state;
  leaves("ingest -qj 4 a", "a");
  assert_true(set.quiet);
  assert_int_equal(set.jobs, 4);
}

static void an_option_given_again_counts_last(void **state) {
  (void)state;
  leaves("ingest --domain a --domain b", "");
  assert_string_equal(set.domain, "b");
}

static void a_list_is_gathered(void **state) {
  (void)state;
  leaves("ingest --label a --label=b", "");
  assert_int_equal(g_strv_length(set.labels), 2);
}

static void a_value_may_look_like_an_option(void **state) {
  (void)state;
  leaves("ingest --domain --quiet -d --", "");
  assert_string_equal(set.domain, "--");
  assert_false(set.quiet);
}

static void a_single_hyphen_is_an_operand(void **state) {
  (void)state;
  leaves("ingest - -q", "-");
}

static void two_hyphens_end_the_options(void **state) {
  (void)state;
  leaves("ingest -- a", "a");
  leaves("ingest a -- b", "a|b");
  leaves("ingest a -- -q --domian", "a|-q|--domian");
  leaves("ingest -- -- --help", "--|--help");
  leaves("ingest --", "");
  assert_false(set.quiet);
}

static void text_is_utf_8_in_any_locale(void **state) {
  (void)state;
  g_autofree char *locale = g_strdup(setlocale(LC_ALL, NULL));
  setlocale(LC_ALL, "C");
  leaves("ingest --domain b\u00fccher.example", "");
  assert_string_equal(set.domain, "b\u00fccher.example");
  setlocale(LC_ALL, locale);
}

static void a_file_name_is_any_bytes(void **state) {
  (void)state;
  leaves("ingest --db b\xfc.db \xff", "\xff");
  assert_string_equal(set.db, "b\xfc.db");
}

/* -- what is wrong ------------------------------------------------------------------------------------------------ */

static void an_unknown_option_is_told_with_the_nearest(void **state) {
  (void)state;
  refuses("ingest --domian x", "ingest: there is no option --domian; did you mean --domain? "
                               "Type dmarcstat help ingest to see them.");
  refuses("ingest -label x", "ingest: there is no option -label; did you mean --label? "
                             "Type dmarcstat help ingest to see them.");
  refuses("ingest --hlep", "ingest: there is no option --hlep; did you mean --help? "
                           "Type dmarcstat help ingest to see them.");
}

static void an_option_like_no_other_is_told_alone(void **state) {
  (void)state;
  refuses("ingest --frobnicate=7", "ingest: there is no option --frobnicate. Type dmarcstat help ingest to see them.");
  refuses("ingest -x", "ingest: there is no option -x. Type dmarcstat help ingest to see them.");
  refuses("ingest ---", "ingest: there is no option ---. Type dmarcstat help ingest to see them.");
  refuses("ingest --=x", "ingest: there is no option --. Type dmarcstat help ingest to see them.");
}

static void a_hidden_option_is_not_offered(void **state) {
  (void)state;
  refuses("ingest --failng", "ingest: there is no option --failng. Type dmarcstat help ingest to see them.");
}

static void a_hostile_option_is_shown_harmless(void **state) {
  (void)state;
  refuses("ingest --\033[2J\xff",
          "ingest: there is no option --\xef\xbf\xbd[2J\xef\xbf\xbd. Type dmarcstat help ingest to see them.");
}

static void a_missing_value_is_told(void **state) {
  (void)state;
  refuses("ingest --domain", "ingest: --domain needs a value, as in --domain=DOMAIN.");
  refuses("ingest a -qd", "ingest: --domain needs a value, as in --domain=DOMAIN.");
  refuses("ingest -dq x", "ingest: --domain needs a value, as in --domain=DOMAIN.");
}

static void a_value_too_many_is_told(void **state) {
  (void)state;
  refuses("ingest --quiet=yes", "ingest: --quiet takes no value.");
}

static void text_that_is_no_utf_8_is_told(void **state) {
  (void)state;
  refuses("ingest --domain b\xfc", "ingest: --domain: 'b\xef\xbf\xbd' is not UTF-8.");
  refuses("ingest --label=\xff", "ingest: --label: '\xef\xbf\xbd' is not UTF-8.");
}

static void a_number_that_is_none_is_told_after_all_else_was_set(void **state) {
  (void)state;
  bool help;
  g_autoptr(GError) error = NULL;
  assert_null(parse("ingest --domain a --label b --db c --jobs many", &help, &error));
  assert_true(g_error_matches(error, FAULT, FAULT_USAGE));
  assert_true(g_str_has_prefix(error->message, "ingest: "));
  assert_non_null(strstr(error->message, "many"));
  assert_null(parse("ingest --domain a --domian b", &help, NULL));
}

/* -- help --------------------------------------------------------------------------------------------------------- */

static void help_shows_usage_purpose_and_options(void **state) {
  (void)state;
  g_autofree char *help = command_help(&command, entries, 80);
  assert_string_equal(help, "Usage: dmarcstat ingest [OPTION...] PATH... | -\n"
                            "\n"
                            "Reads every report below PATH and keeps it.\n"
                            "\n"
                            "Examples\n"
                            "  dmarcstat ingest ~/Maildir\n"
                            "  dmarcstat ingest -\n"
                            "\n"
                            "Options\n"
                            "  -d, --domain=DOMAIN  only this policy domain\n"
                            "      --db=FILE        the database\n"
                            "      --label=LABEL    a label; may be given again\n"
                            "  -q, --quiet          say nothing\n"
                            "  -j, --jobs=N         so many at a time\n");
}

static void help_is_wrapped_between_words(void **state) {
  (void)state;
  const struct command wordy = {
      .name = "x", .arguments = "", .purpose = "One two three four five six seven.\n  but this line is left as it is."};
  const GOptionEntry option[] = {
      {"o", 0, 0, G_OPTION_ARG_NONE, &set.quiet, "nine ten eleven twelve thirteen fourteen", NULL},
      G_OPTION_ENTRY_NULL};
  g_autofree char *help = command_help(&wordy, option, 26);
  assert_string_equal(help, "Usage: dmarcstat x [OPTION...]\n"
                            "\n"
                            "One two three four five\n"
                            "six seven.\n"
                            "  but this line is left as it is.\n"
                            "\n"
                            "Options\n"
                            "      --o  nine ten eleven twelve\n"
                            "           thirteen fourteen\n");
}

/* What `line` prints on stdout. */
static char *printed(const char *line, bool *help) {
  char text[4096] = {0};
  FILE *file = tmpfile();
  fflush(stdout);
  const int before = dup(STDOUT_FILENO);
  dup2(fileno(file), STDOUT_FILENO);
  g_autofree char *left = parse(line, help, NULL);
  fflush(stdout);
  dup2(before, STDOUT_FILENO);
  close(before);
  rewind(file);
  const size_t length = fread(text, 1, sizeof text - 1, file);
  fclose(file);
  return g_strndup(text, length);
}

static void asking_for_help_prints_it(void **state) {
  (void)state;
  static const char *const lines[] = {"ingest --help", "ingest -h", "ingest a -qh", "ingest --domain x --help b"};
  for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
    bool help = false;
    g_autofree char *text = printed(lines[i], &help);
    assert_true(help);
    assert_true(g_str_has_prefix(text, "Usage: dmarcstat ingest "));
    assert_non_null(strstr(text, "\n  -h, --help "));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(options_may_stand_anywhere, clear),
      cmocka_unit_test_teardown(a_value_may_follow_an_equals_sign, clear),
      cmocka_unit_test_teardown(letters_may_stand_together, clear),
      cmocka_unit_test_teardown(an_option_given_again_counts_last, clear),
      cmocka_unit_test_teardown(a_list_is_gathered, clear),
      cmocka_unit_test_teardown(a_value_may_look_like_an_option, clear),
      cmocka_unit_test_teardown(a_single_hyphen_is_an_operand, clear),
      cmocka_unit_test_teardown(two_hyphens_end_the_options, clear),
      cmocka_unit_test_teardown(text_is_utf_8_in_any_locale, clear),
      cmocka_unit_test_teardown(a_file_name_is_any_bytes, clear),
      cmocka_unit_test_teardown(an_unknown_option_is_told_with_the_nearest, clear),
      cmocka_unit_test_teardown(an_option_like_no_other_is_told_alone, clear),
      cmocka_unit_test_teardown(a_hidden_option_is_not_offered, clear),
      cmocka_unit_test_teardown(a_hostile_option_is_shown_harmless, clear),
      cmocka_unit_test_teardown(a_missing_value_is_told, clear),
      cmocka_unit_test_teardown(a_value_too_many_is_told, clear),
      cmocka_unit_test_teardown(text_that_is_no_utf_8_is_told, clear),
      cmocka_unit_test_teardown(a_number_that_is_none_is_told_after_all_else_was_set, clear),
      cmocka_unit_test_teardown(help_shows_usage_purpose_and_options, clear),
      cmocka_unit_test_teardown(help_is_wrapped_between_words, clear),
      cmocka_unit_test_teardown(asking_for_help_prints_it, clear),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
