/* SPDX-License-Identifier: MIT */
/*
 * salvage: the rows of a damaged database that can still be read, table by table, into a sound one with the same
 * schema. Private to store/.
 */
#ifndef DMARCSTAT_STORE_SALVAGE_H
#define DMARCSTAT_STORE_SALVAGE_H

#include "store/safety.h"
#include "store/store_parts.h"

/* All tables of `to` but `migration`. Counts recovery->unreadable and doubtful. False with *error: `to` fails. */
bool salvage_all(struct store *from, struct store *to, struct recovery *recovery, GError **error);

#endif
