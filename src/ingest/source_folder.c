/* SPDX-License-Identifier: MIT */
#include "ingest/source_parts.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static enum entry_kind kind_of(unsigned char type) {
  switch (type) {
  case DT_REG:
    return ENTRY_FILE;
  case DT_DIR:
    return ENTRY_FOLDER;
  case DT_LNK:
  case DT_UNKNOWN:
    return ENTRY_UNKNOWN;
  default:
    return ENTRY_OTHER;
  }
}

/* Adds what is in the folder fd, with `prefix` before each name. Takes over fd. False with errno. */
static bool add_names(struct folder *folder, int fd, const char *prefix) {
  DIR *handle = fdopendir(fd);
  if (!handle) {
    close(fd);
    return false;
  }
  struct dirent *entry;
  while ((errno = 0, entry = readdir(handle)) != NULL) {
    if (entry->d_name[0] == '.')
      continue;
    g_autofree char *text = g_strdup_printf("%c%s%s", kind_of(entry->d_type), prefix, entry->d_name);
    g_ptr_array_add(folder->list, g_string_chunk_insert(folder->texts, text));
    folder->folders += text[0] == ENTRY_FOLDER;
  }
  const int trouble = errno;
  closedir(handle);
  errno = trouble;
  return trouble == 0;
}

static bool has(const struct folder *folder, const char *name) {
  for (guint i = 0; i < folder->list->len; i++) {
    const char *text = g_ptr_array_index(folder->list, i);
    if ((*text == ENTRY_FOLDER || *text == ENTRY_UNKNOWN) && strcmp(text + 1, name) == 0)
      return true;
  }
  return false;
}

static bool add_maildir(struct folder *folder) {
  static const char *const parts[] = {"cur", "new"};
  folder->maildir = true;
  folder->folders = 0;
  g_ptr_array_set_size(folder->list, 0);
  for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
    const int fd = openat(folder->fd, parts[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    g_autofree char *prefix = g_strconcat(parts[i], "/", NULL);
    if (fd < 0 || !add_names(folder, fd, prefix))
      return false;
  }
  return true;
}

static gint by_name(gconstpointer a, gconstpointer b) {
  return strcmp(*(const char *const *)a + 1, *(const char *const *)b + 1);
}

static bool list(struct folder *folder) {
  const int again = fcntl(folder->fd, F_DUPFD_CLOEXEC, 0);
  if (again < 0 || !add_names(folder, again, ""))
    return false;
  if (has(folder, "cur") && has(folder, "new") && has(folder, "tmp") && !add_maildir(folder))
    return false;
  g_ptr_array_sort(folder->list, by_name);
  return true;
}

struct folder *folder_new(int fd, const char *path) {
  struct folder *folder = g_new0(struct folder, 1);
  folder->path = g_strdup(path);
  folder->fd = fd;
  folder->list = g_ptr_array_new();
  folder->texts = g_string_chunk_new(4096);
  if (list(folder))
    return folder;
  const int trouble = errno;
  folder_free(folder);
  errno = trouble;
  return NULL;
}

void folder_free(struct folder *folder) {
  close(folder->fd);
  g_free(folder->path);
  g_ptr_array_unref(folder->list);
  g_string_chunk_free(folder->texts);
  g_free(folder);
}

const char *folder_next(struct folder *folder, enum entry_kind *kind) {
  if (folder->at == folder->list->len)
    return NULL;
  const char *text = g_ptr_array_index(folder->list, folder->at++);
  *kind = (enum entry_kind)text[0];
  folder->folders -= text[0] == ENTRY_FOLDER;
  return text + 1;
}

bool folder_left(const struct folder *folder, uint64_t *files) {
  *files = folder->list->len - folder->at;
  return folder->folders == 0;
}
