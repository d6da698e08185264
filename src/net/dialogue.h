/* SPDX-License-Identifier: MIT */
/*
 * dialogue: lines to and from a server, as SMTP, IMAP and POP3 speak them. Private to net.
 *
 * The server is HOSTILE: a line has at most DIALOGUE_LINE_MOST bytes, all it says DIALOGUE_SAID_MOST, and all of it has
 * one time. Faults are those of net/connection.h.
 */
#ifndef DMARCSTAT_NET_DIALOGUE_H
#define DMARCSTAT_NET_DIALOGUE_H

#include "net/connection.h"

#define DIALOGUE_LINE_MOST 4096
#define DIALOGUE_SAID_MOST 65536

struct dialogue {
  struct connection *connection;
  GString *line;     /* the last that was read, without its end */
  gint64 until;      /* by the monotonic clock */
  const char *stage; /* for faults: "before TLS" */
  size_t heard;
};

void dialogue_begin(struct dialogue *dialogue, struct connection *connection, gint64 until, const char *stage);
void dialogue_end(struct dialogue *dialogue);

/* The next line, into dialogue->line. */
bool dialogue_read_line(struct dialogue *dialogue, GError **error);
bool dialogue_send_line(struct dialogue *dialogue, const char *line, GError **error);

/* The last line for people, printable and not too long. Caller frees. */
char *dialogue_shown(const struct dialogue *dialogue);

/* What is asked of each line of a reply, which has three digits in front. */
typedef void (*dialogue_seen)(void *user, const char *line);

/* A whole reply of SMTP (RFC 5321 section 4.2). *code is 0 when it is none. `seen` may be NULL. */
bool dialogue_read_reply(struct dialogue *dialogue, unsigned int *code, dialogue_seen seen, void *user, GError **error);

/* "EHLO [192.0.2.1]": RFC 5321 section 4.1.3, as this computer may have no name that others know. Caller frees. */
char *dialogue_hello(const struct dialogue *dialogue);

#endif
