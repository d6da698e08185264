/* SPDX-License-Identifier: MIT */
/*
 * The main program of a target without libFuzzer: hands it the files that are named, each file of a folder that is
 * named, or standard input. The tests replay seeds and old findings with it; AFL++ runs it as `afl-fuzz ... -- TARGET
 * @@`.
 */
#include "fuzz.h"
#include <errno.h>
#include <sys/stat.h>

static unsigned int given;

static void give(const char *path) {
  g_autofree char *bytes = NULL;
  gsize length;
  g_autoptr(GError) error = NULL;
  if (!g_file_get_contents(path, &bytes, &length, &error)) {
    fprintf(stderr, "%s\n", error->message);
    exit(66);
  }
  uint8_t *copy = fuzz_copy((const uint8_t *)bytes, length);
  LLVMFuzzerTestOneInput(copy, length);
  free(copy);
  given++;
}

static void give_folder(const char *path) {
  g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
  for (const char *name; folder && (name = g_dir_read_name(folder));) {
    g_autofree char *file = g_build_filename(path, name, NULL);
    give(file);
  }
}

int main(int argc, char **argv) {
  if (argc == 1)
    give("/dev/stdin");
  for (int i = 1; i < argc; i++) {
    struct stat about;
    if (stat(argv[i], &about) != 0) {
      fprintf(stderr, "%s: %s\n", argv[i], g_strerror(errno));
      return 66;
    }
    if (S_ISDIR(about.st_mode))
      give_folder(argv[i]);
    else
      give(argv[i]);
  }
  printf("%u inputs\n", given);
  return given > 0 ? 0 : 66;
}
