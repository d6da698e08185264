/* SPDX-License-Identifier: MIT */
/*
 * message: messages of the selected folder: listing them, reading them, and what becomes of them. Only UIDs are used
 * (RFC 9051 section 2.3.1.1), only BODY.PEEK[] (reading changes nothing), and never a bare EXPUNGE, which would also
 * remove what others have marked.
 */
#ifndef DMARCSTAT_IMAP_MESSAGE_H
#define DMARCSTAT_IMAP_MESSAGE_H

#include "imap/session.h"

struct imap_message {
  uint32_t uid;
  uint32_t size; /* as the server claims; the real one may differ */
};

/*
 * Those with a UID from `first` on, in ascending order, into `messages` (of struct imap_message). What a server gives
 * beyond that ("n:*" always includes the last one) is left out.
 */
bool imap_message_list(struct imap_session *session, uint32_t first, GArray *messages, GError **error);

/* What `each` is told of a message that was read: where it is in the file. */
typedef void (*imap_message_each)(void *user, uint32_t uid, uint64_t offset, uint64_t length);

#define IMAP_MESSAGE_LARGE (1u << 20) /* bytes; a message of more is read by itself, in pieces */

/*
 * Asks for `n` messages that are not large, or for as many of them as one command takes (*asked). Nothing is waited
 * for: the server may send them while something else is done. Before anything else is asked of it, they must be taken.
 */
bool imap_message_ask(struct imap_session *session, const struct imap_message *messages, guint n, guint *asked,
                      GError **error);

/* Writes the messages that were asked for to `fd`, an empty file. Those that are gone are not told. */
bool imap_message_take(struct imap_session *session, int fd, imap_message_each each, void *user, GError **error);

/* A large message into `fd`, an empty file; no more than about `most` bytes of it. */
bool imap_message_read_large(struct imap_session *session, uint32_t uid, uint64_t most, int fd, imap_message_each each,
                             void *user, GError **error);

/* `uids`: of uint32_t, ascending. */

/* A flag ("\\Seen") or a keyword. */
bool imap_message_flag(struct imap_session *session, const GArray *uids, const char *flag, GError **error);

/* Makes the folder when it is not there. */
bool imap_message_move(struct imap_session *session, const GArray *uids, const char *folder, GError **error);

bool imap_message_delete(struct imap_session *session, const GArray *uids, GError **error);

/* Those up to `last` that arrived before the UTC day of `time`, into `uids`, ascending. */
bool imap_message_older(struct imap_session *session, uint32_t last, int64_t time, GArray *uids, GError **error);

#endif
