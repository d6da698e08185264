/* SPDX-License-Identifier: MIT */
/*
 * starttls: what is said in the clear before TLS: SMTP (RFC 3207), IMAP (RFC 9051 section 6.2.1), POP3 (RFC 2595).
 *
 * The server is HOSTILE: what it may say has caps and one time (net/dialogue.h). What it said counts for nothing once
 * TLS has begun.
 */
#ifndef DMARCSTAT_NET_STARTTLS_H
#define DMARCSTAT_NET_STARTTLS_H

#include "net/connection.h"

enum starttls_protocol { STARTTLS_SMTP, STARTTLS_IMAP, STARTTLS_POP3 };

enum starttls_outcome {
  STARTTLS_READY,     /* the server has said go ahead: the handshake comes next */
  STARTTLS_MISSING,   /* it answers and does not offer it */
  STARTTLS_LATER,     /* it offers it and cannot do it now: 454 */
  STARTTLS_REFUSED,   /* it offers it and refuses */
  STARTTLS_UNWELCOME, /* it wants to have nothing to do with us: 421, 554, BYE, -ERR */
  STARTTLS_GARBAGE,   /* it speaks something else */
};

struct starttls_talk {
  enum starttls_outcome outcome;
  char *greeting;   /* its first line, printable; NULL when none came */
  char *said;       /* the line by which it refused, printable; else NULL */
  bool clear_login; /* it offers to take a password before TLS */
  bool masked;      /* SMTP: an extension was overwritten on the way with XXXX, as some firewalls do with STARTTLS */
  bool preauth;     /* IMAP: it takes us for somebody without asking (RFC 9051 section 7.1.4) */
};

/*
 * The whole dialogue on a connection that is open with CONNECTION_TLS_LATER, up to `until` (g_get_monotonic_time).
 * False with *error set when the server is silent, closes, or says too much; `talk` holds what came before that. Empty
 * it with starttls_clear in any case.
 */
bool starttls_talk(struct connection *connection, enum starttls_protocol protocol, gint64 until,
                   struct starttls_talk *talk, GError **error);

/* The first line that the server says through TLS, printable; NULL when none comes. Caller frees. */
char *starttls_greeting(struct connection *connection, gint64 until);

void starttls_clear(struct starttls_talk *talk);

#endif
