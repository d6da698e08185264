/* SPDX-License-Identifier: MIT */
/* Opening a database that is there, is not, or is something else: a sentence each, and nothing of it changed. */
#include "store_sample.h"
#include <sqlite3.h>

static const struct record one_record = {.source = {4, {192, 0, 2, 1}}, .count = 3, .header_from = "example.com"};

static void run_sql(const char *path, const char *sql) {
  sqlite3 *db;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static GBytes *content_of(const char *path) {
  char *bytes;
  gsize length;
  assert_true(g_file_get_contents(path, &bytes, &length, NULL));
  return g_bytes_new_take(bytes, length);
}

/* Opening it in that mode is refused with this sentence, of which %s is the path; and the file stays as it was. */
static void expect_refused(const char *path, enum store_mode mode, enum fault code, const char *sentence) {
  GError *error = NULL;
  const bool is_file = g_file_test(path, G_FILE_TEST_IS_REGULAR);
  g_autoptr(GBytes) before = is_file ? content_of(path) : NULL;
  g_auto(GStrv) parts = g_strsplit(sentence, "%s", 2);
  g_autofree char *expected = g_strjoinv(path, parts);
  assert_null(store_open(path, mode, &error));
  expect_fault(&error, code, "%s", expected);
  assert_int_equal(g_file_test(path, G_FILE_TEST_IS_REGULAR), is_file);
  if (is_file) {
    g_autoptr(GBytes) after = content_of(path);
    assert_true(g_bytes_equal(before, after));
  }
}

static void expect_refused_both_ways(const char *path, enum fault code, const char *sentence) {
  expect_refused(path, STORE_READ, code, sentence);
  expect_refused(path, STORE_WRITE, code, sentence);
}

/* -- what cannot be opened ----------------------------------------------------------------------------------------- */

static void a_missing_file_cannot_be_read_and_says_what_to_type(void **state) {
  g_autofree char *path = path_in(state, "d.db"), *deep = path_in(state, "none/d.db"),
                  *under = path_in(state, "d/d.db");
  static const char sentence[] = "there is no database %s yet; `dmarcstat ingest PATH` makes it from your report mail";
  expect_refused(path, STORE_READ, FAULT_NO_INPUT, sentence);
  expect_refused(deep, STORE_READ, FAULT_NO_INPUT, sentence);
  g_autofree char *file = path_in(state, "d");
  assert_true(g_file_set_contents(file, "", 0, NULL));
  expect_refused_both_ways(under, FAULT_NO_INPUT, "%s: the database cannot be reached: Not a directory");
}

static void a_folder_that_was_named_is_not_made(void **state) {
  g_autofree char *path = path_in(state, "none/d.db"), *folder = path_in(state, "none");
  expect_refused(path, STORE_WRITE, FAULT_CANNOT_CREATE,
                 "%s: the database cannot be created: No such file or directory");
  assert_false(g_file_test(folder, G_FILE_TEST_EXISTS));
}

static void a_folder_is_no_database(void **state) {
  expect_refused_both_ways(*state, FAULT_CANNOT_CREATE, "%s is a folder; --db wants the file of the database");
}

static void a_file_that_is_no_database_stays_as_it_is(void **state) {
  g_autofree char *path = path_in(state, "d.db");
  g_autofree char *large = g_strnfill(100000, 'x');
  const char *const contents[] = {"xy", "From: a@example.com\n\nA mail.\n", "SQLite format 3", large, NULL};
  for (const char *const *content = contents; *content; content++) {
    assert_true(g_file_set_contents(path, *content, -1, NULL));
    expect_refused_both_ways(path, FAULT_CONFIG, "%s is no database of dmarcstat; name another one with --db");
  }
}

static void a_database_of_another_program_stays_as_it_is(void **state) {
  static const char *const others[] = {
      "CREATE TABLE report (a); INSERT INTO report VALUES (1)",
      "PRAGMA journal_mode = WAL; CREATE TABLE migration (number, hash); INSERT INTO migration VALUES (1, 'x')",
      "PRAGMA application_id = 7; CREATE TABLE a (b)",
      "PRAGMA application_id = 7; PRAGMA user_version = 3",
      "CREATE VIEW v AS SELECT 1",
  };
  for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
    g_autofree char *name = g_strdup_printf("d%zu.db", i), *path = path_in(state, name);
    run_sql(path, others[i]);
    expect_refused_both_ways(path, FAULT_CONFIG, "%s is a database of another program; name another one with --db");
  }
}

static void one_of_a_newer_version_stays_as_it_is(void **state) {
  g_autofree char *path = path_in(state, "d.db");
  store_close(store_at(path, STORE_WRITE));
  run_sql(path, "INSERT INTO migration VALUES (9999, '9999_future', 'abc', 0)");
  expect_refused_both_ways(
      path, FAULT_CONFIG,
      "%s was made by a newer version of dmarcstat; use that one, or name another database with --db");
}

