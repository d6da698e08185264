/* SPDX-License-Identifier: MIT */
/* Every question through every printer: on a store whose every text tries to do harm, on a sample, and on an empty one.
 */
#include "sample.h"
#include <jansson.h>

/* Escape sequences, bidirectional override, C1 control, line separator, formula, pipe, markup, quote, newline, tab */
#define EVIL                                                                                                           \
  "\033[2J\xe2\x80\xae\xc2\x9b"                                                                                        \
  "31m\xe2\x80\xa8|a| <script>x</script> \"q\" 'q' `c` *b* [l](http://www.e.example)\nn\tt,c;\\"

/* The first character decides whether a spreadsheet takes a cell for a formula. */
static const char *const firsts[] = {"=", "+", "-", "@", "\t", "\n", "", "|", "<", "\""};

static char *evil(unsigned int i) {
  return g_strconcat(firsts[i % G_N_ELEMENTS(firsts)], "cmd|' /C calc'!A0 ", EVIL, NULL);
}

static struct store *hostile_store(void) {
  struct store *store = sample_empty();
  for (unsigned int i = 0; i < G_N_ELEMENTS(firsts); i++) {
    g_autofree char *text = evil(i);
    struct dkim_result dkim = {.domain = text, .selector = text, .human_result = text, .result = {AUTH_PASS, text}};
    struct spf_result spf = {
        .domain = text, .human_result = text, .scope = {SCOPE_OTHER, text}, .result = {AUTH_OTHER, text}};
    struct override override = {.type = {OVERRIDE_OTHER, text}, .comment = text};
    struct record record = sample_record("192.0.2.1", 5, false, false, DISPOSITION_OTHER, text, &dkim, &spf);
    record.envelope_from = record.envelope_to = text;
    record.overrides = &override;
    record.n_overrides = 1;
    record.disposition.raw = record.dkim.raw = record.spf.raw = text;
    struct record nowhere = record; /* RB-32: no usable address */
    nowhere.source.length = 0;
    nowhere.source_raw = text;
    struct record claim = record; /* which does not follow from its results */
    claim.dkim.value = ALIGNED_PASS;
    claim.count = 20; /* enough to be a sender, a name and a selector of its own */
    struct report report = sample_report(text, text, text, NEWEST, 1);
    report.policy.p = report.policy.sp = (struct token){POLICY_OTHER, text};
    report.policy.fo = report.policy.testing = text;
    report.email = report.extra_contact_info = report.generator = report.version = report.namespace_uri = text;
    report.mail_from = report.mail_subject = report.mail_message_id = report.nesting = text;
    const char *errors[] = {text, text};
    struct warning warning = {.code = text, .text = text, .times = 3};
    report.errors = errors;
    report.n_errors = 2;
    report.warnings = &warning;
    report.n_warnings = 1;
    sample_put(store, report, (struct record[]){record, nowhere, claim}, 3);
    sample_put_kinds(store, text);
    if (i % 2 == 0) { /* what it says is then a change; of the others, that they are there */
      struct report before = sample_report(text, text, "before", NEWEST - 50, 1);
      struct record other = sample_record("192.0.2.9", 1, true, true, DISPOSITION_NONE, "example.com", NULL, NULL);
      sample_put(store, before, &other, 1);
    }
  }
  return store;
}

/* Valid UTF-8 without anything that moves a cursor, hides, or turns text round; but for `allowed`. */
static void is_harmless(const char *text, const char *allowed) {
  assert_true(g_utf8_validate(text, -1, NULL));
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (c < 0x80 && strchr(allowed, (int)c))
      continue;
    if (g_unichar_iscntrl(c) || g_unichar_type(c) == G_UNICODE_FORMAT || c == 0x2028 || c == 0x2029)
      fail_msg("U+%04X at byte %td of: %.60s", c, p - text, p);
  }
}

static void check_lines(const char *text, char mark, bool escapable) {
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  int wanted = -1;
  for (unsigned int i = 0; lines[i] && *lines[i]; i++) {
    int marks = 0;
    for (const char *p = lines[i]; *p; p++) {
      if (escapable && *p == '\\' && p[1])
        p++;
      else if (*p == mark)
        marks++;
    }
    wanted = wanted < 0 ? marks : wanted;
    if (marks != wanted)
      fail_msg("%d cells and not %d in: %s", marks, wanted, lines[i]);
  }
}

/* Every cell as a spreadsheet reads it. */
static void check_csv(const char *text) {
  g_autoptr(GString) cell = g_string_new(NULL);
  bool quoted = false;
  int cells = 0, wanted = -1;
  for (const char *p = text; *p; p++) {
    if (quoted && *p == '"' && p[1] == '"')
      g_string_append_c(cell, *p++);
    else if (*p == '"')
      quoted = !quoted;
    else if (!quoted && (*p == ',' || *p == '\n')) {
      if (cell->len > 0 && strchr("=+-@\t\r\n", cell->str[0]))
        fail_msg("a spreadsheet would run: %s", cell->str);
      g_string_truncate(cell, 0);
      cells++;
      if (*p == '\n') {
        wanted = wanted < 0 ? cells : wanted;
        assert_int_equal(cells, wanted);
        cells = 0;
      }
    } else
      g_string_append_c(cell, *p);
  }
  assert_false(quoted);
  assert_int_equal(cells, 0);
}

