/* SPDX-License-Identifier: MIT */
/* What is withheld is withheld: tried in children, as there is no way back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/landlock.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static bool opens(const char *path, int flags) {
  const int fd = open(path, flags, 0600);
  if (fd >= 0)
    close(fd);
  return fd >= 0;
}

static bool is_denied(const char *path, int flags) {
  return !opens(path, flags) && errno == EACCES;
}

/* What `act` says of itself, shut in. */
static int in_child(bool (*act)(const char *folder), const char *allowed, const char *folder) {
  int status = -1;
  const pid_t child = fork();
  if (child == 0)
    _exit(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && landlock_shut(allowed) && act(folder) ? 0 : 1);
  waitpid(child, &status, 0);
  return status;
}

static bool everything_is_denied(const char *folder) {
  g_autofree char *file = g_build_filename(folder, "file", NULL);
  return is_denied("/etc/passwd", O_RDONLY) && is_denied(file, O_RDONLY) && is_denied(file, O_RDWR | O_CREAT);
}

/* As SQLite does it with its journal. */
static bool only_the_folder_is_open(const char *folder) {
  g_autofree char *file = g_build_filename(folder, "file", NULL), *new = g_build_filename(folder, "new", NULL);
  return opens(file, O_RDWR) && opens(new, O_RDWR | O_CREAT) && truncate(new, 100) == 0 && unlink(new) == 0 &&
         is_denied("/etc/passwd", O_RDONLY) && is_denied("/tmp/dmarcstat-landlock", O_RDWR | O_CREAT);
}

static bool nothing_can_be_run(const char *folder) {
  (void)folder;
  char *const none[] = {NULL};
  return execve("/bin/true", none, none) < 0 && errno == EACCES;
}

static bool nothing_can_be_connected_to(const char *folder) {
  (void)folder;
  const struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9), .sin_addr = {htonl(0x7f000001)}};
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  return connect(fd, (const struct sockaddr *)&address, sizeof address) < 0 && errno == EACCES;
}

static char *make_folder(void) {
  char *folder = g_dir_make_tmp("landlock.XXXXXX", NULL);
  g_autofree char *file = g_build_filename(folder, "file", NULL);
  assert_true(g_file_set_contents(file, "x", 1, NULL));
  return folder;
}

static void remove_folder(const char *folder) {
  g_autofree char *file = g_build_filename(folder, "file", NULL);
  g_unlink(file);
  g_rmdir(folder);
}

static void tries(bool (*act)(const char *folder), bool is_allowed, long abi) {
  if (landlock_abi() < abi)
    skip();
  g_autofree char *folder = make_folder();
  const int status = in_child(act, is_allowed ? folder : NULL, folder);
  remove_folder(folder);
  assert_int_equal(status, 0);
}

static void without_a_folder_no_file_can_be_opened(void **state) {
  (void)state;
  tries(everything_is_denied, false, 1);
}

static void with_a_folder_no_other_file_can_be_opened(void **state) {
  (void)state;
  tries(only_the_folder_is_open, true, 1);
}

static void programs_cannot_be_run(void **state) {
  (void)state;
  tries(nothing_can_be_run, true, 1);
}

static void connections_cannot_be_made(void **state) {
  (void)state;
  tries(nothing_can_be_connected_to, true, 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(without_a_folder_no_file_can_be_opened),
      cmocka_unit_test(with_a_folder_no_other_file_can_be_opened),
      cmocka_unit_test(programs_cannot_be_run),
      cmocka_unit_test(connections_cannot_be_made),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
