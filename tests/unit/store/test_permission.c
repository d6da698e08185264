/* SPDX-License-Identifier: MIT */
/* Opening a database that others own, or in folders that cannot be written, as somebody who is not root. */
#include "store_sample.h"
#include <grp.h>

#define NOBODY 65534 /* when the tests are run by root, who may do everything */

static const struct record one_record = {.source = {4, {192, 0, 2, 1}}, .count = 3, .header_from = "example.com"};

/* -- in the place of somebody else --------------------------------------------------------------------------------- */

static bool become_nobody(void) {
  return geteuid() != 0 || (setgroups(0, NULL) == 0 && setgid(NOBODY) == 0 && setuid(NOBODY) == 0);
}

/* The file or folder is theirs. */
static void give_to_nobody(const char *path) {
  if (geteuid() == 0)
    assert_int_equal(chown(path, NOBODY, NOBODY), 0);
}

/* What somebody gets who opens it and sums up its messages: "N messages", or the fault's code and sentence. */
static char *told(const char *path, enum store_mode mode) {
  GError *error = NULL;
  g_autoptr(GString) sum = g_string_new(NULL);
  struct store *store = store_open(path, mode, &error);
  if (store)
    append_rows(sum, store, "SELECT sum(messages) || ' messages' FROM daily", &error);
  store_close(store);
  char *text =
      error ? g_strdup_printf("%d: %s", error->code, error->message) : g_string_free(g_steal_pointer(&sum), FALSE);
  g_clear_error(&error);
  return text;
}

/* The same of a child that is not root. Caller frees. */
static char *told_as_nobody(const char *path, enum store_mode mode) {
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  const pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    if (!become_nobody())
      _exit(1);
    g_autofree char *text = told(path, mode);
    _exit(write(ends[1], text, strlen(text)) == (ssize_t)strlen(text) ? 0 : 2);
  }
  close(ends[1]);
  GString *text = g_string_new(NULL);
  char part[1024];
  ssize_t got;
  while ((got = TEMP_FAILURE_RETRY(read(ends[0], part, sizeof part))) > 0)
    g_string_append_len(text, part, got);
  close(ends[0]);
  const int status = wait_for(child);
  if (status == 1)
    skip();
  assert_int_equal(status, 0);
  return g_string_free(text, FALSE);
}

G_GNUC_PRINTF(3, 4)
static void expect_told(const char *path, enum store_mode mode, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *expected = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_autofree char *text = told_as_nobody(path, mode);
  assert_string_equal(text, expected);
}

/* A folder in the test's, with a database in it. */
struct place {
  char *folder, *path;
  struct store *store; /* open for writing */
};

static struct place place_begin(void **state, const char *folder) {
  struct place place = {.folder = path_in(state, folder)};
  place.path = g_build_filename(place.folder, "d.db", NULL);
  assert_int_equal(mkdir(place.folder, 0755), 0);
  place.store = store_at(place.path, STORE_WRITE);
  put_alone(place.store, report_of("r"), &one_record, 1);
  return place;
}

static void place_close(struct place *place) {
  store_close(place->store);
  place->store = NULL;
}

static void place_end(struct place *place) {
  place_close(place);
  chmod(place->folder, 0755);
  g_free(place->folder);
  g_free(place->path);
}

/* -- what may not be opened ---------------------------------------------------------------------------------------- */

static void a_file_that_may_not_be_read_is_refused(void **state) {
  struct place place = place_begin(state, "a");
  place_close(&place);
  assert_int_equal(chmod(place.path, 0), 0);
  expect_told(place.path, STORE_READ, "77: %s: no permission to read the database", place.path);
  expect_told(place.path, STORE_WRITE, "77: %s: no permission to write to the database", place.path);
  assert_int_equal(chmod(place.path, 0444), 0);
  expect_told(place.path, STORE_WRITE, "77: %s: no permission to write to the database", place.path);
  place_end(&place);
}

static void a_folder_that_may_not_be_entered_is_refused(void **state) {
  struct place place = place_begin(state, "a");
  place_close(&place);
  assert_int_equal(chmod(place.folder, 0), 0);
  expect_told(place.path, STORE_READ, "77: %s: the database cannot be reached: Permission denied", place.path);
  expect_told(place.path, STORE_WRITE, "77: %s: the database cannot be reached: Permission denied", place.path);
  place_end(&place);
}

