/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fault.h"
#include "ingest/source.h"

/* -- a folder of its own for each test, which is also the working folder ------------------------------------------ */

struct place {
  char *path;
  int before;
};

static int make_place(void **state) {
  struct place *place = g_new0(struct place, 1);
  place->path = g_dir_make_tmp("dmarcstat-test-XXXXXX", NULL);
  place->before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  *state = place;
  return place->path && place->before >= 0 ? chdir(place->path) : -1;
}

static void remove_all(const char *path) {
  GDir *folder = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
  if (folder) {
    for (const char *name; (name = g_dir_read_name(folder));) {
      g_autofree char *inner = g_build_filename(path, name, NULL);
      remove_all(inner);
    }
    g_dir_close(folder);
  }
  remove(path);
}

static int remove_place(void **state) {
  struct place *place = *state;
  const int result = fchdir(place->before);
  remove_all(place->path);
  close(place->before);
  g_free(place->path);
  g_free(place);
  return result;
}

static void put(const char *path, const char *content) {
  g_autofree char *folder = g_path_get_dirname(path);
  assert_int_equal(g_mkdir_with_parents(folder, 0755), 0);
  assert_true(g_file_set_contents(path, content, -1, NULL));
}

static void make_folders(const char *const *paths) {
  for (; *paths; paths++)
    assert_int_equal(g_mkdir_with_parents(*paths, 0755), 0);
}

/* -- reading ------------------------------------------------------------------------------------------------------- */

static void add_item(GString *items, struct item *item) {
  char bytes[64] = "";
  assert_true(pread(item->file->fd, bytes, MIN(item->length, sizeof bytes - 1), (off_t)item->offset) >= 0);
  g_string_append_printf(items, "%s=%s;", item->origin, bytes);
  item_free(item);
}

/* Everything that comes of the operands, as "origin=bytes;", and how many could not be read. */
static void gives(const char *const *operands, const char *items, uint64_t unreadable) {
  GError *error = NULL;
  g_autoptr(GString) got = g_string_new(NULL);
  struct source *source = source_paths_new(operands, &error);
  assert_null(error);
  assert_non_null(source);
  for (struct item *item; (item = source->next(source, &error));)
    add_item(got, item);
  assert_null(error);
  assert_string_equal(got->str, items);
  assert_int_equal(source->unreadable, unreadable);
  source->free(source);
}

static void one_gives(const char *operand, const char *items, uint64_t unreadable) {
  const char *const operands[] = {operand, NULL};
  gives(operands, items, unreadable);
}

static void is_refused(const char *operand, const char *sentence) {
  const char *const operands[] = {operand, NULL};
  GError *error = NULL;
  assert_null(source_paths_new(operands, &error));
  assert_non_null(error);
  assert_int_equal(error->code, FAULT_NO_INPUT);
  assert_string_equal(error->message, sentence);
  g_error_free(error);
}

/* -- the tests ------------------------------------------------------------------------------------------------------
 */

static void a_file_is_an_item(void **state) {
  (void)state;
  put("a.xml", "A");
  one_gives("a.xml", "a.xml=A;", 0);
}

static void an_empty_file_is_an_item_too(void **state) {
  (void)state;
  put("a.xml", "");
  one_gives("a.xml", "a.xml=;", 0);
}

static void a_folder_gives_its_files_in_order_of_names_and_depth(void **state) {
  (void)state;
  put("in/b", "B");
  put("in/a/2", "A2");
  put("in/a/1/x", "A1X");
  put("in/c", "C");
  one_gives("in", "in/a/1/x=A1X;in/a/2=A2;in/b=B;in/c=C;", 0);
  one_gives("in/", "in/a/1/x=A1X;in/a/2=A2;in/b=B;in/c=C;", 0);
}

static void hidden_entries_are_left_out_unless_named(void **state) {
  (void)state;
  put("in/.hidden", "H");
  put("in/.folder/x", "X");
  put("in/seen", "S");
  one_gives("in", "in/seen=S;", 0);
  one_gives("in/.folder", "in/.folder/x=X;", 0);
  one_gives("in/.hidden", "in/.hidden=H;", 0);
}

