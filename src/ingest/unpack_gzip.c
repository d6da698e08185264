/* SPDX-License-Identifier: MIT */
/*
 * unpack_gzip: gzip with any number of members (RFC 1952 section 2.2) and bare zlib (RFC 1950), streaming.
 *
 * What follows the last member is garbage of mail gateways (RB-8): skipped with a warning. Data that is damaged or ends
 * early is never taken, not even the part that came out well (RB-33).
 */
#include "ingest/layers.h"
#include <string.h>

#define GZIP_WINDOW (MAX_WBITS + 16)
#define MAGIC_1 0x1f
#define MAGIC_2 0x8b

enum gzip_state { IN_MEMBER, AFTER_MEMBER, IN_GARBAGE };

struct gzip {
  struct stream stream;
  struct content *content;
  struct stream *below;
  struct inflater *inflater;
  enum gzip_state state;
  bool zlib;
  bool first;      /* still in the first member */
  bool unwanted;   /* the layer below has enough */
  bool half_magic; /* after a member: the last byte was MAGIC_1 */
  char *damage;    /* why the data is not taken; owned */
  uint64_t packed, unpacked;
  size_t mark;
};

static bool give(struct gzip *gzip, size_t length) {
  gzip->unpacked += length;
  const uint64_t packed = gzip->packed - gzip->inflater->z.avail_in;
  const char *broken = content_spend(gzip->content, length, gzip->unpacked, packed);
  if (broken)
    gzip->damage = g_strdup_printf("the %s data %s", gzip->zlib ? "zlib" : "gzip", broken);
  else if (length > 0)
    gzip->unwanted = !gzip->below->push(gzip->below, gzip->inflater->out, length);
  return !gzip->damage && !gzip->unwanted;
}

static void fail(struct gzip *gzip, const z_stream *z, int result) {
  if (!gzip->first && z->total_out == 0) {
    gzip->state = IN_GARBAGE; /* it only looked like one more member */
    return;
  }
  gzip->damage =
      g_strdup_printf("the %s data is damaged (%s)", gzip->zlib ? "zlib" : "gzip", z->msg ? z->msg : zError(result));
}

/* Inflates until the input is used up, the member ends, or nothing more is wanted. */
static void inflate_member(struct gzip *gzip, z_stream *z) {
  for (;;) {
    z->next_out = gzip->inflater->out;
    z->avail_out = sizeof gzip->inflater->out;
    const int result = inflate(z, Z_NO_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
      fail(gzip, z, result);
      return;
    }
    if (!give(gzip, sizeof gzip->inflater->out - z->avail_out))
      return;
    if (result == Z_STREAM_END) {
      gzip->state = AFTER_MEMBER;
      gzip->half_magic = false;
      return;
    }
    if (z->avail_in == 0 && z->avail_out > 0)
      return;
  }
}

/* MAGIC_1 has been read already, perhaps in the push before. */
static void begin_member(struct gzip *gzip, z_stream *z) {
  uint8_t magic = MAGIC_1, none;
  Bytef *const rest = z->next_in;
  const uInt length = z->avail_in;
  inflateReset(z);
  z->next_in = &magic;
  z->avail_in = 1;
  z->next_out = &none;
  z->avail_out = 1;
  inflate(z, Z_NO_FLUSH);
  z->next_in = rest;
  z->avail_in = length;
  gzip->state = IN_MEMBER;
  gzip->first = false;
}

static void after_member(struct gzip *gzip, z_stream *z) {
  while (z->avail_in > 0 && gzip->state == AFTER_MEMBER) {
    const uint8_t byte = *z->next_in;
    if (gzip->half_magic && byte == MAGIC_2 && !gzip->zlib) {
      begin_member(gzip, z);
    } else if (gzip->half_magic || (byte != 0 && byte != MAGIC_1)) {
      gzip->state = IN_GARBAGE;
    } else { /* zeros pad blocks: no fault */
      gzip->half_magic = byte == MAGIC_1;
      z->next_in++;
      z->avail_in--;
    }
  }
}

static bool gzip_push(struct stream *stream, const uint8_t *bytes, size_t length) {
  struct gzip *gzip = (struct gzip *)stream;
  z_stream *z = &gzip->inflater->z;
  while (length > 0 && !gzip->damage && !gzip->unwanted && gzip->state != IN_GARBAGE) {
    const uInt piece = (uInt)MIN(length, CONTENT_BLOCK);
    z->next_in = (Bytef *)(uintptr_t)bytes;
    z->avail_in = piece;
    gzip->packed += piece;
    while (z->avail_in > 0 && !gzip->damage && !gzip->unwanted && gzip->state != IN_GARBAGE) {
      if (gzip->state == IN_MEMBER)
        inflate_member(gzip, z);
      else
        after_member(gzip, z);
    }
    bytes += piece;
    length -= piece;
  }
  return !gzip->damage && !gzip->unwanted && gzip->state != IN_GARBAGE;
}

static void gzip_finish(struct stream *stream, const char *damage) {
  struct gzip *gzip = (struct gzip *)stream;
  if (!gzip->damage && !gzip->unwanted && !damage && gzip->state == IN_MEMBER)
    gzip->damage = g_strdup_printf("the %s data ends early", gzip->zlib ? "zlib" : "gzip");
  const bool garbage = gzip->state == IN_GARBAGE || (gzip->state == AFTER_MEMBER && gzip->half_magic);
  const uint32_t mark =
      garbage ? content_warn(gzip->content, "garbage-after-gzip", "garbage follows the packed data; it was skipped")
              : gzip->content->n_warnings;
  gzip->below->finish(gzip->below, gzip->damage ? gzip->damage : damage);
  content_unwarn(gzip->content, mark);
  content_give_inflater(gzip->content, gzip->inflater);
  content_leave(gzip->content, gzip->mark);
  g_free(gzip->damage);
  g_free(gzip);
}

static struct stream *gzip_new(struct content *content, const char *word, bool zlib) {
  size_t mark;
  if (!content_enter(content, word, &mark)) {
    content_leave(content, mark);
    return NULL;
  }
  struct gzip *gzip = g_new0(struct gzip, 1);
  gzip->stream = (struct stream){gzip_push, gzip_finish};
  gzip->content = content;
  gzip->zlib = zlib;
  gzip->first = true;
  gzip->mark = mark;
  gzip->below = dispatch_new(content, PLACE_FILE);
  gzip->inflater = content_take_inflater(content, zlib ? MAX_WBITS : GZIP_WINDOW);
  return &gzip->stream;
}

struct stream *unpack_gzip_new(struct content *content) {
  return gzip_new(content, "gzip", false);
}

struct stream *unpack_zlib_new(struct content *content) {
  return gzip_new(content, "zlib", true);
}