static void in_a_folder_that_may_not_be_written_none_is_made(void **state) {
  g_autofree char *path = path_in(state, "d.db");
  assert_int_equal(chmod(*state, 0555), 0);
  expect_told(path, STORE_WRITE, "73: %s: the database cannot be created: Permission denied", path);
  assert_int_equal(chmod(*state, 0755), 0);
}

static void a_file_that_may_be_written_in_a_folder_that_may_not_is_refused(void **state) {
  struct place place = place_begin(state, "a");
  place_close(&place);
  give_to_nobody(place.path);
  assert_int_equal(chmod(place.folder, 0555), 0);
  expect_told(place.path, STORE_WRITE, "77: %s: no permission to write to the database and its folder", place.path);
  place_end(&place);
}

/* -- a folder that cannot be written ------------------------------------------------------------------------------- */

static void a_database_at_rest_can_be_read_there(void **state) {
  static const char *const folders[] = {"plain", "with space", "50%", "what?", "a#b", "größer"};
  for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
    struct place place = place_begin(state, folders[i]);
    place_close(&place);
    assert_int_equal(chmod(place.path, 0444), 0);
    assert_int_equal(chmod(place.folder, 0555), 0);
    expect_told(place.path, STORE_READ, "'3 messages'\n");
    place_end(&place);
  }
}

static void one_that_a_program_is_writing_can_be_read_there_by_its_owner(void **state) {
  struct place place = place_begin(state, "a");
  static const char *const ends[] = {"", "-wal", "-shm"};
  for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
    g_autofree char *file = g_strconcat(place.path, ends[i], NULL);
    give_to_nobody(file);
  }
  assert_int_equal(chmod(place.folder, 0555), 0);
  expect_told(place.path, STORE_READ, "'3 messages'\n");
  begin(place.store);
  put(place.store, report_of("not yet"), &one_record, 1);
  expect_told(place.path, STORE_READ, "'3 messages'\n");
  commit(place.store);
  expect_told(place.path, STORE_READ, "'6 messages'\n");
  place_end(&place);
}

#define IN_JOURNAL                                                                                                     \
  "77: %s: some of it is only in the journal beside it, which needs permission to write to its folder; run this as "   \
  "its owner"

/* The writer was ended by force, and only the journal is left of it. */
static void one_whose_writer_is_gone_but_not_its_journal_is_refused(void **state) {
  struct place place = place_begin(state, "a"), copy = place_begin(state, "b");
  place_close(&copy);
  static const char *const ends[] = {"", "-wal"};
  for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
    g_autofree char *from = g_strconcat(place.path, ends[i], NULL), *to = g_strconcat(copy.path, ends[i], NULL);
    g_autofree char *bytes = NULL;
    gsize length;
    assert_true(g_file_get_contents(from, &bytes, &length, NULL) && length > 0);
    assert_true(g_file_set_contents(to, bytes, (gssize)length, NULL));
    give_to_nobody(to);
  }
  assert_int_equal(chmod(copy.folder, 0555), 0);
  expect_told(copy.path, STORE_READ, IN_JOURNAL, copy.path);
  place_end(&copy);
  place_end(&place);
}

/* What the journal holds would be missing: better nothing than half of it. */
static void one_whose_journal_cannot_be_read_is_refused(void **state) {
  struct place place = place_begin(state, "a");
  assert_int_equal(chmod(place.path, 0444), 0); /* but not what is beside it */
  assert_int_equal(chmod(place.folder, 0555), 0);
  if (geteuid() == 0)
    expect_told(place.path, STORE_READ, IN_JOURNAL, place.path);
  place_end(&place);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST_IN_FOLDER(a_file_that_may_not_be_read_is_refused),
      TEST_IN_FOLDER(a_folder_that_may_not_be_entered_is_refused),
      TEST_IN_FOLDER(in_a_folder_that_may_not_be_written_none_is_made),
      TEST_IN_FOLDER(a_file_that_may_be_written_in_a_folder_that_may_not_is_refused),
      TEST_IN_FOLDER(a_database_at_rest_can_be_read_there),
      TEST_IN_FOLDER(one_that_a_program_is_writing_can_be_read_there_by_its_owner),
      TEST_IN_FOLDER(one_whose_writer_is_gone_but_not_its_journal_is_refused),
      TEST_IN_FOLDER(one_whose_journal_cannot_be_read_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
