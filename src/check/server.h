/* SPDX-License-Identifier: MIT */
/*
 * server: a mail server as somebody names it, "imaps://mail.example.com", "smtp://mx.example.com:2525"; and where to
 * connect to in its place, "mx.example.com:25:192.0.2.1:2525", for one that DNS does not lead to yet, or for tests.
 */
#ifndef DMARCSTAT_CHECK_SERVER_H
#define DMARCSTAT_CHECK_SERVER_H

#include "net/mail_probe.h"

enum server_kind {
  SERVER_MX,          /* smtp: mail between servers, port 25, STARTTLS */
  SERVER_SUBMISSION,  /* submission: 587, STARTTLS */
  SERVER_SUBMISSIONS, /* submissions, smtps: 465 */
  SERVER_IMAP,        /* imap: 143, STARTTLS */
  SERVER_IMAPS,       /* imaps: 993 */
  SERVER_POP3,        /* pop3: 110, STLS */
  SERVER_POP3S,       /* pop3s: 995 */
};

struct server {
  enum server_kind kind;
  char *host; /* in ASCII and lower case, or an address */
  uint16_t port;
};

/* NULL with *error: FAULT_USAGE, with `text` in it. server_free it. */
struct server *server_parse(const char *text, GError **error);
void server_free(struct server *server); /* NULL is fine */

enum mail_probe_protocol server_protocol(enum server_kind kind);
uint16_t server_port(enum server_kind kind);
const char *server_word(enum server_kind kind); /* "SMTP", "submission", "IMAP", ... */

/* The detour of one host and port. */
struct route {
  char *host, *address; /* the host in ASCII and lower case; IPv4 or IPv6 */
  uint16_t port, to;
};

/* "HOST:PORT:ADDRESS:PORT", an IPv6 address in brackets. NULL with *error: FAULT_USAGE. route_free it. */
struct route *route_parse(const char *text, GError **error);
void route_free(struct route *route); /* NULL is fine */

#endif
