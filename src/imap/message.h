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

#define IMAP_MESSAGE_LARGE (1u << 20) /* bytes; a message of more is read by itself, in pieces */

/* A large message into `fd`, an empty file; no more than about `most` bytes of it. *length is -1 when it is gone. */
bool imap_message_read_large(struct imap_session *session, uint32_t uid, uint64_t most, int fd, int64_t *length,
                             GError **error);

/* The faults of reading: what libetpan says, and errno of a write to a temporary file. Always false. */
bool imap_message_fault_reading(struct imap_session *session, int code, GError **error);
bool imap_message_fault_writing(int number, GError **error);

/* -- ahead -----------------------------------------------------------------------------------------------------------
 *
 * Commands that are sent and not waited for: the server may do them while something else is done here. Until all of
 * them are answered nothing else may be asked of it, and the session can only be closed.
 */

/* Asks for `n` messages that are not large, or for as many of them as one command takes (*asked). */
bool imap_message_ask(struct imap_session *session, const struct imap_message *messages, guint n, guint *asked,
                      int *tag, GError **error);

/*
 * Asks for a move to a folder whose place is known, as it is after imap_message_move. Adds the tags (int) of the
 * commands this takes. Only for a server that has MOVE.
 */
bool imap_message_move_ahead(struct imap_session *session, const GArray *uids, const char *folder, GArray *tags,
                             GError **error);

/* A message that was asked for, or that the server sends all the same. */
typedef void (*imap_message_body)(void *user, uint32_t uid, const uint8_t *bytes, size_t length);

struct imap_answer {
  int tag;
  int code; /* 0, or libetpan's for a refusal, in the words that the server said last */
};

/* Waits for the answer to one of the commands that were sent ahead; messages that come meanwhile go to `body`. */
bool imap_message_hear(struct imap_session *session, imap_message_body body, void *user, struct imap_answer *answer,
                       GError **error);

/* -- what becomes of them ------------------------------------------------------------------------------------------ */

/* `uids`: of uint32_t, ascending. */

/* A flag ("\\Seen") or a keyword. */
bool imap_message_flag(struct imap_session *session, const GArray *uids, const char *flag, GError **error);

/* Makes the folder when it is not there. */
bool imap_message_move(struct imap_session *session, const GArray *uids, const char *folder, GError **error);

bool imap_message_delete(struct imap_session *session, const GArray *uids, GError **error);

/* Those up to `last` that arrived before the UTC day of `time`, into `uids`, ascending. */
bool imap_message_older(struct imap_session *session, uint32_t last, int64_t time, GArray *uids, GError **error);

#endif
