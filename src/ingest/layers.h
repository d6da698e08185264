/* SPDX-License-Identifier: MIT */
/*
 * layers: what the layers between an item's bytes and the report parsers share while one item is read, and how each
 * layer is made. Private to content.c, dispatch.c, unpack_*.c, decode.c and mime.c; the way in is content.h.
 */
#ifndef DMARCSTAT_INGEST_LAYERS_H
#define DMARCSTAT_INGEST_LAYERS_H

#include "ingest/aggregate.h"
#include "ingest/collector.h"
#include "ingest/content.h"
#include "ingest/stream.h"
#include <glib.h>
#include <zlib.h>

#define CONTENT_BLOCK 65536
#define CONTENT_MAX_WARNINGS 8

/* How much the reason says why something is no report: of an item without any, the highest is given. */
enum telling {
  TELLING_NOTHING, /* no reason yet */
  TELLING_PART,    /* a text or picture in a mail: nobody expects a report there */
  TELLING_MAIL,    /* a mail without any report in it */
  TELLING_INSIDE,  /* a file, or the inside of an archive, that is something else */
  TELLING_NAMED,   /* recognised: "a delivery status notification" */
};

/* Where a piece of content was found. */
enum place {
  PLACE_FILE,    /* the item itself, or inside an archive */
  PLACE_PART,    /* a part of a mail */
  PLACE_MESSAGE, /* a part of a mail that says it is a mail */
};

/* An inflate state with its output buffer; kept between items because setting one up costs more than a small report. */
struct inflater {
  z_stream z;
  struct inflater *next;
  uint8_t out[CONTENT_BLOCK];
};

struct content_warning {
  const char *code, *text; /* constants */
};

struct content {
  struct collector collector; /* what the report parsers get: passes units on and keeps what is no report; first */
  struct collector *listener; /* whom we tell */
  bool over;                  /* a cap is broken or nobody listens: no further part or member is begun */
  bool deaf;                  /* nobody listens */
  const char *trouble;        /* of ours: the item cannot be read; NULL */
  uint32_t units;             /* reports and rejections told */

  int fd; /* the item */
  uint64_t offset, length;
  int scratch_fd;
  uint64_t scratch_used;

  GString *path; /* "mail > gzip" */
  uint32_t depth;
  struct content_warning warnings[CONTENT_MAX_WARNINGS]; /* of the containers around what is read now */
  uint32_t n_warnings;

  enum telling telling; /* why it is no report, so far */
  GString *reason, *reason_path;

  struct mail_envelope envelope;
  GString *from, *from_domain, *subject, *message_id;
  GString *date, *dkim_domains;
  uint32_t mails;          /* how many mails we are inside of */
  struct failure *failure; /* one that waits for the end of its mail (failure.h); NULL */

  struct inflater *idle;
  GString *sentence; /* of the cap that was broken */
  uint8_t block[CONTENT_BLOCK];
};

/*
 * Goes into a container: "gzip". False when the nesting cap forbids it;
 * that has been told. Leave with the mark in any case.
 */
bool content_enter(struct content *content, const char *word, size_t *mark);
void content_leave(struct content *content, size_t mark);

/* The report itself is no container: it does not count against the nesting cap. Leave it as a container. */
void content_bottom(struct content *content, const char *word, size_t *mark);

/* Puts a member's name (hostile) behind the container: "zip a.xml". Truncate the path again after the member. */
void content_name(struct content *content, const char *name);

/* Gives back the scratch file from `offset` on. */
void content_free_scratch(struct content *content, uint64_t offset);

/* Tells a rejection of what is read now. `reason` is one printable sentence. */
void content_reject(struct content *content, const char *reason);

/* Remembers why what is read now is no report. */
void content_note(struct content *content, enum telling telling, const char *reason);

/* A mended fault of a container, for every report in it, until content_unwarn with the mark. Constants, not copied. */
uint32_t content_warn(struct content *content, const char *code, const char *text);
void content_unwarn(struct content *content, uint32_t mark);

/*
 * Counts `length` more unpacked bytes. `unpacked` and `packed` are the container's so far. NULL when all is well, else
 * the sentence that names the broken cap; valid until the next call.
 */
const char *content_spend(struct content *content, uint64_t length, uint64_t unpacked, uint64_t packed);

/* Counts members of a zip or parts of a mail. NULL or a sentence, as above. */
const char *content_count_members(struct content *content, uint64_t members);

/* Never NULL; `window_bits` as for inflateInit2. */
struct inflater *content_take_inflater(struct content *content, int window_bits);
void content_give_inflater(struct content *content, struct inflater *inflater);

/* Any content: looks at its first bytes and makes the layer that reads it. */
struct stream *dispatch_new(struct content *content, enum place place);

/* gzip (RFC 1952, several members) and zlib (RFC 1950). NULL: refused already. */
struct stream *unpack_gzip_new(struct content *content);
struct stream *unpack_zlib_new(struct content *content);

/* `skipped` bytes of the container around it, or of the item, stood before it. NULL: refused already. */
struct stream *unpack_zip_new(struct content *content, uint64_t skipped);

/* Transfer decoding into `below`, which it takes over. */
struct stream *decode_base64_new(struct content *content, struct stream *below);
/* Base64 that nobody announced: a container of its own. NULL: refused already. */
struct stream *decode_base64_text_new(struct content *content);

struct stream *decode_quoted_printable_new(struct stream *below);

/* NULL: refused already. */
struct stream *mime_new(struct content *content);

/* A TLS report (tls.h). */
struct stream *tls_new(struct content *content);

/*
 * A failure report: its fields; the message that failed or its header, when failure_wants_sample(); and one in words
 * alone. failure_end_mail() tells what waits; one in words only when no `others` came of the mail.
 */
struct stream *failure_new(struct content *content);
struct stream *failure_sample_new(struct content *content);
struct stream *failure_prose_new(struct content *content);
bool failure_wants_sample(const struct content *content);
void failure_end_mail(struct content *content, bool others);
void failure_tell(struct content *content);
void failure_forget(struct content *content);

#endif
