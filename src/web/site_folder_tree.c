/* SPDX-License-Identifier: MIT */
#include "web/site_folder_parts.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_dot(const char *name) {
  return g_str_equal(name, ".") || g_str_equal(name, "..");
}

/* Its entries; NULL with errno. The descriptor stays the caller's. */
static GPtrArray *entries_of(int folder) {
  const int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *stream = own < 0 ? NULL : fdopendir(own);
  struct dirent *entry;
  if (!stream)
    return NULL;
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  while ((entry = readdir(stream)))
    if (!is_dot(entry->d_name))
      g_ptr_array_add(names, g_strdup(entry->d_name));
  closedir(stream);
  return names;
}

static int open_folder(int parent, const char *name) {
  return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

void site_folder_tree_remove(int parent, const char *name) {
  if (unlinkat(parent, name, 0) == 0)
    return;
  const int folder = open_folder(parent, name);
  if (folder < 0)
    return;
  g_autoptr(GPtrArray) names = entries_of(folder);
  for (guint i = 0; names && i < names->len; i++)
    site_folder_tree_remove(folder, g_ptr_array_index(names, i));
  close(folder);
  unlinkat(parent, name, AT_REMOVEDIR);
}

bool site_folder_tree_make_parents(int root, const char *path) {
  g_autofree char *copy = g_strdup(path);
  for (char *slash = strchr(copy, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    if (mkdirat(root, copy, 0777) != 0 && errno != EEXIST)
      return false;
    *slash = '/';
  }
  return true;
}

static bool carry_file(int from, int to, const char *path, mode_t mode) {
  char target[4096];
  if (!site_folder_tree_make_parents(to, path))
    return false;
  if (S_ISREG(mode))
    return linkat(from, path, to, path, 0) == 0;
  const ssize_t length = S_ISLNK(mode) ? readlinkat(from, path, target, sizeof(target) - 1) : -1;
  if (length < 0)
    return false;
  target[length] = '\0';
  return symlinkat(target, to, path) == 0;
}

static bool carry_entry(int from, int to, const char *path, GHashTable *ours, char **trouble) {
  struct stat about;
  if (g_hash_table_contains(ours, path))
    return true;
  if (fstatat(from, path, &about, AT_SYMLINK_NOFOLLOW) == 0 &&
      (S_ISDIR(about.st_mode) ? site_folder_tree_carry(from, to, path, ours, trouble)
                              : carry_file(from, to, path, about.st_mode)))
    return true;
  if (!*trouble)
    *trouble = g_strdup(path);
  return false;
}

bool site_folder_tree_carry(int from, int to, const char *path, GHashTable *ours, char **trouble) {
  const int folder = open_folder(from, *path ? path : ".");
  g_autoptr(GPtrArray) names = folder < 0 ? NULL : entries_of(folder);
  bool good = names != NULL;
  for (guint i = 0; good && i < names->len; i++) {
    const char *name = g_ptr_array_index(names, i);
    g_autofree char *inner = *path ? g_strconcat(path, "/", name, NULL) : g_strdup(name);
    good = carry_entry(from, to, inner, ours, trouble);
  }
  if (folder >= 0)
    close(folder);
  return good;
}
