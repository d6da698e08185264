/* SPDX-License-Identifier: MIT */
#include "base/fault.h"
#include "ingest/mime_header.h"
#include "ingest/scratch.h"
#include "ingest/source.h"
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

struct post {
  struct source source; /* first */
  struct item *item;    /* NULL once it was handed out */
};

bool source_post_takes(const char *content_type) {
  return content_type && (mime_header_is(content_type, "application/tlsrpt+json") ||
                          mime_header_is(content_type, "application/tlsrpt+gzip"));
}

static struct item *post_next(struct source *source, GError **error) {
  (void)error;
  return g_steal_pointer(&((struct post *)source)->item);
}

static uint64_t post_total(struct source *source) {
  (void)source;
  return 1;
}

static void post_free(struct source *source) {
  struct post *post = (struct post *)source;
  item_free(post->item);
  g_free(post);
}

struct source *source_post_new(const char *origin, const void *bytes, size_t length, GError **error) {
  const int fd = memfd_create("dmarcstat-post", MFD_CLOEXEC); /* files may be withheld from this process */
  if (fd < 0 || !scratch_write(fd, bytes, length)) {
    fault(error, FAULT_TRY_LATER, "cannot keep what was posted in memory: %s", g_strerror(errno));
    if (fd >= 0)
      close(fd);
    return NULL;
  }
  struct post *post = g_new0(struct post, 1);
  post->source = (struct source){.next = post_next, .total = post_total, .free = post_free};
  struct item_file *file = item_file_new(fd);
  post->item = item_new(file, 0, length, origin);
  post->item->split = true; /* were it a mail, nobody of ours has written its header */
  item_file_release(file);
  return &post->source;
}