static void one_whose_schema_was_altered_stays_as_it_is(void **state) {
  g_autofree char *path = path_in(state, "d.db");
  store_close(store_at(path, STORE_WRITE));
  run_sql(path, "UPDATE migration SET hash = upper(hash) WHERE number = 1");
  expect_refused_both_ways(path, FAULT_CONFIG,
                           "%s: its schema was changed by something else than dmarcstat (migration 0001_start); bring "
                           "it back from a backup");
}

static void an_empty_file_cannot_be_read_but_written(void **state) {
  g_autofree char *path = path_in(state, "d.db");
  assert_true(g_file_set_contents(path, "", 0, NULL));
  expect_refused(path, STORE_READ, FAULT_CONFIG,
                 "%s is empty or was made by an older version; `dmarcstat ingest` brings it up to date");
  struct store *store = store_at(path, STORE_WRITE);
  put_alone(store, report_of("r"), &one_record, 1);
  store_close(store);
  store = store_at(path, STORE_READ);
  assert_int_equal(number(store, "SELECT count(*) FROM report"), 1);
  store_close(store);
}

static void a_path_is_shown_printable(void **state) {
  g_autofree char *path = path_in(state, "d\033[31m.db"), *shown = path_in(state, "d�[31m.db");
  GError *error = NULL;
  assert_null(store_open(path, STORE_READ, &error));
  expect_fault(&error, FAULT_NO_INPUT,
               "there is no database %s yet; `dmarcstat ingest PATH` makes it from your report mail", shown);
}

/* -- damage -------------------------------------------------------------------------------------------------------- */

#define PAGE 4096

/* Reads all that is in it. NULL, or the fault's sentence when it is FAULT_CONFIG. */
static char *read_all(const char *path) {
  static const char *const questions[] = {
      "SELECT * FROM report JOIN name ON name.id = domain JOIN policy ON policy.id = policy",
      "SELECT * FROM record JOIN identity ON identity.id = identity LEFT JOIN name ON name.id = header_from",
      "SELECT * FROM name ORDER BY text", "SELECT * FROM daily", "SELECT * FROM migration"};
  GError *error = NULL;
  g_autoptr(GString) text = g_string_new(NULL);
  struct store *store = store_open(path, STORE_READ, &error);
  for (size_t i = 0; i < G_N_ELEMENTS(questions) && store && !error; i++)
    append_rows(text, store, questions[i], &error);
  store_close(store);
  if (!error)
    return NULL;
  assert_true(g_error_matches(error, FAULT, FAULT_CONFIG));
  char *sentence = g_strdup(error->message);
  g_error_free(error);
  return sentence;
}

static void make_large(const char *path) {
  struct store *store = store_at(path, STORE_WRITE);
  g_autofree struct record *records = g_new(struct record, 700);
  for (uint32_t i = 0; i < 700; i++)
    records[i] = record_of(i, i);
  put_alone(store, report_of("r"), records, 700);
  store_close(store);
}

/* The same file with a page of it overwritten, `length` bytes from `from` on. NULL, or what is said when it is read. */
static char *read_damaged(GBytes *good, const char *path, size_t page, size_t from, size_t length, uint8_t byte) {
  gsize size;
  const void *bytes = g_bytes_get_data(good, &size);
  g_autofree char *copy = g_memdup2(bytes, size);
  memset(copy + page * PAGE + from, byte, length);
  assert_true(g_file_set_contents(path, copy, (gssize)size, NULL));
  return read_all(path);
}

/* Every page in turn: all of it, or only the header that says what is where in it. */
static void a_damaged_file_says_so(void **state) {
  static const struct {
    size_t from, length;
    uint8_t byte;
  } damages[] = {{0, PAGE, 0xff}, {0, PAGE, 0}, {0, 12, 0xff}, {0, 1, 0x55}};
  g_autofree char *path = path_in(state, "d.db"), *damaged = path_in(state, "damaged.db"), *roots = NULL;
  make_large(path);
  struct store *store = store_at(path, STORE_READ);
  roots = rows(store, "SELECT ' ' || group_concat(rootpage, ' ') || ' ' FROM sqlite_schema WHERE name IN ('report', "
                      "'name', 'policy', 'record', 'identity', 'daily', 'migration')");
  store_close(store);
  g_autoptr(GBytes) good = content_of(path);
  g_autofree char *expected = g_strdup_printf("%s: the database is damaged; bring it back from a backup", damaged);
  for (size_t page = 1; page < g_bytes_get_size(good) / PAGE; page++)
    for (size_t i = 0; i < G_N_ELEMENTS(damages); i++) {
      g_autofree char *word = g_strdup_printf(" %zu ", page + 1);
      g_autofree char *sentence =
          read_damaged(good, damaged, page, damages[i].from, damages[i].length, damages[i].byte);
      if (sentence || strstr(roots, word))
        assert_string_equal(sentence ? sentence : "nothing is said", expected);
    }
}

static void a_file_that_was_cut_short_says_so(void **state) {
  g_autofree char *path = path_in(state, "d.db"), *shown = NULL;
  make_large(path);
  struct stat about;
  assert_int_equal(stat(path, &about), 0);
  assert_int_equal(truncate(path, about.st_size / 2 / PAGE * PAGE), 0);
  shown = g_strdup_printf("%s: the database is damaged; bring it back from a backup", path);
  g_autofree char *sentence = read_all(path);
  assert_string_equal(sentence, shown);
}

