/* SPDX-License-Identifier: MIT */
/* The schema: numbered files, each run once and whole, however many programs begin at once and whenever one is ended.
 */
#include "schema/migrations.h"
#include "store_sample.h"
#include <signal.h>
#include <sqlite3.h>

#define SCHEMA "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name"
#define REGISTER "SELECT number, name, hash FROM migration ORDER BY number"

/* As a new database has it. */
static void expect_the_schema(const char *path) {
  struct store *store = store_at(path, STORE_WRITE), *fresh = store_in_memory();
  g_autofree char *schema = rows(fresh, SCHEMA), *list = rows(fresh, REGISTER);
  expect_rows(store, SCHEMA, schema);
  expect_rows(store, REGISTER, list);
  expect_sound(store);
  store_close(store);
  store_close(fresh);
}

/* -- the files ----------------------------------------------------------------------------------------------------- */

static void they_are_numbered_without_a_gap(void **state) {
  (void)state;
  int n = 0;
  for (const struct migration *migration = migrations(); migration->number; migration++) {
    g_autofree char *prefix = g_strdup_printf("%04d_", ++n);
    assert_int_equal(migration->number, n);
    assert_true(g_str_has_prefix(migration->name, prefix));
    assert_true(strlen(migration->name) > strlen(prefix));
  }
  assert_true(n >= 1);
}

static void their_hash_is_that_of_the_file(void **state) {
  (void)state;
  for (const struct migration *migration = migrations(); migration->number; migration++) {
    g_autofree char *relative = g_strconcat(TEST_DATA "/../../src/schema/migrations/", migration->name, ".sql", NULL);
    g_autofree char *path = g_canonicalize_filename(relative, NULL); /* there need not be any data */
    g_autofree char *text = NULL, *hash = NULL;
    gsize length;
    assert_true(g_file_get_contents(path, &text, &length, NULL));
    assert_string_equal(migration->sql, text);
    hash = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, length);
    assert_string_equal(migration->hash, hash);
  }
}

static void the_register_names_each_once(void **state) {
  g_autofree char *path = path_in(state, "d.db");
  g_autoptr(GString) expected = g_string_new(NULL);
  for (const struct migration *migration = migrations(); migration->number; migration++)
    g_string_append_printf(expected, "%d|'%s'|'%s'\n", migration->number, migration->name, migration->hash);
  for (int i = 0; i < 3; i++) {
    struct store *store = store_at(path, STORE_WRITE);
    expect_rows(store, REGISTER, expected->str);
    store_close(store);
  }
}

static void every_table_is_strict(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  expect_rows(store,
              "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT "
              "LIKE 'sqlite\\_%' ESCAPE '\\'",
              "");
  assert_true(number(store, "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict") >= 14);
  store_close(store);
}

static void every_reference_names_a_table_that_is_there(void **state) {
  (void)state;
  struct store *store = store_in_memory();
  expect_rows(store,
              "SELECT t.name, f.\"table\" FROM pragma_table_list t, pragma_foreign_key_list(t.name) f WHERE t.schema = "
              "'main' AND f.\"table\" NOT IN (SELECT name FROM sqlite_schema WHERE type = 'table')",
              "");
  store_close(store);
}

static void a_database_of_ours_says_so_in_its_header_and_has_a_journal_beside_it(void **state) {
  g_autofree char *path = path_in(state, "d.db");
  struct store *store = store_at(path, STORE_WRITE);
  expect_rows(store, "PRAGMA application_id", "1684894580\n"); /* "dmst" */
  expect_rows(store, "PRAGMA journal_mode", "'wal'\n");
  expect_rows(store, "PRAGMA foreign_keys", "1\n");
  store_close(store);
}

/* -- from before --------------------------------------------------------------------------------------------------- */

