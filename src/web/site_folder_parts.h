/* SPDX-License-Identifier: MIT */
/* site_folder_parts: inside of site_folder.c and site_folder_tree.c: what goes through whole trees of files. */
#ifndef DMARCSTAT_WEB_SITE_FOLDER_PARTS_H
#define DMARCSTAT_WEB_SITE_FOLDER_PARTS_H

#include <glib.h>
#include <stdbool.h>

/* Removes `name` in the folder `parent` with all that is in it; links are not followed. Errors are passed over. */
void site_folder_tree_remove(int parent, const char *name);

/*
 * Brings whatever is in `from` and not in `ours` (char *, paths) over to `to`, where nothing of that name may be.
 * `path` is "" to begin with. Files are linked, so both have them. *trouble: the path that could not be brought.
 */
bool site_folder_tree_carry(int from, int to, const char *path, GHashTable *ours, char **trouble);

/* All folders above `path`, in the folder `root`. errno says why not. */
bool site_folder_tree_make_parents(int root, const char *path);

#endif
