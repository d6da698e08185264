/* SPDX-License-Identifier: MIT */
/* config_folder: a folder to write files into, for the tests of the configuration and of secrets. */
#ifndef DMARCSTAT_TESTS_CONFIG_FOLDER_H
#define DMARCSTAT_TESTS_CONFIG_FOLDER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/fault.h"
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int folder_begin(void **state) {
  *state = g_dir_make_tmp("dmarcstat-XXXXXX", NULL);
  return *state ? 0 : -1;
}

static int folder_end(void **state) {
  g_autoptr(GDir) folder = g_dir_open(*state, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name(folder))) {
    g_autofree char *path = g_build_filename(*state, name, NULL);
    g_remove(path);
  }
  g_rmdir(*state);
  g_free(*state);
  return 0;
}

/* The path of a file of that content and mode, in the test's folder. Caller frees. */
static char *written(void **state, const char *name, const char *bytes, gssize length, int mode) {
  char *path = g_build_filename(*state, name, NULL);
  assert_true(g_file_set_contents(path, bytes, length, NULL));
  assert_int_equal(chmod(path, (mode_t)mode), 0);
  return path;
}

#endif