static void a_maildir_gives_cur_and_new_and_nothing_else(void **state) {
  (void)state;
  put("box/cur/1:2,S", "one");
  put("box/cur/2:2,S", "two");
  put("box/new/3", "three");
  put("box/tmp/4", "four");
  put("box/dovecot-uidlist", "list");
  put("box/.Archive/cur/5", "five");
  one_gives("box", "box/cur/1:2,S=one;box/cur/2:2,S=two;box/new/3=three;", 0);
}

static void a_maildir_inside_a_folder_is_found(void **state) {
  (void)state;
  const char *const empty[] = {"in/box/new", "in/box/tmp", NULL};
  make_folders(empty);
  put("in/box/cur/1", "one");
  put("in/a", "A");
  one_gives("in", "in/a=A;in/box/cur/1=one;", 0);
}

static void an_empty_maildir_has_no_items_and_is_no_fault(void **state) {
  (void)state;
  const char *const empty[] = {"box/cur", "box/new", "box/tmp", NULL};
  make_folders(empty);
  one_gives("box", "", 0);
}

static void an_mbox_gives_its_mails(void **state) {
  (void)state;
  put("in/box", "From a\n\none\n\nFrom b\n\ntwo\n");
  put("in/c", "C");
  one_gives("in", "in/box, mail 1=From a\n\none\n\n;in/box, mail 2=From b\n\ntwo\n;in/c=C;", 0);
}

static void operands_come_in_the_order_given(void **state) {
  (void)state;
  put("b", "B");
  put("in/x", "X");
  put("a", "A");
  gives((const char *const[]){"b", "in", "a", NULL}, "b=B;in/x=X;a=A;", 0);
}

static void the_only_operand_that_is_not_there_is_a_fault(void **state) {
  (void)state;
  is_refused("nowhere", "cannot open 'nowhere': No such file or directory");
}

static void one_of_several_that_is_not_there_is_counted(void **state) {
  (void)state;
  put("a", "A");
  gives((const char *const[]){"nowhere", "a", "nowhere/else", NULL}, "a=A;", 2);
}

static void an_empty_folder_is_a_fault_or_counted(void **state) {
  (void)state;
  const char *const empty[] = {"in/deep/er", "other", NULL};
  make_folders(empty);
  put("in/.hidden", "H");
  is_refused("in", "no files in 'in'");
  put("a", "A");
  gives((const char *const[]){"other", "a", "in", NULL}, "a=A;", 2);
}

static void a_file_without_permission_is_counted(void **state) {
  (void)state;
  put("in/a", "A");
  put("in/b", "B");
  put("in/closed/c", "C");
  assert_int_equal(chmod("in/a", 0), 0);
  assert_int_equal(chmod("in/closed", 0), 0);
  assert_int_equal(chmod(((struct place *)*state)->path, 0755), 0);
  const bool root = geteuid() == 0; /* whom no permission stops */
  if (root)
    assert_int_equal(seteuid(65534), 0);
  one_gives("in", "in/b=B;", 2);
  is_refused("in/a", "cannot open 'in/a': Permission denied");
  is_refused("in/closed", "cannot open 'in/closed': Permission denied");
  if (root)
    assert_int_equal(seteuid(0), 0);
  assert_int_equal(chmod("in/closed", 0755), 0);
}

static void links_to_files_are_followed(void **state) {
  (void)state;
  put("elsewhere/a", "A");
  put("in/z", "Z");
  assert_int_equal(symlink("../elsewhere/a", "in/link"), 0);
  assert_int_equal(symlink("nowhere", "in/broken"), 0);
  assert_int_equal(symlink("itself", "in/itself"), 0);
  one_gives("in", "in/link=A;in/z=Z;", 2);
}

static void links_to_folders_are_followed_only_when_named(void **state) {
  (void)state;
  put("in/a", "A");
  assert_int_equal(symlink(".", "in/loop"), 0);
  assert_int_equal(symlink("..", "in/up"), 0);
  assert_int_equal(symlink("in", "named"), 0);
  one_gives("in", "in/a=A;", 0);
  one_gives("named", "named/a=A;", 0);
}

