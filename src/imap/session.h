/* SPDX-License-Identifier: MIT */
/*
 * session: one connection to an IMAP server (RFC 9051, RFC 3501), logged in. libetpan speaks IMAP over our own verified
 * connection (net/connection.h); nothing secret is sent before that is known to be safe.
 *
 * What a server says is hostile until TLS is verified, and may be odd after it: every fault is one sentence that opens
 * with the server's name and quotes what it said. Codes: FAULT_REFUSED for the login and what is wrong with TLS,
 * FAULT_TRY_LATER when the server is busy, throttles or is gone, FAULT_UNAVAILABLE when it cannot do what we need.
 */
#ifndef DMARCSTAT_IMAP_SESSION_H
#define DMARCSTAT_IMAP_SESSION_H

#include "base/secret.h"
#include "net/connection.h"

enum imap_auth { IMAP_AUTH_AUTO, IMAP_AUTH_PLAIN, IMAP_AUTH_LOGIN, IMAP_AUTH_XOAUTH2, IMAP_AUTH_OAUTHBEARER };

struct imap_account {
  struct connection_target target; /* CONNECTION_TLS_LATER is STARTTLS, which the server must then offer */
  const char *user;
  enum imap_auth auth;
  struct secret_source secret; /* read anew for each login */
};

struct imap_session;

/* Connects and logs in. The account must outlive the session. NULL with *error. */
struct imap_session *imap_session_open(const struct imap_account *account, GError **error);

/* Logs out when the connection still works, and frees. NULL is fine. */
void imap_session_close(struct imap_session *session);

/* Whether the server has an extension ("MOVE") or a way to log in ("AUTH=PLAIN"); case does not matter. */
bool imap_session_has(const struct imap_session *session, const char *capability);

/* All of them, sorted; NULL-terminated; the session's. */
const char *const *imap_session_capabilities(const struct imap_session *session);

/* How the connection is protected; the session's. */
const struct connection *imap_session_connection(const struct imap_session *session);

struct imap_folder {
  uint32_t uidvalidity;
  uint32_t uidnext; /* 0: the server does not say */
  uint32_t messages;
};

/* Opens a folder of that name ("/" stands for the server's own separator). */
bool imap_session_select(struct imap_session *session, const char *name, struct imap_folder *folder, GError **error);

/* Seconds that the server asked us to stay away, 0 when it did not. */
unsigned int imap_session_back_off(const struct imap_session *session);

/* -- waiting for mail ---------------------------------------------------------------------------------------------- */

/*
 * Waits in IDLE (RFC 2177), or just waits when the server has none, until it says something (*announced), `stop` is
 * readable or `seconds` are over; no more than 29 minutes. False with *error.
 */
bool imap_session_idle(struct imap_session *session, unsigned int seconds, int stop, bool *announced, GError **error);

#endif