static void check_markdown(const char *text, bool has_rows) {
  const char *table = strstr(text, "\n| ");
  g_autofree char *rows = table ? g_strdup(table + 1) : g_strdup("");
  char *end = strstr(rows, "\n\n");
  assert_true(table || !has_rows);
  if (end)
    *end = '\0';
  check_lines(rows, '|', true);
  assert_null(strchr(text, '<'));
  assert_null(strstr(text, "://"));
  assert_null(strstr(text, "](")); /* escaped: \]\( */
}

static void check_json(const char *text, const char *id, bool rows) {
  json_error_t error;
  json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
  if (!root)
    fail_msg("%s: %s", error.text, text);
  assert_string_equal(json_string_value(json_object_get(root, "question")), id);
  assert_true(json_is_string(json_object_get(root, "since")) && json_is_string(json_object_get(root, "until")));
  assert_true(json_is_array(json_object_get(root, "rows")));
  assert_true(!rows || json_array_size(json_object_get(root, "rows")) > 0);
  json_decref(root);
}

static void check_ndjson(const char *text) {
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (unsigned int i = 0; lines[i] && *lines[i]; i++) {
    json_t *row = json_loads(lines[i], JSON_REJECT_DUPLICATES, NULL);
    assert_true(json_is_object(row) && (json_object_get(row, "messages") || json_object_get(row, "sessions")));
    json_decref(row);
  }
}

/* -- markup -------------------------------------------------------------------------------------------------------- */