static void pipes_sockets_and_devices_are_refused(void **state) {
  (void)state;
  put("in/a", "A");
  assert_int_equal(mkfifo("in/pipe", 0644), 0);
  struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "in/socket"};
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
  one_gives("in", "in/a=A;", 2);
  is_refused("in/pipe",
             "'in/pipe' is a pipe, neither a file nor a folder: give what comes out of it on standard input, "
             "with -");
  is_refused("in/socket", "'in/socket' is a socket, neither a file nor a folder: give what comes out of it on standard "
                          "input, with -");
  is_refused("/dev/null", "'/dev/null' is a device, neither a file nor a folder: give what comes out of it on standard "
                          "input, with -");
  close(fd);
}

static void names_that_could_steer_a_terminal_are_made_printable(void **state) {
  (void)state;
  put("in/a\033[2J\nb", "A");
  const char *const operands[] = {"in", NULL};
  struct source *source = source_paths_new(operands, NULL);
  struct item *item = source->next(source, NULL);
  assert_non_null(item);
  assert_null(strpbrk(item->origin, "\033\n"));
  item_free(item);
  source->free(source);
}

/* Has `fd` be standard input for one run. */
static void stdin_gives(int fd, const char *items) {
  const int before = dup(STDIN_FILENO);
  assert_true(dup2(fd, STDIN_FILENO) >= 0);
  one_gives("-", items, 0);
  if (before >= 0)
    dup2(before, STDIN_FILENO);
  close(before);
  close(fd);
}

static void a_pipe_on_standard_input_is_read_to_its_end(void **state) {
  (void)state;
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(write(ends[1], "mail", 4), 4);
  close(ends[1]);
  stdin_gives(ends[0], "standard input=mail;");
}

static void a_file_on_standard_input_is_read_from_where_it_stands(void **state) {
  (void)state;
  put("a", "skipped From a\n\none\n\nFrom b\n");
  const int fd = open("a", O_RDONLY);
  assert_int_equal(lseek(fd, 8, SEEK_SET), 8);
  stdin_gives(fd, "standard input, mail 1=From a\n\none\n\n;standard input, mail 2=From b\n;");
}

static void the_total_is_known_when_all_folders_are_listed(void **state) {
  (void)state;
  const char *const empty[] = {"box/new", "box/tmp", NULL};
  make_folders(empty);
  put("box/cur/1", "one");
  put("box/cur/2", "two");
  put("deep/a/x", "X");
  put("deep/b", "B");
  const char *const maildir[] = {"box", NULL}, *const deep[] = {"deep", NULL};
  struct source *source = source_paths_new(maildir, NULL);
  assert_int_equal(source->total(source), 2);
  item_free(source->next(source, NULL));
  assert_int_equal(source->total(source), 2);
  source->free(source);
  source = source_paths_new(deep, NULL);
  assert_int_equal(source->total(source), 2); /* deep/a was entered to find the first item */
  source->free(source);
  put("deep/z/y", "Y");
  source = source_paths_new(deep, NULL);
  assert_int_equal(source->total(source), 0); /* nobody has looked into deep/z */
  source->free(source);
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_PLACE(a_file_is_an_item),
      IN_PLACE(an_empty_file_is_an_item_too),
      IN_PLACE(a_folder_gives_its_files_in_order_of_names_and_depth),
      IN_PLACE(hidden_entries_are_left_out_unless_named),
      IN_PLACE(a_maildir_gives_cur_and_new_and_nothing_else),
      IN_PLACE(a_maildir_inside_a_folder_is_found),
      IN_PLACE(an_empty_maildir_has_no_items_and_is_no_fault),
      IN_PLACE(an_mbox_gives_its_mails),
      IN_PLACE(operands_come_in_the_order_given),
      IN_PLACE(the_only_operand_that_is_not_there_is_a_fault),
      IN_PLACE(one_of_several_that_is_not_there_is_counted),
      IN_PLACE(an_empty_folder_is_a_fault_or_counted),
      IN_PLACE(a_file_without_permission_is_counted),
      IN_PLACE(links_to_files_are_followed),
      IN_PLACE(links_to_folders_are_followed_only_when_named),
      IN_PLACE(pipes_sockets_and_devices_are_refused),
      IN_PLACE(names_that_could_steer_a_terminal_are_made_printable),
      IN_PLACE(a_pipe_on_standard_input_is_read_to_its_end),
      IN_PLACE(a_file_on_standard_input_is_read_from_where_it_stands),
      IN_PLACE(the_total_is_known_when_all_folders_are_listed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