/* A database as the first `newest` files make it, with what `sql` puts into it. */
static void make_old(const char *path, int newest, const char *sql) {
  g_autoptr(GString) script = g_string_new("PRAGMA application_id = 1684894580;"
                                           "CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL,"
                                           " hash TEXT NOT NULL, applied INTEGER NOT NULL) STRICT;");
  for (const struct migration *migration = migrations(); migration->number && migration->number <= newest; migration++)
    g_string_append_printf(script, "%s;INSERT INTO migration VALUES (%d, '%s', '%s', 0);", migration->sql,
                           migration->number, migration->name, migration->hash);
  g_string_append(script, sql);
  sqlite3 *db;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, script->str, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
}

static void a_database_of_the_first_schema_is_brought_up_to_date_with_its_data(void **state) {
  g_autofree char *path = path_in(state, "d.db");
  GError *error = NULL;
  make_old(path, 1,
           "INSERT INTO name VALUES (1, 'example.com'), (2, 'google.com');"
           "INSERT INTO policy (id, digest, p, sp, np, adkim, aspf, discovery_method)"
           " VALUES (1, x'00', 3, 0, 0, 0, 0, 0);"
           "INSERT INTO identity (id, digest, header_from, dkim_pass, spf_pass) VALUES (1, x'00', 1, 1, 0);"
           "INSERT INTO report (id, domain, begin, end, reporter, report_id, first_day, days, policy, records,"
           " messages, dmarc_pass, dkim_aligned, spf_aligned, origin, nesting, received)"
           " VALUES (7, 1, 1795392000, 1795478399, 2, 'r', 20780, 1, 1, 1, 5, 5, 5, 0, 'a.eml', 'mail > xml', 9);"
           "INSERT INTO record (report, seq, source, count, disposition, dkim, spf, identity)"
           " VALUES (7, 0, x'c0000201', 5, 1, 1, 0, 1);"
           "INSERT INTO daily VALUES (1, 20780, x'c0000201', 5, 5, 0, 5, 0, 1, 0, 0, 0, 0);");
  assert_null(store_open(path, STORE_READ, &error));
  expect_fault(&error, FAULT_CONFIG,
               "%s is empty or was made by an older version; `dmarcstat ingest` brings it up to date", path);
  expect_the_schema(path);
  struct store *store = store_at(path, STORE_WRITE);
  expect_rows(store, "SELECT id, report_id, messages, origin, nesting, received, trust FROM report",
              "7|'r'|5|'a.eml'|'mail > xml'|9|0\n");
  expect_rows(store, "SELECT report, source, count FROM record", "7|x'c0000201'|5\n");
  expect_rows(store, "SELECT messages, dmarc_pass FROM daily", "5|5\n");
  /* The old reports are known, and new ones can stand beside them. */
  struct report again = report_of("r"), other = report_of("s");
  const struct record record = record_of(1, 3);
  assert_int_equal(put_alone(store, again, NULL, 0), STORE_DUPLICATE);
  other.trust = TRUST_VERIFIED;
  assert_int_equal(put_alone(store, other, &record, 1), STORE_NEW);
  expect_rows(store, "SELECT report_id, trust FROM report ORDER BY id", "'r'|0\n's'|3\n");
  expect_sound(store);
  store_close(store);
}

/* -- ended on the way ---------------------------------------------------------------------------------------------- */

/* A program that got half way, so far that SQLite has begun to write to the file, and was ended. */
static void what_a_program_began_and_did_not_end_is_made_anew(void **state) {
  g_autofree char *path = path_in(state, "d.db"), *journal = path_in(state, "d.db-journal");
  const pid_t child = fork();
  if (child == 0) {
    sqlite3 *db;
    const bool good = sqlite3_open(path, &db) == SQLITE_OK &&
                      sqlite3_exec(db,
                                   "PRAGMA cache_size = 1; BEGIN; PRAGMA application_id = 1684894580;"
                                   "CREATE TABLE migration (number INTEGER PRIMARY KEY); CREATE TABLE name (id);"
                                   "INSERT INTO name SELECT zeroblob(5000) FROM sqlite_schema a, sqlite_schema b;",
                                   NULL, NULL, NULL) == SQLITE_OK;
    _exit(good ? 0 : 1);
  }
  assert_int_equal(wait_for(child), 0);
  struct stat about;
  assert_int_equal(stat(path, &about), 0);
  assert_true(about.st_size > 0);
  assert_true(g_file_test(journal, G_FILE_TEST_EXISTS));
  expect_the_schema(path);
  assert_false(g_file_test(journal, G_FILE_TEST_EXISTS));
}

