/* SPDX-License-Identifier: MIT */
/*
 * content: everything between an item's bytes and the report parsers: any nesting of mail, gzip, zlib, zip, base64 and
 * XML, told apart by content, never by name or Content-Type.
 *
 * One object reads many items, one after the other, and keeps its buffers and the unpacker between them. Memory is
 * flat: nothing is held whole but a zip inside another container up to 1 MiB.
 */
#ifndef DMARCSTAT_INGEST_CONTENT_H
#define DMARCSTAT_INGEST_CONTENT_H

#include "ingest/collector.h"
#include <stdint.h>

struct content;

/*
 * `scratch_fd` is an empty temporary file, open for reading and writing, for zips inside other containers that are
 * larger than 1 MiB; it is emptied and reused by ftruncate. -1: there is none, such zips are rejected. Stays the
 * caller's.
 *
 * Call it before the jail is shut: it sets the time zone of the process to UTC, because libzip asks for local time and
 * the C library would open the time zone's file for that.
 */
struct content *content_new(int scratch_fd);
void content_free(struct content *content);

/*
 * Reads one item (bytes `offset` .. `offset + length` of `fd`, by pread) and tells the collector everything that is in
 * it. At least one report or refusal always comes of it, unless the collector says stop. What is no report is refused
 * once for the whole item, with the most telling reason, and only when nothing else came of it.
 *
 * Touches nothing but fd, scratch_fd and memory, so it runs in the jail. The item's bytes are hostile. The collector's
 * `expanded` and `members` must be 0 at the start; they count on through all layers.
 */
void content_read(struct content *content, struct collector *collector, int fd, uint64_t offset, uint64_t length);

#endif
