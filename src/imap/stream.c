/* SPDX-License-Identifier: MIT */
/*
 * libetpan has a TLS of its own, which takes any certificate for any host. So it gets a stream that is our connection,
 * and what goes wrong there is kept in words.
 */
#include "base/text.h"
#include "imap/session_parts.h"
#include <string.h>

#define BUFFER 65536

static struct imap_session *session_of(mailstream_low *low) {
  return low->data;
}

static void fault_closed(struct imap_session *session) {
  g_autofree char *said = text_printable(session->guard.good_bye);
  fault(&session->trouble, FAULT_TRY_LATER, "%s: the server has closed the connection%s%s",
        connection_name(session->connection), *said ? ", saying: " : "", said);
}

/* False when it is too much. */
static bool look_at_all(struct imap_session *session, const char *bytes, size_t length) {
  for (size_t at = 0, looked; at < length; at += looked)
    if (answer_guard_look(&session->guard, bytes + at, length - at, &looked))
      return false;
  return true;
}

/* When the connection breaks, what the server said last and nobody has read yet tells why. */
static void hear_good_bye(struct imap_session *session) {
  char bytes[1024];
  ssize_t got;
  bool fine = look_at_all(session, (const char *)session->kept->data, session->kept->len);
  while (fine && (got = connection_read(session->connection, bytes, sizeof bytes, NULL)) > 0)
    fine = look_at_all(session, bytes, (size_t)got);
  if (!fine || !session->guard.good_bye[0])
    return;
  g_clear_error(&session->trouble);
  fault_closed(session);
}

/* -- answers, one at a time ------------------------------------------------------------------------------------------
 */

static ssize_t take_kept(struct imap_session *session, void *bytes, size_t size) {
  const size_t taken = MIN(size, session->kept->len);
  memcpy(bytes, session->kept->data, taken);
  g_byte_array_remove_range(session->kept, 0, (guint)taken);
  return (ssize_t)taken;
}

/* libetpan takes an answer only for the command sent last; it may be for any that is on its way. */
static void note_answered(struct imap_session *session) {
  const int tag = (int)session->guard.tag;
  for (guint i = 0; i < session->waiting->len; i++)
    if (g_array_index(session->waiting, int, i) == tag) {
      g_array_remove_index(session->waiting, i);
      session->imap->imap_tag = session->answered = tag;
      return;
    }
}

/* What of these bytes goes to libetpan: up to the end of an answer to a command. The rest is kept. */
static ssize_t look_at_some(struct imap_session *session, const char *bytes, size_t length) {
  size_t looked = 0;
  const char *too_much = answer_guard_look(&session->guard, bytes, length, &looked);
  if (too_much) {
    fault(&session->trouble, FAULT_TRY_LATER, "%s: the server sent %s; the connection was given up",
          connection_name(session->connection), too_much);
    return -1;
  }
  g_byte_array_prepend(session->kept, (const guint8 *)bytes + looked, (guint)(length - looked));
  if (session->guard.tag)
    note_answered(session);
  return (ssize_t)looked;
}

static ssize_t read_some(mailstream_low *low, void *bytes, size_t size) {
  struct imap_session *session = session_of(low);
  if (session->trouble)
    return -1;
  const ssize_t got = session->kept->len > 0 ? take_kept(session, bytes, size)
                                             : connection_read(session->connection, bytes, size, &session->trouble);
  if (got == 0)
    fault_closed(session);
  if (got < 0)
    hear_good_bye(session);
  return got > 0 ? look_at_some(session, bytes, (size_t)got) : -1;
}

static ssize_t write_all(mailstream_low *low, const void *bytes, size_t length) {
  struct imap_session *session = session_of(low);
  if (session->trouble)
    return -1;
  if (connection_write(session->connection, bytes, length, &session->trouble))
    return (ssize_t)length;
  hear_good_bye(session);
  return -1;
}

static int fd_of(mailstream_low *low) {
  return connection_fd(session_of(low)->connection);
}

/* The connection is closed by the session, not by its stream. */
static int close_nothing(mailstream_low *low) {
  (void)low;
  return 0;
}

static void free_low(mailstream_low *low) {
  free(low);
}

static void cancel_nothing(mailstream_low *low) {
  (void)low;
}

static struct mailstream_cancel *no_cancel(mailstream_low *low) {
  (void)low;
  return NULL;
}

static carray *no_chain(mailstream_low *low) {
  (void)low;
  return NULL;
}

static int no_idle(mailstream_low *low) {
  (void)low;
  return -1;
}

static mailstream_low_driver driver = {
    .mailstream_read = read_some,
    .mailstream_write = write_all,
    .mailstream_close = close_nothing,
    .mailstream_get_fd = fd_of,
    .mailstream_free = free_low,
    .mailstream_cancel = cancel_nothing,
    .mailstream_get_cancel = no_cancel,
    .mailstream_get_certificate_chain = no_chain,
    .mailstream_setup_idle = no_idle,
    .mailstream_unsetup_idle = no_idle,
    .mailstream_interrupt_idle = no_idle,
};

mailstream *imap_stream_new(struct imap_session *session) {
  mailstream_low *low = mailstream_low_new(session, &driver);
  mailstream *stream = low ? mailstream_new(low, BUFFER) : NULL;
  if (!stream)
    g_error("libetpan has no memory for a stream");
  return stream;
}

size_t imap_stream_unread(const struct imap_session *session) {
  return session->imap->imap_stream->read_buffer_len + session->kept->len;
}

int imap_stream_wait(struct imap_session *session, unsigned int milliseconds) {
  if (imap_stream_unread(session) > 0)
    return 1;
  return session->trouble ? -1 : connection_wait(session->connection, milliseconds, &session->trouble);
}