/* -- what is made -------------------------------------------------------------------------------------------------- */

static void in_memory_it_can_be_written_and_read(void **state) {
  (void)state;
  for (int mode = STORE_READ; mode <= STORE_WRITE; mode++) {
    struct store *store = store_at(":memory:", (enum store_mode)mode);
    put_alone(store, report_of("r"), &one_record, 1);
    expect_rows(store, "SELECT messages FROM daily", "3\n");
    store_close(store);
  }
  assert_false(g_file_test(":memory:", G_FILE_TEST_EXISTS));
}

static void only_its_owner_may_read_what_is_made(void **state) {
  static const char *const files[] = {"d.db", "d.db-wal", "d.db-shm"};
  g_autofree char *path = path_in(state, files[0]);
  const mode_t before = umask(0);
  struct store *store = store_at(path, STORE_WRITE);
  put_alone(store, report_of("r"), &one_record, 1);
  umask(before);
  for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
    g_autofree char *file = path_in(state, files[i]);
    struct stat about;
    assert_int_equal(stat(file, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
  }
  store_close(store);
}

static void the_usual_folder_is_made(void **state) {
  (void)state;
  g_autofree char *path = store_path(NULL), *folder = g_path_get_dirname(path);
  struct stat about;
  assert_true(g_str_has_prefix(path, g_get_user_data_dir()));
  assert_true(g_str_has_suffix(path, "/dmarcstat/dmarcstat.db"));
  assert_false(g_file_test(g_get_user_data_dir(), G_FILE_TEST_EXISTS));
  GError *error = NULL;
  assert_null(store_open(path, STORE_READ, &error)); /* not for reading */
  g_clear_error(&error);
  assert_false(g_file_test(g_get_user_data_dir(), G_FILE_TEST_EXISTS));
  store_close(store_at(path, STORE_WRITE));
  assert_int_equal(stat(folder, &about), 0);
  assert_int_equal(about.st_mode & 0777, 0700);
  store_close(store_at(path, STORE_WRITE)); /* and then it is there */
}

static void beside_the_usual_folder_none_is_made(void **state) {
  (void)state;
  static const char *const others[] = {"/dmarcstat/typo/d.db", "/typo/dmarcstat.db", "-typo/dmarcstat/dmarcstat.db"};
  for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
    g_autofree char *path = g_strconcat(g_get_user_data_dir(), others[i], NULL);
    expect_refused(path, STORE_WRITE, FAULT_CANNOT_CREATE,
                   "%s: the database cannot be created: No such file or directory");
  }
}

static void the_option_goes_before_the_environment(void **state) {
  (void)state;
  g_autofree char *usual = store_path(NULL);
  g_setenv("DMARCSTAT_DB", "/a/from environment.db", TRUE);
  g_autofree char *named = store_path("b.db"), *environment = store_path(NULL);
  g_setenv("DMARCSTAT_DB", "", TRUE);
  g_autofree char *empty = store_path(NULL);
  g_unsetenv("DMARCSTAT_DB");
  assert_string_equal(named, "b.db");
  assert_string_equal(environment, "/a/from environment.db");
  assert_string_equal(empty, usual);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST_IN_FOLDER(a_missing_file_cannot_be_read_and_says_what_to_type),
      TEST_IN_FOLDER(a_folder_that_was_named_is_not_made),
      TEST_IN_FOLDER(a_folder_is_no_database),
      TEST_IN_FOLDER(a_file_that_is_no_database_stays_as_it_is),
      TEST_IN_FOLDER(a_database_of_another_program_stays_as_it_is),
      TEST_IN_FOLDER(one_of_a_newer_version_stays_as_it_is),
      TEST_IN_FOLDER(one_whose_schema_was_altered_stays_as_it_is),
      TEST_IN_FOLDER(an_empty_file_cannot_be_read_but_written),
      TEST_IN_FOLDER(a_path_is_shown_printable),
      TEST_IN_FOLDER(a_damaged_file_says_so),
      TEST_IN_FOLDER(a_file_that_was_cut_short_says_so),
      cmocka_unit_test(in_memory_it_can_be_written_and_read),
      TEST_IN_FOLDER(only_its_owner_may_read_what_is_made),
      cmocka_unit_test(the_usual_folder_is_made),
      cmocka_unit_test(beside_the_usual_folder_none_is_made),
      cmocka_unit_test(the_option_goes_before_the_environment),
  };
  void *folder;
  if (folder_begin(&folder) != 0)
    return 1;
  g_autofree char *data = g_build_filename(folder, "data", NULL);
  g_setenv("XDG_DATA_HOME", data, TRUE); /* before GLib looks at it */
  g_unsetenv("DMARCSTAT_DB");
  const int failed = cmocka_run_group_tests(tests, NULL, NULL);
  folder_end(&folder);
  return failed;
}
