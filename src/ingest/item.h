/* SPDX-License-Identifier: MIT */
/*
 * item: one thing to look at: a mail, a report file, or one mail of an mbox. It is a range of an open, seekable file
 * plus where it came from; nobody has parsed it yet.
 */
#ifndef DMARCSTAT_INGEST_ITEM_H
#define DMARCSTAT_INGEST_ITEM_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A file shared by the items in it (an mbox); closed with its last item. */
struct item_file {
  int fd;
  unsigned int references;
};

struct item {
  struct item_file *file;  /* NULL once the pipeline is through with the item: files are not held until the commit */
  uint64_t offset, length; /* the item's bytes in that file */
  /*
   * Where it begins was found in the bytes of a file of several mails: it may be the invention of the mail before it,
   * so nothing in its header is believed.
   */
  bool split;
  char *origin;      /* for people: "Maildir/cur/12.eml", "box.mbox, mail 17", "INBOX, message 4711" */
  void *source_data; /* belongs to the source that made it: what it needs to acknowledge it */
};

/* Takes over fd. The caller holds the first reference. */
struct item_file *item_file_new(int fd);
void item_file_release(struct item_file *file); /* NULL is fine */

/* Adds a reference to `file`. `origin` is copied. */
struct item *item_new(struct item_file *file, uint64_t offset, uint64_t length, const char *origin);
void item_free(struct item *item); /* NULL is fine */

#endif
