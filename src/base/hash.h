/* SPDX-License-Identifier: MIT */
/*
 * hash: for hash tables whose keys strangers choose. It is keyed with random bytes of this process, so nobody outside
 * can make keys that collide and turn a table into a list. Not cryptographic, and different in each run: never stored.
 */
#ifndef DMARCSTAT_BASE_HASH_H
#define DMARCSTAT_BASE_HASH_H

#include <glib.h>
#include <stddef.h>

guint hash_bytes(const void *bytes, size_t length);

#endif
