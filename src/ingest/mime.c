/* SPDX-License-Identifier: MIT */
/*
 * mime: walks a mail (RFC 5322, RFC 2045, RFC 2046) as it comes, in flat memory, and gives every leaf part, decoded, to
 * a dispatcher. A mail in a mail is such a part and gets a walker of its own.
 *
 * Only the structure is believed (boundaries, transfer encoding, what is a returned mail), never the type or name of an
 * attachment. Mails are as broken as they come: no final boundary, no empty line after the header, no Content-Type.
 */
#include "ingest/layers.h"
#include "ingest/mime_entity.h"
#include "ingest/mime_header.h"
#include <string.h>

#define LINE_MOST 16384 /* longer lines come in pieces */
#define GUESS_MOST 100  /* characters of a boundary that nobody announced */

enum state {
  IN_HEADER,
  IN_BODY, /* of a leaf part, or between the parts of a multipart */
};

struct mime {
  struct stream stream;
  struct content *content;
  size_t mark;
  enum state state;
  bool first_line; /* of the mail: may be an mbox separator */
  bool outermost;  /* this mail's own header is the envelope */
  bool at_line_start;
  bool done;                  /* nothing more of this mail is wanted */
  uint32_t units;             /* told before this mail */
  struct mime_entity *entity; /* header that is or was read last */
  bool feedback;              /* an RFC 5965 mail: what it returns is not read */
  bool last_part;             /* of what we read of this mail */
  GPtrArray *boundaries;      /* "--boundary" of the multiparts we are in, outermost first */
  GString *guess;             /* a line that may be a boundary, when the next one begins like a part */
  bool may_guess;
  struct stream *part; /* NULL: none is open */
  bool part_full;      /* it wants nothing more */
  const char *newline; /* end of the last line, held back: it belongs to the boundary if one follows */
  GByteArray *carry;   /* a line that has not ended yet */
};

/* -- parts ----------------------------------------------------------------------------------------------------- */

static void close_part(struct mime *mime, const char *damage) {
  if (mime->part)
    mime->part->finish(g_steal_pointer(&mime->part), mime->part_full ? NULL : damage);
  mime->newline = NULL;
}

/* Gives body bytes to the open part, but for the last line end. */
static void give(struct mime *mime, const uint8_t *bytes, size_t length) {
  if (!mime->part || mime->part_full || length == 0)
    return;
  if (mime->newline)
    mime->part_full = !mime->part->push(mime->part, (const uint8_t *)mime->newline, strlen(mime->newline));
  mime->newline = NULL;
  if (bytes[length - 1] == '\n') {
    mime->newline = length > 1 && bytes[length - 2] == '\r' ? "\r\n" : "\n";
    length -= strlen(mime->newline);
  }
  if (length > 0 && !mime->part_full)
    mime->part_full = !mime->part->push(mime->part, bytes, length);
}

static void stop(struct mime *mime, const char *reason) {
  content_note(mime->content, TELLING_NAMED, reason);
  mime->done = true;
}

static void refuse(struct mime *mime, const char *reason) {
  content_reject(mime->content, reason);
  mime->done = true;
}

static void open_leaf(struct mime *mime) {
  const struct mime_entity *entity = mime->entity;
  const char *broken = content_count_members(mime->content, 1);
  if (broken) {
    g_autofree char *reason = g_strdup_printf("the mail %s", broken);
    refuse(mime, reason);
    return;
  }
  const bool message = entity->kind == ENTITY_MESSAGE;
  if (failure_wants_sample(mime->content) && (message || entity->kind == ENTITY_MESSAGE_HEADER))
    mime->part = failure_sample_new(mime->content);
  else
    mime->part = dispatch_new(mime->content, message ? PLACE_MESSAGE : PLACE_PART);
  if (entity->transfer == TRANSFER_BASE64)
    mime->part = decode_base64_new(mime->content, mime->part);
  else if (entity->transfer == TRANSFER_QUOTED_PRINTABLE)
    mime->part = decode_quoted_printable_new(mime->part);
  mime->part_full = false;
}

static void open_multipart(struct mime *mime, const char *boundary) {
  if (mime->boundaries->len < mime->content->collector.caps->nesting) {
    g_ptr_array_add(mime->boundaries, g_strconcat("--", boundary, NULL));
    return;
  }
  g_autofree char *reason = g_strdup_printf("the mail nests its parts more than %u deep, the cap \"nesting\"",
                                            mime->content->collector.caps->nesting);
  refuse(mime, reason);
}