/* Ended by force at any moment: what is left can always be opened. */
static void whenever_it_is_ended_the_next_one_can_go_on(void **state) {
  g_autoptr(GRand) random = g_rand_new_with_seed(11);
  for (int i = 0; i < 25; i++) {
    g_autofree char *name = g_strdup_printf("d%d.db", i), *path = path_in(state, name);
    const pid_t child = fork();
    if (child == 0) {
      struct record record = record_of(1, 1);
      struct store *store = store_open(path, STORE_WRITE, NULL);
      struct sample sample = sample_of(report_of("r"), &record, 1);
      enum store_result result;
      _exit(store && store_begin(store, NULL) && sample_try(store, &sample, &result, NULL) && store_commit(store, NULL)
                ? 0
                : 1);
    }
    g_usleep((gulong)g_rand_int_range(random, 0, 20000));
    kill(child, SIGKILL);
    const int status = wait_for(child);
    assert_true(status == 0 || status == 128 + SIGKILL);
    expect_the_schema(path);
    struct store *store = store_at(path, STORE_READ);
    assert_true(number(store, "SELECT (SELECT count(*) FROM report) = (SELECT count(*) FROM record) AND (SELECT "
                              "count(*) FROM record) = (SELECT count(*) FROM daily)"));
    store_close(store);
  }
}

/* -- several at once ----------------------------------------------------------------------------------------------- */

#define PROCESSES 10
#define ROUNDS 6

static void of_several_programs_that_begin_at_once_one_makes_it(void **state) {
  for (int round = 0; round < ROUNDS; round++) {
    g_autofree char *name = g_strdup_printf("d%d.db", round), *path = path_in(state, name);
    pid_t children[PROCESSES];
    int gate[2];
    assert_int_equal(pipe(gate), 0);
    for (int i = 0; i < PROCESSES; i++) {
      children[i] = fork();
      assert_true(children[i] >= 0);
      if (children[i] == 0) {
        GError *error = NULL;
        char byte;
        close(gate[1]); /* all of them begin when the last one has done so */
        if (read(gate[0], &byte, 1) != 0)
          _exit(2);
        struct store *store = store_open(path, STORE_WRITE, &error);
        if (!store)
          fprintf(stderr, "%s\n", error->message);
        store_close(store);
        _exit(store ? 0 : 1);
      }
    }
    close(gate[0]);
    close(gate[1]);
    for (int i = 0; i < PROCESSES; i++)
      assert_int_equal(wait_for(children[i]), 0);
    expect_the_schema(path);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(they_are_numbered_without_a_gap),
      cmocka_unit_test(their_hash_is_that_of_the_file),
      TEST_IN_FOLDER(the_register_names_each_once),
      cmocka_unit_test(every_table_is_strict),
      cmocka_unit_test(every_reference_names_a_table_that_is_there),
      TEST_IN_FOLDER(a_database_of_ours_says_so_in_its_header_and_has_a_journal_beside_it),
      TEST_IN_FOLDER(a_database_of_the_first_schema_is_brought_up_to_date_with_its_data),
      TEST_IN_FOLDER(what_a_program_began_and_did_not_end_is_made_anew),
      TEST_IN_FOLDER(whenever_it_is_ended_the_next_one_can_go_on),
      TEST_IN_FOLDER(of_several_programs_that_begin_at_once_one_makes_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
