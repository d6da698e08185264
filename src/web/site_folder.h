/* SPDX-License-Identifier: MIT */
/*
 * site_folder: a folder of files that is replaced as a whole. What is new is written into a folder beside it, which in
 * the end changes places with the old one in a single step (renameat2, RENAME_EXCHANGE; on file systems that cannot, in
 * two renames with a moment between them). Killed before that, the old one is as it was; killed after it, what is left
 * over goes with the next time.
 *
 * A file in it lists what was written, and is how a folder is known to be ours. What somebody else has put in there
 * (.htaccess, say) is carried over; a folder without that list that is not empty is refused.
 *
 * Beside /var/www/dmarc there are for a while .dmarc.new, and from then on .dmarc.lock, which lets only one writer in.
 */
#ifndef DMARCSTAT_WEB_SITE_FOLDER_H
#define DMARCSTAT_WEB_SITE_FOLDER_H

#include <glib.h>
#include <stdbool.h>

struct site_folder;

/*
 * Makes what is missing of the path. Faults: FAULT_CANNOT_CREATE: not a folder, not ours, not writable;
 * FAULT_TRY_LATER: another one is at it.
 */
struct site_folder *site_folder_open(const char *path, GError **error);

struct site_folder_file {
  const char *path; /* inside of it, with '/'; no part begins with a dot */
  const char *bytes;
  size_t length;
  size_t stamp, stamp_length; /* these bytes do not count when it is told whether the file has changed */
  const char *digest;         /* of what it was made of, for site_folder_keep(); NULL: it is made each time */
};
/* A file that has not changed stays the very same, with its time. */
bool site_folder_put(struct site_folder *folder, const struct site_folder_file *file, bool *unchanged, GError **error);

/*
 * Keeps the old file NAME.html and all NAME.* beside it, when it was made with this digest. Tells how many; 0: it has
 * to be made.
 */
unsigned int site_folder_keep(struct site_folder *folder, const char *name, const char *digest);

/* FAULT_CANNOT_CREATE: something of somebody else is in the way, or the disk is full. */
bool site_folder_publish(struct site_folder *folder, GError **error);

/* NULL is fine. What was not published is removed. */
void site_folder_free(struct site_folder *folder);

#endif
