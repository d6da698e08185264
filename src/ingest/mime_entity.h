/* SPDX-License-Identifier: MIT */
/*
 * mime_entity: the header of a mail or of a part, line by line, reduced to the few things that we go by.
 */
#ifndef DMARCSTAT_INGEST_MIME_ENTITY_H
#define DMARCSTAT_INGEST_MIME_ENTITY_H

#include "ingest/authentication_results.h"
#include "ingest/layers.h"

enum entity_kind {
  ENTITY_LEAF,
  ENTITY_MULTIPART,
  ENTITY_MESSAGE,         /* message/rfc822 */
  ENTITY_MESSAGE_HEADER,  /* text/rfc822-headers */
  ENTITY_DELIVERY_STATUS, /* RFC 3464: a part of that type, or the multipart that announces it */
  ENTITY_RECEIPT,         /* RFC 8098: the same */
  ENTITY_FEEDBACK,        /* RFC 5965: the machine-readable part */
};

enum transfer { TRANSFER_NONE, TRANSFER_BASE64, TRANSFER_QUOTED_PRINTABLE };

enum entity_field {
  FIELD_OTHER,
  FIELD_CONTENT_TYPE,
  FIELD_TRANSFER,
  FIELD_FROM,
  FIELD_SUBJECT,
  FIELD_MESSAGE_ID,
  FIELD_DATE,
  FIELD_AUTHENTICATION,
  FIELD_MAX
};

struct mime_entity {
  enum entity_kind kind;
  enum transfer transfer;
  bool has_type;
  bool feedback;     /* a multipart that announces an RFC 5965 report */
  GString *boundary; /* of a multipart; "" when there is none */

  enum entity_field open;     /* the field that is being read */
  GString *fields[FIELD_MAX]; /* unfolded; the first of each kind */
  bool has[FIELD_MAX];        /* of Authentication-Results: one that we believe */
  bool several_from;

  const char *const *authserv_ids;      /* until the envelope is taken; NULL: nobody is believed */
  struct authentication authentication; /* what the first that is believed says */
};

/* `authserv_ids` (not owned) are those that are believed in the first header, and in no other: a part has no say. */
struct mime_entity *mime_entity_new(const char *const *authserv_ids);
void mime_entity_free(struct mime_entity *entity);

/* For the next header. */
void mime_entity_reset(struct mime_entity *entity);

/*
 * A line without its end. False when the header must have ended before it: such a line begins a body. Other lines that
 * are no header fields are skipped.
 */
bool mime_entity_line(struct mime_entity *entity, const char *line, size_t length);

/* A further piece of a line that was too long to be given at once. */
void mime_entity_more(struct mime_entity *entity, const char *piece, size_t length);

/* No more lines: fills in kind, transfer, boundary. */
void mime_entity_end(struct mime_entity *entity);

/* Takes From, Subject, Message-ID and Date over into the item's envelope, decoded, and what its authentication says. */
void mime_entity_envelope(struct mime_entity *entity, struct content *content);

#endif
