/* SPDX-License-Identifier: MIT */
#include "web/site_folder.h"
#include "base/fault.h"
#include "base/text.h"
#include "web/site_folder_parts.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIST ".dmarcstat-site"
#define LIST_HEAD "Made by dmarcstat publish, which replaces these files and no others:\n"

struct site_folder {
  char *shown;              /* its path, for people */
  char *name, *fresh;       /* in the folder that it is in: its own, and that of the new one */
  int parent, lock;         /* -1: not open */
  int old, new;             /* the folders; old is -1 when there is none */
  GHashTable *before, *now; /* of our files: path -> digest or "" */
};

static bool cannot(struct site_folder *folder, const char *what, GError **error) {
  const int code = errno == EACCES || errno == EPERM ? FAULT_REFUSED : FAULT_CANNOT_CREATE;
  return fault(error, code, "%s: %s: %s.", folder->shown, what, g_strerror(errno));
}

/* -- whose it is --------------------------------------------------------------------------------------------------- */

static char *read_file(int folder, const char *path, size_t *length) {
  const int file = openat(folder, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  struct stat about;
  if (file < 0)
    return NULL;
  if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) {
    close(file);
    return NULL;
  }
  char *bytes = g_try_malloc((gsize)about.st_size + 1);
  size_t done = 0;
  ssize_t n = 0;
  while (bytes && done < (size_t)about.st_size && (n = read(file, bytes + done, (size_t)about.st_size - done)) > 0)
    done += (size_t)n;
  close(file);
  if (bytes)
    bytes[done] = '\0';
  *length = done;
  return bytes;
}

/* False: the folder is none of ours. */
static bool read_list(struct site_folder *folder, int from) {
  size_t length;
  g_autofree char *list = read_file(from, LIST, &length);
  if (!list || !g_str_has_prefix(list, LIST_HEAD))
    return false;
  g_auto(GStrv) paths = g_strsplit(list + strlen(LIST_HEAD), "\n", -1);
  for (unsigned int i = 0; paths[i]; i++) {
    g_auto(GStrv) parts = g_strsplit(paths[i], "\t", 2);
    if (parts[0] && *parts[0])
      g_hash_table_insert(folder->before, g_strdup(parts[0]), g_strdup(parts[1] ? parts[1] : ""));
  }
  g_hash_table_insert(folder->before, g_strdup(LIST), g_strdup(""));
  return true;
}

