/* SPDX-License-Identifier: MIT */
/* landlock: withholds files and the network from this process, for good, where the kernel has Landlock. */
#ifndef DMARCSTAT_BASE_LANDLOCK_H
#define DMARCSTAT_BASE_LANDLOCK_H

#include <stdbool.h>

/* The version of the kernel's interface; less than 1: it has none. */
long landlock_abi(void);

/*
 * From now on no file can be opened, made or removed but those in `folder` (NULL: none at all), nothing be run, and,
 * where the kernel can withhold it, nothing be connected to or listened on. Needs no_new_privs. A kernel without
 * Landlock is no failure; otherwise errno says why not.
 */
bool landlock_shut(const char *folder);

#endif
