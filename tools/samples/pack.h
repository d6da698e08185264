/* SPDX-License-Identifier: MIT */
/* pack: bytes into gzip and zip, the same each time. */
#ifndef SAMPLES_PACK_H
#define SAMPLES_PACK_H

#include "world.h"
#include <glib.h>

/* ".xml", ".xml.gz" or ".zip" */
const char *pack_suffix(enum packing packing);

/* `name` is that of the file inside; `time` (UTC seconds) its date. */
GBytes *pack(enum packing packing, const char *name, GBytes *content, int64_t time);

#endif
