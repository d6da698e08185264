/* SPDX-License-Identifier: MIT */
/* What libetpan, the connection and the server say, as one sentence. */
#include "base/text.h"
#include "imap/session_parts.h"
#include <string.h>

#define SHOWN_MOST 200
#define BACK_OFF_MOST 3600 /* seconds; longer is not believed */

bool imap_is_good(int code) {
  return code == MAILIMAP_NO_ERROR || code == MAILIMAP_NO_ERROR_AUTHENTICATED ||
         code == MAILIMAP_NO_ERROR_NON_AUTHENTICATED;
}

/* What the server said last, printable and not too long; "" when that is nothing. Caller frees. */
static char *last_words(const struct imap_session *session) {
  const char *said = session->imap ? session->imap->imap_response : NULL;
  g_autofree char *shown = text_printable(said);
  g_strstrip(shown);
  if (g_utf8_strlen(shown, -1) <= SHOWN_MOST)
    return g_steal_pointer(&shown);
  g_autofree char *head = g_utf8_substring(shown, 0, SHOWN_MOST);
  return g_strconcat(head, "...", NULL);
}

static bool says(const char *words, const char *part) {
  g_autofree char *lower = g_ascii_strdown(words, -1);
  return strstr(lower, part) != NULL;
}

/* "Request is throttled. Suggested Backoff Time: 299961 milliseconds" */
static void note_back_off(struct imap_session *session, const char *words) {
  static const char label[] = "backoff time: ";
  g_autofree char *lower = g_ascii_strdown(words, -1);
  const char *at = strstr(lower, label);
  if (!at)
    return;
  const guint64 milliseconds = g_ascii_strtoull(at + strlen(label), NULL, 10);
  session->back_off = (unsigned int)MIN(milliseconds / 1000 + 1, BACK_OFF_MOST);
}

/* The response codes of RFC 5530 and what servers say instead of them. */
static enum fault code_for(const struct imap_session *session, const char *words, enum fault usual) {
  static const char *const later[] = {"[unavailable]", "[inuse]",  "[serverbug]",  "[limit]",
                                      "[overquota]",   "throttle", "too many",     "try again",
                                      "temporar",      "backoff",  "not connected"};
  const struct mailimap_response_info *info = session->imap ? session->imap->imap_response_info : NULL;
  g_autofree char *bracketed =
      info && info->rsp_atom ? g_strdup_printf("[%s] %s", info->rsp_atom, words) : g_strdup(words);
  for (size_t i = 0; i < G_N_ELEMENTS(later); i++)
    if (says(bracketed, later[i]))
      return FAULT_TRY_LATER;
  return usual;
}

bool imap_fault(struct imap_session *session, int code, enum fault usual, GError **error, const char *doing, ...) {
  va_list arguments;
  va_start(arguments, doing);
  g_autofree char *what = g_strdup_vprintf(doing, arguments);
  va_end(arguments);
  if (session->trouble) {
    if (session->trouble->code == FAULT_UNAVAILABLE)
      session->trouble->code = FAULT_TRY_LATER; /* it was there a moment ago */
    note_back_off(session, session->trouble->message);
    g_propagate_error(error, g_error_copy(session->trouble));
    return false;
  }
  const char *server = connection_name(session->connection);
  g_autofree char *words = last_words(session);
  note_back_off(session, words);
  const bool strange = code == MAILIMAP_ERROR_PARSE || (code == MAILIMAP_ERROR_PROTOCOL && !*words);
  if (strange || code == MAILIMAP_ERROR_STREAM) {
    fault(&session->trouble, FAULT_TRY_LATER, "%s: %s: %s", server, what,
          strange ? "the answer is not IMAP as we know it" : "the connection broke");
    g_propagate_error(error, g_error_copy(session->trouble));
    return false;
  }
  return fault(error, code_for(session, words, usual), "%s: %s%s%s", server, what, *words ? ": the server says: " : "",
               words);
}
