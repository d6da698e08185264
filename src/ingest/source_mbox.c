/* SPDX-License-Identifier: MIT */
#include "ingest/source_parts.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define WINDOW 65536
#define BEFORE 2 /* bytes before a line end that tell whether the line before it is empty */

static const char separator[] = "\nFrom ";
#define SEPARATOR (sizeof separator - 1)

struct mbox {
  struct item_file *file;
  char *origin;
  uint64_t at, end; /* the next mail; the end of the mbox */
  uint64_t number;  /* of the last mail given out */

  uint64_t base; /* of the window, in the file */
  size_t length;
  char window[WINDOW];
};

bool mbox_begins(int fd, uint64_t offset) {
  char start[SEPARATOR - 1];
  const ssize_t got = TEMP_FAILURE_RETRY(pread(fd, start, sizeof start, (off_t)offset));
  return got == sizeof start && memcmp(start, separator + 1, sizeof start) == 0;
}

struct mbox *mbox_new(struct item_file *file, uint64_t offset, uint64_t end, const char *origin) {
  struct mbox *mbox = g_new0(struct mbox, 1);
  file->references++;
  mbox->file = file;
  mbox->origin = g_strdup(origin);
  mbox->at = offset;
  mbox->end = end;
  return mbox;
}

void mbox_free(struct mbox *mbox) {
  if (!mbox)
    return;
  item_file_release(mbox->file);
  g_free(mbox->origin);
  g_free(mbox);
}

/* Has the window hold bytes from `offset` on, enough to decide there. False at the end (also of a file cut short). */
static bool look_at(struct mbox *mbox, uint64_t offset) {
  if (offset >= mbox->base && offset + BEFORE + SEPARATOR <= mbox->base + mbox->length)
    return true;
  const ssize_t got =
      TEMP_FAILURE_RETRY(pread(mbox->file->fd, mbox->window, (size_t)MIN(WINDOW, mbox->end - offset), (off_t)offset));
  mbox->base = offset;
  mbox->length = got > 0 ? (size_t)got : 0;
  return mbox->length >= BEFORE + SEPARATOR;
}

/* `line_end` ends a line; whether that line is empty. The window holds BEFORE bytes before it. */
static bool ends_empty_line(const char *line_end) {
  return line_end[-1] == '\n' || (line_end[-1] == '\r' && line_end[-2] == '\n');
}

/* Where the next mail begins after the one at mbox->at. */
static uint64_t next_start(struct mbox *mbox) {
  uint64_t from = mbox->at;
  while (from < mbox->end && look_at(mbox, from)) {
    const char *start = mbox->window + (from - mbox->base) + BEFORE, *end = mbox->window + mbox->length;
    const char *found = memmem(start, (size_t)(end - start), separator, SEPARATOR);
    if (found && ends_empty_line(found))
      return mbox->base + (uint64_t)(found + 1 - mbox->window);
    /* go on so that the bytes before the next candidate are in the window */
    const char *next = found ? found + 1 : end - (SEPARATOR - 1);
    from = mbox->base + (uint64_t)(next - mbox->window) - BEFORE;
  }
  return mbox->end;
}

struct item *mbox_next(struct mbox *mbox) {
  if (mbox->at >= mbox->end)
    return NULL;
  const uint64_t start = mbox->at;
  mbox->at = next_start(mbox);
  const bool only = ++mbox->number == 1 && mbox->at >= mbox->end;
  g_autofree char *origin = only ? NULL : g_strdup_printf("%s, mail %" G_GUINT64_FORMAT, mbox->origin, mbox->number);
  struct item *item = item_new(mbox->file, start, mbox->at - start, only ? mbox->origin : origin);
  item->split = mbox->number > 1;
  return item;
}
