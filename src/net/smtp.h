/* SPDX-License-Identifier: MIT */
/*
 * smtp: one message to one server that takes mail for others (submission, RFC 6409), over verified TLS.
 *
 * Everything the server says is HOSTILE, with the caps of net/dialogue.h. The message goes to all recipients or to
 * none: a server that refuses one of them gets no message. Only what was accepted by its answer to the end of the
 * message counts as sent; what breaks off before that may have been accepted all the same, as with any SMTP.
 */
#ifndef DMARCSTAT_NET_SMTP_H
#define DMARCSTAT_NET_SMTP_H

#include "base/secret.h"
#include "net/connection.h"

struct smtp_account {
  struct connection_target target;
  const char *user;            /* NULL: no login */
  struct secret_source secret; /* with a user: a password */
};

struct smtp_message {
  const char *from;      /* addresses without brackets, in printable ASCII without spaces */
  const char *const *to; /* NULL ends; at least one */
  const char *bytes;     /* header and body in 7 bits, lines of at most 998 bytes that end in CR LF */
  size_t length;
};

/*
 * Sends it within `seconds` in all. Faults, each one sentence that opens with the server: of the connection;
 * FAULT_REFUSED for the login, and without TLS where the server offers none; FAULT_TRY_LATER for what the server says
 * is temporary (4yz); FAULT_UNAVAILABLE for what it refuses for good (5yz) or does not understand.
 */
bool smtp_send(const struct smtp_account *account, const struct smtp_message *message, unsigned int seconds,
               GError **error);

#endif
