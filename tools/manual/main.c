/* SPDX-License-Identifier: MIT */
/* dmarcstat-manual FOLDER DATE FRAME...: writes the manual pages and the completions into FOLDER. */
#include "base/fault.h"
#include "manual/completion.h"
#include "manual/page.h"
#include <stdio.h>

static bool write_file(const char *folder, const char *name, const char *text, GError **error) {
  g_autofree char *path = g_build_filename(folder, name, NULL);
  return g_file_set_contents(path, text, -1, error);
}

static bool write_frame(const char *folder, const char *path, const GPtrArray *all, const char *date, GError **error) {
  g_autofree char *frame = NULL, *page = NULL, *name = g_path_get_basename(path);
  if (!g_file_get_contents(path, &frame, NULL, error))
    return false;
  page = frame_fill(frame, all, date, error);
  return page && write_file(folder, name, page, error);
}

static bool write_commands(const char *folder, const GPtrArray *all, const char *date, GError **error) {
  for (guint i = 0; i < all->len; i++) {
    const struct told *told = g_ptr_array_index(all, i);
    if (told->question) /* they have one page together */
      continue;
    g_autofree char *page = page_command(told, date), *name = g_strdup_printf("dmarcstat-%s.1", told->name);
    if (!write_file(folder, name, page, error))
      return false;
  }
  return true;
}

static bool write_completions(const char *folder, const GPtrArray *all, GError **error) {
  g_autofree char *bash = completion_bash(all), *zsh = completion_zsh(all), *fish = completion_fish(all);
  return write_file(folder, "dmarcstat.bash", bash, error) && write_file(folder, "_dmarcstat", zsh, error) &&
         write_file(folder, "dmarcstat.fish", fish, error);
}

static bool write_all(const char *folder, const char *date, char **frames, GError **error) {
  g_autoptr(GPtrArray) all = told_all(error);
  bool good = all && write_commands(folder, all, date, error) && write_completions(folder, all, error);
  for (; good && *frames; frames++)
    good = write_frame(folder, *frames, all, date, error);
  return good;
}

int main(int argc, char **argv) {
  g_autoptr(GError) error = NULL;
  if (argc < 4) {
    fputs("Usage: dmarcstat-manual FOLDER DATE FRAME...\n", stderr);
    return FAULT_USAGE;
  }
  if (write_all(argv[1], argv[2], argv + 3, &error))
    return 0;
  fprintf(stderr, "dmarcstat-manual: %s\n", error->message);
  return FAULT_SOFTWARE;
}
