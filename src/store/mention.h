/* SPDX-License-Identifier: MIT */
/* mention: whether a text speaks of a mail address or a domain. Private to the store. */
#ifndef DMARCSTAT_STORE_MENTION_H
#define DMARCSTAT_STORE_MENTION_H

#include "store/store.h"

/*
 * Whether `what` (in lower case) stands in the bytes, in any case, as itself: "ann@example.org" is not in
 * "joann@example.org" nor in "ann@example.org.example", "example.org" is in "mail.example.org".
 */
bool mention_in(const void *bytes, size_t length, const char *what);

/* The SQL function mentions(text or blob, what), 1 or 0; NULL mentions nothing. */
bool mention_add_function(struct store *store, GError **error);

#endif
