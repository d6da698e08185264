/* SPDX-License-Identifier: MIT */
/*
 * libetpan has a TLS of its own, which takes any certificate for any host. So it gets a stream that is our connection,
 * and what goes wrong there is kept in words.
 */
#include "base/text.h"
#include "imap/session_parts.h"

#define BUFFER 65536

static struct imap_session *session_of(mailstream_low *low) {
  return low->data;
}

static void fault_closed(struct imap_session *session) {
  g_autofree char *said = text_printable(session->guard.good_bye);
  fault(&session->trouble, FAULT_TRY_LATER, "%s: the server has closed the connection%s%s",
        connection_name(session->connection), *said ? ", saying: " : "", said);
}

/* When the connection breaks, what the server said last and nobody has read yet tells why. */
static void hear_good_bye(struct imap_session *session) {
  char bytes[1024];
  ssize_t got;
  while ((got = connection_read(session->connection, bytes, sizeof bytes, NULL)) > 0)
    if (answer_guard_look(&session->guard, bytes, (size_t)got))
      return;
  if (!session->guard.good_bye[0])
    return;
  g_clear_error(&session->trouble);
  fault_closed(session);
}

static ssize_t read_some(mailstream_low *low, void *bytes, size_t size) {
  struct imap_session *session = session_of(low);
  if (session->trouble)
    return -1;
  const ssize_t got = connection_read(session->connection, bytes, size, &session->trouble);
  if (got == 0)
    fault_closed(session);
  if (got < 0)
    hear_good_bye(session);
  const char *too_much = got > 0 ? answer_guard_look(&session->guard, bytes, (size_t)got) : NULL;
  if (too_much)
    fault(&session->trouble, FAULT_TRY_LATER, "%s: the server sent %s; the connection was given up",
          connection_name(session->connection), too_much);
  return got > 0 && !too_much ? got : -1;
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

int imap_stream_wait(struct imap_session *session, unsigned int milliseconds) {
  if (session->imap->imap_stream->read_buffer_len > 0)
    return 1;
  return session->trouble ? -1 : connection_wait(session->connection, milliseconds, &session->trouble);
}
