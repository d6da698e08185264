/* SPDX-License-Identifier: MIT */
/* uid_set: sets of UIDs in the ranges of a command, so many at a time that no line becomes too long. Private to imap/.
 */
#ifndef DMARCSTAT_IMAP_UID_SET_H
#define DMARCSTAT_IMAP_UID_SET_H

#include <glib.h>
#include <libetpan/libetpan.h>

/*
 * Takes from `uids` (of uint32_t, ascending) as many as fit into one command, from *at on, which moves on. NULL at the
 * end. Free with mailimap_set_free.
 */
struct mailimap_set *uid_set_next(const GArray *uids, guint *at);

/* The same as text, "1:100,105". Caller frees. */
char *uid_set_text(const GArray *uids, guint *at);

#endif
