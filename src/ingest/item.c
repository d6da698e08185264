/* SPDX-License-Identifier: MIT */
#include "ingest/item.h"
#include <unistd.h>

struct item_file *item_file_new(int fd) {
  struct item_file *file = g_new(struct item_file, 1);
  *file = (struct item_file){.fd = fd, .references = 1};
  return file;
}

void item_file_release(struct item_file *file) {
  if (!file || --file->references > 0)
    return;
  close(file->fd);
  g_free(file);
}

struct item *item_new(struct item_file *file, uint64_t offset, uint64_t length, const char *origin) {
  struct item *item = g_new(struct item, 1);
  file->references++;
  *item = (struct item){.file = file, .offset = offset, .length = length, .origin = g_strdup(origin)};
  return item;
}

void item_free(struct item *item) {
  if (!item)
    return;
  item_file_release(item->file);
  g_free(item->origin);
  g_free(item);
}
