/* SPDX-License-Identifier: MIT */
/* session_parts: what the files of src/imap/ share; the way in is session.h and source_imap.h. */
#ifndef DMARCSTAT_IMAP_SESSION_PARTS_H
#define DMARCSTAT_IMAP_SESSION_PARTS_H

#include "base/fault.h"
#include "imap/answer_guard.h"
#include "imap/session.h"
#include <libetpan/libetpan.h>

struct imap_session {
  const struct imap_account *account;
  struct connection *connection;
  struct mailimap *imap;
  struct answer_guard guard;
  GError *trouble;         /* that ended it, in words: libetpan only knows that something did */
  GByteArray *kept;        /* what has come behind the answer to a command, until libetpan wants more */
  GArray *waiting;         /* int: tags of the commands that were sent ahead and are not answered */
  int answered;            /* the tag of the last of those that was */
  GPtrArray *capabilities; /* in upper case, sorted, ends in NULL */
  GPtrArray *prefixes;     /* of the server's namespaces, that of the user's own folders first; NULL: not asked yet */
  char separator;          /* between folder names; 0: not known yet */
  unsigned int back_off;
};

/* -- stream.c: libetpan's stream over our connection ----------------------------------------------------------------
 */

/* Belongs to session->imap once that is connected. */
mailstream *imap_stream_new(struct imap_session *session);

/* Bytes that are here and nobody has taken yet. */
size_t imap_stream_unread(const struct imap_session *session);

/* Whether something is here to be read within so many milliseconds: 1, 0, or -1 (session->trouble). */
int imap_stream_wait(struct imap_session *session, unsigned int milliseconds);

/* -- session_fault.c -------------------------------------------------------------------------------------------------
 */

/*
 * Turns a failed call of libetpan into *error; always false. `doing` is what was tried: "cannot open the folder
 * 'INBOX'". `usual` is the code when the server just says no.
 */
bool imap_fault(struct imap_session *session, int code, enum fault usual, GError **error, const char *doing, ...)
    G_GNUC_PRINTF(5, 6);

/* Whether a call of libetpan went well. */
bool imap_is_good(int code);

/* -- authenticate.c --------------------------------------------------------------------------------------------------
 */

bool imap_authenticate(struct imap_session *session, GError **error);

/* -- folder_name.c ---------------------------------------------------------------------------------------------------
 */

/* The name as the server knows it: with its separator, below the prefix of the user's own folders (RFC 2342), in
 * modified UTF-7 (RFC 3501 section 5.1.3). Caller frees. */
char *imap_folder_name(struct imap_session *session, const char *name);

/* The encoding alone. Caller frees. */
char *imap_folder_encode(const char *name);

#endif