/* One tag at `p`, which is behind its '<'; returns what is behind its '>', or NULL when it is broken. */
static const char *read_tag(const char *p, GPtrArray *open) {
  static const char *const empty[] = {"meta", "link", "br", "hr", "img", "input", "col", NULL};
  const bool closes = *p == '/';
  const char *name = p + (closes ? 1 : 0);
  g_autofree char *word = g_strndup(name, strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789"));
  char quote = '\0';
  for (p = name; *p && (quote || *p != '>'); p++) {
    if (quote ? *p == quote : *p == '"' || *p == '\'')
      quote = quote ? '\0' : *p;
    else if (*p == '<')
      return NULL;
  }
  if (!*word || *p != '>')
    return NULL;
  if (!closes) {
    if (p[-1] != '/' && !g_strv_contains(empty, word))
      g_ptr_array_add(open, g_steal_pointer(&word));
    return p + 1;
  }
  if (open->len == 0 || !g_str_equal(g_ptr_array_index(open, open->len - 1), word))
    return NULL;
  g_ptr_array_set_size(open, (gint)open->len - 1);
  return p + 1;
}

/* Every tag is closed in its order, attributes are quoted, and no '<' or '&' stands for itself. */
static bool is_markup(const char *p) {
  g_autoptr(GPtrArray) open = g_ptr_array_new_with_free_func(g_free);
  while (p && *p) {
    if (open->len > 0 && g_str_equal(g_ptr_array_index(open, open->len - 1), "style"))
      p = strstr(p, "</style>"); /* no entities in there */
    if (!p)
      return false;
    if (g_str_has_prefix(p, "<!"))
      p = strchr(p, '>');
    else if (*p == '<')
      p = read_tag(p + 1, open);
    else if (*p == '&' && (p[1 + strspn(p + 1, "#abcdefghijklmnopqrstuvwxyz0123456789")] != ';' || p[1] == ';'))
      return false;
    else
      p++;
  }
  return p && open->len == 0;
}

static void check_html(const char *text) {
  if (!is_markup(text))
    fail_msg("no good markup: %s", text);
  assert_null(strstr(text, "<script>x"));
}

static void the_check_of_markup_sees_what_is_broken(void **state) {
  (void)state;
  assert_true(is_markup("<!doctype html><p class=\"a>b\">1 &lt; 2<br>&#39;</p><style>a > b & c {}</style>"));
  static const char *const broken[] = {"<p>",          "</p>", "<p><b></p></b>",    "a < b",     "a & b",
                                       "<a href=\"x>", "<p",   "<script>x</script", "<i><b></i>"};
  for (unsigned int i = 0; i < G_N_ELEMENTS(broken); i++)
    assert_false(is_markup(broken[i]));
}

/* -- all of them --------------------------------------------------------------------------------------------------- */

static void check(const char *text, enum format format, const char *id, bool rows) {
  const char *name = format_name(format);
  is_harmless(text, format == FORMAT_TSV || format == FORMAT_CSV ? "\t\n" : "\n");
  if (g_str_equal(name, "text"))
    assert_true(*text != '\0');
  else if (g_str_equal(name, "csv"))
    check_csv(text);
  else if (g_str_equal(name, "tsv"))
    check_lines(text, '\t', false);
  else if (g_str_equal(name, "json"))
    check_json(text, id, rows);
  else if (g_str_equal(name, "ndjson"))
    check_ndjson(text);
  else if (g_str_equal(name, "markdown"))
    check_markdown(text, rows);
  else if (g_str_equal(name, "html"))
    check_html(text);
  else
    fail_msg("nobody says here what good %s is", name);
}

/* `rows`: every question has an answer with rows. */
static void ask_everything(struct store *store, bool rows) {
  for (const struct question *const *question = questions; *question; question++) {
    const unsigned int takes = (*question)->takes;
    struct filter filter = {.report_id = takes & TAKES_REPORT_ID ? "1" : NULL};
    if (takes & TAKES_SOURCE_NAMED)
      filter.source_first = filter.source_last = sample_address("192.0.2.1");
    struct answer *answer = sample_ask(store, (*question)->id, &filter);
    const bool any = table_rows(answer->table) > 0;
    assert_true(any || !rows);
    for (enum format format = 0; format < FORMAT_MAX; format++) {
      char *text = sample_print(answer, format, 0, false);
      check(text, format, (*question)->id, any);
      free(text);
    }
    char *narrow = sample_print(answer, FORMAT_TEXT, 60, false);
    is_harmless(narrow, "\n");
    free(narrow);
    answer_free(answer);
  }
  store_close(store);
}

static void nothing_in_a_report_escapes_from_any_printer_of_any_question(void **state) {
  (void)state;
  ask_everything(hostile_store(), true);
}

static void every_printer_prints_every_question_of_a_sample(void **state) {
  (void)state;
  ask_everything(sample_store(), false);
}

static void every_printer_prints_every_question_of_an_empty_database(void **state) {
  (void)state;
  ask_everything(sample_empty(), false);
}

static void json_loses_nothing_of_a_text(void **state) {
  (void)state;
  struct store *store = hostile_store();
  g_autofree char *text = evil(0);
  struct answer *answer = sample_ask(store, "reports", &(struct filter){.sort = "id", .limit = 1});
  char *printed = sample_print(answer, FORMAT_JSON, 0, false);
  json_t *root = json_loads(printed, 0, NULL), *row = json_array_get(json_object_get(root, "rows"), 0);
  assert_string_equal(json_string_value(json_object_get(row, "report_id")), text);
  json_decref(root);
  free(printed);
  answer_free(answer);
  store_close(store);
}

/* A hostile domain or reporter must not get into a command that somebody copies into a shell. */
static void a_suggested_command_holds_no_hostile_name(void **state) {
  (void)state;
  struct store *store = sample_empty();
  struct record record = sample_record("192.0.2.1", 5, false, false, DISPOSITION_NONE, NULL, NULL, NULL);
  sample_put(store, sample_report("$(reboot).example", "x", "1", NEWEST, 1), &record, 1);
  struct answer *answer = sample_ask(store, "summary", &(struct filter){0});
  assert_null(answer->next);
  answer_free(answer);
  store_close(store);
}

static void a_number_is_a_number_in_data(void **state) {
  (void)state;
  struct store *store = sample_store();
  char *csv = sample_asked(store, "reports", &(struct filter){.limit = 1}, FORMAT_CSV);
  assert_non_null(strstr(csv, "\n1,2026-11-23T00:00:00Z,2026-11-23T23:59:59Z,example.com,google.com,g-1,3,1047,1000,"));
  free(csv);
  store_close(store);
}

static void what_is_missing_is_null_in_json_and_empty_in_csv(void **state) {
  (void)state;
  struct store *store = sample_store();
  struct filter filter = {.domain = "quiet.example.org"};
  char *json = sample_asked(store, "summary", &filter, FORMAT_NDJSON);
  assert_non_null(strstr(json, "\"first_seen\":null,\"last_seen\":null"));
  char *csv = sample_asked(store, "summary", &filter, FORMAT_CSV);
  assert_true(g_str_has_suffix(csv, ",,\n"));
  free(csv);
  free(json);
  store_close(store);
}

static void a_full_disk_is_a_fault(void **state) {
  (void)state;
  GError *error = NULL;
  struct store *store = sample_store();
  struct answer *answer = sample_ask(store, "summary", &(struct filter){0});
  FILE *full = fopen("/dev/full", "w");
  assert_non_null(full);
  assert_false(answer_print(answer, &(struct print_options){.format = FORMAT_CSV}, full, &error));
  assert_int_equal(error->code, 74);
  g_error_free(error);
  fclose(full);
  answer_free(answer);
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_in_a_report_escapes_from_any_printer_of_any_question),
      cmocka_unit_test(every_printer_prints_every_question_of_a_sample),
      cmocka_unit_test(every_printer_prints_every_question_of_an_empty_database),
      cmocka_unit_test(the_check_of_markup_sees_what_is_broken),
      cmocka_unit_test(json_loses_nothing_of_a_text),
      cmocka_unit_test(a_suggested_command_holds_no_hostile_name),
      cmocka_unit_test(a_number_is_a_number_in_data),
      cmocka_unit_test(what_is_missing_is_null_in_json_and_empty_in_csv),
      cmocka_unit_test(a_full_disk_is_a_fault),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
