/* SPDX-License-Identifier: MIT */
/*
 * mail_probe: what a mail server shows of its TLS to somebody who only looks: whether it can be reached, whether it
 * offers STARTTLS, its certificates and what is wrong with them, the versions and weak suites that it would take.
 *
 * One handshake that is verified as any other, but takes old TLS too, and about ten offers that are not followed up
 * (net/tls_hello.h), each on a connection of its own. Nothing is sent that is worth reading. Blocks; each probe may be
 * made by a thread of its own.
 */
#ifndef DMARCSTAT_NET_MAIL_PROBE_H
#define DMARCSTAT_NET_MAIL_PROBE_H

#include "net/peer.h"
#include "net/tls_suites.h"
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum mail_probe_protocol {
  MAIL_PROBE_TLS, /* from the first byte: imaps, pop3s, submissions */
  MAIL_PROBE_SMTP,
  MAIL_PROBE_IMAP,
  MAIL_PROBE_POP3,
};

struct mail_probe_target {
  const char *host;             /* whom the certificate must be for; also for SNI */
  const char *const *addresses; /* to connect to; NULL: those that the system knows for the host */
  uint16_t port;
  enum mail_probe_protocol protocol;
  const char *ca_file;  /* as in net/connection.h */
  unsigned int seconds; /* for each connection with its dialogue and its handshake; not 0 */
};

/* How far it came. */
enum mail_probe_state {
  MAIL_PROBE_NO_HOST,        /* the host has no address */
  MAIL_PROBE_NO_ROUTE,       /* this computer has no way to it, or may not use it */
  MAIL_PROBE_TIMED_OUT,      /* no answer to the attempt to connect */
  MAIL_PROBE_NOT_LISTENING,  /* connection refused */
  MAIL_PROBE_BROKEN,         /* connected; then silence, too slow, too much, or closed */
  MAIL_PROBE_GARBAGE,        /* it speaks something else */
  MAIL_PROBE_UNWELCOME,      /* it turns us away: 421, 554, BYE, -ERR */
  MAIL_PROBE_NO_STARTTLS,    /* not offered */
  MAIL_PROBE_STARTTLS_LATER, /* 454 */
  MAIL_PROBE_STARTTLS_REFUSED,
  MAIL_PROBE_INJECTED,     /* more came in the clear behind the go-ahead */
  MAIL_PROBE_NO_HANDSHAKE, /* TLS fails, before a certificate came */
  MAIL_PROBE_SHOWN,        /* the certificate came: peer has the rest */
};

#define MAIL_PROBE_VERSIONS 5 /* SSL 3, TLS 1.0, 1.1, 1.2, 1.3 */

enum mail_probe_known { MAIL_PROBE_UNKNOWN, MAIL_PROBE_NO, MAIL_PROBE_YES };

struct mail_probe {
  enum mail_probe_state state;
  char *trouble;  /* a sentence about what ended it, printable; NULL when all went well; also a refused certificate */
  char *greeting; /* the server's first line, printable; NULL: none came */
  char *said;     /* the line by which it refused, printable; or NULL */
  bool clear_login, preauth, masked; /* as in net/starttls.h; clear_login only from another computer */
  struct peer peer;
  /* Filled in when the state is MAIL_PROBE_SHOWN or MAIL_PROBE_NO_HANDSHAKE */
  enum mail_probe_known versions[MAIL_PROBE_VERSIONS]; /* from SSL 3 on */
  enum mail_probe_known strong;                        /* of TLS 1.2: ECDHE with authenticated encryption */
  enum mail_probe_known weak_looked_for;               /* YES: all weaknesses were asked for until it refused */
  unsigned int weak;                                   /* of enum tls_weakness */
  uint16_t weak_suites[TLS_WEAKNESSES];                /* one that it took of each, by the bit's place */
  unsigned int dh_bits;                                /* of the prime, when it takes DHE; 0: it does not */
};

/* Never NULL. Free with mail_probe_free. */
struct mail_probe *mail_probe(const struct mail_probe_target *target);

void mail_probe_free(struct mail_probe *probe);

/* "TLS 1.0"; `at` is a place in `versions`. */
const char *mail_probe_version_name(size_t at);

#endif
