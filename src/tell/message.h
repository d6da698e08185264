/* SPDX-License-Identifier: MIT */
/*
 * message: a mail with a plain and an HTML part (RFC 5322, RFC 2046 section 5.1.4), in 7 bits.
 *
 * Its texts may be hostile: nothing in them can end a line of the header, begin another field, or end a part. What is
 * not ASCII is encoded (RFC 2047, quoted-printable).
 */
#ifndef DMARCSTAT_TELL_MESSAGE_H
#define DMARCSTAT_TELL_MESSAGE_H

#include <glib.h>
#include <stdint.h>

struct message {
  const char *from;      /* addresses as the configuration has them (CONFIG_ADDRESS) */
  const char *const *to; /* NULL ends */
  const char *subject;
  const char *seed; /* of its Message-ID: what is the same message has the same one */
  int64_t date;     /* UTC seconds */
  const char *plain, *html;
};

/* Lines end in CR LF, and are at most 998 bytes long. g_string_free. */
GString *message_write(const struct message *message);

#endif
