/* SPDX-License-Identifier: MIT */
#include "imap/session.h"
#include "base/text.h"
#include "imap/session_parts.h"
#include <poll.h>
#include <string.h>

#define IDLE_MOST (29 * 60) /* seconds, RFC 2177 */
#define PROGRESS_EVERY 0

/* -- capabilities -------------------------------------------------------------------------------------------------- */

static gint by_name(gconstpointer a, gconstpointer b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void take_capability(struct imap_session *session, const struct mailimap_capability *capability) {
  g_autofree char *words = capability->cap_type == MAILIMAP_CAPABILITY_AUTH_TYPE
                               ? g_strconcat("AUTH=", capability->cap_data.cap_auth_type, NULL)
                               : g_strdup(capability->cap_data.cap_name);
  g_autofree char *shown = text_printable(words);
  g_ptr_array_add(session->capabilities, g_ascii_strup(shown, -1));
}

/* Forgets what was said before: after STARTTLS and after the login it may be something else. */
static bool ask_capabilities(struct imap_session *session, GError **error) {
  struct mailimap_capability_data *data = NULL;
  const int code = mailimap_capability(session->imap, &data);
  if (!imap_is_good(code))
    return imap_fault(session, code, FAULT_UNAVAILABLE, error, "cannot learn what the server can do");
  g_ptr_array_set_size(session->capabilities, 0);
  for (clistiter *at = clist_begin(data->cap_list); at; at = clist_next(at))
    take_capability(session, clist_content(at));
  mailimap_capability_data_free(data);
  g_ptr_array_sort(session->capabilities, by_name);
  g_ptr_array_add(session->capabilities, NULL);
  return true;
}

bool imap_session_has(const struct imap_session *session, const char *capability) {
  const char *const *names = imap_session_capabilities(session);
  for (; *names; names++)
    if (g_ascii_strcasecmp(*names, capability) == 0)
      return true;
  return false;
}

const char *const *imap_session_capabilities(const struct imap_session *session) {
  static const char *const none[] = {NULL};
  return session->capabilities->len > 0 ? (const char *const *)session->capabilities->pdata : none;
}

/* -- opening ------------------------------------------------------------------------------------------------------- */

static void ignore_progress(size_t current, size_t maximum, void *context) {
  (void)current, (void)maximum, (void)context;
}

static bool greet(struct imap_session *session, GError **error) {
  session->imap = mailimap_new(PROGRESS_EVERY, NULL);
  if (!session->imap)
    g_error("libetpan has no memory for a session");
  /* libetpan hands over messages one by one only when it may also tell of progress */
  mailimap_set_progress_callback(session->imap, ignore_progress, ignore_progress, NULL);
  const int code = mailimap_connect(session->imap, imap_stream_new(session));
  if (code == MAILIMAP_NO_ERROR_AUTHENTICATED && session->account->target.tls == CONNECTION_TLS_LATER)
    return fault(error, FAULT_REFUSED,
                 "%s: the server says we are logged in before TLS has begun; somebody may be in "
                 "between",
                 connection_name(session->connection));
  return imap_is_good(code) || imap_fault(session, code, FAULT_UNAVAILABLE, error, "the server does not greet us");
}

/* STARTTLS is required, never a matter of luck. */
static bool start_tls(struct imap_session *session, GError **error) {
  if (session->account->target.tls != CONNECTION_TLS_LATER)
    return true;
  if (!imap_session_has(session, "STARTTLS"))
    return fault(error, FAULT_REFUSED,
                 "%s: the server offers no STARTTLS, or somebody in between hides it; nothing was "
                 "sent. Try tls = imaps",
                 connection_name(session->connection));
  const int code = mailimap_starttls(session->imap); /* also fails when more than its answer is here */
  const size_t unread = imap_stream_unread(session);
  if (!imap_is_good(code) && unread == 0)
    return imap_fault(session, code, FAULT_REFUSED, error, "cannot begin TLS");
  return connection_start_tls(session->connection, unread, error) && ask_capabilities(session, error);
}

static bool open_all(struct imap_session *session, GError **error) {
  return connection_open(session->connection, error) && greet(session, error) && ask_capabilities(session, error) &&
         start_tls(session, error) &&
         (session->imap->imap_state == MAILIMAP_STATE_AUTHENTICATED || imap_authenticate(session, error)) &&
         ask_capabilities(session, error); /* some servers tell of MOVE only now */
}

struct imap_session *imap_session_open(const struct imap_account *account, GError **error) {
  struct imap_session *session = g_new0(struct imap_session, 1);
  session->account = account;
  session->capabilities = g_ptr_array_new_with_free_func(g_free);
  session->kept = g_byte_array_new();
  session->waiting = g_array_new(FALSE, FALSE, sizeof(int));
  session->connection = connection_new(&account->target);
  if (open_all(session, error))
    return session;
  imap_session_close(session);
  return NULL;
}

void imap_session_close(struct imap_session *session) {
  if (!session)
    return;
  if (session->imap) {
    if (session->waiting->len > 0 && !session->trouble) /* libetpan would take their answers for the one to LOGOUT */
      fault(&session->trouble, FAULT_SOFTWARE, "the session was left before all was answered");
    if (!session->trouble && session->imap->imap_state >= MAILIMAP_STATE_AUTHENTICATED)
      mailimap_logout(session->imap);
    mailimap_free(session->imap);
  }
  connection_close(session->connection);
  g_clear_error(&session->trouble);
  g_ptr_array_unref(session->capabilities);
  g_byte_array_unref(session->kept);
  g_array_unref(session->waiting);
  g_clear_pointer(&session->prefixes, g_ptr_array_unref);
  g_free(session);
}

const struct connection *imap_session_connection(const struct imap_session *session) {
  return session->connection;
}

unsigned int imap_session_back_off(const struct imap_session *session) {
  return session->back_off;
}

/* -- folders ------------------------------------------------------------------------------------------------------- */

bool imap_session_select(struct imap_session *session, const char *name, struct imap_folder *folder, GError **error) {
  g_autofree char *there = imap_folder_name(session, name);
  const int code = mailimap_select(session->imap, there);
  g_autofree char *shown = text_printable(name);
  if (!imap_is_good(code))
    return imap_fault(session, code, FAULT_UNAVAILABLE, error, "cannot open the folder '%s'", shown);
  const struct mailimap_selection_info *info = session->imap->imap_selection_info;
  if (info->sel_uidvalidity == 0)
    return fault(error, FAULT_UNAVAILABLE, "%s: the folder '%s' has no lasting message numbers (UIDVALIDITY)",
                 connection_name(session->connection), shown);
  *folder = (struct imap_folder){
      .uidvalidity = info->sel_uidvalidity, .uidnext = info->sel_uidnext, .messages = info->sel_exists};
  return true;
}

/* -- waiting ------------------------------------------------------------------------------------------------------- */

/* False with session->trouble. */
static bool wait_for_any(struct imap_session *session, int64_t until, int stop, bool *announced) {
  for (;;) {
    const int here = imap_stream_wait(session, 0);
    const int64_t left = (until - g_get_monotonic_time()) / 1000;
    *announced = here > 0;
    if (here != 0 || left <= 0)
      return here >= 0;
    struct pollfd ready[2] = {{.fd = connection_fd(session->connection), .events = POLLIN},
                              {.fd = stop, .events = POLLIN}};
    if (poll(ready, 2, (int)left) > 0 && ready[1].revents)
      return true;
  }
}

bool imap_session_idle(struct imap_session *session, unsigned int seconds, int stop, bool *announced, GError **error) {
  const bool idles = imap_session_has(session, "IDLE");
  const int64_t until = g_get_monotonic_time() + (int64_t)MIN(seconds, IDLE_MOST) * G_USEC_PER_SEC;
  int code = idles ? mailimap_idle(session->imap) : MAILIMAP_NO_ERROR;
  if (imap_is_good(code))
    code = wait_for_any(session, until, stop, announced) ? MAILIMAP_NO_ERROR : MAILIMAP_ERROR_STREAM;
  if (imap_is_good(code))
    code = idles ? mailimap_idle_done(session->imap) : mailimap_noop(session->imap);
  return imap_is_good(code) || imap_fault(session, code, FAULT_TRY_LATER, error, "cannot wait for new mail");
}