static bool write_file(int root, const char *path, const char *bytes, size_t length) {
  const int file = openat(root, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  size_t done = 0;
  ssize_t n = 0;
  if (file < 0)
    return false;
  while (done < length && (n = write(file, bytes + done, length - done)) > 0)
    done += (size_t)n;
  if (done == length)
    return close(file) == 0;
  const int trouble = n < 0 ? errno : ENOSPC;
  close(file);
  errno = trouble;
  return false;
}

static bool write_list(struct site_folder *folder) {
  g_autoptr(GString) list = g_string_new(LIST_HEAD);
  g_autoptr(GList) paths = g_list_sort(g_hash_table_get_keys(folder->now), (GCompareFunc)strcmp);
  for (GList *path = paths; path; path = path->next) {
    const char *digest = g_hash_table_lookup(folder->now, path->data);
    g_string_append_printf(list, "%s%s%s\n", (const char *)path->data, *digest ? "\t" : "", digest);
  }
  unlinkat(folder->new, LIST, 0);
  return write_file(folder->new, LIST, list->str, list->len);
}

/* -- opening ------------------------------------------------------------------------------------------------------- */

/* rmdir() removes an empty one and no other; it is made again with its place. */
static bool look_at_old(struct site_folder *folder, GError **error) {
  folder->old = openat(folder->parent, folder->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder->old < 0 && errno == ENOENT)
    return true;
  if (folder->old < 0 && errno == ENOTDIR)
    return fault(error, FAULT_CANNOT_CREATE, "%s is no folder; name one that is to hold the pages.", folder->shown);
  if (folder->old < 0)
    return cannot(folder, "cannot be looked into", error);
  if (read_list(folder, folder->old))
    return true;
  if (unlinkat(folder->parent, folder->name, AT_REMOVEDIR) == 0) {
    mkdirat(folder->parent, folder->name, 0777);
    return true;
  }
  return fault(error, FAULT_CANNOT_CREATE,
               "%s holds files that dmarcstat did not write, so nothing is put there; name a new or an empty folder.",
               folder->shown);
}

static bool lock(struct site_folder *folder, GError **error) {
  g_autofree char *name = g_strdup_printf(".%s.lock", folder->name);
  folder->lock = openat(folder->parent, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (folder->lock < 0)
    return cannot(folder, "the folder that it is in cannot be written", error);
  if (flock(folder->lock, LOCK_EX | LOCK_NB) == 0)
    return true;
  return fault(error, FAULT_TRY_LATER, "%s is being written by another `dmarcstat publish`; try again when it is done.",
               folder->shown);
}

/* What a run that was killed has left is removed when it is ours: it has a list from its first moment. */
static bool make_new(struct site_folder *folder, GError **error) {
  const int left = openat(folder->parent, folder->fresh, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (left >= 0 && faccessat(left, LIST, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
    site_folder_tree_remove(folder->parent, folder->fresh);
  else if (left >= 0)
    unlinkat(folder->parent, folder->fresh, AT_REMOVEDIR);
  if (left >= 0)
    close(left);
  if (mkdirat(folder->parent, folder->fresh, 0777) != 0)
    return cannot(folder, "the new folder beside it cannot be made", error);
  folder->new = openat(folder->parent, folder->fresh, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  struct stat about;
  if (folder->new >= 0 && folder->old >= 0 && fstat(folder->old, &about) == 0)
    (void)!fchmod(folder->new, about.st_mode & 07777); /* whoever may read it today may tomorrow */
  return (folder->new >= 0 && write_list(folder)) || cannot(folder, "the new folder beside it cannot be made", error);
}

/* Where a link leads, so that what it leads to is replaced and not the link. Caller frees. */
static char *real_path(const char *path) {
  char *real = realpath(path, NULL);
  if (!real)
    return g_canonicalize_filename(path, NULL);
  char *copy = g_strdup(real);
  free(real);
  return copy;
}

static struct site_folder *site_folder_new(const char *path) {
  struct site_folder *folder = g_new0(struct site_folder, 1);
  folder->shown = text_printable(path);
  folder->parent = folder->lock = folder->old = folder->new = -1;
  folder->before = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  folder->now = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return folder;
}

static bool open_parent(struct site_folder *folder, const char *path, GError **error) {
  g_autofree char *real = real_path(path), *parent = g_path_get_dirname(real);
  folder->name = g_path_get_basename(real);
  folder->fresh = g_strdup_printf(".%s.new", folder->name);
  if (g_str_equal(real, "/"))
    return fault(error, FAULT_CANNOT_CREATE, "/ is not a folder to put pages into; name one of your own.");
  if (g_mkdir_with_parents(parent, 0777) != 0)
    return cannot(folder, "the folder that it is to be in cannot be made", error);
  folder->parent = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return folder->parent >= 0 || cannot(folder, "the folder that it is in cannot be looked into", error);
}

struct site_folder *site_folder_open(const char *path, GError **error) {
  struct site_folder *folder = site_folder_new(path);
  if (open_parent(folder, path, error) && lock(folder, error) && look_at_old(folder, error) && make_new(folder, error))
    return folder;
  site_folder_free(folder);
  return NULL;
}

/* -- files --------------------------------------------------------------------------------------------------------- */

static bool is_same(const struct site_folder_file *file, const char *bytes, size_t length) {
  const size_t after = file->stamp + file->stamp_length;
  return length == file->length && memcmp(bytes, file->bytes, file->stamp) == 0 &&
         memcmp(bytes + after, file->bytes + after, length - after) == 0;
}

/* The old file under the new folder, too. */
static bool keep(struct site_folder *folder, const struct site_folder_file *file) {
  size_t length;
  if (folder->old < 0 || !g_hash_table_contains(folder->before, file->path))
    return false;
  g_autofree char *bytes = read_file(folder->old, file->path, &length);
  return bytes && is_same(file, bytes, length) && linkat(folder->old, file->path, folder->new, file->path, 0) == 0;
}

bool site_folder_put(struct site_folder *folder, const struct site_folder_file *file, bool *unchanged, GError **error) {
  if (!site_folder_tree_make_parents(folder->new, file->path))
    return cannot(folder, file->path, error);
  *unchanged = keep(folder, file);
  if (!*unchanged && !write_file(folder->new, file->path, file->bytes, file->length))
    return cannot(folder, file->path, error);
  g_hash_table_insert(folder->now, g_strdup(file->path), g_strdup(file->digest ? file->digest : ""));
  return true;
}

static bool link_old(struct site_folder *folder, const char *path) {
  return site_folder_tree_make_parents(folder->new, path) && linkat(folder->old, path, folder->new, path, 0) == 0;
}

unsigned int site_folder_keep(struct site_folder *folder, const char *name, const char *digest) {
  g_autofree char *page = g_strconcat(name, ".html", NULL), *prefix = g_strconcat(name, ".", NULL);
  g_autoptr(GPtrArray) kept = g_ptr_array_new();
  GHashTableIter files;
  gpointer path;
  bool good = folder->old >= 0 && g_strcmp0(g_hash_table_lookup(folder->before, page), digest) == 0;
  g_hash_table_iter_init(&files, folder->before);
  while (good && g_hash_table_iter_next(&files, &path, NULL)) {
    if (!g_str_has_prefix(path, prefix))
      continue;
    good = link_old(folder, path);
    g_ptr_array_add(kept, path);
  }
  for (guint i = 0; i < kept->len; i++) {
    const char *file = g_ptr_array_index(kept, i);
    if (good)
      g_hash_table_insert(folder->now, g_strdup(file), g_strdup(g_hash_table_lookup(folder->before, file)));
    else
      unlinkat(folder->new, file, 0);
  }
  return good ? kept->len : 0;
}

/* -- the change ---------------------------------------------------------------------------------------------------- */

static bool carry_over(struct site_folder *folder, GError **error) {
  g_autofree char *trouble = NULL;
  if (folder->old < 0 || site_folder_tree_carry(folder->old, folder->new, "", folder->before, &trouble))
    return true;
  g_autofree char *shown = text_printable(trouble);
  return fault(error, FAULT_CANNOT_CREATE,
               "%s: '%s' was not written by dmarcstat and is in the way of the new pages, or cannot be kept; move it "
               "away.",
               folder->shown, shown);
}

static bool exchange(struct site_folder *folder) {
  const int at = folder->parent;
  if (folder->old < 0)
    return renameat(at, folder->fresh, at, folder->name) == 0;
  if (renameat2(at, folder->fresh, at, folder->name, RENAME_EXCHANGE) == 0)
    return true;
  if (errno != EINVAL && errno != ENOSYS)
    return false;
  g_autofree char *aside = g_strdup_printf(".%s.old", folder->name);
  site_folder_tree_remove(at, aside);
  return renameat(at, folder->name, at, aside) == 0 && renameat(at, folder->fresh, at, folder->name) == 0 &&
         renameat(at, aside, at, folder->fresh) == 0;
}

bool site_folder_publish(struct site_folder *folder, GError **error) {
  if (!carry_over(folder, error))
    return false;
  if (!write_list(folder) || syncfs(folder->new) != 0)
    return cannot(folder, "not all could be written", error);
  if (!exchange(folder))
    return cannot(folder, "the new pages cannot be put in place", error);
  return true;
}

static void close_all(const int *files, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (files[i] >= 0)
      close(files[i]);
}

void site_folder_free(struct site_folder *folder) {
  if (!folder)
    return;
  if (folder->new >= 0) /* the old one by now, when it was published */
    site_folder_tree_remove(folder->parent, folder->fresh);
  close_all((const int[]){folder->new, folder->old, folder->lock, folder->parent}, 4);
  g_hash_table_unref(folder->before);
  g_hash_table_unref(folder->now);
  g_free(folder->shown);
  g_free(folder->name);
  g_free(folder->fresh);
  g_free(folder);
}
