/* SPDX-License-Identifier: MIT */
/* source_parts: the pieces of source_paths.c. Private to source_paths.c, source_folder.c, source_mbox.c,
 * source_stdin.c. */
#ifndef DMARCSTAT_INGEST_SOURCE_PARTS_H
#define DMARCSTAT_INGEST_SOURCE_PARTS_H

#include "ingest/source.h"

/* -- source_folder.c: the names in one folder, sorted ----------------------------------------------------------- */

enum entry_kind {
  ENTRY_FILE = 'f',
  ENTRY_FOLDER = 'd',
  ENTRY_OTHER = 'o',   /* pipe, socket, device */
  ENTRY_UNKNOWN = '?', /* a link, or the file system does not say */
};

struct folder {
  char *path; /* as given by the user, for people */
  int fd;
  bool maildir;    /* its entries are then those of cur and new, as "cur/12", and no others */
  guint at;        /* the next entry */
  guint folders;   /* how many entries to come are folders */
  GPtrArray *list; /* of texts: enum entry_kind, then the name */
  GStringChunk *texts;
};

/* Hidden entries are left out. Takes over fd; NULL with errno. */
struct folder *folder_new(int fd, const char *path);
void folder_free(struct folder *folder);

/* NULL at the end. */
const char *folder_next(struct folder *folder, enum entry_kind *kind);

/* Files still to come; false when there are folders among the entries to come. */
bool folder_left(const struct folder *folder, uint64_t *files);

/* -- source_mbox.c: the mails of one mbox ------------------------------------------------------------------------ */

struct mbox;

/* Whether the file begins like an mbox at `offset`. */
bool mbox_begins(int fd, uint64_t offset);

/* Bytes `offset` to `end` of the file, to which it adds a reference. `origin` is copied. */
struct mbox *mbox_new(struct item_file *file, uint64_t offset, uint64_t end, const char *origin);
void mbox_free(struct mbox *mbox);

/* The next mail with its "From " line, NULL at the end. */
struct item *mbox_next(struct mbox *mbox);

/* -- source_stdin.c ---------------------------------------------------------------------------------------------- */

/*
 * What is on standard input as a file: itself when it is one (from where it stands), else spooled to a scratch file.
 * -1 with *error.
 */
int stdin_open(uint64_t *offset, GError **error);

#endif
