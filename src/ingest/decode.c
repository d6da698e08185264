/* SPDX-License-Identifier: MIT */
/*
 * decode: base64 (RFC 4648, RFC 2045 section 6.8) and quoted-printable (RFC 2045 section 6.7), streaming and forgiving:
 * what is no base64 character is skipped, padding may be missing, an = that escapes nothing stands for itself.
 */
#include "ingest/layers.h"
#include <string.h>

#define PIECE 16384

/* -- base64 ---------------------------------------------------------------------------------------------------- */

struct base64 {
  struct stream stream;
  struct content *content;
  struct stream *below;
  bool text; /* a container of its own, with a place in the path */
  size_t mark;
  bool begun;
  bool raw; /* it is not base64 at all */
  bool unwanted;
  gint state;
  guint save;
  uint8_t out[PIECE];
};

/* Declared as base64, but already what base64 would have hidden. */
static bool is_raw(const uint8_t *bytes, size_t length) {
  size_t n = 0;
  while (n < length && g_ascii_isspace(bytes[n]))
    n++;
  bytes += n;
  length -= n;
  return length > 0 && (bytes[0] == '<' || bytes[0] == '{' || bytes[0] == 0x1f || (length > 3 && memcmp(bytes, "PK\3\4", 4) == 0));
}

static bool base64_push(struct stream *stream, const uint8_t *bytes, size_t length) {
  struct base64 *base64 = (struct base64 *)stream;
  if (base64->unwanted)
    return false;
  if (!base64->begun) {
    base64->begun = true;
    base64->raw = is_raw(bytes, length);
  }
  if (base64->raw) {
    base64->unwanted = !base64->below->push(base64->below, bytes, length);
    return !base64->unwanted;
  }
  while (length > 0 && !base64->unwanted) {
    const size_t piece = MIN(length, PIECE); /* what comes out is never longer than what goes in */
    const size_t n = g_base64_decode_step((const char *)bytes, piece, base64->out, &base64->state, &base64->save);
    base64->unwanted = n > 0 && !base64->below->push(base64->below, base64->out, n);
    bytes += piece;
    length -= piece;
  }
  return !base64->unwanted;
}

/* The last bytes when the padding is missing. */
static uint32_t pad(struct base64 *base64) {
  const int left = ABS(base64->state);
  const uint32_t mark = content_warn(base64->content, "base64-without-padding",
                                     "the base64 text lacks its padding; it was taken as it is");
  if (left >= 2) {
    const size_t n = g_base64_decode_step("==", (gsize)(4 - left), base64->out, &base64->state, &base64->save);
    if (n > 0)
      base64->below->push(base64->below, base64->out, n);
  }
  return mark;
}

static void base64_finish(struct stream *stream, const char *damage) {
  struct base64 *base64 = (struct base64 *)stream;
  uint32_t mark = base64->content->n_warnings;
  if (base64->raw)
    mark = content_warn(base64->content, "not-base64", "declared as base64, but it is not; it was taken as it is");
  else if (!damage && !base64->unwanted && base64->state != 0)
    mark = pad(base64);
  base64->below->finish(base64->below, damage);
  content_unwarn(base64->content, mark);
  if (base64->text)
    content_leave(base64->content, base64->mark);
  g_free(base64);
}

struct stream *decode_base64_new(struct content *content, struct stream *below) {
  struct base64 *base64 = g_new(struct base64, 1);
  base64->stream = (struct stream){base64_push, base64_finish};
  base64->content = content;
  base64->below = below;
  base64->text = base64->begun = base64->raw = base64->unwanted = false;
  base64->state = 0;
  base64->save = 0;
  return &base64->stream;
}

struct stream *decode_base64_text_new(struct content *content) {
  size_t mark;
  if (!content_enter(content, "base64", &mark)) {
    content_leave(content, mark);
    return NULL;
  }
  struct stream *stream = decode_base64_new(content, dispatch_new(content, PLACE_FILE));
  struct base64 *base64 = (struct base64 *)stream;
  base64->text = true;
  base64->mark = mark;
  return stream;
}

/* -- quoted-printable ------------------------------------------------------------------------------------------ */

struct quoted {
  struct stream stream;
  struct stream *below;
  uint8_t held[2]; /* an = and what follows it, until it is clear what they mean */
  size_t n_held, n_out;
  bool unwanted;
  uint8_t out[PIECE];
};

static void quoted_flush(struct quoted *quoted) {
  if (quoted->n_out > 0 && !quoted->unwanted)
    quoted->unwanted = !quoted->below->push(quoted->below, quoted->out, quoted->n_out);
  quoted->n_out = 0;
}

static void quoted_put(struct quoted *quoted, uint8_t byte) {
  if (quoted->n_out == PIECE)
    quoted_flush(quoted);
  quoted->out[quoted->n_out++] = byte;
}

static void quoted_put_held(struct quoted *quoted) {
  for (size_t i = 0; i < quoted->n_held; i++)
    quoted_put(quoted, quoted->held[i]);
  quoted->n_held = 0;
}

/* One byte after an =. */
static void quoted_escape(struct quoted *quoted, uint8_t byte) {
  if (quoted->n_held == 1 && byte == '\n') { /* a soft line break */
    quoted->n_held = 0;
  } else if (quoted->n_held == 1 && (byte == '\r' || g_ascii_isxdigit(byte))) {
    quoted->held[quoted->n_held++] = byte;
  } else if (quoted->n_held == 2 && quoted->held[1] == '\r' && byte == '\n') {
    quoted->n_held = 0;
  } else if (quoted->n_held == 2 && quoted->held[1] != '\r' && g_ascii_isxdigit(byte)) {
    quoted_put(quoted, (uint8_t)(g_ascii_xdigit_value((char)quoted->held[1]) * 16 + g_ascii_xdigit_value((char)byte)));
    quoted->n_held = 0;
  } else {
    quoted_put_held(quoted);
    if (byte == '=')
      quoted->held[quoted->n_held++] = byte;
    else
      quoted_put(quoted, byte);
  }
}

static bool quoted_push(struct stream *stream, const uint8_t *bytes, size_t length) {
  struct quoted *quoted = (struct quoted *)stream;
  for (size_t i = 0; i < length && !quoted->unwanted; i++) {
    if (quoted->n_held > 0)
      quoted_escape(quoted, bytes[i]);
    else if (bytes[i] == '=')
      quoted->held[quoted->n_held++] = '=';
    else
      quoted_put(quoted, bytes[i]);
  }
  quoted_flush(quoted);
  return !quoted->unwanted;
}

static void quoted_finish(struct stream *stream, const char *damage) {
  struct quoted *quoted = (struct quoted *)stream;
  quoted_put_held(quoted);
  quoted_flush(quoted);
  quoted->below->finish(quoted->below, damage);
  g_free(quoted);
}

struct stream *decode_quoted_printable_new(struct stream *below) {
  struct quoted *quoted = g_new(struct quoted, 1);
  quoted->stream = (struct stream){quoted_push, quoted_finish};
  quoted->below = below;
  quoted->n_held = quoted->n_out = 0;
  quoted->unwanted = false;
  return &quoted->stream;
}