static void begin_header(struct mime *mime) {
  mime->state = IN_HEADER;
  mime_entity_reset(mime->entity);
}

/* The header is over: what follows is a body, of this kind. */
static void begin_body(struct mime *mime) {
  struct mime_entity *entity = mime->entity;
  mime_entity_end(entity);
  mime->state = IN_BODY;
  mime->at_line_start = true;
  if (mime->outermost && mime->boundaries->len == 0)
    mime_entity_envelope(entity, mime->content);
  switch (entity->kind) {
  case ENTITY_DELIVERY_STATUS:
    stop(mime, "a delivery status notification");
    break;
  case ENTITY_RECEIPT:
    stop(mime, "a disposition notification");
    break;
  case ENTITY_MULTIPART:
    mime->feedback = mime->feedback || entity->feedback;
    mime->may_guess = entity->boundary->len == 0;
    if (!mime->may_guess)
      open_multipart(mime, entity->boundary->str);
    break;
  case ENTITY_FEEDBACK:
    mime->feedback = mime->last_part = true;
    open_leaf(mime);
    break;
  case ENTITY_MESSAGE:
  case ENTITY_MESSAGE_HEADER:
    if (!mime->feedback || failure_wants_sample(mime->content))
      open_leaf(mime);
    break;
  default:
    mime->may_guess = !entity->has_type && mime->boundaries->len == 0;
    open_leaf(mime);
  }
}

/* -- boundaries ------------------------------------------------------------------------------------------------ */

/* Whether the line is this boundary; *last when it is the one that ends the multipart. */
static bool is_boundary(const char *boundary, const char *line, size_t length, bool *last) {
  const size_t n = strlen(boundary);
  if (length < n || memcmp(line, boundary, n) != 0)
    return false;
  *last = length >= n + 2 && line[n] == '-' && line[n + 1] == '-';
  for (size_t i = n + (*last ? 2 : 0); i < length; i++)
    if (!g_ascii_isspace(line[i]))
      return false;
  return true;
}

/* A line that begins with --; true when it was a boundary. Inner multiparts may end without theirs. */
static bool take_boundary(struct mime *mime, const char *line, size_t length) {
  for (guint i = mime->boundaries->len; i-- > 0;) {
    bool last;
    if (!is_boundary(g_ptr_array_index(mime->boundaries, i), line, length, &last))
      continue;
    close_part(mime, NULL);
    g_ptr_array_set_size(mime->boundaries, (gint)(last ? i : i + 1));
    if (!last)
      begin_header(mime);
    mime->done = mime->done || mime->content->over || (last && i == 0) ||
                 (mime->last_part && !failure_wants_sample(mime->content));
    return true;
  }
  return false;
}

/*
 * Nobody announced a multipart. A line with -- may be its boundary all the same: it is, when a line of a part's header
 * follows (RB-11). True when this line begins that header.
 */
static bool guess_boundary(struct mime *mime, const char *line, size_t length) {
  static const char field[] = "Content-";
  if (mime->guess->len > 0) {
    const bool right = length > strlen(field) && g_ascii_strncasecmp(line, field, strlen(field)) == 0;
    if (right) {
      close_part(mime, NULL);
      open_multipart(mime, mime->guess->str);
      begin_header(mime);
      mime->may_guess = false;
    }
    g_string_truncate(mime->guess, 0);
    return right;
  }
  while (length > 0 && g_ascii_isspace(line[length - 1]))
    length--;
  if (length > 2 && length < GUESS_MOST && line[0] == '-' && line[1] == '-')
    g_string_append_len(mime->guess, line + 2, (gssize)length - 2);
  return false;
}

/* -- lines ----------------------------------------------------------------------------------------------------- */

/* Header bytes up to the end of a line. False: the line is no header, the body begins with it. */
static bool header_line(struct mime *mime, const char *line, size_t length) {
  const bool first = mime->first_line;
  mime->first_line = false;
  if (length > 0 && line[length - 1] == '\n')
    length--;
  if (length > 0 && line[length - 1] == '\r')
    length--;
  if (!mime->at_line_start) {
    mime_entity_more(mime->entity, line, length);
    return true;
  }
  if (length == 0) {
    begin_body(mime);
    return true;
  }
  if (first && length > 6 && (memcmp(line, "From ", 5) == 0 || memcmp(line, ">From ", 6) == 0))
    return true;
  if (mime_entity_line(mime->entity, line, length))
    return true;
  begin_body(mime);
  return false;
}

/* Body bytes up to a boundary or the end; returns how many were taken. */
static size_t body_lines(struct mime *mime, const uint8_t *bytes, size_t length) {
  const uint8_t *p = bytes, *end = bytes + length;
  while (p < end && !mime->done) {
    const uint8_t *newline = memchr(p, '\n', (size_t)(end - p));
    const uint8_t *next = newline ? newline + 1 : end;
    const char *line = (const char *)p;
    const size_t line_length = (size_t)(next - p);
    if (mime->at_line_start && *p == '-' && line_length > 2 && p[1] == '-' && mime->boundaries->len > 0) {
      give(mime, bytes, (size_t)(p - bytes));
      bytes = p;
      if (take_boundary(mime, line, line_length))
        return (size_t)(next - (end - length));
    }
    if (mime->at_line_start && mime->may_guess && guess_boundary(mime, line, line_length))
      return (size_t)(p - (end - length));
    mime->at_line_start = newline != NULL;
    p = next;
  }
  give(mime, bytes, (size_t)(end - bytes));
  return length;
}

/* Whole lines, or a piece of one that is very long. */
static void take(struct mime *mime, const uint8_t *bytes, size_t length) {
  while (length > 0 && !mime->done) {
    size_t taken;
    if (mime->state == IN_BODY) {
      if (mime->boundaries->len == 0 && !mime->may_guess && (!mime->part || mime->part_full)) {
        mime->done = true;
        return;
      }
      taken = body_lines(mime, bytes, length);
    } else {
      const uint8_t *newline = memchr(bytes, '\n', length);
      taken = newline ? (size_t)(newline - bytes) + 1 : length;
      if (!header_line(mime, (const char *)bytes, taken))
        taken = 0;
      else if (mime->state == IN_HEADER)
        mime->at_line_start = newline != NULL;
    }
    bytes += taken;
    length -= taken;
  }
}

static void take_carry(struct mime *mime) {
  take(mime, mime->carry->data, mime->carry->len);
  g_byte_array_set_size(mime->carry, 0);
}

static bool mime_push(struct stream *stream, const uint8_t *bytes, size_t length) {
  struct mime *mime = (struct mime *)stream;
  if (mime->carry->len > 0) {
    const uint8_t *newline = memchr(bytes, '\n', length);
    const size_t taken = newline ? (size_t)(newline - bytes) + 1 : length;
    g_byte_array_append(mime->carry, bytes, (guint)taken);
    bytes += taken;
    length -= taken;
    if (!newline && mime->carry->len < LINE_MOST)
      return !mime->done;
    take_carry(mime);
  }
  const uint8_t *last = length > 0 ? memrchr(bytes, '\n', length) : NULL;
  size_t whole = last ? (size_t)(last - bytes) + 1 : 0;
  if (length - whole >= LINE_MOST)
    whole = length;
  take(mime, bytes, whole);
  if (!mime->done && length > whole)
    g_byte_array_append(mime->carry, bytes + whole, (guint)(length - whole));
  return !mime->done && !mime->content->over;
}

static void mime_finish(struct stream *stream, const char *damage) {
  struct mime *mime = (struct mime *)stream;
  struct content *content = mime->content;
  if (!mime->done && mime->carry->len > 0)
    take_carry(mime);
  if (!mime->done && mime->state == IN_HEADER)
    begin_body(mime);
  if (damage && !mime->part && !mime->done)
    content_reject(content, damage);
  close_part(mime, damage);
  failure_end_mail(content, content->units > mime->units);
  if (mime->outermost && content->units == mime->units)
    content_note(content, TELLING_MAIL, "a mail without any report in it");
  content->mails--;
  content_leave(content, mime->mark);
  mime_entity_free(mime->entity);
  g_ptr_array_unref(mime->boundaries);
  g_string_free(mime->guess, TRUE);
  g_byte_array_free(mime->carry, TRUE);
  g_free(mime);
}

struct stream *mime_new(struct content *content) {
  size_t mark;
  if (!content_enter(content, "mail", &mark)) {
    content_leave(content, mark);
    return NULL;
  }
  struct mime *mime = g_new0(struct mime, 1);
  mime->stream = (struct stream){mime_push, mime_finish};
  mime->content = content;
  mime->mark = mark;
  mime->first_line = mime->at_line_start = true;
  mime->outermost = content->mails++ == 0;
  mime->units = content->units;
  mime->entity = mime_entity_new(mime->outermost ? content->collector.authserv_ids : NULL);
  mime->boundaries = g_ptr_array_new_with_free_func(g_free);
  mime->guess = g_string_new(NULL);
  mime->carry = g_byte_array_new();
  begin_header(mime);
  return &mime->stream;
}
